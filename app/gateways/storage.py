"""Where files live: a public and a private store, each a folder (or memory in tests)."""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from app.clock import now
from app.settings import setting

NAME = re.compile(r"[0-9a-z][0-9a-z_-]{0,79}(/[0-9a-z]{1,20}(\.[a-z0-9]{1,5})?)?(\.[a-z0-9]{1,5})?", re.ASCII)


class Store(Protocol):
    """Keeps bytes under names. Raises ValueError for a name that could lead elsewhere."""

    def write(self, name: str, data: bytes) -> None:
        """Keep the bytes, wholly or not at all."""

    def read(self, name: str) -> bytes:
        """The bytes. Raises FileNotFoundError."""

    def delete(self, name: str) -> None:
        """Forget them, or everything below a first part of names; what is not there is forgotten already."""

    def names(self, *, written_before: datetime) -> Iterator[str]:
        """The first parts of the names of all that was written before a moment."""


class MemoryStore:
    """Keeps bytes in a dict."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.written: dict[str, datetime] = {}

    def write(self, name: str, data: bytes) -> None:
        """Keep the bytes."""
        self.files[_checked(name)] = data
        self.written[name.split("/", maxsplit=1)[0]] = now()

    def read(self, name: str) -> bytes:
        """The bytes. Raises FileNotFoundError."""
        try:
            return self.files[_checked(name)]
        except KeyError:
            raise FileNotFoundError(name) from None

    def delete(self, name: str) -> None:
        """Forget them."""
        gone = _checked(name)
        for known in [known for known in self.files if known == gone or known.startswith(f"{gone}/")]:
            del self.files[known]

    def names(self, *, written_before: datetime) -> Iterator[str]:
        """First parts of names."""
        first = {name.split("/")[0] for name in self.files}
        return (name for name in first if self.written[name] < written_before)


class LocalStore:
    """Keeps bytes in a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, name: str, data: bytes) -> None:
        """Write beside, then rename."""
        path = self.path_of(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)

    def read(self, name: str) -> bytes:
        """The bytes. Raises FileNotFoundError."""
        return self.path_of(name).read_bytes()

    def delete(self, name: str) -> None:
        """Remove the file or folder."""
        path = self.path_of(name)
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)

    def names(self, *, written_before: datetime) -> Iterator[str]:
        """Files and folders of the first level; what a killed writer began and never named is forgotten here."""
        for path in self.root.glob("*"):
            if path.stat().st_mtime < written_before.timestamp():
                if NAME.fullmatch(path.name):
                    yield path.name
                else:
                    path.unlink()

    def path_of(self, name: str) -> Path:
        """The file of a name."""
        return self.root / _checked(name)


@dataclass(frozen=True)
class Stores:
    """What everybody may see, and what only its owner may see."""

    public: LocalStore
    private: LocalStore


def current() -> Stores:
    """The stores of this installation."""
    root = Path(setting("DATA_DIR")) / "media"
    return Stores(LocalStore(root / "public"), LocalStore(root / "private"))


def _checked(name: str) -> str:
    if NAME.fullmatch(name) is None:
        raise ValueError(name)
    return name
