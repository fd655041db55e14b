"""Until when a complaint is answered."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.clock import JAKARTA, after_working_days
from app.complaints import rules


@pytest.mark.parametrize(
    ("received", "days", "last"),
    [
        ("2026-11-23T10:00", 2, "2026-11-25"),  # Monday
        ("2026-11-26T10:00", 2, "2026-11-30"),  # Thursday
        ("2026-11-27T10:00", 2, "2026-12-01"),  # Friday
        ("2026-11-28T10:00", 2, "2026-12-01"),  # Saturday
        ("2026-11-29T23:59", 1, "2026-11-30"),  # Sunday
    ],
)
def test_weekends_are_no_working_days(received: str, days: int, last: str) -> None:
    moment = datetime.fromisoformat(received).replace(tzinfo=JAKARTA)
    assert after_working_days(moment, days).date().isoformat() == last


def test_the_day_begins_in_jakarta(app: Flask) -> None:
    friday_night_in_utc = datetime(2026, 11, 27, 18, tzinfo=UTC)  # Saturday, 01.00 WIB
    assert rules.answer_by(friday_night_in_utc).date().isoformat() == "2026-12-01"


def test_an_answer_is_late_when_its_last_day_is_over(app: Flask) -> None:
    received = datetime(2026, 11, 23, 10, tzinfo=JAKARTA)
    midnight = datetime(2026, 11, 26, tzinfo=JAKARTA)
    assert not rules.is_late(received, midnight - timedelta(seconds=1))
    assert rules.is_late(received, midnight)
