"""One contract for the stores of files."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.clock import now
from app.gateways.storage import LocalStore, MemoryStore, Store

NAME = "0123456789abcdef/320.webp"
LEADING_ELSEWHERE = [
    "", ".", "..", "../secret_key", "a/../b", "/etc/passwd", "a//b", "a/b/c", "a\\b", ".hidden", "a/.hidden", "A",
    "a\n", "a\0b", "é", "a" * 200, "a/320.webp/", "~root",
]  # fmt: skip


@pytest.fixture(params=["local", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return LocalStore(tmp_path / "store") if request.param == "local" else MemoryStore()


def test_what_was_written_is_read_and_written_again_replaced(store: Store) -> None:
    for data in (b"one", b"two"):
        store.write(NAME, data)
        assert store.read(NAME) == data


def test_what_is_not_there_is_said_and_forgotten_already(store: Store) -> None:
    with pytest.raises(FileNotFoundError):
        store.read(NAME)
    store.delete(NAME)


def test_what_is_deleted_is_gone_and_its_neighbour_stays(store: Store) -> None:
    for name in (NAME, "0123456789abcdef/640.webp"):
        store.write(name, b"x")
    store.delete(NAME)
    with pytest.raises(FileNotFoundError):
        store.read(NAME)
    assert store.read("0123456789abcdef/640.webp") == b"x"


@pytest.mark.parametrize("name", LEADING_ELSEWHERE)
def test_no_name_leads_elsewhere(store: Store, name: str) -> None:
    for act in (lambda: store.write(name, b"x"), lambda: store.read(name), lambda: store.delete(name)):
        with pytest.raises(ValueError):  # noqa: PT011 - the name itself is the message
            act()


def test_a_file_is_there_wholly_or_not_at_all(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    store.write(NAME, b"whole")
    with pytest.raises(TypeError):
        store.write(NAME, None)  # type: ignore[arg-type]
    assert store.read(NAME) == b"whole"


def test_everything_below_a_name_is_forgotten_at_once(store: Store) -> None:
    for name in (NAME, "0123456789abcdef/640.webp", "fedcba"):
        store.write(name, b"x")
    store.delete("0123456789abcdef")
    assert list(store.names(written_before=now() + timedelta(minutes=1))) == ["fedcba"]
    assert list(store.names(written_before=now() - timedelta(minutes=1))) == []
