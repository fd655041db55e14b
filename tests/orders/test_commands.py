"""The life of an order: each step once, with who, when and why; what cannot be, changes nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from app.actor import GATEWAY, USER, Actor, acting
from app.catalog import stock
from app.clock import now
from app.db import session, transaction
from app.errors import NotFound
from app.ledger import chart
from app.ledger.queries import balances_of
from app.models.audit import AuditEvent
from app.models.catalog import Product
from app.models.order import CommissionRule, Order, OrderGroup, OrderStatus, ShippingMethod, ShippingOwner
from app.models.payment import Refund
from app.models.shipment import ShipmentStatus
from app.models.state import IllegalTransition
from app.models.voucher import Voucher
from app.orders import commands, queries
from app.orders.errors import TimeIsUp
from app.payments.commands import attempts
from tests.cast import Cast
from tests.factories.order import capture, place, variant_of
from tests.factories.voucher import VoucherFactory
from tests.orders.steps import (
    accept,
    auto_complete,
    changes_of,
    expire,
    receive,
    ship,
    shipment_of,
    status_of,
    stock_of,
)

Emitted = Callable[[str], list[dict[str, Any]]]
AFTER_THE_HOUR = timedelta(minutes=61)
SOLD, HELD, UNTOUCHED = (6, 0), (10, 4), (10, 0)


def balance(account: chart.AccountName) -> int:
    return balances_of([account])[account]


def test_paying_sells_the_pieces_and_sets_the_day_to_send(
    cast: Cast, pepper: Product, waiting: Order, emitted: Emitted
) -> None:
    assert stock_of(pepper) == HELD
    capture(waiting.group)
    assert status_of(waiting) == OrderStatus.PAID
    assert stock_of(pepper) == SOLD
    assert waiting.ship_by is not None
    assert round((waiting.ship_by - now()) / timedelta(days=1)) == 1 + 3
    assert emitted("order.paid") == [{"order_id": waiting.id}]
    assert emitted("order_group.paid") == [{"group_id": waiting.group_id}]


def test_paying_is_told_to_every_seller_of_the_group(
    cast: Cast, pepper: Product, tea: Product, emitted: Emitted
) -> None:
    group = place(cast.dewi, [pepper, tea])
    capture(group)
    assert emitted("order.paid") == [{"order_id": order.id} for order in group.orders]
    assert [round((order.ship_by - now()) / timedelta(days=1)) for order in group.orders if order.ship_by] == [8, 4]


def test_an_unpaid_order_expires_after_its_hour_and_gives_its_stock_back_once(
    cast: Cast, pepper: Product, waiting: Order, emitted: Emitted
) -> None:
    assert not expire(waiting)
    with time_machine.travel(now() + AFTER_THE_HOUR):
        assert [expire(waiting), expire(waiting)] == [True, False]
    assert status_of(waiting) == OrderStatus.EXPIRED
    assert stock_of(pepper) == UNTOUCHED
    assert emitted("order_group.expired") == [{"group_id": waiting.group_id}]


def test_a_paid_order_never_expires(paid: Order, pepper: Product) -> None:
    with time_machine.travel(now() + timedelta(days=30)):
        assert not expire(paid)
    assert (status_of(paid), stock_of(pepper)) == (OrderStatus.PAID, SOLD)


def test_money_that_comes_late_takes_the_stock_again(waiting: Order, pepper: Product) -> None:
    payment_id = opened(waiting)
    with time_machine.travel(now() + AFTER_THE_HOUR):
        expire(waiting)
        capture(waiting.group, payment_id=payment_id)
    assert (status_of(waiting), stock_of(pepper)) == (OrderStatus.PAID, SOLD)
    assert [change.to_status for change in changes_of(waiting)] == ["expired", "paid"]


def test_money_that_comes_too_late_for_the_stock_goes_back_whole(cast: Cast, waiting: Order, pepper: Product) -> None:
    payment_id = opened(waiting)
    with time_machine.travel(now() + AFTER_THE_HOUR):
        expire(waiting)
        place(cast.dewi, [pepper], 7)
        capture(waiting.group, payment_id=payment_id)
    assert (status_of(waiting), stock_of(pepper)) == (OrderStatus.EXPIRED, (10, 7))
    assert session.scalars(select(Refund.amount)).all() == [waiting.total_amount]


def opened(order: Order) -> int:
    """An attempt that was opened in time."""
    with transaction():
        return attempts.open_payment(order.group_id, gateway="sandbox", return_url="http://localhost/").id


def test_the_seller_accepts_once(paid: Order, emitted: Emitted) -> None:
    for _ in range(2):
        assert accept(paid).status == OrderStatus.PROCESSING
    assert shipment_of(paid).status == ShipmentStatus.PREPARING
    assert len(changes_of(paid)) == 2
    assert emitted("order.accepted") == [{"order_id": paid.id}]


def test_the_parcel_leaves_once_and_the_clock_for_complaints_starts(paid: Order, emitted: Emitted) -> None:
    accept(paid)
    for _ in range(2):
        assert ship(paid).status == OrderStatus.SHIPPED
    shipment = shipment_of(paid)
    assert (shipment.status, shipment.courier, shipment.tracking_number) == (ShipmentStatus.HANDED_OVER, "JNE", "JNE-1")
    assert paid.auto_complete_at is not None
    assert round((paid.auto_complete_at - now()) / timedelta(days=1)) == 5 + 7
    assert emitted("shipment.handed_over") == [{"shipment_id": shipment.id}]


def test_another_tracking_number_afterwards_is_refused(paid: Order) -> None:
    accept(paid)
    ship(paid)
    with pytest.raises(IllegalTransition):
        ship(paid, "JNE-2")
    assert shipment_of(paid).tracking_number == "JNE-1"


def test_what_is_picked_up_has_no_courier(cast: Cast, pepper: Product) -> None:
    with transaction():
        session.get_one(Product, pepper.id).ships_only_to = ["19.01"]
    (order,) = place(cast.dewi, [pepper]).orders
    assert order.shipping_method == ShippingMethod.PICKUP
    capture(order.group)
    accept(order)
    for _ in range(2):
        ship(order, "made up")
    assert (shipment_of(order).courier, shipment_of(order).tracking_number) == ("Ambil sendiri", "")


def test_receiving_delivers_and_completes_at_once(paid: Order, emitted: Emitted) -> None:
    accept(paid)
    ship(paid)
    for _ in range(2):
        assert receive(paid).status == OrderStatus.COMPLETED
    assert shipment_of(paid).status == ShipmentStatus.DELIVERED
    moves = [change.to_status for change in changes_of(paid)]
    assert moves == ["paid", "processing", "shipped", "delivered", "completed"]
    assert emitted("order.completed") == [{"order_id": paid.id}]


def test_completing_gives_the_seller_what_was_held_less_commission(cast: Cast, pepper: Product) -> None:
    with transaction():
        session.add(CommissionRule(position=1, rate_bps=500))
    (order,) = place(cast.dewi, [pepper], 2).orders
    capture(order.group)
    accept(order)
    ship(order)
    assert balance(chart.held(order.seller_id)) == -128_000
    receive(order)
    assert balance(chart.held(order.seller_id)) == 0
    assert balance(chart.payable(order.seller_id)) == -123_000
    assert balance(chart.COMMISSION_INCOME) == -5_000


def test_the_fee_of_our_own_courier_is_ours(paid: Order) -> None:
    with transaction():
        session.get_one(Order, paid.id).shipping_owner = ShippingOwner.MARKETPLACE
    accept(paid)
    ship(paid)
    receive(paid)
    assert balance(chart.SHIPPING_INCOME) == -paid.shipping_amount
    assert balance(chart.payable(paid.seller_id)) == -paid.items_amount


def test_an_order_nobody_complains_about_completes_itself_once(paid: Order, emitted: Emitted) -> None:
    accept(paid)
    ship(paid)
    with time_machine.travel(now() + timedelta(days=11)):
        assert not auto_complete(paid)
    with time_machine.travel(now() + timedelta(days=13)):
        assert [auto_complete(paid), auto_complete(paid)] == [True, False]
    assert status_of(paid) == OrderStatus.COMPLETED
    assert changes_of(paid)[-1].reason == "nobody complained in time"
    assert len(emitted("order.completed")) == 1


def test_an_order_that_was_not_sent_never_completes(paid: Order) -> None:
    accept(paid)
    with time_machine.travel(now() + timedelta(days=300)):
        assert not auto_complete(paid)


@pytest.mark.parametrize("step", [accept, ship, receive])
def test_nothing_happens_to_an_order_that_is_not_paid(waiting: Order, step: Callable[[Order], Order]) -> None:
    with pytest.raises(IllegalTransition):
        step(waiting)
    assert status_of(waiting) == OrderStatus.AWAITING_PAYMENT


@pytest.mark.parametrize("step", [ship, receive])
def test_no_step_is_left_out(paid: Order, step: Callable[[Order], Order]) -> None:
    with pytest.raises(IllegalTransition):
        step(paid)
    assert status_of(paid) == OrderStatus.PAID


@pytest.mark.parametrize("step", [accept, ship])
def test_a_finished_order_stays_finished(paid: Order, step: Callable[[Order], Order]) -> None:
    accept(paid)
    ship(paid)
    receive(paid)
    with pytest.raises(IllegalTransition):
        step(paid)
    assert status_of(paid) == OrderStatus.COMPLETED


def test_another_seller_or_buyer_finds_no_order(cast: Cast, paid: Order) -> None:
    number = paid.group.number
    with pytest.raises(NotFound), transaction():
        commands.accept_order(paid.id, seller_id=cast.shop_of_citra.id)
    accept(paid)
    with pytest.raises(NotFound), transaction():
        commands.ship_order(paid.id, seller_id=cast.shop_of_citra.id, courier="JNE", tracking_number="JNE-1")
    ship(paid)
    for part, buyer in ((1, cast.budi), (2, cast.dewi), (0, cast.dewi)):
        with pytest.raises(NotFound), transaction():
            commands.receive_order(number, part, buyer_id=buyer.id)
    assert status_of(paid) == OrderStatus.SHIPPED


def test_one_sellers_part_moves_alone(cast: Cast, pepper: Product, tea: Product) -> None:
    group = place(cast.dewi, [pepper, tea])
    capture(group)
    first, second = group.orders
    accept(first)
    ship(first)
    receive(first)
    assert (status_of(first), status_of(second)) == (OrderStatus.COMPLETED, OrderStatus.PAID)


def test_every_move_says_who_when_and_why(cast: Cast, waiting: Order) -> None:
    with acting(Actor(GATEWAY, request_id="r1")):
        capture(waiting.group)
    with acting(Actor(USER, cast.budi.id, on_behalf_of_id=cast.ani.id, request_id="r2")):
        accept(waiting)
    paid, accepted = changes_of(waiting)
    assert (paid.actor_kind, paid.from_status, paid.to_status) == ("gateway", "awaiting_payment", "paid")
    assert paid.reason.startswith("payment ")
    assert (accepted.actor_id, accepted.on_behalf_of_id, accepted.request_id) == (cast.budi.id, cast.ani.id, "r2")
    assert accepted.reason == "accepted by the seller"
    assert abs(accepted.at - now()) < timedelta(minutes=1)
    actions = select(AuditEvent.action).where(AuditEvent.subject_type == "orders")
    assert session.scalars(actions).all() == ["order.accepted"]


def test_a_refused_move_leaves_no_trace(waiting: Order) -> None:
    with pytest.raises(IllegalTransition):
        accept(waiting)
    assert changes_of(waiting) == []


def extend(order: Order) -> None:
    with transaction():
        commands.extend_time_to_pay(queries.lock_group(order.group_id))


def test_time_to_pay_is_extended_only_when_little_is_left_and_three_times_at_most(waiting: Order) -> None:
    placed_at, first = waiting.group.placed_at, waiting.group.pay_by
    extend(waiting)
    assert waiting.group.pay_by == first
    with time_machine.travel(placed_at, tick=False) as clock:
        for minutes in (40, 60, 80):
            clock.move_to(placed_at + timedelta(minutes=minutes))
            extend(waiting)
            assert waiting.group.pay_by == now() + commands.LEAST_TIME_TO_PAY
        clock.move_to(placed_at + timedelta(minutes=100))
        with pytest.raises(TimeIsUp):
            extend(waiting)


def test_no_extension_reaches_beyond_a_day_or_wakes_what_has_ended(waiting: Order) -> None:
    with time_machine.travel(now() + timedelta(hours=23, minutes=30)), pytest.raises(TimeIsUp):
        extend(waiting)
    with time_machine.travel(now() + AFTER_THE_HOUR):
        expire(waiting)
        with pytest.raises(TimeIsUp):
            extend(waiting)


def test_an_order_remembers_what_to_fill_a_cart_with(waiting: Order, pepper: Product) -> None:
    assert commands.quantities_of(waiting.group) == {variant_of(pepper).id: 4}


def test_an_expired_group_gives_its_voucher_back_and_a_late_payment_takes_it_again(cast: Cast, pepper: Product) -> None:
    with transaction():
        voucher = VoucherFactory(created_by_id=cast.eko.id, code="HEMAT", most_uses=1)
    group = place(cast.dewi, [pepper], voucher_code="HEMAT")
    payment_id = end_time(group)
    assert used(voucher) == 0
    capture(group, payment_id=payment_id)
    assert status_of(group.orders[0]) == OrderStatus.PAID
    assert used(voucher) == 1


@pytest.mark.parametrize("scarce", ["voucher", "stock"])
def test_a_late_payment_without_voucher_or_stock_goes_back_whole_and_nothing_half_happens(
    cast: Cast, pepper: Product, scarce: str
) -> None:
    with transaction():
        voucher = VoucherFactory(created_by_id=cast.eko.id, code="HEMAT", most_uses=1)
    group = place(cast.dewi, [pepper], voucher_code="HEMAT")
    payment_id = end_time(group)
    with transaction():
        if scarce == "voucher":
            session.get_one(Voucher, voucher.id).used = 1
        else:
            stock.set_counts({variant_of(pepper).id: 0}, because="sold on the market")
    before = used(voucher), stock_of(pepper)
    capture(group, payment_id=payment_id)
    assert status_of(group.orders[0]) == OrderStatus.EXPIRED
    assert (used(voucher), stock_of(pepper)) == before
    refund = session.scalars(select(Refund)).one()
    assert (refund.amount, refund.split_id) == (group.total_amount, None)


def end_time(group: OrderGroup) -> int:
    """The time of the group is up while it is being paid; returns the payment's id."""
    with transaction():
        payment_id = attempts.open_payment(group.id, gateway="sandbox", return_url="http://localhost/").id
        session.get_one(OrderGroup, group.id).pay_by = now() - timedelta(seconds=1)
    assert expire(group.orders[0])
    return payment_id


def used(voucher: Voucher) -> int:
    session.rollback()
    return session.get_one(Voucher, voucher.id).used
