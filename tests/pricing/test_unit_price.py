"""Prices that can be compared."""

import pytest

from app.models.catalog import NetUnit, Variant
from app.pricing.unit_price import unit_price


@pytest.mark.parametrize(
    ("price", "content", "expected"),
    [(84_000, 275, 30_545), (36_000, 100, 36_000), (5, 1000, 1), (4, 1000, 0), (10_000, None, None)],
)
def test_the_price_per_hundred_is_rounded_half_up(price: int, content: int | None, expected: int | None) -> None:
    unit = NetUnit.GRAM if content else None
    assert unit_price(Variant(price_amount=price, net_content=content, net_unit=unit)) == expected
