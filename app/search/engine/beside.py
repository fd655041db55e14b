"""Columns, words and names as bytes: what is kept beside the words of an index, to be read at once."""

import json
from collections.abc import Mapping, Sequence
from typing import IO, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.search.columns import Columns, Facts, Offer
from app.search.engine.base import Document, Unusable
from app.search.lexicon import Words
from app.search.names import Names

Array = NDArray[Any]


class Beside(NamedTuple):
    """What is kept of a part besides its postings."""

    columns: Columns
    words: Words
    names: Names


def write(file: IO[bytes], beside: Beside, **more: Array) -> None:
    """Write it, and `more` arrays, to an open file."""
    columns, words, names = beside
    arrays: dict[str, Array] = {
        **columns.arrays(),
        "words": _bytes(words.words),
        "frequencies": np.array(words.frequencies, dtype=np.int32),
        "is_name": np.array(words.is_name, dtype=np.bool_),
        "skeletons": _bytes(words.skeletons),
        "stems": _bytes(words.stems),
        "names": _bytes(names.names),
        "name_number": names.name_number,
        "name_start": names.start,
        **more,
    }
    np.savez(file, **arrays)  # type: ignore[arg-type]


def read(kept: Mapping[str, Array]) -> Beside:
    """What write() wrote, from np.load(). Raises KeyError where another version of the shop wrote it."""
    columns = Columns(**{name: kept[name] for name in Columns.__dataclass_fields__})
    words = Words(
        _texts(kept["words"]),
        kept["frequencies"].tolist(),
        kept["is_name"].tolist(),
        _texts(kept["skeletons"]),
        _texts(kept["stems"]),
    )
    return Beside(columns, words, Names(_texts(kept["names"]), kept["name_number"], kept["name_start"]))


def stored_facts(facts: Facts) -> tuple[object, ...]:
    """Facts as plain values: classes of ours do not belong in an index."""
    return (*facts[:-1], tuple(tuple(offer) for offer in facts.offers))


def facts_of(values: Sequence[Any]) -> Facts:
    """The facts of stored_facts()."""
    *own, offers = values
    return Facts._make([*own, tuple(Offer(*offer) for offer in offers)])


def stored_document(document: Document) -> str:
    """A document as text."""
    facts = stored_facts(document.facts)
    return json.dumps([facts, document.name, document.words, document.pairs, document.keys], ensure_ascii=False)


def document_of(stored: Any) -> Document:
    """The document of a stored_document() that was read as JSON. Raises Unusable."""
    try:
        facts, name, words, pairs, keys = stored
        return Document(facts_of(facts), name, words, pairs, keys)
    except (TypeError, ValueError) as error:  # written by another version of the shop
        raise Unusable from error


def _bytes(texts: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("".join(f"{text}\n" for text in texts).encode(), dtype=np.uint8)


def _texts(array: Array) -> list[str]:
    return array.tobytes().decode().split("\n")[:-1]
