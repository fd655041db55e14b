"""Where files live: a public and a private store, each a folder (or memory in tests)."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.settings import setting

NAME = re.compile(r"[0-9a-z][0-9a-z_-]{0,79}(/[0-9a-z]{1,20}(\.[a-z0-9]{1,5})?)?(\.[a-z0-9]{1,5})?", re.ASCII)


class Store(Protocol):
    """Keeps bytes under names. Raises ValueError for a name that could lead elsewhere."""

    def write(self, name: str, data: bytes) -> None:
        """Keep the bytes, wholly or not at all."""

    def read(self, name: str) -> bytes:
        """The bytes. Raises FileNotFoundError."""

    def delete(self, name: str) -> None:
        """Forget them; what is not there is forgotten already."""


class MemoryStore:
    """Keeps bytes in a dict."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def write(self, name: str, data: bytes) -> None:
        """Keep the bytes."""
        self.files[_checked(name)] = data

    def read(self, name: str) -> bytes:
        """The bytes. Raises FileNotFoundError."""
        try:
            return self.files[_checked(name)]
        except KeyError:
            raise FileNotFoundError(name) from None

    def delete(self, name: str) -> None:
        """Forget them."""
        self.files.pop(_checked(name), None)


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
        """Remove the file."""
        self.path_of(name).unlink(missing_ok=True)

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
