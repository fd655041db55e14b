"""When a shop is open: Asia/Jakarta, Monday first."""

from datetime import datetime

import pytest
from flask import Flask

from app.clock import JAKARTA
from app.sellers.opening import Hours, Span, every_day, opening_at, week_of

WORKDAYS = [Hours(day, 8 * 60, 17 * 60) for day in range(5)] + [Hours(5, 8 * 60, 12 * 60 + 30)]


@pytest.mark.parametrize(
    ("day", "hour", "minute", "is_open", "text"),
    [
        (23, 8, 0, True, "buka sekarang, sampai 17.00 WIB"),
        (23, 16, 59, True, "buka sekarang, sampai 17.00 WIB"),
        (23, 7, 59, False, "tutup, buka hari ini pukul 08.00 WIB"),
        (23, 17, 0, False, "tutup, buka besok pukul 08.00 WIB"),
        (28, 12, 30, False, "tutup, buka Senin pukul 08.00 WIB"),
        (29, 9, 0, False, "tutup, buka besok pukul 08.00 WIB"),
    ],
)
def test_a_shop_is_open_from_one_minute_until_before_another(
    app: Flask, day: int, hour: int, minute: int, is_open: bool, text: str
) -> None:
    found = opening_at(WORKDAYS, datetime(2026, 11, day, hour, minute, tzinfo=JAKARTA))
    assert found is not None
    assert (found.is_open, found.text) == (is_open, text)


def test_a_shop_with_one_day_opens_a_week_later(app: Flask) -> None:
    found = opening_at([Hours(0, 60, 120)], datetime(2026, 11, 23, 3, 0, tzinfo=JAKARTA))
    assert found is not None
    assert found.text == "tutup, buka Senin pukul 01.00 WIB"


def test_a_shop_that_told_no_hours_says_nothing(app: Flask) -> None:
    assert opening_at([], datetime(2026, 11, 23, tzinfo=JAKARTA)) is None
    assert week_of([]) == []


def test_days_in_a_row_with_the_same_hours_are_one_line(app: Flask) -> None:
    expected = [Span("Senin–Jumat", "08.00–17.00"), Span("Sabtu", "08.00–12.30"), Span("Minggu", "")]
    assert week_of(WORKDAYS) == expected
    assert week_of([Hours(day, 0, 1440) for day in range(7)]) == [Span("Setiap hari", "00.00–24.00")]


def test_hours_without_days_are_those_of_every_day() -> None:
    assert every_day("08.00-17.30") == [Hours(day, 480, 1050) for day in range(7)]
    assert every_day("17.00-08.00") == every_day("pagi") == every_day("08.00-25.00") == []
