"""The index of one machine: Whoosh files that only the worker writes and every process reads."""

import errno
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from whoosh.index import TOC, FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from app.search.engine.base import Document, Snapshot, Unusable
from app.search.engine.beside import stored_facts
from app.search.engine.memory import MemorySnapshot
from app.search.engine.parts import PartedSnapshot, fields_of, is_worn
from app.search.engine.whoosh_building import MISSED, building, drafts, missed, note
from app.search.engine.whoosh_files import (
    NAME,
    SCHEMA,
    Codec,
    commit_of,
    current,
    folder,
    newest,
    storage_of,
    switch_to,
    toc_of,
    writing,
)
from app.search.engine.whoosh_segments import Segment, Stamp, stamp_of

MOST_SEGMENTS = 8
MOST_TRIES = 5
SECONDS_UNTIL_NEXT_TRY = 5.0  # to open what could not be opened
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
LARGE = 1_000  # documents: a larger segment is not written again before the next rebuild
MEGABYTES_TO_WRITE = 128


class WhooshEngine:
    """Opens each segment once; a new commit costs what it added."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: tuple[Path, int] | None = None
        self._segments: dict[str, Segment] = {}
        self._snapshot: Snapshot | None = None
        self._stamps: dict[Path, Stamp] = {}
        self._failed: tuple[tuple[Path, int], float] | None = None

    def snapshot(self) -> Snapshot | None:
        seen = newest()
        if not self._knows(seen):
            with self._lock:
                seen = newest()
                if not self._knows(seen):
                    self._open_newest(seen)
        return self._snapshot if seen else None

    def size(self) -> int:
        return sum(file.stat().st_size for file in folder().rglob("*") if file.is_file())

    def needs_rebuild(self) -> bool:
        try:
            snapshot = self.snapshot()
        except Unusable:
            return True
        return snapshot is None or is_worn(snapshot)

    def rebuild(self, documents: Iterable[Document]) -> int:
        with building() as path:
            writer = _writer(storage_of(path).create_index(SCHEMA, NAME))
            for document in documents:
                writer.add_document(**_fields(document))
            writer.commit(mergetype=_small_ones_together)
            WhooshEngine()._opened(path, commit_of(path))  # writes the columns, which takes long, while others write
            with writing():
                news = missed(path)
                snapshot = self._replace(path, {each: document for each, document in news.items() if document}, news)
                (path / MISSED).unlink()
                switch_to(path.name)
        return int(snapshot.is_live.sum())

    def update(self, product_ids: Sequence[int], read: Callable[[Sequence[int]], Sequence[Document]]) -> None:
        with writing():
            path, being_built = current(), drafts()
            if path is None and not being_built:
                raise Unusable
            found = {document.facts.product_id: document for document in read(product_ids)}
            for draft in being_built:
                note(draft, product_ids, found)
            try:
                if path is not None:
                    self._replace(path, found, product_ids)
            except Exception as error:  # a damaged file fails in any way: pickle, struct, zlib, OSError
                if isinstance(error, OSError) and error.errno in NO_ROOM:
                    raise  # the index is as it was, and building a new one takes even more
                if not being_built:
                    raise Unusable from error

    def _replace(self, path: Path, found: Mapping[int, Document], product_ids: Iterable[int]) -> Snapshot:
        """Write these products anew, in one commit; those without a document are forgotten."""
        writer = _writer(storage_of(path).open_index(NAME))
        for product_id in set(product_ids) - set(found):
            writer.delete_by_term("id", str(product_id))
        for document in found.values():
            writer.update_document(**_fields(document))
        writer.commit(mergetype=_small_ones_together)
        with self._lock:
            return self._opened(path, commit_of(path))

    def _knows(self, seen: tuple[Path, int] | None) -> bool:
        """Whether this is what was opened, and its files are still the same."""
        return seen == self._seen and all(stamp_of(path) == stamp for path, stamp in self._stamps.items())

    def _open_newest(self, seen: tuple[Path, int] | None) -> None:
        """Open it; a writer may take files away between looking for them and opening them."""
        if self._failed and self._failed[0] == seen and time.monotonic() < self._failed[1]:
            raise Unusable
        for _ in range(MOST_TRIES):
            if seen is None:
                self._seen, self._snapshot, self._stamps = None, None, {}
                return
            try:
                self._snapshot = self._opened(*seen)
                self._seen = seen
                return
            except Exception as error:  # a damaged file fails in any way: pickle, struct, zlib, OSError
                failure, failed, seen = error, seen, newest()
                if seen == failed:
                    break
        self._failed = failed, time.monotonic() + SECONDS_UNTIL_NEXT_TRY
        raise Unusable from failure

    def _opened(self, path: Path, commit: int) -> Snapshot:
        toc_path = toc_of(path, commit)
        stamp = stamp_of(toc_path)
        toc = TOC.read(storage_of(path), NAME, gen=commit)
        if toc.schema != SCHEMA:  # written by another version of the shop
            raise Unusable
        kept = {name: each for name, each in self._segments.items() if stamp_of(each.path) == each.stamp}
        opened = {
            segment.segment_id(): kept.get(segment.segment_id()) or Segment(path, toc.schema, segment)
            for segment in toc.segments
        }
        self._segments = opened
        self._stamps = {toc_path: stamp, **{each.path: each.stamp for each in opened.values()}}
        if not opened:
            return MemorySnapshot([])
        is_live = np.ones(sum(len(segment) for segment in opened.values()), dtype=np.bool_)
        base = 0
        for segment in toc.segments:
            is_live[[base + number for number in segment.deleted_docs()]] = False
            base += segment.doc_count_all()
        return PartedSnapshot(list(opened.values()), is_live)


def _writer(opened: FileIndex) -> SegmentWriter:
    return opened.writer(codec=Codec(), limitmb=MEGABYTES_TO_WRITE, _lk=False)  # see writing()


def _fields(document: Document) -> dict[str, object]:
    return {
        "id": str(document.facts.product_id),
        "facts": stored_facts(document.facts),
        "full_name": document.name,
        "words": fields_of(document),
        "pairs": document.pairs,
        "keys": document.keys,
    }


def _small_ones_together(writer: SegmentWriter, segments: list[object]) -> list[object]:
    """Whoosh's policy of merging: many small segments become one with what is being written."""
    small = [segment for segment in segments if segment.doc_count_all() < LARGE]  # type: ignore[attr-defined]
    if len(small) < MOST_SEGMENTS:
        return segments
    for segment in small:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return [segment for segment in segments if segment not in small]
