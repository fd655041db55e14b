"""Writing the index. One writer at a time: the worker, or `flask search rebuild` into a new folder."""

import secrets
from collections.abc import Sequence
from pathlib import Path

import structlog
from whoosh import index

from app.db import session
from app.search.documents import documents
from app.search.index import SCHEMA, current, folder, switch_to, writing

log = structlog.get_logger()


def rebuild() -> int:
    """Build a new index beside the one in use and switch over; returns how many products are in it."""
    with writing():
        return _rebuild()


def update(product_ids: Sequence[int]) -> None:
    """Bring these products up to date: one commit for all."""
    with writing():
        path = current()
        if path is None:
            _rebuild()
            return
        try:
            _update(path, product_ids)
        except Exception as error:  # a damaged file fails in any way: pickle, struct, zlib, OSError
            log.error("search_index_unusable", kind=type(error).__name__)
            session.rollback()
            _rebuild()


def _rebuild() -> int:
    name = secrets.token_hex(6)
    (folder() / name).mkdir()
    rows = documents(None)
    session.rollback()
    writer = index.create_in(folder() / name, SCHEMA).writer()
    for row in rows:
        writer.add_document(**row)
    writer.commit()
    switch_to(name)
    return len(rows)


def _update(path: Path, product_ids: Sequence[int]) -> None:
    rows = {row["id"]: row for row in documents(product_ids)}
    session.rollback()
    writer = index.open_dir(path).writer()
    for product_id in {str(product_id) for product_id in product_ids}:
        if product_id in rows:
            writer.update_document(**rows[product_id])
        else:
            writer.delete_by_term("id", product_id)
    writer.commit()
