"""How templates write what they show."""

from datetime import timedelta

import pytest

from app.payouts.rules import mask
from app.web.filters import lama, rekening


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


def test_a_bank_account_is_masked_the_same_way_on_pages_and_in_mails() -> None:
    assert rekening("2345") == mask("2345") == "••345"
