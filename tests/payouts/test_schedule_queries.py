"""When money comes, and why the rest is held."""

from datetime import timedelta

from app.clock import day_of, now
from app.db import session, transaction
from app.models.order import OrderStatus
from app.orders import commands as orders
from app.payouts.queries.balances import money_of
from app.payouts.queries.schedule import Coming, schedule_of
from tests.cast import Cast
from tests.factories.order import capture, place
from tests.payouts import steps


def test_every_rupiah_that_waits_has_a_day_and_every_held_one_a_reason(cast: Cast) -> None:
    seller_id = cast.shop_of_ani.id
    product = steps.product_of(cast.shop_of_ani)
    for days_ago in (2, 1, 1, 9):
        steps.earn(cast, cast.shop_of_ani, days_ago=days_ago)
    groups = [place(cast.dewi, [product]) for _ in range(3)]
    for group in groups:
        capture(group)
    with transaction():
        orders.accept_order(groups[0].orders[0].id, seller_id=seller_id)
    money, found = money_of(seller_id), schedule_of(seller_id, hold_days=7)
    assert [(each.day, each.orders) for each in found.coming] == [
        (day_of(now() + timedelta(days=5)), 1),
        (day_of(now() + timedelta(days=6)), 2),
    ]
    assert sum(each.amount for each in found.coming) == money.reckoning.waiting_amount
    assert {each.status: each.orders for each in found.held} == {OrderStatus.PROCESSING: 1, OrderStatus.PAID: 2}
    assert sum(each.amount for each in found.held) == money.held_amount
    assert schedule_of(cast.shop_of_citra.id, hold_days=7).coming == []
    session.rollback()


def test_what_went_back_waits_no_more(cast: Cast) -> None:
    order = steps.earn(cast, cast.shop_of_ani, days_ago=1, quantity=2).orders[0]
    steps.refund(order)
    (left,) = schedule_of(cast.shop_of_ani.id, hold_days=7).coming
    assert left == Coming(left.day, money_of(cast.shop_of_ani.id).reckoning.waiting_amount, 1)
