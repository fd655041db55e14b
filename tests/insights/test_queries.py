"""The figures of a shop, from real orders, movements and counts."""

from datetime import datetime, timedelta

import pytest
import time_machine

from app.catalog import stock
from app.clock import JAKARTA
from app.db import session, transaction
from app.insights import queries, rules
from app.insights.queries import Buyers
from app.insights.rules import Period
from app.models.account import User
from app.models.catalog import Product
from app.orders import commands as orders
from app.returns.commands import cancel, cases
from tests.cast import Cast
from tests.factories.account import AddressFactory, UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.insight import ProductDayFactory
from tests.factories.order import capture, place, variant_of
from tests.orders.steps import accept, ship, shipment_of
from tests.returns.steps import sell_for_cash

MONDAY = datetime(2026, 11, 2, 10, 0, tzinfo=JAKARTA)
PERIOD = Period(MONDAY - timedelta(days=7), MONDAY + timedelta(days=14))


@pytest.fixture
def pepper(cast: Cast) -> Product:
    with time_machine.travel(MONDAY - timedelta(days=30), tick=False), transaction():
        product: Product = ProductFactory(seller_id=cast.shop_of_ani.id, name="Lada", variant__stock=6)
    return product


def buyer(district_code: str) -> User:
    with transaction():
        user: User = UserFactory()
        AddressFactory(user_id=user.id, district_code=district_code)
    return user


def test_the_funnel_counts_what_was_looked_at_carted_and_paid(cast: Cast, pepper: Product) -> None:
    with transaction():
        foreign = ProductFactory(seller_id=cast.shop_of_citra.id, variant__stock=9)
        for product, views in ((pepper, 30), (foreign, 500)):
            ProductDayFactory(product_id=product.id, day=MONDAY.date(), views=views, carted=4)
        ProductDayFactory(product_id=pepper.id, day=MONDAY.date() - timedelta(days=9), views=1000)
    with time_machine.travel(MONDAY, tick=False):
        capture(place(cast.dewi, [pepper, foreign], quantity=2))
        place(cast.dewi, [pepper])
    (found,) = queries.products_of(cast.shop_of_ani.id, PERIOD, [])
    assert (found.views, found.carted, found.orders, found.pieces) == (30, 4, 1, 2)
    assert found.amount == 2 * variant_of(pepper).price_amount
    assert (found.is_on_sale, found.available) == (True, 3)
    by_day = {each.day: (each.views, each.orders) for each in queries.days_of(cast.shop_of_ani.id, PERIOD)}
    assert by_day.pop(MONDAY.date()) == (30, 1)
    assert len(by_day) == 21
    assert set(by_day.values()) == {(0, 0)}


def test_cash_counts_when_it_was_taken_and_what_went_back_whole_was_never_sold(cast: Cast, pepper: Product) -> None:
    with transaction():
        paste = ProductFactory(seller_id=cast.shop_of_ani.id, name="Rusip")
    seller_id = cast.shop_of_ani.id

    def figures() -> list[object]:
        session.rollback()
        found = {each.product_id: each for each in queries.products_of(seller_id, PERIOD, [])}
        paid = sum(each.orders for each in queries.days_of(seller_id, PERIOD))
        sold = [(found[each.id].orders, found[each.id].pieces) for each in (pepper, paste)]
        buyers = queries.buyers_of(seller_id, PERIOD).total
        return [*sold, paid, buyers, sum(queries.places_of(seller_id, PERIOD).values())]

    with time_machine.travel(MONDAY, tick=False):
        at_the_door = sell_for_cash(cast.dewi, pepper, 1)
        assert figures() == [(0, 0), (0, 0), 0, 0, 0]
        ship(accept(at_the_door))
        with transaction():
            orders.take_cash(at_the_door.id, seller_id=seller_id)
        assert figures() == [(1, 1), (0, 0), 1, 1, 1]
        group = place(cast.dewi, [pepper, paste])
        capture(group)
        assert figures() == [(2, 2), (1, 1), 2, 1, 1]
        short = group.orders[0]
        gone = next(line.id for line in short.lines if line.product_id == paste.id)
        with transaction():
            cancel.report_shortage(short.id, {gone: 1}, seller_id=seller_id, shortage=1, because="a test")
        assert figures() == [(2, 2), (0, 0), 2, 1, 1]
        ship(accept(short), "JNE-2")
        with transaction():
            cases.lose_parcel(short.id, seller_id=seller_id, parcel_id=shipment_of(short).id)
        assert figures() == [(1, 1), (0, 0), 1, 1, 1]


def test_a_choice_is_empty_from_the_last_piece_until_the_next(cast: Cast, pepper: Product) -> None:
    seller_id, variant_id = cast.shop_of_ani.id, variant_of(pepper).id
    assert queries.empty_times(seller_id, PERIOD.begin) == []
    with time_machine.travel(MONDAY, tick=False) as clock:
        capture(place(cast.dewi, [pepper], quantity=6))
        clock.shift(timedelta(days=3))
        with transaction():
            stock.set_counts({variant_id: 2}, because="counted by the seller")
    times = queries.empty_times(seller_id, PERIOD.begin)
    assert rules.empty_days(times, PERIOD) == {pepper.id: 3}
    later = queries.empty_times(seller_id, MONDAY + timedelta(days=1))
    assert rules.empty_days(later, PERIOD) == {pepper.id: 2}, "it was empty when the period began"
    assert queries.empty_times(seller_id, MONDAY + timedelta(days=4)) == []


def test_what_is_empty_and_stays_so_is_empty_until_now(cast: Cast, pepper: Product) -> None:
    with time_machine.travel(MONDAY, tick=False):
        capture(place(cast.dewi, [pepper], quantity=6))
    since = MONDAY + timedelta(days=2)
    (still,) = queries.empty_times(cast.shop_of_ani.id, since)
    assert (still.since, still.until) == (since, None)


def test_who_bought_before_comes_back(cast: Cast, pepper: Product) -> None:
    newcomer = buyer("19.01.04")
    with time_machine.travel(MONDAY - timedelta(days=20), tick=False):
        capture(place(cast.dewi, [pepper]))
    with time_machine.travel(MONDAY, tick=False):
        capture(place(cast.dewi, [pepper]))
        capture(place(newcomer, [pepper]))
    assert queries.buyers_of(cast.shop_of_ani.id, PERIOD) == Buyers(2, 1)
    assert queries.buyers_of(cast.shop_of_citra.id, PERIOD) == Buyers(0, 0)


def test_places_with_few_buyers_stay_hidden(cast: Cast, pepper: Product) -> None:
    with time_machine.travel(MONDAY, tick=False):
        capture(place(cast.dewi, [pepper]))
        for _ in range(2):
            capture(place(buyer("19.01.04"), [pepper]))
    assert queries.places_of(cast.shop_of_ani.id, PERIOD) == {"19.01": 2, cast.address_of_dewi.district_code[:5]: 1}
    places = {"19.01": 5, "19.02": 4, "31.71": 3, "31.74": 2, "32.01": 4}
    assert queries.large_enough(places, province_code="19") == ({"19.01": 5}, {"31": 5})
    session.rollback()
