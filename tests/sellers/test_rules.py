"""NIK, shop addresses, and the clock of a review."""

from datetime import date, datetime

import pytest

from app.clock import JAKARTA
from app.sellers import rules
from app.sellers.banks import BANKS

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize("nik", ["1901040101900001", "1901044101900001", "9171050312759999", "3174012902040002"])
def test_a_nik_of_an_adult_is_known(nik: str) -> None:
    assert rules.is_nik(nik, today=TODAY)


@pytest.mark.parametrize(
    "nik",
    [
        "",
        "190104010190000",
        "19010401019000011",
        "9901040101900001",  # no such province
        "1900040101900001",  # no such regency
        "1901000101900001",  # no such district
        "1901043201900001",  # day 32
        "1901047201900001",  # day 72: a woman born on the 32nd
        "1901044001900001",  # day 40
        "1901043002900001",  # 30 February
        "1901040113900001",  # month 13
        "1901040101150001",  # eleven years old, or 111
        "1901040101900000",  # no serial number
        "١٩٠١٠٤٠١٠١٩٠٠٠٠١",
        "190104010190000a",
    ],
)
def test_other_digits_are_no_nik(nik: str) -> None:
    assert not rules.is_nik(nik, today=TODAY)


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Dapur Rusip", "dapur-rusip"), ("  Kué & Téh! ", "kue-teh"), ("漢字", "toko"), ("a" * 200, "a" * 100)],
)
def test_the_address_of_a_name(name: str, slug: str) -> None:
    assert rules.slug_of(name) == slug


@pytest.mark.parametrize("name", ["12", "--", "www.judi.id", "http://x.id", "a\u202eb", "x"])
def test_what_no_sign_could_say(name: str) -> None:
    assert not rules.is_shop_name(name)


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=JAKARTA)  # the 23rd is a Monday


@pytest.mark.parametrize(
    ("since", "until", "days", "hours", "is_overdue"),
    [
        (moment(23, 9), moment(23, 11), 0, 2, False),
        (moment(23, 18), moment(24, 7), 0, 0, False),  # a night
        (moment(20, 15), moment(23, 9), 0, 2, False),  # Friday afternoon to Monday morning
        (moment(23, 8), moment(25, 8), 2, 0, False),
        (moment(23, 8), moment(25, 8, 1), 2, 0, True),
        (moment(21, 3), moment(22, 23), 0, 0, False),  # a weekend
    ],
)
def test_only_working_hours_are_counted(
    since: datetime, until: datetime, days: int, hours: int, is_overdue: bool
) -> None:
    assert rules.clock_since(since, until) == rules.Clock(days, hours, is_overdue)


def test_a_wait_of_many_years_is_counted_quickly() -> None:
    assert rules.clock_since(datetime(1990, 1, 1, tzinfo=JAKARTA), moment(23, 9)).is_overdue


def test_banks_have_three_digits_and_the_bank_of_the_islands_comes_first() -> None:
    assert next(iter(BANKS.items())) == ("120", "Bank Sumsel Babel")
    assert all(len(code) == 3 and code.isdigit() for code in BANKS)
    assert len(set(BANKS.values())) == len(BANKS)
