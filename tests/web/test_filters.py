"""How templates write what they show."""

from datetime import timedelta

import pytest

from app.web.filters import lama


@pytest.mark.parametrize(
    ("span", "written"),
    [
        (timedelta(), "0 detik"),
        (timedelta(seconds=59), "59 detik"),
        (timedelta(seconds=119), "1 menit"),
        (timedelta(hours=5, minutes=59), "5 jam"),
        (timedelta(days=2, hours=23), "2 hari"),
        (timedelta(seconds=-5), "0 detik"),
    ],
)
def test_a_span_is_written_in_its_largest_unit(span: timedelta, written: str) -> None:
    assert lama(span) == written
