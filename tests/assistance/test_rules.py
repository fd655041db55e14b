"""The code in the mail."""

from datetime import timedelta

import pytest

from app.assistance import rules
from app.clock import now
from app.models.assistance import Assistance


def asked(*, salt: str = "a", person_id: int | None = 2, wrong_codes: int = 0, minutes: int = 0) -> Assistance:
    at = now() - timedelta(minutes=minutes)
    return Assistance(id=7, code_salt=salt, person_id=person_id, wrong_codes=wrong_codes, asked_at=at)


def test_a_code_is_six_digits_and_another_one_each_time() -> None:
    codes = {rules.code_of(asked(salt=str(n)), key="key") for n in range(50)}
    assert all(len(code) == 6 and code.isdecimal() for code in codes)
    assert len(codes) > 40


def test_a_code_needs_the_key_of_the_shop() -> None:
    assert rules.code_of(asked(), key="one") != rules.code_of(asked(), key="another")


def test_only_the_right_code_of_somebody_with_an_account_fits() -> None:
    code = rules.code_of(asked(), key="key")
    wrong = "000000" if code != "000000" else "000001"
    assert rules.is_code(asked(), code, key="key")
    assert not rules.is_code(asked(), wrong, key="key")
    assert not rules.is_code(asked(person_id=None), code, key="key")


@pytest.mark.parametrize(
    ("minutes", "wrong_codes", "takes"), [(0, 0, True), (14, 4, True), (15, 0, False), (0, 5, False)]
)
def test_a_code_holds_fifteen_minutes_and_five_guesses(minutes: int, wrong_codes: int, takes: bool) -> None:
    assert rules.takes_codes(asked(minutes=minutes, wrong_codes=wrong_codes), now()) == takes


def test_an_address_is_found_again_without_being_kept() -> None:
    assert rules.hash_address("ani@contoh.id", key="a") == rules.hash_address("ani@contoh.id", key="a")
    assert rules.hash_address("ani@contoh.id", key="a") != rules.hash_address("ani@contoh.id", key="b")
