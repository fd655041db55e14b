"""An order in several parcels: what is in each, when all is sent, when all has arrived, what is not sent at all."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from app.clock import now
from app.db import session, transaction
from app.errors import NotFound
from app.ledger.check import differences
from app.models.catalog import Product
from app.models.order import Order, OrderStatus, ShippingMethod
from app.models.shipment import Shipment, ShipmentStatus
from app.models.state import IllegalTransition
from app.orders import commands, desk, parcels, queries
from app.orders.errors import NothingToSend, NumberUsed, OnlyWhole, ParcelGone
from app.returns.commands import cancel, cases
from tests.cast import Cast
from tests.factories.account import AddressFactory
from tests.factories.catalog import ProductFactory
from tests.factories.order import capture, place
from tests.orders.steps import accept, auto_complete, pack, receive, ship, ship_part, shipment_of, status_of, stock_of

Emitted = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
def two_lines(cast: Cast, pepper: Product) -> Order:
    """Dewi's accepted order of four peppers and four jars of paste."""
    with transaction():
        paste = ProductFactory(seller_id=cast.shop_of_ani.id, name="Rusip")
    group = place(cast.dewi, [pepper, paste], 4)
    capture(group)
    return accept(group.orders[0])


def parcels_of(order: Order) -> list[Shipment]:
    session.rollback()
    return queries.shipments_of([order.id])[order.id]


def sound() -> bool:
    session.rollback()
    return not list(differences())


def as_own_courier(order: Order) -> None:
    with transaction():
        session.get_one(Order, order.id).shipping_method = ShippingMethod.OWN_COURIER


def test_an_order_is_sent_with_its_last_parcel(two_lines: Order, emitted: Emitted) -> None:
    first = ship_part(two_lines, 3, 0, tracking_number="JNE-1")
    assert status_of(two_lines) == OrderStatus.PROCESSING
    assert parcels.contents_of(parcels_of(two_lines)[0]) == {two_lines.lines[0].id: 3}
    ship_part(two_lines, 1, 4, tracking_number="JNE-2")
    assert status_of(two_lines) == OrderStatus.SHIPPED
    assert [parcel.tracking_number for parcel in parcels_of(two_lines)] == ["JNE-1", "JNE-2"]
    assert emitted("shipment.handed_over") == [{"shipment_id": parcel.id} for parcel in parcels_of(two_lines)]
    assert emitted("shipment.handed_over")[0] == {"shipment_id": first.id}
    assert sound()


def test_the_clock_for_complaints_starts_with_the_last_parcel(two_lines: Order) -> None:
    ship_part(two_lines, 4, 0)
    assert two_lines.auto_complete_at is None
    with time_machine.travel(now() + timedelta(days=2)):
        ship(two_lines, "JNE-2")
        session.rollback()
        until = session.get_one(Order, two_lines.id).auto_complete_at
        assert until is not None
        assert round((until - now()) / timedelta(days=1)) == 5 + 7


def test_the_same_parcel_pressed_twice_leaves_once(two_lines: Order) -> None:
    parcel_id = shipment_of(two_lines).id
    for _ in range(2):
        ship_part(two_lines, 2, 0, parcel_id=parcel_id)
    assert [parcel.status for parcel in parcels_of(two_lines)] == ["handed_over", "preparing"]
    with pytest.raises(ParcelGone):
        ship_part(two_lines, 1, 0, parcel_id=parcel_id)


@pytest.mark.parametrize("counts", [(0, 0), (5, 0), (0, 99)])
def test_a_parcel_holds_something_and_no_more_than_what_waits(two_lines: Order, counts: tuple[int, int]) -> None:
    with pytest.raises(NothingToSend):
        ship_part(two_lines, *counts)
    assert [parcel.status for parcel in parcels_of(two_lines)] == ["preparing"]


def test_pieces_that_have_left_cannot_leave_again(two_lines: Order) -> None:
    ship_part(two_lines, 3, 0)
    with pytest.raises(NothingToSend):
        ship_part(two_lines, 2, 0)


def test_nobody_else_sends_a_part(cast: Cast, two_lines: Order) -> None:
    with pytest.raises(NotFound):
        ship_part(two_lines, 1, 0, seller_id=cast.shop_of_citra.id)
    with pytest.raises(ParcelGone):
        ship_part(two_lines, 1, 0, parcel_id=10**9)


def test_who_fetches_the_goods_fetches_all_of_them(two_lines: Order) -> None:
    with transaction():
        session.get_one(Order, two_lines.id).shipping_method = ShippingMethod.PICKUP
    for pieces in ((1, 0), (4, 4)):
        with pytest.raises(OnlyWhole):
            ship_part(two_lines, *pieces)
    ship(two_lines)
    assert status_of(two_lines) == OrderStatus.SHIPPED


def test_who_pays_at_the_door_pays_for_one_parcel(two_lines: Order) -> None:
    as_own_courier(two_lines)
    with transaction():
        session.get_one(Order, two_lines.id).takes_cash = True
    with pytest.raises(OnlyWhole):
        ship_part(two_lines, 1, 0)
    ship(two_lines)
    assert status_of(two_lines) == OrderStatus.SHIPPED


def test_an_order_is_delivered_with_its_last_parcel(two_lines: Order) -> None:
    as_own_courier(two_lines)
    ship_part(two_lines, 4, 0)
    ship(two_lines)
    first, second = parcels_of(two_lines)
    for parcel, status in ((first, OrderStatus.SHIPPED), (first, OrderStatus.SHIPPED), (second, OrderStatus.DELIVERED)):
        with transaction():
            desk.deliver_parcel(two_lines.id, parcel.id, seller_id=two_lines.seller_id)
        assert status_of(two_lines) == status
    assert {parcel.status for parcel in parcels_of(two_lines)} == {ShipmentStatus.DELIVERED}


def test_a_couriers_parcel_is_not_brought_by_the_seller(cast: Cast, two_lines: Order) -> None:
    ship_part(two_lines, 4, 0)
    parcel_id = parcels_of(two_lines)[0].id
    with pytest.raises(IllegalTransition), transaction():
        desk.deliver_parcel(two_lines.id, parcel_id, seller_id=two_lines.seller_id)
    with pytest.raises(NotFound), transaction():
        desk.deliver_parcel(two_lines.id, parcel_id, seller_id=cast.shop_of_citra.id)
    with pytest.raises(NotFound), transaction():
        desk.deliver_parcel(two_lines.id, 10**9, seller_id=two_lines.seller_id)


def test_receiving_ends_every_parcel(two_lines: Order) -> None:
    ship_part(two_lines, 4, 0)
    ship(two_lines)
    receive(two_lines)
    assert {parcel.status for parcel in parcels_of(two_lines)} == {ShipmentStatus.DELIVERED}
    assert sound()


def test_an_order_of_which_a_part_has_left_is_not_refused_but_shortened(two_lines: Order, pepper: Product) -> None:
    ship_part(two_lines, 3, 4)
    with pytest.raises(cancel.TooLateToCancel), transaction():
        cancel.refuse_order(two_lines.id, seller_id=two_lines.seller_id, because="not supplied: sold_out")
    with pytest.raises(cancel.rules.TooMany):
        report_short(two_lines, 2)
    for _ in range(2):
        report_short(two_lines, 1)
    assert status_of(two_lines) == OrderStatus.SHIPPED
    assert two_lines.lines[0].refunded_quantity == 1
    assert sound()


def report_short(order: Order, count: int) -> None:
    pieces = {order.lines[0].id: count}
    with transaction():
        cancel.report_shortage(order.id, pieces, seller_id=order.seller_id, shortage=1, because="not supplied: damaged")


def test_what_was_not_sent_in_time_goes_back_and_the_rest_goes_on(two_lines: Order, pepper: Product) -> None:
    ship_part(two_lines, 1, 4)
    with time_machine.travel(now() + timedelta(days=30)):
        with transaction():
            assert cancel.cancel_late(two_lines.group_id, two_lines.id)
        with transaction():
            assert not cancel.cancel_late(two_lines.group_id, two_lines.id)
        assert (status_of(two_lines), stock_of(pepper)) == (OrderStatus.SHIPPED, (9, 0))
        assert sound()


def test_of_several_parcels_one_gets_lost_and_the_others_arrive(two_lines: Order) -> None:
    ship_part(two_lines, 4, 0)
    ship(two_lines, "JNE-2")
    second = parcels_of(two_lines)[1]
    for _ in range(2):
        with transaction():
            case = cases.lose_parcel(two_lines.id, seller_id=two_lines.seller_id, parcel_id=second.id)
    assert {line.order_line_id: line.quantity for line in case.lines} == {two_lines.lines[1].id: 4}
    assert [parcel.status for parcel in parcels_of(two_lines)] == ["handed_over", "lost"]
    with time_machine.travel(now() + timedelta(days=13)):
        assert auto_complete(two_lines)
    assert [parcel.status for parcel in parcels_of(two_lines)] == ["delivered", "lost"]
    assert sound()


def test_packing_is_noted_once_and_only_while_it_is_prepared(paid: Order) -> None:
    with pytest.raises(IllegalTransition):
        pack(paid)
    accept(paid)
    pack(paid)
    packed_at = shipment_of(paid).packed_at
    assert packed_at is not None
    pack(paid)
    assert shipment_of(paid).packed_at == packed_at
    ship(paid)
    with pytest.raises(IllegalTransition):
        pack(paid)


def test_shipping_all_after_a_part_sends_only_the_rest(two_lines: Order) -> None:
    ship_part(two_lines, 2, 1)
    ship(two_lines, "JNE-2")
    lines = [line.id for line in two_lines.lines]
    assert parcels.contents_of(parcels_of(two_lines)[1]) == dict(zip(lines, (2, 3), strict=True))
    with transaction():
        assert (
            commands.ship_order(
                two_lines.id, seller_id=two_lines.seller_id, courier="JNE", tracking_number="JNE-1"
            ).status
            == OrderStatus.SHIPPED
        )


def test_a_number_is_used_for_one_parcel_of_a_courier(cast: Cast, pepper: Product, two_lines: Order) -> None:
    ship(two_lines, "JNE-77")
    with transaction():
        AddressFactory(user_id=cast.gita.id)
    group = place(cast.gita, [pepper])
    capture(group)
    other = accept(group.orders[0])
    for courier, number in (("JNE", "JNE-77"), ("jne reg", "jne-77")):
        with pytest.raises(NumberUsed), transaction():
            commands.ship_order(other.id, seller_id=other.seller_id, courier=courier, tracking_number=number)
    with transaction():
        commands.ship_order(other.id, seller_id=other.seller_id, courier="Pos Indonesia", tracking_number="JNE-77")
    assert status_of(other) == OrderStatus.SHIPPED


def test_the_numbers_of_couriers_nobody_can_ask_are_each_shops_own(
    cast: Cast, pepper: Product, two_lines: Order
) -> None:
    with transaction():
        AddressFactory(user_id=cast.gita.id)
    group = place(cast.gita, [pepper])
    capture(group)
    for order in (two_lines, accept(group.orders[0])):
        with transaction():
            commands.ship_order(order.id, seller_id=order.seller_id, courier="Bus malam", tracking_number="12")
        assert status_of(order) == OrderStatus.SHIPPED


def test_two_orders_of_one_buyer_go_in_one_box_with_one_number(cast: Cast, pepper: Product, two_lines: Order) -> None:
    group, later = place(cast.dewi, [pepper]), place(cast.dewi, [pepper])
    for each in (group, later):
        capture(each)
        accept(each.orders[0])
    ship(two_lines, "JNE-77")
    assert ship(group.orders[0], "JNE-77").status == OrderStatus.SHIPPED
    receive(two_lines)
    with pytest.raises(NumberUsed):
        ship(later.orders[0], "JNE-77")
