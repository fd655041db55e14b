"""What vouchers have cost."""

from app.db import transaction
from app.ledger import chart
from app.ledger.queries import balances_of
from app.vouchers import queries
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.order import capture, place
from tests.factories.voucher import VoucherFactory
from tests.payouts.steps import refund


def test_a_voucher_costs_what_was_paid_and_not_paid_back_to_the_rupiah_of_the_books(cast: Cast) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, variant__price_amount=50_000, variant__stock=9)
        VoucherFactory(created_by_id=cast.eko.id, code="HEMAT", amount=10_000, most_uses_per_buyer=3)
    capture(place(cast.dewi, [product], voucher_code="HEMAT"))
    group = place(cast.dewi, [product], 3, voucher_code="HEMAT")
    (given,) = queries.vouchers_of_the_house(limit=9, offset=0)
    assert (given.given_amount, given.cost_amount) == (20_000, 10_000), "the second is not paid yet"
    capture(group)
    refund(group.orders[0])
    (given,) = queries.vouchers_of_the_house(limit=9, offset=0)
    account = chart.voucher_cost("platform")
    assert (given.given_amount, given.cost_amount) == (20_000, balances_of([account])[account])
    assert given.cost_amount == 20_000 - 3_333
