"""An index as parts that never change: their documents are numbered through, those that were replaced are not live."""

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np

from app.search.columns import Columns, Mask, Numbers, columns_of, one_after_another
from app.search.engine.base import WORD_FIELDS, Document, Field, Postings, Snapshot
from app.search.lexicon import Lexicon, Words, words_in
from app.search.names import Names, names_in

MOST_REPLACED = 2_000  # documents: so many may be replaced even in a small index before it is built anew
PAIRS, KEYS = "pairs", "keys"
NOBODY = np.array([], dtype=np.int32)
BITS = {name: np.uint8(Field[name.upper()]) for name in WORD_FIELDS}
BODY = int(Field.BODY)
AFTER_ALL_IDS = 1 << 60


class Part(Protocol):
    """Some documents by the numbers of their own."""

    columns: Columns
    names: Names

    @property
    def words(self) -> Words: ...

    def __len__(self) -> int: ...

    def expect(self, words: Iterable[str], pairs: Iterable[str], key: str) -> None:
        """What will be asked for next, so that it can be fetched at once."""

    def postings(self, word: str) -> Postings:
        """The documents with this word."""

    def documents(self, field: str, text: str) -> Numbers:
        """The documents that have this among their PAIRS or KEYS."""


class PartedSnapshot:
    """Parts, one after another."""

    def __init__(self, parts: Sequence[Part], is_live: Mask) -> None:
        self._parts = parts
        self._bases = np.cumsum([0, *(len(part) for part in parts)]).tolist()
        self.columns = one_after_another(part.columns for part in parts)
        self.is_live = is_live
        self.lexicon = Lexicon(part.words for part in parts)

    def expect(self, words: Iterable[str], pairs: Iterable[str], key: str) -> None:
        for part in self._parts:
            part.expect(words, pairs, key)

    def postings(self, word: str) -> Postings:
        found = [part.postings(word) for part in self._parts]
        if len(found) == 1:
            return found[0]
        return Postings(
            np.concatenate([each.documents + base for each, base in zip(found, self._bases, strict=False)]),
            np.concatenate([each.fields for each in found]),
        )

    def with_pair(self, pair: str) -> Numbers:
        return self._documents(PAIRS, pair)

    def with_key(self, key: str) -> Numbers:
        return self._documents(KEYS, key)

    def names_beginning_with(self, text: str, *, limit: int) -> list[int]:
        parts = [(part.names, part.names.beginning_with(text)) for part in self._parts]
        found = np.concatenate(
            [names.name_number[places] + base for (names, places), base in zip(parts, self._bases, strict=False)]
        )
        starts = np.concatenate([names.start[places] for names, places in parts])
        is_live = self.is_live[found]
        ids, is_inside = self.columns.product_id[found[is_live]], starts[is_live] > 0
        rank = ids - is_inside * AFTER_ALL_IDS
        if len(rank) > limit * 4:  # a name may be there once for each of its words
            best = np.argpartition(rank, len(rank) - limit * 4)[-limit * 4 :]
            ids, rank = ids[best], rank[best]
        return list(dict.fromkeys(ids[np.argsort(-rank)].tolist()))[:limit]

    def _documents(self, field: str, text: str) -> Numbers:
        parts = zip(self._parts, self._bases, strict=False)
        return np.concatenate([NOBODY, *(part.documents(field, text) + base for part, base in parts)])


class MemoryPart:
    """Documents in memory."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.columns = columns_of([document.facts for document in documents])
        self.names = names_in([document.name for document in documents])
        self._fields: dict[str, dict[int, int]] = {}
        self._others: dict[tuple[str, str], list[int]] = {}
        for number, document in enumerate(documents):
            for word, bits in fields_of(document).items():
                self._fields.setdefault(word, {})[number] = bits
            for field, texts in ((PAIRS, document.pairs), (KEYS, document.keys)):
                for text in set(texts):
                    self._others.setdefault((field, text), []).append(number)
        self.words = words_in(
            {word: len(found) for word, found in self._fields.items()},
            frozenset(word for word, found in self._fields.items() if any(bits != BODY for bits in found.values())),
        )

    def __len__(self) -> int:
        return len(self.columns)

    def expect(self, words: Iterable[str], pairs: Iterable[str], key: str) -> None:
        """All of it is here."""

    def postings(self, word: str) -> Postings:
        found = self._fields.get(word, {})
        return Postings(np.array(list(found), dtype=np.int32), np.array(list(found.values()), dtype=np.uint8))

    def documents(self, field: str, text: str) -> Numbers:
        return np.array(self._others.get((field, text), ()), dtype=np.int32)


def is_worn(snapshot: Snapshot) -> bool:
    """Whether most of what an index holds was replaced: built anew it is smaller and faster."""
    live = int(np.count_nonzero(snapshot.is_live))
    return len(snapshot.is_live) - live > max(MOST_REPLACED, live)


def fields_of(document: Document) -> dict[str, int]:
    """In which fields each word of a document stands, as bits."""
    found: dict[str, int] = {}
    for name in WORD_FIELDS:
        bit = int(BITS[name])
        for word in document.words[name]:
            found[word] = found.get(word, 0) | bit
    return found
