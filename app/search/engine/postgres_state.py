"""What a process knows of the index in PostgreSQL: a generation, and the journal of what was replaced since."""

import io
from collections.abc import Iterable
from typing import Any

import numpy as np
from sqlalchemy import text

from app.db import session
from app.search.columns import Mask
from app.search.engine import beside
from app.search.engine.base import Document, Unusable
from app.search.engine.parts import MemoryPart, PartedSnapshot
from app.search.engine.postgres_part import StoredPart
from app.search.engine.postgres_words import StoredWords

SETTLED = 500  # documents: a part in memory of so many is not made anew for the next one
MOST_PARTS = 12
GONE = -1
LOOK = """
    SELECT g.id, g.version, j.product_id, j.document
    FROM search.generations g
    LEFT JOIN search.journal j
        ON j.generation = g.id AND j.version > CASE WHEN g.id = :known THEN :after ELSE -1 END
    WHERE g.retired_at IS NULL"""
KEPT = "SELECT beside, to_regclass('search.trigrams_' || id)::text AS trigrams FROM search.generations WHERE id = :id"


class State:
    """A generation read up to a version of its journal."""

    def __init__(self, generation: str, version: int, base: StoredPart, journal: "Journal") -> None:
        self.generation, self.version = generation, version
        self.base, self.journal = base, journal
        is_live = [~np.isin(base.columns.product_id, list(journal.place)), *journal.is_live()]
        self.snapshot = PartedSnapshot([base, *journal.parts], np.concatenate(is_live))


class Journal:
    """What was replaced since a generation was built: settled parts, and one that is made anew each time."""

    def __init__(self) -> None:
        self.parts: list[MemoryPart] = []
        self.place: dict[int, int] = {}  # in which part a product is
        self._documents: dict[int, Document] = {}

    def and_then(self, rows: Iterable[tuple[int, Any]]) -> "Journal":
        """The same with these rows after it; a product without a document is gone."""
        longer = Journal()
        longer._documents, longer.place = dict(self._documents), dict(self.place)
        settled = self.parts if self.parts and len(self.parts[-1]) >= SETTLED else self.parts[:-1]
        if len(settled) >= MOST_PARTS:
            settled = [MemoryPart(list(longer._documents.values()))]
            longer.place |= dict.fromkeys(longer._documents, 0)
        for product_id, stored in rows:
            longer._documents.pop(product_id, None)
            longer.place[product_id] = GONE
            if stored is not None:
                longer._documents[product_id] = beside.document_of(stored)
                longer.place[product_id] = len(settled)
        fresh = [each for product_id, each in longer._documents.items() if longer.place[product_id] == len(settled)]
        longer.parts = [*settled, MemoryPart(fresh)]
        return longer

    def is_live(self) -> list[Mask]:
        """Which documents of each part are the newest of their products."""
        return [
            np.array([self.place[each] == number for each in part.columns.product_id.tolist()], dtype=np.bool_)
            for number, part in enumerate(self.parts)
        ]


def state_after(state: State | None) -> State | None:
    """The newest state: what is known and what was written since, read in one statement."""
    known = {"known": state.generation if state else "", "after": state.version if state else -1}
    rows = session.execute(text(LOOK), known).all()
    if not rows:
        return None
    generation, version = rows[0].id, rows[0].version
    if state is not None and (generation, version) == (state.generation, state.version):
        return state
    if state is not None and generation == state.generation:
        base, journal = state.base, state.journal
    else:
        kept = session.execute(text(KEPT), {"id": generation}).one_or_none()
        if kept is None or kept.beside is None:
            return None
        base, journal = _opened(generation, kept.beside, kept.trigrams), Journal()
    news = [(row.product_id, row.document) for row in rows if row.product_id is not None]
    return State(generation, version, base, journal.and_then(news))


def _opened(generation: str, kept: bytes, trigrams: str | None) -> StoredPart:
    try:
        with np.load(io.BytesIO(kept), allow_pickle=False) as arrays:
            found = beside.read(arrays)
            if trigrams:
                found = found._replace(words=StoredWords.of(found.words, table=trigrams))
            return StoredPart(generation, found, arrays["fields"])
    except Exception as error:  # written by another version of the shop, or damaged in any way: zip, KeyError
        raise Unusable from error
