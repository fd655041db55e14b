"""What is left of a price."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.models.order import CommissionRule
from app.pricing.net import net_of
from app.pricing.queries import Terms


def terms(*, rate: int = 0, tax: int = 0, is_exempt: bool = False, **values: Any) -> Terms:
    rule = CommissionRule(id=1, rate_bps=rate, fixed_amount=0, floor_amount=0, **values)
    return Terms(1, 0, tax, is_exempt, [rule])


def test_commission_and_tax_come_off_the_price() -> None:
    net = net_of(terms(rate=500, tax=50), category_id=1, price_amount=100_000)
    assert (net.commission.amount, net.tax.amount, net.net_amount) == (5_000, 500, 94_500)
    assert net_of(terms(tax=50, is_exempt=True), category_id=1, price_amount=100_000).net_amount == 100_000


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(1, 10**10))
def test_the_parts_are_the_price(rate: int, tax: int, price: int) -> None:
    net = net_of(terms(rate=rate, tax=tax), category_id=1, price_amount=price)
    assert net.net_amount + net.commission.amount + net.tax.amount == price
