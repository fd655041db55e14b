"""A few documents in memory: what is asked while there is no index."""

from collections.abc import Sequence

import numpy as np

from app.search.columns import Numbers, columns_of
from app.search.engine.base import WORD_FIELDS, Document, Field, Postings
from app.search.lexicon import Lexicon, words_in
from app.search.words import words_of


class MemorySnapshot:
    """A snapshot of these documents."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.columns = columns_of([document.facts for document in documents])
        self.is_live = np.ones(len(documents), dtype=np.bool_)
        self._fields: dict[str, dict[int, int]] = {}
        self._documents = documents
        for number, document in enumerate(documents):
            for name in WORD_FIELDS:
                for word in document.words[name]:
                    found = self._fields.setdefault(word, {})
                    found[number] = found.get(number, 0) | Field[name.upper()]
        frequencies = {word: len(found) for word, found in self._fields.items()}
        names = {
            word for document in documents for name in WORD_FIELDS if name != "body" for word in document.words[name]
        }
        self.lexicon = Lexicon([words_in(frequencies, frozenset(names))])

    def postings(self, word: str) -> Postings:
        found = self._fields.get(word, {})
        return Postings(np.array(list(found), dtype=np.int32), np.array(list(found.values()), dtype=np.uint8))

    def with_pair(self, pair: str) -> Numbers:
        return self._numbers([pair in document.pairs for document in self._documents])

    def with_key(self, key: str) -> Numbers:
        return self._numbers([key in document.keys for document in self._documents])

    def names_beginning_with(self, text: str, *, limit: int) -> list[int]:
        names = [(document.facts.product_id, " ".join(words_of(document.name))) for document in self._documents]
        found = [(name.startswith(text), key) for key, name in names if f" {text}" in f" {name}"]
        return [key for _begins, key in sorted(found, reverse=True)[:limit]]

    def _numbers(self, fits: list[bool]) -> Numbers:
        return np.flatnonzero(np.array(fits, dtype=np.bool_))
