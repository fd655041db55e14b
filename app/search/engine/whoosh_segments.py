"""One segment of a Whoosh index in memory. Its files never change, so whatever was read of it stays right."""

import secrets
import threading
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Segment
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader, TermNotFound

from app.search.columns import Columns, Facts, Numbers, Offer, columns_of
from app.search.engine.base import WORD_FIELDS, Field, Postings
from app.search.lexicon import Words, words_in
from app.search.names import Names, names_in

KEPT_POSTINGS = 8_000
NOBODY = np.array([], dtype=np.int32)
BITS = {name: np.uint8(Field[name.upper()]) for name in WORD_FIELDS}
_reading = threading.Lock()  # a file has one reading position: two threads in it read each other's bytes


class Segment:
    """Postings, columns, words and names of a segment, by the numbers of its own documents."""

    def __init__(self, folder: Path, schema: Schema, segment: W3Segment) -> None:
        self.id = segment.segment_id()
        self._path = folder / f"{self.id}.columns.npz"
        whole = W3Segment(segment.codec(), segment.indexname, segment.doc_count_all(), segment.segid)
        whole.compound = segment.compound
        self._reader = SegmentReader(FileStorage(str(folder)), schema, whole)
        self.postings = lru_cache(maxsize=KEPT_POSTINGS)(self._postings)
        self.documents = lru_cache(maxsize=KEPT_POSTINGS)(self._documents)
        self.columns, self.words, self.names = self._beside()

    def __len__(self) -> int:
        return int(self._reader.doc_count_all())

    def close(self) -> None:
        """Let go of the files; what was read stays."""
        self._reader.close()

    def _postings(self, word: str) -> Postings:
        found = [(documents, BITS[name]) for name in WORD_FIELDS if len(documents := self.documents(name, word))]
        if not found:
            return Postings(NOBODY, NOBODY.astype(np.uint8))
        numbers = np.concatenate([documents for documents, _bit in found])
        bits = np.concatenate([np.full(len(documents), bit, dtype=np.uint8) for documents, bit in found])
        order = np.argsort(numbers, kind="stable")
        numbers, bits = numbers[order], bits[order]
        starts = np.flatnonzero(np.diff(numbers, prepend=-1))
        return Postings(numbers[starts], np.bitwise_or.reduceat(bits, starts))

    def _documents(self, field: str, text: str) -> Numbers:
        with _reading:
            try:
                matcher = self._reader.postings(field, text)
            except TermNotFound:
                return NOBODY
            return np.fromiter(matcher.all_ids(), dtype=np.int32)

    def _beside(self) -> tuple[Columns, Words, Names]:
        try:
            return _load(self._path)
        except Exception:  # not written yet, or damaged in any way: NumPy, zip, KeyError
            found = self._read()
            _save(self._path, *found)
            return found

    def _read(self) -> tuple[Columns, Words, Names]:
        with _reading:
            stored = [fields for _number, fields in self._reader.iter_docs()]
            frequencies: dict[str, int] = {}
            names: set[str] = set()
            for name in WORD_FIELDS:
                for raw in self._reader.lexicon(name):
                    word = raw.decode()
                    documents = self._reader.doc_frequency(name, word)
                    frequencies[word] = max(frequencies.get(word, 0), documents)
                    if name != "body":
                        names.add(word)
        facts = [_facts(each["facts"]) for each in stored]
        return (
            columns_of(facts),
            words_in(frequencies, frozenset(names)),
            names_in([each["full_name"] for each in stored]),
        )


def stored_facts(facts: Facts) -> tuple[object, ...]:
    """Facts as plain values: classes of ours do not belong in files."""
    return (*facts[:-1], tuple(tuple(offer) for offer in facts.offers))


def _facts(values: tuple[object, ...]) -> Facts:
    *own, offers = values
    return Facts(*own, tuple(Offer(*offer) for offer in offers))  # type: ignore[call-arg, arg-type, attr-defined]


def _save(path: Path, columns: Columns, words: Words, names: Names) -> None:
    arrays: dict[str, NDArray[np.generic]] = {
        **columns.arrays(),
        "words": _bytes(words.words),
        "frequencies": np.array(words.frequencies, dtype=np.int32),
        "is_name": np.array(words.is_name, dtype=np.bool_),
        "skeletons": _bytes(words.skeletons),
        "stems": _bytes(words.stems),
        "names": _bytes(names.names),
        "name_number": names.name_number,
        "name_start": names.start,
    }
    draft = path.with_name(f".{secrets.token_hex(6)}")
    with draft.open("wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]
    draft.replace(path)


def _load(path: Path) -> tuple[Columns, Words, Names]:
    with np.load(path, allow_pickle=False) as kept:
        columns = Columns(
            **{name: kept[name] for name in Columns.__dataclass_fields__},
        )
        words = Words(
            _texts(kept["words"]),
            kept["frequencies"].tolist(),
            kept["is_name"].tolist(),
            _texts(kept["skeletons"]),
            _texts(kept["stems"]),
        )
        return columns, words, Names(_texts(kept["names"]), kept["name_number"], kept["name_start"])


def _bytes(texts: list[str] | object) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(texts).encode(), dtype=np.uint8)  # type: ignore[arg-type]


def _texts(array: NDArray[np.uint8]) -> list[str]:
    return array.tobytes().decode().split("\n")
