"""Couriers tell that parcels have arrived: once, never on a guess, and their silence stops nothing."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app import worker
from app.clock import now
from app.db import session, transaction
from app.gateways.shipping.base import ParcelState
from app.models.order import Order, OrderStatus
from app.models.returns import ReturnCase, ReturnReason, ReturnStatus
from app.models.shipment import Shipment, ShipmentStatus
from app.orders import cli, tracking
from app.returns.commands import answers
from tests.cast import Cast
from tests.fakes.couriers import KEY, FakeBiteship
from tests.fakes.server import Trouble
from tests.orders.steps import accept, changes_of, receive, ship, shipment_of, status_of
from tests.returns.steps import complain, contest, mediate

LATER = tracking.AGAIN + timedelta(minutes=1)


@pytest.fixture
def fake(app: Flask) -> Iterator[FakeBiteship]:
    with FakeBiteship() as fake:
        app.config.update(
            SHIPPING_RATES="biteship", BITESHIP_API_KEY=KEY, BITESHIP_API_BASE=fake.url, COURIER_TIMEOUT_SECONDS=0.3
        )
        yield fake
    app.config["SHIPPING_RATES"] = "table"


@pytest.fixture
def sent(paid: Order) -> Order:
    accept(paid)
    return ship(paid, "JNE-1")


def carried(fake: FakeBiteship, order: Order) -> None:
    """The courier was asked some hours ago, and had the parcel."""
    parcel_id = shipment_of(order).id
    fake.parcels["jne", "JNE-1"] = ParcelState.ON_THE_WAY
    assert cli.track_underway() == 0
    with transaction():
        parcel = session.get_one(Shipment, parcel_id)
        assert parcel.seen_at is not None
        parcel.asked_at = now() - LATER


def test_what_has_arrived_is_delivered_once_and_the_end_is_near(fake: FakeBiteship, sent: Order) -> None:
    carried(fake, sent)
    fake.parcels["jne", "JNE-1"] = ParcelState.DELIVERED
    assert [cli.track_underway() for _ in range(2)] == [1, 0]
    assert status_of(sent) == OrderStatus.DELIVERED
    assert shipment_of(sent).status == ShipmentStatus.DELIVERED
    last = changes_of(sent)[-1]
    assert (last.actor_kind, last.reason) == ("job", tracking.ARRIVED)
    until = session.get_one(Order, sent.id).auto_complete_at
    assert until is not None
    assert until - now() <= timedelta(days=2)
    assert len(fake.asked) == 2


def test_a_number_that_had_arrived_before_anybody_carried_it_shortens_nobodys_time(
    fake: FakeBiteship, sent: Order
) -> None:
    fake.parcels["jne", "JNE-1"] = ParcelState.DELIVERED
    until = session.get_one(Order, sent.id).auto_complete_at
    for days in (0, 1, 2):
        with time_machine.travel(now() + timedelta(days=days)):
            assert cli.track_underway() == 0
    assert status_of(sent) == OrderStatus.SHIPPED
    assert session.get_one(Order, sent.id).auto_complete_at == until


@pytest.mark.parametrize("state", [ParcelState.UNKNOWN, ParcelState.ON_THE_WAY])
def test_anything_else_moves_nothing_and_is_asked_again_hours_later(
    fake: FakeBiteship, sent: Order, state: ParcelState
) -> None:
    carried(fake, sent)
    fake.parcels["jne", "JNE-1"] = state
    assert [cli.track_underway() for _ in range(2)] == [0, 0]
    assert len(fake.asked) == 2
    assert status_of(sent) == OrderStatus.SHIPPED
    fake.parcels["jne", "JNE-1"] = ParcelState.DELIVERED
    with time_machine.travel(now() + LATER):
        assert cli.track_underway() == 1


def cases_of(order: Order) -> list[ReturnCase]:
    worker.drain()
    session.rollback()
    return list(session.scalars(select(ReturnCase).where(ReturnCase.order_id == order.id).order_by(ReturnCase.id)))


def ask_for_days(days: int) -> None:
    for day in range(1, days + 1):
        with time_machine.travel(now() + timedelta(days=day)):
            assert cli.track_underway() == 0
            worker.drain()


def test_of_what_came_back_the_seller_is_asked_once_and_the_order_does_not_end_by_itself(
    fake: FakeBiteship, sent: Order
) -> None:
    carried(fake, sent)
    fake.parcels["jne", "JNE-1"] = ParcelState.RETURNED
    ask_for_days(3)
    (case,) = cases_of(sent)
    assert (case.status, case.shipment_id) == (ReturnStatus.REQUESTED, shipment_of(sent).id)
    assert shipment_of(sent).status == ShipmentStatus.RETURNED
    with time_machine.travel(now() + timedelta(days=40)):
        assert cli.auto_complete_due() == 0
    assert status_of(sent) == OrderStatus.SHIPPED


def test_two_words_of_one_return_open_one_case(fake: FakeBiteship, sent: Order) -> None:
    carried(fake, sent)
    for _ in range(2):
        with transaction():
            tracking.tell_of_return(shipment_of(sent).id)
    assert len(cases_of(sent)) == 1


def test_a_number_that_had_come_back_before_anybody_carried_it_tells_nothing(fake: FakeBiteship, sent: Order) -> None:
    fake.parcels["jne", "JNE-1"] = ParcelState.RETURNED
    ask_for_days(2)
    assert cases_of(sent) == []
    assert shipment_of(sent).status == ShipmentStatus.HANDED_OVER


def test_what_comes_back_while_a_case_is_open_is_heard_after_it(fake: FakeBiteship, cast: Cast, sent: Order) -> None:
    carried(fake, sent)
    eko_id = cast.eko.id
    case = mediate(contest(complain(sent, 4, reason=ReturnReason.MISSING)), eko_id)
    number = case.number
    fake.parcels["jne", "JNE-1"] = ParcelState.RETURNED
    ask_for_days(1)
    assert len(cases_of(sent)) == 1
    with transaction():
        answers.reject_case(number, admin_id=eko_id, note="Menurut kurir masih di jalan.")
    ask_for_days(2)
    assert [each.status for each in cases_of(sent)] == [ReturnStatus.CLOSED, ReturnStatus.REQUESTED]


@pytest.mark.parametrize("trouble", [Trouble.ERROR, Trouble.TIMEOUT, Trouble.RESET])
def test_silence_is_no_arrival_and_fails_nothing(fake: FakeBiteship, sent: Order, trouble: Trouble) -> None:
    carried(fake, sent)
    fake.parcels["jne", "JNE-1"] = ParcelState.DELIVERED
    fake.fail_next(trouble)
    assert cli.track_underway() == 0
    assert status_of(sent) == OrderStatus.SHIPPED
    with time_machine.travel(now() + LATER):
        assert cli.track_underway() == 1


@pytest.mark.parametrize("nonsense", [b"<html>", b'{"success": true}', b'{"success": true, "status": "delivered"}'])
def test_nonsense_is_no_arrival(fake: FakeBiteship, sent: Order, nonsense: bytes) -> None:
    fake.nonsense = nonsense
    assert cli.track_underway() == 0
    assert status_of(sent) == OrderStatus.SHIPPED


def test_a_courier_nobody_knows_is_not_asked_about(fake: FakeBiteship, sent: Order) -> None:
    parcel_id = shipment_of(sent).id
    with transaction():
        session.get_one(Shipment, parcel_id).courier = "Travel Jaya"
    assert cli.track_underway() == 0
    assert fake.asked == []


def test_what_the_buyer_said_already_is_not_asked_again(fake: FakeBiteship, sent: Order) -> None:
    receive(sent)
    fake.parcels["jne", "JNE-1"] = ParcelState.DELIVERED
    assert cli.track_underway() == 0
    assert fake.asked == []


def test_an_answer_that_comes_after_the_buyers_word_changes_nothing(fake: FakeBiteship, sent: Order) -> None:
    parcel_id = shipment_of(sent).id
    receive(sent)
    with transaction():
        assert not tracking.record_arrival(parcel_id)
    assert status_of(sent) == OrderStatus.COMPLETED


def test_a_shop_with_only_a_table_asks_nobody(app: Flask, sent: Order) -> None:
    result = app.test_cli_runner().invoke(args=["orders", "track"])
    assert result.output == "0 paket sampai\n"
