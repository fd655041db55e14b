"""Files of a machine that is switched off, filled up and damaged."""

import builtins
import errno
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from whoosh.fields import ID, STORED, Schema

from app.db import transaction
from app.search import commands, queries
from app.search import engine as engines
from app.search.engine import whoosh_building
from app.search.engine import whoosh_files as files
from app.search.engine.base import Document, Engine, Unusable
from app.search.engine.whoosh import WhooshEngine
from app.search.engine.whoosh_files import TEXTS
from app.search.rules import Filters
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.search.engine.shelf import a_document, live_ids, now, prices, put, with_word

POINTS = 80  # as many operations on files as the longest of both has, and some more


def write_until(folder: Path, kind: str, last: int) -> bool:
    """Write in a process of its own that is killed before its operation number `last`; whether it got to its end."""
    child = os.fork()
    if not child:
        sys.addaudithook(Killer(folder, last))
        try:
            documents = [a_document(each, "Baru", price=2_000) for each in range(1, 6)]
            if kind == "rebuild":
                WhooshEngine().rebuild(documents)
            else:
                put(WhooshEngine(), *documents)
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return os.WIFEXITED(status)


class Killer:
    """Ends this process before an operation on the files of an index."""

    def __init__(self, folder: Path, last: int) -> None:
        self._folder, self._left = str(folder / "index"), last

    def __call__(self, event: str, details: tuple[Any, ...]) -> None:
        is_write = event == "open" and isinstance(details[1], str) and details[1] not in ("r", "rb")
        if is_write or event in ("os.rename", "os.remove", "os.rmdir", "os.mkdir"):
            self._left -= str(details[0]).startswith(self._folder)
            if not self._left:
                os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture
def engine(whoosh_place: Path) -> Engine:
    """An index with a few segments, one product replaced."""
    engine = WhooshEngine()
    engine.rebuild([a_document(each, "Lama", price=1_000) for each in range(1, 6)])
    put(engine, a_document(6, "Lama Keenam", price=1_000))
    put(engine, a_document(6, "Lama Ganti", price=1_000))
    return engine


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("kind", ["update", "rebuild"])
def test_a_writer_that_is_killed_anywhere_leaves_what_was_or_what_shall_be(
    kind: str, engine: Engine, whoosh_place: Path
) -> None:
    before = dict.fromkeys(range(1, 7), 1_000)
    after = dict.fromkeys(range(1, 6), 2_000) | ({6: 1_000} if kind == "update" else {})
    for point in range(1, POINTS):
        finished = write_until(whoosh_place, kind, point)
        found = prices(now(WhooshEngine()))
        assert found in (before, after), f"killed before operation {point}"
        assert prices(now(engine)) == found, "a reader that was open all the while sees the same"
        if found == after:
            put(engine, *[a_document(each, "Lama", price=1_000) for each in range(1, 7)])
        if finished:
            break
    else:
        pytest.fail("the writer never got to its end")
    assert point > 8, "many points were tried"
    put(engine, *[a_document(each, "Akhir", price=3_000) for each in range(1, 7)])
    assert prices(now(WhooshEngine())) == dict.fromkeys(range(1, 7), 3_000)
    engine.rebuild([a_document(1, "Sendiri")])
    kept = {path.name for path in files.folder().iterdir()}
    assert kept == {"builder.lock", "current", "writer.lock", now_folder().name}, "nothing of the killed ones is left"


def test_what_was_noted_for_a_new_index_is_read_again_but_for_a_line_that_was_cut_off(whoosh_place: Path) -> None:
    with whoosh_building.building() as path:
        assert whoosh_building.drafts() == [path]
        document = a_document(1, "Baru\nsekali", price=2_000)
        whoosh_building.note(path, [1, 2], {1: a_document(1, "Lama")})
        with (path / whoosh_building.MISSED).open("a") as file:
            file.write('\n[3, "[[')
        whoosh_building.note(path, [1, 2, 2], {1: document})
        assert whoosh_building.missed(path) == {1: document, 2: None}
    assert whoosh_building.drafts() == [], "nobody builds any more"


def test_a_change_waits_in_the_new_index_while_there_is_none(engine: Engine) -> None:
    (files.folder() / files.CURRENT).unlink()

    def documents() -> Iterator[Document]:
        put(engine, a_document(9, "Rusip"))
        yield a_document(1, "Lama")

    assert engine.rebuild(documents()) == 2
    assert live_ids(now(engine)) == [1, 9]


def test_many_updates_leave_few_files(engine: Engine) -> None:
    for each in range(60):
        put(engine, a_document(7 + each % 3, f"Lama {each}"))
    assert len(list(now_folder().iterdir())) < 30


def now_folder() -> Path:
    path = files.current()
    assert path is not None
    return path


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def zero(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))


def spoil_the_middle(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 3)
        file.write(b"\xa5" * 8)


def remove(path: Path) -> None:
    path.unlink()


@pytest.fixture
def shop(cast: Cast, whoosh_place: Path) -> dict[str, int]:
    """Products that the shop's own search finds through an index of several segments."""
    with transaction():
        names = ("Zamrud", "Nilam", "Pelawan")
        ids = {name: ProductFactory(seller_id=cast.shop_of_ani.id, name=name).id for name in names}
    commands.rebuild()
    commands.update([ids["Nilam"]])
    commands.update([ids["Pelawan"]])
    return ids


def found(text: str) -> list[int]:
    return queries.search(Filters(text), limit=9, offset=0).product_ids


@pytest.mark.parametrize("damage", [truncate, zero, remove, spoil_the_middle])
@pytest.mark.parametrize("kind", ["*.seg", "*.columns.npz", "_MAIN_*.toc", "current"])
@pytest.mark.parametrize("is_open", ["open", "fresh"])
def test_a_damaged_file_breaks_no_search_and_heals(
    damage: Callable[[Path], None], kind: str, is_open: str, shop: dict[str, int], whoosh_place: Path
) -> None:
    def places() -> list[Path]:
        return sorted((files.folder() if kind == "current" else now_folder()).glob(kind))

    for number in range(len(places())):
        if is_open == "open":
            assert found("zamrud") == [shop["Zamrud"]]
        else:
            forget_what_was_opened()
        damage(places()[number % len(places())])
        for name, product_id in shop.items():
            assert found(name) == [product_id]
        commands.heal()
        assert commands.heal() == 0
        for engine in (engines.engine(), WhooshEngine()):
            assert live_ids(now(engine)) == sorted(shop.values())
            assert list(with_word(now(engine), "pelawan")) == [shop["Pelawan"]]
        for product_id in shop.values():
            commands.update([product_id])


def forget_what_was_opened() -> None:
    """The next search opens the index as a new process does."""
    engines.opened.cache_clear()


def test_a_damaged_index_heals_by_the_next_update_too(shop: dict[str, int]) -> None:
    for path in now_folder().glob("*.seg"):
        zero(path)
    forget_what_was_opened()
    commands.update([shop["Zamrud"]])
    assert live_ids(now(WhooshEngine())) == sorted(shop.values())


def test_an_index_of_another_version_of_the_shop_is_built_anew(shop: dict[str, int]) -> None:
    schema = Schema(id=ID(unique=True), name=TEXTS(), facts=STORED)
    writer = files.storage_of(now_folder()).create_index(schema, files.NAME).writer()
    writer.add_document(id="1", name=["zamrud"])
    writer.commit()
    forget_what_was_opened()
    assert found("zamrud") == [shop["Zamrud"]], "the database answers meanwhile"
    assert commands.heal() == 1
    assert list(with_word(now(WhooshEngine()), "zamrud")) == [shop["Zamrud"]]


def test_columns_that_are_missing_or_damaged_are_made_again(engine: Engine) -> None:
    for damage in (remove, truncate, zero):
        for path in now_folder().glob("*.npz"):
            damage(path)
        assert prices(now(WhooshEngine())) == dict.fromkeys(range(1, 7), 1_000)
        again = sorted(now_folder().glob("*.npz"))
        assert len(again) == len(list(now_folder().glob("*.seg")))
        assert all(path.stat().st_size > 1_000 for path in again)


class FullDisk:
    """No file of an index whose name has `part` can be written."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
        own = builtins.open
        own_of_path = Path.open

        def refuse(path: Any, mode: str) -> None:
            if "/index/" in str(path) and part in str(path).rpartition("/")[2] and set(mode) & set("wxa+"):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        def opened(path: Any, mode: str = "r", *args: Any, **options: Any) -> Any:
            refuse(path, mode)
            return own(path, mode, *args, **options)

        def opened_of_path(path: Path, mode: str = "r", *args: Any, **options: Any) -> Any:
            refuse(path, mode)
            return own_of_path(path, mode, *args, **options)

        monkeypatch.setattr(builtins, "open", opened)
        monkeypatch.setattr(Path, "open", opened_of_path)


def test_a_full_disk_stops_no_reading(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in now_folder().glob("*.npz"):
        path.unlink()
    with monkeypatch.context() as context:
        FullDisk(context, "")
        assert prices(now(WhooshEngine())) == dict.fromkeys(range(1, 7), 1_000)
        assert not list(now_folder().glob(".*")), "no half file is left"
        reader = WhooshEngine()
        with pytest.raises(OSError, match="No space"):
            put(engine, a_document(1, "Penuh"))
        with pytest.raises(OSError, match="No space"):
            engine.rebuild([a_document(1, "Penuh")])
        assert prices(now(reader)) == dict.fromkeys(range(1, 7), 1_000)
    assert [path for path in files.folder().iterdir() if path.is_dir()] == [now_folder()]
    put(engine, a_document(1, "Lega", price=4_000))
    assert prices(now(WhooshEngine()))[1] == 4_000


def test_what_cannot_be_opened_is_not_tried_again_at_every_search(engine: Engine) -> None:
    for path in now_folder().glob("*.seg"):
        truncate(path)
    reader = WhooshEngine()
    with pytest.raises(Unusable):
        reader.snapshot()
    start = time.thread_time()
    for _ in range(100):
        with pytest.raises(Unusable):
            reader.snapshot()
    assert time.thread_time() - start < 0.2


def test_a_whole_index_costs_next_to_nothing_to_look_after(engine: Engine, app: Flask) -> None:
    assert not engine.needs_rebuild()
    start = time.thread_time()
    for _ in range(100):
        assert not engine.needs_rebuild()
    assert time.thread_time() - start < 0.2
