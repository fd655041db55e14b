"""Figures that wait in memory: added up, written together, lost by nobody who only failed once."""

import time
from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app import tally
from app.clock import now
from app.db import session, transaction
from app.models.search import SearchCount, SearchShown
from tests.cast import Cast
from tests.factories.search import SearchCountFactory, today
from tests.statements import Statements


def kept() -> dict[str, tuple[int, int, int, int]]:
    session.rollback()
    rows = session.scalars(select(SearchCount))
    return {row.text_folded: (row.searches, row.found_nothing, row.clicks, row.purchases) for row in rows}


def test_what_is_counted_is_added_to_what_is_there(app: Flask) -> None:
    for _ in range(2):
        tally.count_search("lada")
        tally.count_search_in_vain("lada")
        tally.count_click("lada")
        tally.count_purchases({"lada", "rusip"})
        assert tally.write() == 2
    assert kept() == {"lada": (4, 2, 2, 2), "rusip": (0, 0, 0, 2)}


def test_each_day_in_jakarta_has_its_own_row(app: Flask) -> None:
    tally.count_search("lada")
    with time_machine.travel(now() + timedelta(days=1), tick=False):
        tally.count_search("lada")
        tally.write()
    assert len(session.scalars(select(SearchCount)).all()) == 2


def test_counting_costs_no_statement_and_writing_nothing_costs_none(app: Flask, statements: Statements) -> None:
    with statements.counted() as seen:
        assert tally.write() == 0
        tally.count_search("lada")
    assert seen == []
    with statements.counted() as seen:
        tally.write()
    assert len(seen) == 2


def test_sellers_that_were_shown_are_counted_once_for_each_place(cast: Cast) -> None:
    tally.count_shown([cast.shop_of_ani.id, cast.shop_of_ani.id, cast.shop_of_citra.id])
    tally.write()
    rows = session.execute(select(SearchShown.seller_id, SearchShown.shown)).all()
    assert sorted(map(tuple, rows)) == [(cast.shop_of_ani.id, 2), (cast.shop_of_citra.id, 1)]


def test_what_cannot_be_written_waits_for_the_next_time(cast: Cast) -> None:
    tally.count_search("lada")
    tally.count_shown([10**9])
    with pytest.raises(IntegrityError):
        tally.write()
    assert kept() == {}
    tally._shown.clear()
    tally.count_search("lada")
    tally.write()
    assert kept() == {"lada": (2, 0, 0, 0)}


def test_more_texts_than_a_day_may_have_are_left_out_and_known_ones_go_on(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tally, "MOST_TEXTS_OF_A_DAY", 1)
    with transaction():
        SearchCountFactory(day=today(), searches=1)
    tally.count_search("lada")
    tally.count_search("rusip")
    tally.write()
    assert kept() == {"lada": (2, 0, 0, 0)}


def test_a_flood_of_texts_does_not_fill_the_memory(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "MOST_TEXTS", 2)
    for text in ("a", "b", "c", "a"):
        tally.count_search(text)
    tally.write()
    assert kept() == {"a": (2, 0, 0, 0), "b": (1, 0, 0, 0)}


def test_many_threads_count_together(app: Flask) -> None:
    threads = [Thread(target=lambda: [tally.count_search("lada") for _ in range(200)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tally.write()
    assert kept() == {"lada": (1600, 0, 0, 0)}


def test_a_process_writes_by_itself_and_outlives_a_failure(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "SECONDS", 0.01)
    stop = Event()
    tally.count_search("lada")
    tally.count_shown([10**9])
    session.remove()
    thread = tally.keep_writing(app, stop)
    time.sleep(0.2)
    assert kept() == {}
    wait_until(lambda: (tally._shown.clear(), kept() == {"lada": (1, 0, 0, 0)})[1])
    stop.set()
    thread.join()


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.parametrize("text", ["lada", "kain cual utk pengantin", "di bawah 50 ribu", "getas 250 g", "kue 100 000"])
def test_what_people_buy_may_be_kept(text: str) -> None:
    assert tally.may_be_kept(text)


@pytest.mark.parametrize(
    "text",
    ["", " ", "0812 3456 7890", "081234567890", "nik 1971012345678901", "satu dua tiga empat lima enam tujuh",
     "x" * 61, "lada  putih", " lada", "lada@contoh", "a\0b", "lada\nputih"],
)  # fmt: skip
def test_what_may_be_somebodys_data_may_not(text: str) -> None:
    assert not tally.may_be_kept(text)
