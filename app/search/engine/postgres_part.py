"""The documents of a generation: columns in memory, their words in a table of PostgreSQL."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from app.search.columns import Numbers
from app.search.engine.base import WORD_FIELDS, Document, Postings
from app.search.engine.beside import Beside
from app.search.engine.parts import BITS, KEYS, NOBODY, PAIRS
from app.search.engine.postgres_reading import Remembered, rows_of

KEPT_WORDS = KEPT_LISTS = 8_000
LONGEST_LEXEME = 300  # letters: nobody can search for a longer word; PostgreSQL takes 2,046 bytes
MARKS = {name: chr(ord("a") + place) for place, name in enumerate((*WORD_FIELDS, PAIRS, KEYS))}
BIG_ENDIAN = np.dtype(">i4")


class StoredPart:
    """Asks for all words of a search at once and remembers the answers: the table never changes."""

    def __init__(self, generation: str, kept: Beside, fields: NDArray[np.uint8]) -> None:
        self.columns, self.words, self.names = kept
        self._table = f"search.words_{generation}"
        self._fields = fields
        self._place = {word: place for place, word in enumerate(self.words.words)}
        self._known: Remembered[Numbers] = Remembered(KEPT_LISTS)
        self._merged: Remembered[Postings] = Remembered(KEPT_WORDS)

    def __len__(self) -> int:
        return len(self.columns)

    def is_there(self) -> bool:
        """Whether the tables can be read and are filled as they should. Raises Unusable where they cannot be read."""
        found = rows_of(f"SELECT words IS NULL FROM {self._table} LIMIT 1", {})  # noqa: S608 - our own name
        return (bool(found) or not len(self)) and self.words.is_there()

    def expect(self, words: Iterable[str], pairs: Iterable[str], key: str) -> None:
        own = [lexeme for word in words if word not in self._merged for _name, lexeme in self._lexemes(word)]
        self._lists([*own, *(MARKS[PAIRS] + pair for pair in pairs), MARKS[KEYS] + key])

    def postings(self, word: str) -> Postings:
        known = self._merged.get(word)
        if known is not None:
            return known
        own = list(self._lexemes(word))
        lists = self._lists([lexeme for _name, lexeme in own])
        found = _merged([(documents, int(BITS[name])) for (name, _lexeme), documents in zip(own, lists, strict=True)])
        self._known.forget(lexeme for _name, lexeme in own)
        self._merged.add({word: found})
        return found

    def documents(self, field: str, text: str) -> Numbers:
        return self._lists([MARKS[field] + text])[0]

    def _lexemes(self, word: str) -> Iterator[tuple[str, str]]:
        """The fields in which some document has the word, each with its lexeme."""
        place = self._place.get(word)
        if place is None:
            return
        for name in WORD_FIELDS:
            if self._fields[place] & BITS[name]:
                yield name, MARKS[name] + word

    def _lists(self, lexemes: Sequence[str]) -> list[Numbers]:
        found: dict[str, Numbers] = {}
        missing = []
        for lexeme in dict.fromkeys(lexemes):
            known = NOBODY if len(lexeme) > LONGEST_LEXEME else self._known.get(lexeme)
            if known is None:
                missing.append(lexeme)
            else:
                found[lexeme] = known
        if missing:
            fetched = self._fetched(missing)
            self._known.add(fetched)
            found |= fetched
        return [found[lexeme] for lexeme in lexemes]

    def _fetched(self, lexemes: Sequence[str]) -> dict[str, Numbers]:
        rows = rows_of(
            f"SELECT lexeme, (SELECT string_agg(int4send(document), ''::bytea) FROM {self._table}"  # noqa: S608
            " WHERE words @@ quote_literal(lexeme)::tsquery) AS documents FROM unnest(CAST(:lexemes AS text[])) lexeme",
            {"lexemes": list(lexemes)},
        )
        return {row.lexeme: _numbers(row.documents) for row in rows}


def lexemes_of(document: Document) -> list[str]:
    """The words of a document, each marked with its field."""
    fields = {**document.words, PAIRS: document.pairs, KEYS: document.keys}
    found = (MARKS[name] + word for name, words in fields.items() for word in words)
    return [lexeme for lexeme in found if len(lexeme) <= LONGEST_LEXEME]


def _merged(postings: Sequence[tuple[Numbers, int]]) -> Postings:
    """Postings from the documents (ascending) of each field, with the field's bit."""
    found = [(documents, bit) for documents, bit in postings if len(documents)]
    if not found:
        return Postings(NOBODY, NOBODY.astype(np.uint8))
    numbers = np.concatenate([documents for documents, _bit in found])
    bits = np.concatenate([np.full(len(documents), bit, dtype=np.uint8) for documents, bit in found])
    order = np.argsort(numbers, kind="stable")
    numbers, bits = numbers[order], bits[order]
    starts = np.flatnonzero(np.diff(numbers, prepend=-1))
    return Postings(numbers[starts], np.bitwise_or.reduceat(bits, starts))


def _numbers(kept: bytes | None) -> Numbers:
    if kept is None:
        return NOBODY
    return np.sort(np.frombuffer(kept, dtype=BIG_ENDIAN).astype(np.int32))
