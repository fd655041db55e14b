"""Writing the index: the worker does it, or `flask search rebuild` while the shop goes on with the old one."""

from collections.abc import Sequence

import structlog

from app.db import session
from app.search.documents import all_documents, documents
from app.search.engine import engine
from app.search.engine.base import Unusable

log = structlog.get_logger()


def rebuild() -> int:
    """Build a new index beside the one in use and switch over; returns how many products are in it."""
    return engine().rebuild(all_documents())


def update(product_ids: Sequence[int]) -> None:
    """Bring these products up to date: one commit for all. A missing or damaged index is built anew."""
    found = documents(product_ids)
    session.rollback()
    gone = set(product_ids) - {document.facts.product_id for document in found}
    try:
        engine().update(found, sorted(gone))
    except Unusable as error:
        log.error("search_index_unusable", kind=type(error.__cause__ or error).__name__)
        rebuild()
