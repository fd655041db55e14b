"""The index: its schema, where it lives, and one open searcher per process."""

import fcntl
import re
import shutil
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from whoosh import index
from whoosh.analysis import LowercaseFilter, RegexTokenizer
from whoosh.analysis.filters import Filter
from whoosh.fields import ID, TEXT, Schema
from whoosh.searching import Searcher

from app.settings import setting

WORD = re.compile(r"[^\W_]+")
CURRENT = "current"
WRITER = "writer.lock"

_opened: dict[str, tuple[str, Searcher]] = {}
_lock = threading.Lock()


class FoldFilter(Filter):
    """Letters without their accents: é and e are the same."""

    def __call__(self, tokens: Iterable[Any]) -> Iterator[Any]:
        """Fold one token after the other."""
        for token in tokens:
            token.text = fold(token.text)
            yield token


def fold(text: str) -> str:
    """Lower case, no accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def words_of(text: str) -> list[str]:
    """The words of a text as the index knows them."""
    return WORD.findall(fold(text))


ANALYZER = RegexTokenizer(WORD) | LowercaseFilter() | FoldFilter()
SCHEMA = Schema(
    id=ID(stored=True, unique=True),
    category=ID(stored=True),
    seller=ID(stored=True),
    name=TEXT(analyzer=ANALYZER, field_boost=4.0),
    tags=TEXT(analyzer=ANALYZER, field_boost=2.0),
    shop=TEXT(analyzer=ANALYZER, field_boost=1.5),
    body=TEXT(analyzer=ANALYZER),
)
FIELDS = ("name", "tags", "shop", "body")


def folder() -> Path:
    """Where the indexes of this installation live; `current` names the one in use."""
    return Path(setting("DATA_DIR")) / "index"


def current() -> Path | None:
    """The index in use, if one was built."""
    pointer = folder() / CURRENT
    if not pointer.is_file():
        return None
    path = folder() / pointer.read_text(encoding="utf-8").strip()
    return path if path.is_dir() and index.exists_in(path) else None


def switch_to(name: str) -> None:
    """Make a finished index the one in use and remove the others."""
    draft = folder() / f".{CURRENT}"
    draft.write_text(name, encoding="utf-8")
    draft.replace(folder() / CURRENT)
    for other in folder().iterdir():
        if other.is_dir() and other.name != name:
            shutil.rmtree(other, ignore_errors=True)


@contextmanager
def reading() -> Iterator[Searcher | None]:
    """The open searcher of this process, for one thread at a time; None when no index was built.

    Its files have one reading position each: two threads in it at once read each other's bytes.
    """
    path = current()
    if path is None:
        yield None
        return
    with _lock:
        yield _up_to_date(path)


@contextmanager
def writing() -> Iterator[None]:
    """Wait until nobody else writes: what an update adds must not get lost in a rebuild that started before."""
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / WRITER).open("w") as lock:  # the kernel frees the lock of a killed process
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _up_to_date(path: Path) -> Searcher:
    name, opened = _opened.pop(str(folder()), ("", None))  # one that fails is not kept
    if opened is None or name != path.name or not opened.up_to_date():
        opened = index.open_dir(path).searcher()  # Searcher.refresh() keeps what was only deleted
    _opened[str(folder())] = (path.name, opened)
    return opened
