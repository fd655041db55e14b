"""The first rule that fits decides, and nobody pays more commission than the line."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.order import CommissionRule
from app.pricing.commission import Commission, commission_of, shadows

SHOP, SHELF, STEP = 7, 3, 2
TODAY, DAY = datetime(2026, 11, 24, tzinfo=UTC), datetime(2026, 11, 25, tzinfo=UTC)
optional = st.none() | st.integers(min_value=0, max_value=3)


def rule(rate_bps: int, **values: Any) -> CommissionRule:
    return CommissionRule(**{"id": rate_bps, "fixed_amount": 0, "floor_amount": 0, **values}, rate_bps=rate_bps)


def of(*rules: CommissionRule, base: int = 100_000) -> Commission:
    return commission_of(rules, seller_id=SHOP, category_id=SHELF, programme_step=STEP, base_amount=base)


@pytest.mark.parametrize(
    ("special", "fits"),
    [
        ({"seller_id": SHOP}, True),
        ({"seller_id": 8}, False),
        ({"category_id": SHELF}, True),
        ({"category_id": 4}, False),
        ({"programme_step": STEP}, True),
        ({"programme_step": 0}, False),
        ({"seller_id": SHOP, "category_id": 4}, False),
        ({}, True),
    ],
)
def test_an_empty_field_fits_all_and_a_filled_one_its_own(special: dict[str, int], fits: bool) -> None:
    found = of(rule(300, **special), rule(500))
    assert (found.rule_id, found.rate_bps, found.amount) == ((300, 300, 3_000) if fits else (500, 500, 5_000))


def test_without_a_rule_nothing_is_taken() -> None:
    assert of() == Commission(None, 100_000, 0)


@pytest.mark.parametrize(
    ("rate", "values", "base", "amount"),
    [
        (250, {}, 101, 3),
        (0, {"fixed_amount": 1_000}, 100_000, 1_000),
        (100, {"fixed_amount": 500}, 100_000, 1_500),
        (100, {"floor_amount": 2_000}, 100_000, 2_000),
        (1_000, {"cap_amount": 4_000}, 100_000, 4_000),
        (1_000, {"cap_amount": 0}, 100_000, 0),
        (0, {"fixed_amount": 9_000}, 5_000, 5_000),
        (0, {"floor_amount": 9_000, "cap_amount": 9_000}, 5_000, 5_000),
    ],
)
def test_rate_fixed_part_floor_and_cap(rate: int, values: dict[str, int], base: int, amount: int) -> None:
    assert of(rule(rate, **values), base=base).amount == amount


@given(
    st.lists(st.tuples(st.integers(0, 10_000), optional, optional, optional, st.integers(0, 10**6)), max_size=6),
    st.integers(min_value=1, max_value=10**10),
)
def test_the_seller_always_keeps_something_or_nothing_but_never_owes(rows: list[tuple[Any, ...]], base: int) -> None:
    names = ("seller_id", "category_id", "programme_step", "floor_amount")
    rules = [rule(rate, **dict(zip(names, rest, strict=True))) for rate, *rest in rows]
    found = commission_of(rules, seller_id=1, category_id=2, programme_step=3, base_amount=base)
    assert 0 <= found.amount <= found.base_amount == base


@pytest.mark.parametrize(
    ("earlier", "later", "is_shadowed"),
    [
        ({}, {"seller_id": SHOP}, True),
        ({"seller_id": SHOP}, {}, False),
        ({"category_id": SHELF}, {"seller_id": SHOP, "category_id": SHELF}, True),
        ({"programme_step": STEP}, {"seller_id": SHOP}, False),
        ({"valid_until": DAY}, {"seller_id": SHOP}, False),
        ({"valid_until": DAY}, {"valid_until": DAY}, True),
        ({"valid_from": DAY}, {}, False),
    ],
)
def test_a_rule_is_shadowed_by_a_wider_one_that_counts_as_long(
    earlier: dict[str, Any], later: dict[str, Any], is_shadowed: bool
) -> None:
    first, second = (rule(number, **({"valid_from": TODAY} | each)) for number, each in ((1, earlier), (2, later)))
    assert shadows([first, second]) == ({2: 1} if is_shadowed else {})
