"""The Whoosh index on disk: its schema, where it lives, which one is in use, and who may write."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.codec.whoosh3 import W3Codec, W3PerDocReader, W3Segment
from whoosh.fields import ID, STORED, FieldType, Schema
from whoosh.filedb.filestore import Storage
from whoosh.formats import Existence

from app.search.engine.base import WORD_FIELDS
from app.settings import setting

CURRENT = "current"
WRITER = "writer.lock"


class NoLengths(W3PerDocReader):
    """Whoosh looks for the length of a field once for every posting it writes; we keep none."""

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:  # noqa: ARG002 - Whoosh's names
        """Always the default."""
        return default


class Codec(W3Codec):
    """Whoosh's own files in larger blocks."""

    def __init__(self) -> None:
        super().__init__(blocklimit=1024)

    def per_document_reader(self, storage: Storage, segment: W3Segment) -> NoLengths:
        """A reader that knows no lengths."""
        return NoLengths(storage, segment)


class WORDS(FieldType):
    """Words without their number and places: where a word stands decides what it weighs, not how often."""

    def __init__(self) -> None:
        self.format, self.analyzer = Existence(), SpaceSeparatedTokenizer()
        self.scorable = self.stored = self.unique = False
        self.vector = None


SCHEMA = Schema(
    id=ID(unique=True),
    pairs=WORDS(),
    keys=WORDS(),
    facts=STORED,
    full_name=STORED,
    **dict.fromkeys(WORD_FIELDS, WORDS()),
)


def folder() -> Path:
    """Where the indexes of this installation live; `current` names the one in use."""
    return Path(setting("DATA_DIR")) / "index"


def current() -> Path | None:
    """The index in use, if one was built."""
    pointer = folder() / CURRENT
    try:
        path = folder() / pointer.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    return path if path.is_dir() else None


def switch_to(name: str) -> None:
    """Make a finished index the one in use and remove the others."""
    draft = folder() / f".{CURRENT}"
    draft.write_text(name, encoding="utf-8")
    draft.replace(folder() / CURRENT)
    for other in folder().iterdir():
        if other.is_dir() and other.name != name:
            shutil.rmtree(other, ignore_errors=True)


@contextmanager
def writing() -> Iterator[None]:
    """Wait until nobody else writes: what an update adds must not get lost in a rebuild that started before."""
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / WRITER).open("w") as lock:  # the kernel frees the lock of a killed process
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
