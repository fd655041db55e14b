"""One segment of a Whoosh index in memory. Its files never change, so whatever was read of it stays right."""

import os
import secrets
import threading
import zlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import numpy as np
import structlog
from whoosh.codec.whoosh3 import W3Segment
from whoosh.fields import Schema
from whoosh.reading import SegmentReader, TermNotFound

from app.search.columns import Numbers, columns_of
from app.search.engine import beside
from app.search.engine.base import WORD_FIELDS, Postings, Unusable
from app.search.engine.beside import Beside
from app.search.engine.parts import BITS, NOBODY, merged
from app.search.engine.whoosh_files import storage_of
from app.search.lexicon import words_in
from app.search.names import names_in

KEPT_POSTINGS = 8_000
BYTES_AT_ONCE = 1 << 20
Stamp = tuple[int, ...]

log = structlog.get_logger()


class Segment:
    """Postings, columns, words and names of a segment, by the numbers of its own documents."""

    def __init__(self, folder: Path, schema: Schema, segment: W3Segment) -> None:
        self.path = folder / f"{segment.segment_id()}.seg"
        self._path_beside = folder / f"{segment.segment_id()}.columns.npz"
        self.stamp = stamp_of(self.path)
        whole = W3Segment(segment.codec(), segment.indexname, segment.doc_count_all(), segment.segid)
        whole.compound = segment.compound
        self._reading = threading.Lock()  # a file has one reading position: two threads in it read each other's bytes
        self._reader = SegmentReader(storage_of(folder), schema, whole)
        self.postings = lru_cache(maxsize=KEPT_POSTINGS)(self._postings)
        self.documents = lru_cache(maxsize=KEPT_POSTINGS)(self._documents)
        self.columns, self.words, self.names = self._beside()

    def __len__(self) -> int:
        return int(self._reader.doc_count_all())

    def expect(self, words: Iterable[str], pairs: Iterable[str], key: str) -> None:
        """Files are near: nothing is fetched ahead."""

    def _postings(self, word: str) -> Postings:
        return merged([(self.documents(name, word), int(BITS[name])) for name in WORD_FIELDS])

    def _documents(self, field: str, text: str) -> Numbers:
        with self._reading:
            try:
                matcher = self._reader.postings(field, text)
                found = np.fromiter(matcher.all_ids(), dtype=np.int32)
            except TermNotFound:
                return NOBODY
            except Exception as error:  # a damaged file fails in any way: struct, zlib, OSError
                raise Unusable from error
        return found

    def _beside(self) -> Beside:
        try:
            with np.load(self._path_beside, allow_pickle=False) as kept:
                found, sum_then = beside.read(kept), int(kept["checksum"])
        except Exception:  # not written yet, or damaged in any way: NumPy, zip, KeyError
            found = self._read()
            self._save(found)
            return found
        if sum_then != _checksum(self.path):
            raise Unusable(self.path.name)
        return found

    def _read(self) -> Beside:
        with self._reading:
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
        draft = self._path_beside.with_name(f".{secrets.token_hex(6)}")
        try:
            with draft.open("wb") as file:
                beside.write(file, found, checksum=np.array(_checksum(self.path), dtype=np.int64))
            draft.replace(self._path_beside)
        except OSError as error:  # the disk is full: what was read serves, and the next process reads it again
            draft.unlink(missing_ok=True)
            log.warning("search_columns_not_kept", kind=error.__class__.__name__, number=error.errno)


def stamp_of(path: Path) -> Stamp:
    """What changes when a file does; empty where there is none."""
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns


def _checksum(path: Path) -> int:
    found = 0
    with path.open("rb") as file:
        while part := file.read(BYTES_AT_ONCE):
            found = zlib.crc32(part, found)
    return found
