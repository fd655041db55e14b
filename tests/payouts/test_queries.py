"""A seller's balance, each entry explained."""

import pytest
from sqlalchemy import update

from app.db import session, transaction
from app.models.order import CommissionRule, Order, OrderGroup, ShippingOwner
from app.payouts import queries
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.order import capture, complete, place


def sale(cast: Cast, *, shipping_owner: ShippingOwner = ShippingOwner.SELLER, is_completed: bool = True) -> OrderGroup:
    """Dewi buys two peppers of Ani and one of Citra."""
    with transaction():
        products = [
            ProductFactory(seller_id=seller.id, variant__price_amount=75_001)
            for seller in (cast.shop_of_ani, cast.shop_of_citra)
        ]
    group = place(cast.dewi, products, quantity=2)
    with transaction():
        session.execute(update(Order).values(shipping_owner=shipping_owner))
    capture(group)
    if is_completed:
        complete(group, cast.dewi)
    return group


def explained(cast: Cast) -> list[tuple[int, int]]:
    """The amount of each entry beside the sum of its explanation."""
    entries = queries.entries_of(cast.shop_of_ani.id, limit=10, offset=0)
    return [
        (entry.amount, entry.items_amount + entry.shipping_amount - entry.commission_amount)
        for entry in entries
        if entry.order_id
    ]


@pytest.mark.parametrize("owner", list(ShippingOwner))
@pytest.mark.parametrize("bps", [0, 250, 10_000])
def test_goods_and_parcel_without_commission_are_what_was_earned(cast: Cast, owner: ShippingOwner, bps: int) -> None:
    with transaction():
        session.add(CommissionRule(position=1, rate_bps=bps))
    sale(cast, shipping_owner=owner)
    found = explained(cast)
    assert found == [(amount, amount) for amount, _sum in found]
    balance = queries.balance_of(cast.shop_of_ani.id)
    assert (balance.held_amount, balance.payable_amount) == (0, sum(amount for amount, _sum in found))


def test_money_is_held_until_the_order_is_completed(cast: Cast) -> None:
    group = sale(cast, is_completed=False)
    own = next(order for order in group.orders if order.seller_id == cast.shop_of_ani.id)
    assert queries.balance_of(cast.shop_of_ani.id) == queries.Balance(own.total_amount, 0)
    assert queries.entries_of(cast.shop_of_ani.id, limit=10, offset=0) == []
    complete(group, cast.dewi)
    assert queries.balance_of(cast.shop_of_ani.id) == queries.Balance(0, own.total_amount)


def test_every_seller_has_the_own_money_and_the_newest_entry_comes_first(cast: Cast) -> None:
    groups = [sale(cast), sale(cast)]
    for seller in (cast.shop_of_ani, cast.shop_of_citra):
        numbers = [order.number for group in groups[::-1] for order in group.orders if order.seller_id == seller.id]
        entries = queries.entries_of(seller.id, limit=10, offset=0)
        assert [entry.line.order_number for entry in entries] == numbers
        assert queries.entries_of(seller.id, limit=1, offset=1) == entries[1:]
        assert queries.count_entries(seller.id) == 2
