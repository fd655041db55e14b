"""What an index can do, whoever keeps it: the words of products, and columns aligned with the documents' numbers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntFlag
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.search.columns import Columns, Facts, Mask, Numbers
from app.search.lexicon import Lexicon

WORD_FIELDS = ("head", "name", "tags", "shelf", "maker", "place", "body")


class Field(IntFlag):
    """Where a word stands in a document; the bits of a posting. HEAD: it begins the name, in Indonesian the thing."""

    NAME = 1
    TAGS = 2
    MAKER = 4
    PLACE = 8
    BODY = 16
    HEAD = 32
    SHELF = 64


@dataclass(frozen=True)
class Document:
    """A product as an index takes it: the words of each field, its names for suggestions, its facts.

    `pairs` are neighbouring words written as one, `keys` its whole name and article numbers without spaces.
    """

    facts: Facts
    name: str
    words: dict[str, list[str]]
    pairs: list[str]
    keys: list[str]


@dataclass(frozen=True)
class Postings:
    """The documents that have a word, ascending, and in which fields (bits of Field)."""

    documents: Numbers
    fields: NDArray[np.uint8]


class Snapshot(Protocol):
    """An index at one moment: everything of one search is asked of one snapshot. May be shared by threads.

    Raises Unusable where something that is asked for cannot be read.
    """

    columns: Columns
    is_live: Mask
    lexicon: Lexicon

    def expect(self, words: Iterable[str], pairs: Iterable[str], key: str) -> None:
        """Say what will be asked for next, so that it can be fetched at once."""

    def postings(self, word: str) -> Postings:
        """The documents with this word; those that were replaced are among them (see `is_live`)."""

    def with_pair(self, pair: str) -> Numbers:
        """The documents in which two words stand side by side."""

    def with_key(self, key: str) -> Numbers:
        """The documents with this whole name or article number."""

    def names_beginning_with(self, text: str, *, limit: int) -> list[int]:
        """Ids of products whose name has a word at which the rest of the name begins so.

        Those whose whole name begins so come first, the newest of them before the others.
        """


class Engine(Protocol):
    """Keeps an index and hands out snapshots of it."""

    def snapshot(self) -> Snapshot | None:
        """The newest state; None where there is no index that can be read."""

    def size(self) -> int:
        """How many bytes the index takes where it is kept."""

    def needs_rebuild(self) -> bool:
        """Whether the index is missing, damaged or worn. Costs next to nothing where it is not."""

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build a new index beside the one in use and switch over; returns how many documents it has."""

    def update(self, product_ids: Sequence[int], read: Callable[[Sequence[int]], Sequence[Document]]) -> None:
        """Replace the documents of these products, all of them in one step; one without a document is forgotten.

        An update of nothing makes the next snapshot a new one as well: what is kept for each snapshot is read again.
        `read` is called while nobody else writes, so that nothing older comes after something newer.
        Raises Unusable where there is no index that can be written.
        """


class Unusable(Exception):
    """There is no index, or its files are damaged: it has to be built anew."""
