"""The Whoosh index on disk: its schema, where it lives, which one is in use, and who may write."""

import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import numpy as np
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.codec.whoosh3 import W3Codec, W3LeafMatcher, W3PerDocReader, W3Segment, W3TermInfo
from whoosh.fields import ID, STORED, FieldType, Schema
from whoosh.filedb.filestore import FileStorage, Storage
from whoosh.filedb.structfile import StructFile
from whoosh.formats import Existence, Format
from whoosh.matching import Matcher

from app.search.columns import Numbers
from app.settings import setting

NAME = "MAIN"
TOC_NAME = re.compile(rf"_{NAME}_([0-9]+)\.toc")
IS_OURS = re.compile("[0-9a-f]{12}")
CURRENT = "current"
WRITER = "writer.lock"


class NoLengths(W3PerDocReader):
    """Whoosh looks for the length of a field once for every posting it writes; we keep none."""

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:  # noqa: ARG002 - Whoosh's names
        """Always the default."""
        return default


class ByBlocks(W3LeafMatcher):
    """The documents of a word block by block: Whoosh calls three methods for each of them."""

    def blocks(self) -> Iterator[tuple[Numbers, bytes]]:
        """The documents of a matcher that was not moved yet, with the fields of each where the format keeps them."""
        while not self._atend:
            self._read_data()
            steps, _weights, fields = self._data
            yield np.cumsum(steps, dtype=np.int32), fields or b""
            self._next_block()


class Codec(W3Codec):
    """Whoosh's own files in larger blocks, which are read as such."""

    def __init__(self) -> None:
        super().__init__(blocklimit=1024)

    def postings_reader(
        self, dbfile: StructFile, terminfo: W3TermInfo, format_: Format, term: object = None, scorer: object = None
    ) -> Matcher:
        """A matcher that gives whole blocks; a word of one document stands in the list of words and needs none."""
        if terminfo.is_inlined():
            return super().postings_reader(dbfile, terminfo, format_, term, scorer)
        return ByBlocks(dbfile, *terminfo.extent(), format_, term=term, scorer=scorer)

    def per_document_reader(self, storage: Storage, segment: W3Segment) -> NoLengths:
        """A reader that knows no lengths."""
        return NoLengths(storage, segment)


class TEXTS(FieldType):
    """Texts that a document has or has not."""

    def __init__(self) -> None:
        self.format, self.analyzer = Existence(), SpaceSeparatedTokenizer()
        self.scorable = self.stored = self.unique = False
        self.vector = None


class InFields(Format):
    """A posting says in one byte in which fields of the document its word stands (bits of Field)."""

    posting_size = 1

    def __init__(self) -> None:
        self.field_boost = 1.0
        self.options: dict[str, object] = {}


class WORDS(FieldType):
    """Words with the fields they stand in, one list for each: that decides what a word weighs, not how often it comes.

    A list for each field would be seven to look for.
    """

    def __init__(self) -> None:
        self.format, self.analyzer = InFields(), None
        self.scorable = self.stored = self.unique = False
        self.vector = None

    def index(self, value: Mapping[str, int], **_options: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """The postings of a document, from its words with their fields."""
        return ((word.encode(), 1, 1.0, bytes((fields,))) for word, fields in value.items())


SCHEMA = Schema(id=ID(unique=True), words=WORDS(), pairs=TEXTS(), keys=TEXTS(), facts=STORED, full_name=STORED)


def folder() -> Path:
    """Where the indexes of this installation live; `current` names the one in use."""
    return Path(setting("DATA_DIR")) / "index"


def current() -> Path | None:
    """The index in use, if one was built."""
    found = newest()
    return found[0] if found else None


def newest() -> tuple[Path, int] | None:
    """The index in use and the number of its newest commit, if one was built."""
    pointer = folder() / CURRENT
    try:
        name = pointer.read_text(encoding="utf-8").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        return None
    path = folder() / name
    commit = commit_of(path) if IS_OURS.fullmatch(name) else -1
    return (path, commit) if commit >= 0 else None


def new_name() -> str:
    """A name for a new index."""
    return secrets.token_hex(6)


def commit_of(path: Path) -> int:
    """The number of the newest commit of an index; -1 where there is none."""
    try:
        found = [TOC_NAME.fullmatch(name) for name in os.listdir(path)]
    except (FileNotFoundError, NotADirectoryError):
        return -1
    return max((int(each[1]) for each in found if each), default=-1)


def toc_of(path: Path, commit: int) -> Path:
    """The file that lists the segments of a commit."""
    return path / f"_{NAME}_{commit}.toc"


def storage_of(path: Path) -> FileStorage:
    """The files of an index; not mapped into memory, where one that shrinks would end the process by a signal."""
    return FileStorage(str(path), supports_mmap=False)


def switch_to(name: str) -> None:
    """Make a finished index the one in use and remove the others."""
    draft = folder() / f".{CURRENT}"
    draft.write_text(name, encoding="utf-8")
    draft.replace(folder() / CURRENT)
    for other in folder().iterdir():
        if other.is_dir() and other.name != name:
            shutil.rmtree(other, ignore_errors=True)


@contextmanager
def locked(name: str) -> Iterator[None]:
    """Wait until nobody else holds this lock; the kernel frees the one of a killed process."""
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / name).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def writing() -> AbstractContextManager[None]:
    """Wait until nobody else writes."""
    return locked(WRITER)
