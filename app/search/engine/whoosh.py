"""The index of one machine: Whoosh files that only the worker writes and every process reads."""

import secrets
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from whoosh import index
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from app.search.engine.base import Document, Snapshot, Unusable
from app.search.engine.beside import stored_facts
from app.search.engine.memory import MemorySnapshot
from app.search.engine.parts import PartedSnapshot
from app.search.engine.whoosh_files import SCHEMA, Codec, current, folder, switch_to, writing
from app.search.engine.whoosh_segments import Segment

NAME = "MAIN"
MOST_SEGMENTS = 8
LARGE = 5_000  # documents: a larger segment is not written again before the next rebuild
MEGABYTES_TO_WRITE = 128


class WhooshEngine:
    """Opens each segment once; a new commit costs what it added."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: tuple[Path, int] | None = None
        self._segments: dict[str, Segment] = {}
        self._snapshot: Snapshot | None = None

    def snapshot(self) -> Snapshot | None:
        path = current()
        if path is None:
            return None
        seen = path, path.stat().st_mtime_ns  # every commit renames a file into it
        if seen != self._seen:
            with self._lock:
                if seen != self._seen:
                    self._snapshot = self._opened(path)
                    self._seen = seen
        return self._snapshot

    def size(self) -> int:
        return sum(file.stat().st_size for file in folder().rglob("*") if file.is_file())

    def rebuild(self, documents: Iterable[Document]) -> int:
        with writing():
            name = secrets.token_hex(6)
            (folder() / name).mkdir()
            writer = _writer(index.create_in(folder() / name, SCHEMA, indexname=NAME))
            for document in documents:
                writer.add_document(**_fields(document))
            writer.commit(mergetype=_small_ones_together)
            snapshot = self._opened(folder() / name)
            switch_to(name)
            return int(snapshot.is_live.sum())

    def update(self, product_ids: Sequence[int], read: Callable[[Sequence[int]], Sequence[Document]]) -> None:
        with writing():
            path = current()
            if path is None:
                raise Unusable
            found = {document.facts.product_id: document for document in read(product_ids)}
            try:
                writer = _writer(index.open_dir(path, indexname=NAME))
                for product_id in set(product_ids) - set(found):
                    writer.delete_by_term("id", str(product_id))
                for document in found.values():
                    writer.update_document(**_fields(document))
                writer.commit(mergetype=_small_ones_together)
                self._opened(path)
            except Exception as error:  # a damaged file fails in any way: pickle, struct, zlib, OSError
                raise Unusable from error

    def _opened(self, path: Path) -> Snapshot:
        toc = TOC.read(FileStorage(str(path)), NAME)
        opened = {
            segment.segment_id(): self._segments.get(segment.segment_id()) or Segment(path, toc.schema, segment)
            for segment in toc.segments
        }
        self._segments = opened
        if not opened:
            return MemorySnapshot([])
        is_live = np.ones(sum(len(segment) for segment in opened.values()), dtype=np.bool_)
        base = 0
        for segment in toc.segments:
            is_live[[base + number for number in segment.deleted_docs()]] = False
            base += segment.doc_count_all()
        return PartedSnapshot(list(opened.values()), is_live)


def _writer(opened: index.FileIndex) -> SegmentWriter:
    return opened.writer(codec=Codec(), limitmb=MEGABYTES_TO_WRITE)


def _fields(document: Document) -> dict[str, object]:
    return {
        "id": str(document.facts.product_id),
        "facts": stored_facts(document.facts),
        "full_name": document.name,
        "pairs": document.pairs,
        "keys": document.keys,
        **document.words,
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
