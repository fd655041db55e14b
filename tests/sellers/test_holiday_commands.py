"""A shop goes away and comes back by the clock, with a job or without."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.cart import commands as carts
from app.cart.errors import NotForSale
from app.cart.queries import Holder, lines_of
from app.catalog.queries.on_sale import IS_ON_SALE, count_on_sale
from app.clock import JAKARTA
from app.db import session, transaction
from app.models.audit import AuditEvent
from app.models.catalog import Product
from app.models.seller import HolidayOrders, Seller, SellerStatus
from app.models.state import StateChange
from app.orders import commands as orders
from app.sellers import cli
from app.sellers.commands.holidays import Holiday, announce_holiday, end_holiday
from app.sellers.commands.standing import reopen_seller, suspend_seller
from app.sellers.errors import HolidayRefused
from app.sellers.queries.shops import orders_due_away
from app.settings import setting
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.order import capture, place

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=JAKARTA)


@pytest.fixture
def pepper(cast: Cast) -> Product:
    with transaction():
        product: Product = ProductFactory(seller_id=cast.shop_of_ani.id, variant__stock=9)
    return product


def shop(cast: Cast) -> Seller:
    session.rollback()
    return session.get_one(Seller, cast.shop_of_ani.id)


def go_away(cast: Cast, *, first: int, back: int, orders: HolidayOrders = HolidayOrders.REFUSED) -> None:
    """A holiday counted in days from Monday."""
    day = MONDAY.date()
    with transaction():
        announce_holiday(
            cast.shop_of_ani.id, Holiday(day + timedelta(days=first), day + timedelta(days=back), orders, "Panen")
        )


def test_the_clock_alone_closes_a_shop_and_opens_it_again(
    cast: Cast, pepper: Product, emitted: Callable[[str], list[dict[str, int]]]
) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        go_away(cast, first=1, back=3)
        assert (shop(cast).status, count_on_sale()) == (SellerStatus.ACTIVE, 1)
        clock.move_to(MONDAY + timedelta(days=1))
        assert (shop(cast).status, count_on_sale()) == (SellerStatus.ACTIVE, 0)
        with transaction(), pytest.raises(NotForSale):
            carts.add(Holder(user_id=cast.dewi.id), variant_id=pepper.variants[0].id, quantity=1)
        assert cli.follow_holidays() == 1
        assert (shop(cast).status, count_on_sale()) == (SellerStatus.ON_HOLIDAY, 0)
        clock.move_to(datetime(2026, 11, 26, tzinfo=JAKARTA))
        assert (shop(cast).status, count_on_sale()) == (SellerStatus.ON_HOLIDAY, 1)
        with transaction():
            carts.add(Holder(user_id=cast.dewi.id), variant_id=pepper.variants[0].id, quantity=1)
        assert (cli.follow_holidays(), cli.follow_holidays()) == (1, 0)
        assert (shop(cast).status, count_on_sale()) == (SellerStatus.ACTIVE, 1)
    assert emitted("seller.went_away") == emitted("seller.came_back") == [{"seller_id": cast.shop_of_ani.id}]
    of_sellers = select(StateChange.reason).where(StateChange.machine == "sellers").order_by(StateChange.id)
    moves = session.scalars(of_sellers).all()
    assert moves == ["the shop is away", "the shop is back"]


def test_a_holiday_that_has_begun_closes_the_shop_at_once_and_ends_early_when_the_seller_says_so(cast: Cast) -> None:
    with time_machine.travel(MONDAY, tick=False):
        go_away(cast, first=0, back=2)
        go_away(cast, first=0, back=2)
        assert shop(cast).status == SellerStatus.ON_HOLIDAY
        for _ in range(2):
            with transaction():
                end_holiday(cast.shop_of_ani.id)
        assert (shop(cast).status, shop(cast).holiday_until) == (SellerStatus.ACTIVE, None)
    traces = session.scalars(select(AuditEvent.action).where(AuditEvent.action.startswith("seller.")))
    assert sorted(traces) == ["seller.holiday_announced", "seller.holiday_ended"]


def test_a_shop_that_ships_later_stays_open_and_its_parcels_wait_for_its_return(cast: Cast, pepper: Product) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        usual = place(cast.dewi, [pepper])
        go_away(cast, first=0, back=4, orders=HolidayOrders.LATER)
        assert (shop(cast).status, count_on_sale(), cli.follow_holidays()) == (SellerStatus.ACTIVE, 1, 0)
        later = place(cast.dewi, [pepper])
        assert later.orders[0].preparation_days == usual.orders[0].preparation_days + 4
        capture(later)
        assert later.orders[0].ship_by is not None
        assert later.orders[0].ship_by > MONDAY + timedelta(days=4)
        clock.move_to(MONDAY + timedelta(days=5))
        with transaction():
            carts.add(Holder(user_id=cast.dewi.id), variant_id=pepper.variants[0].id, quantity=1)
        assert lines_of(Holder(user_id=cast.dewi.id))[0].holiday_days == 0


@pytest.mark.parametrize(("first", "back", "days"), [(1, 11, 10), (1, 2, 1), (5, 9, 0)])
def test_days_of_a_holiday_do_not_count_for_an_order_paid_before_it(
    cast: Cast, pepper: Product, first: int, back: int, days: int
) -> None:
    with time_machine.travel(MONDAY, tick=False):
        usual, later = place(cast.dewi, [pepper]), place(cast.dewi, [pepper])
        capture(usual)
        go_away(cast, first=first, back=back)
        capture(later)
        due, pushed = (group.orders[0].ship_by for group in (usual, later))
        assert due is not None
        assert pushed is not None
        assert pushed - due == timedelta(days=days)
        listed = [row.id for row in orders_due_away(shop(cast))]
        assert listed == ([usual.orders[0].id] if back == 11 else []), "what was promised before is told"


def test_what_is_paid_in_a_holiday_that_began_after_it_was_placed_has_its_days_from_the_return(
    cast: Cast, pepper: Product
) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        group = place(cast.dewi, [pepper])
        usual = timedelta(days=group.orders[0].preparation_days + setting("SHIP_WITHIN_DAYS"))
        go_away(cast, first=0, back=4)
        clock.move_to(MONDAY + timedelta(minutes=30))
        capture(group)
        assert group.orders[0].ship_by == datetime(2026, 11, 27, tzinfo=JAKARTA) + usual


def test_a_suspended_shop_comes_back_into_its_holiday(cast: Cast) -> None:
    with time_machine.travel(MONDAY, tick=False):
        go_away(cast, first=0, back=2)
        with transaction():
            suspend_seller(cast.shop_of_ani.id, admin_id=cast.eko.id, reason="Laporan pembeli")
        assert cli.follow_holidays() == 0
        with transaction():
            reopen_seller(cast.shop_of_ani.id, admin_id=cast.eko.id, reason="Sudah beres")
        assert count_on_sale(IS_ON_SALE) == 0
        assert cli.follow_holidays() == 1
        assert shop(cast).status == SellerStatus.ON_HOLIDAY


@pytest.mark.parametrize(("first", "back"), [(2, 2), (3, 2), (-3, -1), (-3, 0), (0, 61), (181, 190), (-70, -5)])
def test_a_holiday_that_makes_no_sense_is_refused(cast: Cast, first: int, back: int) -> None:
    with time_machine.travel(MONDAY, tick=False):
        with pytest.raises(HolidayRefused):
            go_away(cast, first=first, back=back)
        assert shop(cast).holiday_from is None


def test_the_pace_of_a_shop_is_the_median_of_what_it_did_with_cases_enough(cast: Cast, pepper: Product) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        for hours in (1, 2, 3, 50):
            group = place(cast.dewi, [pepper])
            capture(group)
            paid_at = group.orders[0].paid_at
            assert paid_at is not None
            clock.move_to(paid_at + timedelta(hours=hours))
            with transaction():
                orders.accept_order(group.orders[0].id, seller_id=cast.shop_of_ani.id)
        assert (cli.measure_response(), shop(cast).accepts_in_minutes) == (0, None)
        group = place(cast.dewi, [pepper])
        capture(group)
        with transaction():
            orders.accept_order(group.orders[0].id, seller_id=cast.shop_of_ani.id)
        assert (cli.measure_response(), shop(cast).accepts_in_minutes) == (1, 120)
        assert cli.measure_response() == 0
        clock.shift(timedelta(days=31))
        assert (cli.measure_response(), shop(cast).accepts_in_minutes) == (1, None)
