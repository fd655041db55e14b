"""The index of one machine: Whoosh files that only the worker writes and every process reads."""

import secrets
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from whoosh import index
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from app.search.columns import Mask, Numbers, one_after_another
from app.search.engine.base import Document, Postings, Snapshot, Unusable
from app.search.engine.memory import MemorySnapshot
from app.search.engine.whoosh_files import SCHEMA, Codec, current, folder, switch_to, writing
from app.search.engine.whoosh_segments import NOBODY, Segment, stored_facts
from app.search.lexicon import Lexicon

NAME = "MAIN"
MOST_SEGMENTS = 8
AFTER_ALL_IDS = 1 << 60
LARGE = 5_000  # documents: a larger segment is not written again before the next rebuild
MEGABYTES_TO_WRITE = 128


class WhooshSnapshot:
    """Some segments, their documents numbered through."""

    def __init__(self, segments: Sequence[Segment], is_live: Mask) -> None:
        self._segments = segments
        self._bases = np.cumsum([0, *(len(segment) for segment in segments)]).tolist()
        self.columns = one_after_another(segment.columns for segment in segments)
        self.is_live = is_live
        self.lexicon = Lexicon(segment.words for segment in segments)

    def postings(self, word: str) -> Postings:
        found = [segment.postings(word) for segment in self._segments]
        if len(found) == 1:
            return found[0]
        return Postings(
            np.concatenate([each.documents + base for each, base in zip(found, self._bases, strict=False)]),
            np.concatenate([each.fields for each in found]),
        )

    def with_pair(self, pair: str) -> Numbers:
        return self._documents("pairs", pair)

    def with_key(self, key: str) -> Numbers:
        return self._documents("keys", key)

    def names_beginning_with(self, text: str, *, limit: int) -> list[int]:
        parts = [(segment.names, segment.names.beginning_with(text)) for segment in self._segments]
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
        parts = zip(self._segments, self._bases, strict=False)
        return np.concatenate([NOBODY, *(segment.documents(field, text) + base for segment, base in parts)])


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

    def update(self, documents: Iterable[Document], gone: Sequence[int]) -> None:
        with writing():
            path = current()
            if path is None:
                raise Unusable
            try:
                writer = _writer(index.open_dir(path, indexname=NAME))
                for product_id in gone:
                    writer.delete_by_term("id", str(product_id))
                for document in documents:
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
        return WhooshSnapshot(list(opened.values()), is_live)


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
