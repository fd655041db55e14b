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
from app.search.engine.base import Postings, Unusable
from app.search.engine.beside import Beside
from app.search.engine.parts import BODY, NOBODY
from app.search.engine.whoosh_files import ByBlocks, storage_of
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
        documents, fields = self._found("words", word)
        return Postings(documents, np.frombuffer(fields, dtype=np.uint8))

    def _documents(self, field: str, text: str) -> Numbers:
        return self._found(field, text)[0]

    def _found(self, field: str, text: str) -> tuple[Numbers, bytes]:
        with self._reading:
            try:
                matcher = self._reader.postings(field, text)
                if not isinstance(matcher, ByBlocks):
                    return np.array([matcher.id()], dtype=np.int32), matcher.value()
                blocks = list(matcher.blocks())
            except TermNotFound:
                return NOBODY, b""
            except Exception as error:  # a damaged file fails in any way: struct, zlib, OSError
                raise Unusable from error
        return np.concatenate([documents for documents, _fields in blocks]), b"".join(fields for _, fields in blocks)

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
            words = [raw.decode() for raw in self._reader.lexicon("words")]
        fields = {word: self._postings(word).fields for word in words}
        return Beside(
            columns_of([beside.facts_of(each["facts"]) for each in stored]),
            words_in(
                {word: len(each) for word, each in fields.items()},
                frozenset(word for word, each in fields.items() if (each != BODY).any()),
            ),
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
