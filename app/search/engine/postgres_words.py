"""The words of a generation, and what PostgreSQL knows of words: their Indonesian stems, and trigrams (pg_trgm)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

import structlog
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from app.search.engine.postgres_reading import Remembered, rows_of
from app.search.lexicon import MOST_SLIPS, Words, slips_allowed, within_reach

KEPT_ANSWERS = 8_000
LONGEST_WORD = 24  # letters: few names are as long, and every letter more makes trigrams dearer
# Lengths at which a swap, with another slip where two are allowed, leaves fewer trigrams than the threshold asks for.
SWAPPED_BACK = (4, 8, 9, 10)

log = structlog.get_logger()


@dataclass(frozen=True)
class StoredWords(Words):
    """The same words; those that look like another are found by the trigrams of a table that never changes."""

    table: str
    _near: Remembered[list[str]] = field(default_factory=lambda: Remembered(KEPT_ANSWERS), init=False)

    @classmethod
    def of(cls, words: Words, *, table: str) -> "StoredWords":
        """The same words with a table of their trigrams."""
        return cls(words.words, words.frequencies, words.is_name, words.skeletons, words.stems, table)

    def expect(self, words: Iterable[str]) -> None:
        self._fetch([each for each in words if _has_trigrams(each) and each not in self._near])

    def near(self, word: str) -> Iterable[str]:
        if not _has_trigrams(word):
            return super().near(word)
        known = self._near.get(word)
        return self._fetch([word])[word] if known is None else known

    def is_there(self) -> bool:
        """Whether the table has words as it should. Raises Unusable where it cannot be asked."""
        found = rows_of(f"SELECT word % word FROM {self.table} LIMIT 1", {})  # noqa: S608 - our own name
        return bool(found) or not self.names_by_length

    def _fetch(self, words: Sequence[str]) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {word: [] for word in words}
        forms = [(word, form) for word in words for form in _forms(word)]
        if forms:
            rows = rows_of(
                "SELECT DISTINCT asked.word, names.word AS name"  # noqa: S608 - our own name
                " FROM unnest(CAST(:words AS text[]), CAST(:forms AS text[])) AS asked (word, form)"
                f" JOIN {self.table} names ON names.word % asked.form"
                " AND abs(length(names.word) - length(asked.word)) <= :slips",
                {"words": [word for word, _ in forms], "forms": [form for _, form in forms], "slips": MOST_SLIPS},
            )
            for row in rows:
                names[row.word].append(row.name)
        found = {word: [each for each, _slips in within_reach(word, names[word])] for word in words}
        self._near.add(found)
        return found


def has_trigrams(connection: Connection) -> bool:
    """Whether the database has pg_trgm, or takes it now."""
    try:
        with connection.begin_nested():
            connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
            connection.execute(text("SELECT 'lada' % 'lada'"))
    except DBAPIError as error:
        log.warning("search_without_pg_trgm", kind=type(error.orig).__name__)
        return False
    return True


def store_trigrams(connection: Connection, table: str, words: Words) -> None:
    """Make the table in which the words of names are found by their trigrams."""
    names = list(chain.from_iterable(words.names_by_length.values()))
    connection.execute(text(f"CREATE TABLE {table} AS SELECT unnest(CAST(:names AS text[])) AS word"), {"names": names})
    connection.execute(text(f"CREATE INDEX ON {table} USING gin (word gin_trgm_ops)"))
    connection.execute(text(f"ANALYZE {table}"))


def stems_of(connection: Connection, words: Sequence[str]) -> Sequence[str]:
    """The stem of each in PostgreSQL's `indonesian` configuration."""
    stems = """SELECT coalesce((ts_lexize('indonesian_stem', word))[1], word)
        FROM unnest(CAST(:words AS text[])) WITH ORDINALITY AS asked (word, place) ORDER BY place"""
    return connection.scalars(text(stems), {"words": words}).all()


def _has_trigrams(word: str) -> bool:
    """Whether trigrams tell it from others, whatever letters the database knows."""
    return word.isascii() and len(word) <= LONGEST_WORD and slips_allowed(word) > 0


def _forms(word: str) -> list[str]:
    """The word, and where a swap leaves too little of it, each pair of neighbours swapped back."""
    if len(word) not in SWAPPED_BACK:
        return [word]
    swaps = (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1))
    return list(dict.fromkeys([word, *swaps]))
