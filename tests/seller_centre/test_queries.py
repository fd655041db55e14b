"""The figures of a seller's home."""

from datetime import datetime, timedelta

import pytest
import time_machine

from app.clock import JAKARTA
from app.db import session, transaction
from app.models.catalog import Product
from app.orders import commands as orders
from app.seller_centre import queries
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.order import capture, complete, place
from tests.payouts.steps import refund

MONDAY = datetime(2026, 11, 23, 23, 30, tzinfo=JAKARTA)


@pytest.fixture
def pepper(cast: Cast) -> Product:
    with transaction():
        product: Product = ProductFactory(seller_id=cast.shop_of_ani.id, variant__stock=9)
    return product


def test_what_waits_moves_on_with_each_order(cast: Cast, pepper: Product) -> None:
    seller_id = cast.shop_of_ani.id
    group = place(cast.dewi, [pepper])
    assert queries.today(seller_id) == queries.Today(
        0, None, 0, None, 0, on_sale=1, drafts=0, has_logo=False, has_ways=False, has_sent=False
    )
    capture(group)
    found = queries.today(seller_id)
    assert (found.to_accept, found.to_ship) == (1, 0)
    assert found.accept_by is not None
    assert found.ship_by is None
    with transaction():
        orders.accept_order(group.orders[0].id, seller_id=seller_id)
    found = queries.today(seller_id)
    assert (found.to_accept, found.to_ship) == (0, 1)
    with transaction():
        orders.ship_order(group.orders[0].id, seller_id=seller_id, courier="JNE", tracking_number="JNE-1")
    assert queries.today(seller_id) == queries.Today(
        0, None, 0, None, 0, on_sale=1, drafts=0, has_logo=False, has_ways=False, has_sent=True
    )
    assert queries.today(cast.shop_of_citra.id) == queries.Today(
        0, None, 0, None, 0, on_sale=0, drafts=0, has_logo=False, has_ways=False, has_sent=False
    )


def test_stock_is_low_when_three_or_fewer_can_still_be_sold(cast: Cast, pepper: Product) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, variant__stock=4)
        ProductFactory(seller_id=cast.shop_of_ani.id, variant__stock=3)
        ProductFactory(seller_id=cast.shop_of_ani.id, variant__stock=0, draft=True)
        ProductFactory(seller_id=cast.shop_of_citra.id, variant__stock=0)
    assert queries.today(cast.shop_of_ani.id).low_stock == 1
    place(cast.dewi, [pepper], quantity=6)
    assert queries.today(cast.shop_of_ani.id).low_stock == 2


def test_the_week_counts_paid_orders_on_their_day_in_jakarta(cast: Cast, pepper: Product) -> None:
    seller_id = cast.shop_of_ani.id
    with time_machine.travel(MONDAY - timedelta(days=7), tick=False):
        capture(place(cast.dewi, [pepper]))
    with time_machine.travel(MONDAY, tick=False) as clock:
        first = place(cast.dewi, [pepper])
        capture(first)
        complete(first, cast.dewi)
        clock.shift(timedelta(hours=1))
        second = place(cast.dewi, [pepper], quantity=2)
        capture(second)
        place(cast.dewi, [pepper])
        refund(second.orders[0])
        week = queries.sales_of_week(seller_id)
    assert [day.day for day, _amount in week] == [18, 19, 20, 21, 22, 23, 24]
    amounts = [amount for _day, amount in week]
    assert amounts == [0, 0, 0, 0, 0, first.total_amount, second.total_amount - second.total_amount // 2]
    session.rollback()
