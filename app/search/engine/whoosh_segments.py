"""One segment of a Whoosh index in memory. Its files never change, so whatever was read of it stays right."""

import secrets
import threading
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import numpy as np
from whoosh.codec.whoosh3 import W3Segment
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader, TermNotFound

from app.search.columns import Numbers, columns_of
from app.search.engine import beside
from app.search.engine.base import WORD_FIELDS, Postings
from app.search.engine.beside import Beside
from app.search.engine.parts import BITS, NOBODY, merged
from app.search.lexicon import words_in
from app.search.names import names_in

KEPT_POSTINGS = 8_000
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

    def expect(self, words: Iterable[str], pairs: Iterable[str], key: str) -> None:
        """Files are near: nothing is fetched ahead."""

    def close(self) -> None:
        """Let go of the files; what was read stays."""
        self._reader.close()

    def _postings(self, word: str) -> Postings:
        return merged([(self.documents(name, word), BITS[name]) for name in WORD_FIELDS])

    def _documents(self, field: str, text: str) -> Numbers:
        with _reading:
            try:
                matcher = self._reader.postings(field, text)
            except TermNotFound:
                return NOBODY
            return np.fromiter(matcher.all_ids(), dtype=np.int32)

    def _beside(self) -> Beside:
        try:
            return self._load()
        except Exception:  # not written yet, or damaged in any way: NumPy, zip, KeyError
            found = self._read()
            self._save(found)
            return found

    def _read(self) -> Beside:
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
        facts = [beside.facts_of(each["facts"]) for each in stored]
        return Beside(
            columns_of(facts),
            words_in(frequencies, frozenset(names)),
            names_in([each["full_name"] for each in stored]),
        )

    def _save(self, found: Beside) -> None:
        draft = self._path.with_name(f".{secrets.token_hex(6)}")
        with draft.open("wb") as file:
            beside.write(file, found)
        draft.replace(self._path)

    def _load(self) -> Beside:
        with np.load(self._path, allow_pickle=False) as kept:
            return beside.read(kept)
