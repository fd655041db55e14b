"""Values, combinations, codes, addresses."""

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog import rules
from app.catalog.errors import BadChoices
from app.crypto import fingerprint

TEXT = st.text(max_size=200)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("100 g, 250 g", ["100 g", "250 g"]),
        (" Pedas ,,  pedas, Manis ", ["Pedas", "Manis"]),
        ("", []),
        (" , ,", []),
        ("a\tb", ["a b"]),
        ("500 g, 1,5 kg,0,25 L", ["500 g", "1,5 kg", "0,25 L"]),
        ("1,2,3", ["1", "2", "3"]),
    ],
)
def test_values_are_read_as_people_list_them(text: str, values: list[str]) -> None:
    assert rules.values_in(text) == values


@given(TEXT)
def test_values_are_short_present_and_each_once(text: str) -> None:
    try:
        values = rules.values_in(text)
    except BadChoices:
        assert any(len(" ".join(part.split())) > rules.LONGEST_VALUE for part in text.split(","))
        return
    assert all(0 < len(value) <= rules.LONGEST_VALUE and ", " not in value for value in values)
    assert len({value.casefold() for value in values}) == len(values)
    assert rules.values_in(", ".join(values)) == values, "reading what was read changes nothing"


NAMES = st.lists(st.text(min_size=1, max_size=5), unique=True, max_size=60)


@given(NAMES, NAMES)
def test_combinations_are_all_pairs_or_refused(first: list[str], second: list[str]) -> None:
    count = max(len(first), 1) * max(len(second), 1)
    if count > rules.MOST_COMBINATIONS:
        with pytest.raises(BadChoices):
            rules.combinations(first, second)
        return
    pairs = rules.combinations(first, second)
    assert len(pairs) == len(set(pairs)) == count
    assert {pair[0] for pair in pairs} == set(first or [""])
    assert {pair[1] for pair in pairs} == set(second or [""])


def test_new_codes_avoid_those_that_are_taken() -> None:
    assert list(islice(rules.new_skus(7, {"P7-1", "P7-3"}), 3)) == ["P7-2", "P7-4", "P7-5"]


def test_addresses_never_end_and_fit_their_column() -> None:
    addresses = list(islice(rules.addresses_for("x" * 100, "y" * 120), 500))
    assert len(set(addresses)) == 500
    assert max(map(len, addresses)) <= 160
    assert addresses[0] == "x" * 100


def test_a_fingerprint_is_of_the_values_not_of_their_order() -> None:
    assert fingerprint({"a": 1, "b": [2]}) == fingerprint({"b": [2], "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": 2})
