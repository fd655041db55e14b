"""Finding products: what a search means, what fits, what of it passes the filters, and the counts beside it."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace

import numpy as np
import structlog
from sqlalchemy import or_, select

from app import clock
from app.catalog.queries.on_sale import IS_ON_SALE, categories
from app.db import session
from app.models.catalog import Product
from app.models.seller import Seller
from app.search import rules
from app.search.columns import number_of_place
from app.search.documents import documents
from app.search.engine import engine
from app.search.engine.base import Snapshot, Unusable
from app.search.engine.memory import MemorySnapshot
from app.search.matching import match
from app.search.rules import BIT_OF, Filters, Wanted
from app.search.synonyms import synonyms
from app.search.understanding import MOST_WORDS, Understood, understand
from app.search.words import words_of

MOST_FROM_DATABASE = 2_000

log = structlog.get_logger()


@dataclass(frozen=True)
class Found:
    """The ids of one page of results, how many there are in all, the counts of each facet, and how it was read.

    `whole` of them have everything that was asked for; `left_out` is what none of them has.
    """

    product_ids: list[int]
    total: int
    facets: dict[str, Counter[str]]
    meant: Understood = field(default_factory=Understood)
    whole: int = 0
    left_out: tuple[str, ...] = ()
    seller_ids: list[int] = field(default_factory=list)


def search(filters: Filters, *, limit: int, offset: int) -> Found:
    """What fits the words and passes the filters; without words, everything on sale, the newest first."""
    try:
        return _searched(newest_snapshot(filters.text), filters, limit=limit, offset=offset)
    except Unusable as error:
        log.error("search_index_unusable", kind=type(error.__cause__ or error).__name__)
        return _searched(snapshot_of_database(filters.text), filters, limit=limit, offset=offset)


def _searched(snapshot: Snapshot, filters: Filters, *, limit: int, offset: int) -> Found:
    meant = understand(filters.text, snapshot.lexicon, synonyms(snapshot))
    asked = _with_said_prices(filters, meant)
    if not words_of(filters.text) and filters.text:
        return Found([], 0, defaultdict(Counter), meant)
    matched = match(snapshot, meant, now=clock.now().timestamp()) if filters.text else None
    candidates = matched.documents if matched else np.flatnonzero(snapshot.is_live)
    slugs = {each.id: each.slug for each in categories()}
    sieved = rules.sieve(snapshot.columns, candidates, _wanted(asked, slugs), slugs)
    scores = matched.scores if matched else None
    best = rules.first(snapshot.columns, sieved.documents, asked.order, scores, count=offset + limit)
    return Found(
        product_ids=snapshot.columns.product_id[best[offset:]].tolist(),
        seller_ids=snapshot.columns.seller_id[best[offset:]].tolist(),
        total=len(sieved.documents),
        facets=sieved.facets,
        meant=meant,
        whole=int(matched.whole[sieved.documents].sum()) if matched else 0,
        left_out=tuple(" ".join(slot.typed) for slot in matched.left_out) if matched else (),
    )


def _with_said_prices(filters: Filters, meant: Understood) -> Filters:
    """A price in the filters' own fields goes before one in the words."""
    if filters.lowest_amount is not None or filters.highest_amount is not None:
        return filters
    return replace(filters, lowest_amount=meant.lowest_amount, highest_amount=meant.highest_amount)


def _wanted(filters: Filters, slugs: dict[int, str]) -> Wanted:
    return Wanted(
        filters,
        frozenset(key for key, slug in slugs.items() if slug in filters.categories),
        frozenset(number_of_place(code) for code in filters.regencies),
        frozenset(number_of_place(code) for code in filters.districts),
        sum(BIT_OF[slug] for slug in filters.certificates),
    )


def newest_snapshot(text: str) -> Snapshot:
    """The index, or where there is none, what the database finds by itself."""
    try:
        found = engine().snapshot()
        if found is not None:
            return found
        log.warning("search_index_missing")
    except Exception as error:  # a damaged file fails in any way: pickle, struct, zlib, OSError
        log.error("search_index_unusable", kind=type(error).__name__)
    return snapshot_of_database(text)


def snapshot_of_database(text: str) -> Snapshot:
    """What the database finds by itself."""
    return MemorySnapshot(documents(_ids_from_database(words_of(text)[:MOST_WORDS])))


def _ids_from_database(words: list[str]) -> list[int]:
    fits = [
        or_(Product.name_folded.contains(word, autoescape=True), Product.description.contains(word, autoescape=True))
        for word in words
    ]
    query = select(Product.id).join(Seller, Seller.id == Product.seller_id).where(IS_ON_SALE, *fits)
    return list(session.scalars(query.order_by(Product.id.desc()).limit(MOST_FROM_DATABASE)))
