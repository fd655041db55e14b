"""The words of a generation, and what PostgreSQL knows of words: their Indonesian stems, and trigrams (pg_trgm)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from sqlalchemy import Connection, text

from app.search.engine.postgres_reading import Remembered, rows_of
from app.search.lexicon import MOST_SLIPS, Words, slips_allowed

KEPT_WORDS = 8_000


@dataclass(frozen=True)
class StoredWords(Words):
    """The same words; those that look like another are found by the trigrams of a table that never changes."""

    table: str
    _near: Remembered[list[str]] = field(default_factory=lambda: Remembered(KEPT_WORDS), init=False)

    def expect(self, words: Iterable[str]) -> None:
        self._fetch([each for each in words if each not in self.frequency_of and each not in self._near])

    def near(self, word: str) -> Iterable[str]:
        known = self._near.get(word)
        return self._fetch([word])[word] if known is None else known

    def is_there(self) -> bool:
        """Whether the table can be asked, and has words as it should. Raises Unusable where it cannot be asked."""
        found = rows_of(f"SELECT word % word FROM {self.table} LIMIT 1", {})  # noqa: S608 - our own name
        return bool(found) or not self.names_by_length

    def _fetch(self, words: Sequence[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {word: [] for word in words}
        forms = [(word, form) for word in words if self._may_be_near(word) for form in _with_two_letters_swapped(word)]
        if forms:
            rows = rows_of(
                "SELECT DISTINCT asked.word, names.word AS name"  # noqa: S608 - our own name
                " FROM unnest(CAST(:words AS text[]), CAST(:forms AS text[])) AS asked (word, form)"
                f" JOIN {self.table} names ON names.word % asked.form"
                " AND abs(length(names.word) - length(asked.word)) <= :slips",
                {"words": [word for word, _ in forms], "forms": [form for _, form in forms], "slips": MOST_SLIPS},
            )
            for row in rows:
                found[row.word].append(row.name)
        self._near.add(found)
        return found

    def _may_be_near(self, word: str) -> bool:
        slips = slips_allowed(word)
        lengths = range(len(word) - slips, len(word) + slips + 1)
        return slips > 0 and any(length in self.names_by_length for length in lengths)


def store_names(connection: Connection, table: str, words: Words) -> None:
    """Make the table in which the words of names are found by their trigrams."""
    names = list(chain.from_iterable(words.names_by_length.values()))
    connection.execute(text(f"CREATE TABLE {table} AS SELECT unnest(CAST(:names AS text[])) AS word"), {"names": names})
    connection.execute(text(f"CREATE INDEX ON {table} USING gin (word gin_trgm_ops)"))
    connection.execute(text(f"ANALYZE {table}"))


def stems_of(connection: Connection, words: Sequence[str]) -> Sequence[str]:
    """The stem of each in PostgreSQL's `indonesian` configuration."""
    stems = """SELECT (ts_lexize('indonesian_stem', word))[1]
        FROM unnest(CAST(:words AS text[])) WITH ORDINALITY AS asked (word, place) ORDER BY place"""
    return connection.scalars(text(stems), {"words": words}).all()


def _with_two_letters_swapped(word: str) -> list[str]:
    """The word, and every pair of its neighbours swapped back: a swap leaves too few trigrams of a short word."""
    swaps = (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1))
    return list(dict.fromkeys([word, *swaps]))
