"""`flask payments reconcile` settles what a lost message or a crash left open."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from app import worker
from app.clock import now
from app.db import session, transaction
from app.gateways.payment.base import GatewayStatus
from app.gateways.payment.sandbox import SandboxGateway
from app.models.audit import AuditEvent
from app.models.order import OrderGroup
from app.models.outbox import DeliveryStatus, OutboxDelivery
from app.models.payment import Payment, PaymentStatus, RefundStatus
from app.orders.queries import lock_group
from app.payments import cli
from app.payments.cli import MOST_SILENCES, reconcile_captured, reconcile_closed, reconcile_pending
from app.payments.commands import truth
from app.payments.commands.refunds import refund_pieces
from app.pricing.shares import share_of
from tests.browser import Browser
from tests.factories.payment import transfer_of
from tests.payments.steps import (
    A_DAY,
    A_WHILE,
    after_its_time,
    at_gateway,
    create_only,
    hear,
    open_only,
    order_statuses,
    refunds,
    say,
    start,
    status_of,
    sweep,
)


def reconcile() -> int:
    with time_machine.travel(now() + A_WHILE):
        return reconcile_pending()


def test_a_payment_whose_message_never_came_is_found_within_one_run(
    app: Flask, gateway: SandboxGateway, group: OrderGroup
) -> None:
    payment_id, reference = start(group)
    gateway.choose(reference, "paid")
    with time_machine.travel(now() + A_WHILE):
        result = app.test_cli_runner().invoke(args=["payments", "reconcile"])
    assert (result.exit_code, result.output) == (0, "1 pembayaran ditanyakan\n")
    assert (status_of(payment_id), order_statuses(group)) == (PaymentStatus.CAPTURED, {"paid"})
    assert reconcile() == 0
    assert at_gateway() == group.total_amount


def test_an_attempt_killed_before_the_gateway_heard_of_it_is_opened_there(
    gateway: SandboxGateway, group: OrderGroup
) -> None:
    payment_id = open_only(group)
    assert reconcile() == 1
    session.rollback()
    reference = session.get_one(Payment, payment_id).gateway_reference
    assert reference is not None
    assert gateway.fetch_payment(reference).intent == f"{group.number}-payment-1"


def test_an_attempt_killed_before_we_noted_it_is_found_and_was_opened_once(
    gateway: SandboxGateway, group: OrderGroup
) -> None:
    payment_id = open_only(group)
    reference = create_only(payment_id)
    gateway.choose(reference, "paid")
    assert reconcile() == 1
    assert session.get_one(Payment, payment_id).gateway_reference == reference
    assert (status_of(payment_id), order_statuses(group)) == (PaymentStatus.CAPTURED, {"paid"})


def test_a_fresh_attempt_is_left_to_its_request(gateway: SandboxGateway, group: OrderGroup) -> None:
    open_only(group)
    assert reconcile_pending() == 0


def test_an_attempt_whose_time_is_up_is_closed_at_the_gateway(gateway: SandboxGateway, group: OrderGroup) -> None:
    payment_id = open_only(group)
    with time_machine.travel(after_its_time(group), tick=False):
        sweep()
        reconcile_pending()
    reference = session.get_one(Payment, payment_id, populate_existing=True).gateway_reference
    assert reference is not None
    assert gateway.fetch_payment(reference).status == GatewayStatus.EXPIRED
    assert (status_of(payment_id), order_statuses(group)) == (PaymentStatus.EXPIRED, {"expired"})


def test_one_that_cannot_be_asked_stops_nobody(gateway: SandboxGateway, group: OrderGroup) -> None:
    lost, reference = start(group)
    gateway.choose(reference, "failed")
    reconcile()
    payment_id, reference = start(group)
    gateway.choose(reference, "paid")
    with gateway._open() as db:
        db.execute("DELETE FROM sessions WHERE reference <> ?", (reference,))
    assert reconcile() == 1
    assert (status_of(lost), status_of(payment_id), refunds()) == (PaymentStatus.FAILED, PaymentStatus.CAPTURED, [])


def test_while_the_gateway_is_away_everything_stays_as_it_is(gateway: SandboxGateway, group: OrderGroup) -> None:
    payment_id = open_only(group)
    gateway.path.mkdir()
    assert reconcile() == 0
    gateway.path.rmdir()
    assert (status_of(payment_id), order_statuses(group)) == (PaymentStatus.PENDING, {"awaiting_payment"})


def test_money_that_came_late_is_found_although_its_message_was_lost(
    gateway: SandboxGateway, group: OrderGroup
) -> None:
    payment_id, reference = start(group)
    say(payment_id, GatewayStatus.EXPIRED)
    gateway.choose(reference, "paid")
    gateway.due_events()  # it happens at the gateway, and nobody posts the messages
    assert reconcile_closed() == 1
    session.rollback()
    assert status_of(payment_id) == PaymentStatus.CAPTURED
    with time_machine.travel(now() + timedelta(days=4)):
        assert reconcile_closed() == 0, "nobody asks for ever"


def test_a_refund_that_no_gateway_was_told_of_is_asked_for_again_and_once(
    client: Browser, gateway: SandboxGateway, group: OrderGroup
) -> None:
    _payment_id, reference = start(group)
    gateway.choose(reference, "paid")
    hear(client)
    with transaction():
        order = lock_group(group.id).orders[0]
        pieces = {order.lines[0].id: 2}
        refund_pieces(order, pieces, share_of(order, pieces), purpose="short-1-1", because="not there")
    with time_machine.travel(now() + A_DAY):
        assert reconcile_captured() == 0, "its message is not relayed yet"
        worker.relay()
        assert reconcile_captured() == 0, "the worker is about to ask"
        with transaction():
            session.execute(update(OutboxDelivery).values(status=DeliveryStatus.FAILED))
        assert reconcile_captured() == 1
        assert reconcile_captured() == 0
        worker.drain()
        assert refunds() == [(group.total_amount, RefundStatus.SUCCEEDED)]
        assert reconcile_captured() == 0


def test_a_lie_that_is_found_every_minute_is_noted_once(group: OrderGroup) -> None:
    payment_id, _reference = start(group)
    for _ in range(3):
        say(payment_id, GatewayStatus.CAPTURED, amount=1)
    noted = select(func.count(AuditEvent.id)).where(AuditEvent.action == "payment.mismatch")
    assert session.scalar(noted) == 1


def test_the_command_names_what_does_not_fit_or_cannot_be_asked_and_ends_with_one(
    app: Flask, gateway: SandboxGateway, group: OrderGroup
) -> None:
    payment_id, reference = start(group)
    gateway.choose(reference, "paid")
    with gateway._open() as db:
        db.execute("UPDATE sessions SET amount = 1")
    run = app.test_cli_runner().invoke
    result = run(args=["payments", "reconcile"])
    told = f"pembayaran {payment_id}: tidak cocok\n1 pembayaran ditanyakan\n"
    assert (result.exit_code, result.output) == (1, told)
    with gateway._open() as db:
        db.execute("DELETE FROM sessions")
    result = run(args=["payments", "reconcile"])
    told = f"pembayaran {payment_id}: tidak terjawab (GatewayUnavailable)\n0 pembayaran ditanyakan\n"
    assert (result.exit_code, result.output) == (1, told)


def test_an_attempt_that_a_crash_left_is_closed_when_the_order_is_paid_already(
    gateway: SandboxGateway, group: OrderGroup
) -> None:
    lost = open_only(group)
    with transaction():
        paid = transfer_of(group).id
    with transaction():
        truth.capture_offline(paid, because="a proof")
    reconcile()
    session.rollback()
    reference = str(session.get_one(Payment, lost).gateway_reference)
    assert gateway.fetch_payment(reference).status == GatewayStatus.EXPIRED
    assert (status_of(lost), refunds()) == (PaymentStatus.EXPIRED, [])


def closed(group: OrderGroup, number: int) -> list[int]:
    """Attempts that ended without money."""
    payment_ids = []
    for _ in range(number):
        payment_id, _reference = start(group)
        say(payment_id, GatewayStatus.EXPIRED)
        payment_ids.append(payment_id)
    return payment_ids


def asked() -> list[int]:
    """What somebody wanted to know about, the longest ago first."""
    session.rollback()
    asked_at = Payment.asked_at
    return list(session.scalars(select(Payment.id).where(asked_at.is_not(None)).order_by(asked_at, Payment.id)))


def test_a_run_ends_with_its_time_and_the_next_one_goes_on_where_it_stopped(
    group: OrderGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment_ids = closed(group, 3)
    monkeypatch.setattr(cli, "SLICE_SECONDS", -1)
    for number in range(1, 4):
        assert reconcile_closed() == 1
        assert asked() == payment_ids[:number]
    assert reconcile_closed() == 0, "each is asked about once in an hour"
    with time_machine.travel(now() + timedelta(hours=2)):
        assert reconcile_closed() == 1
        assert asked() == [*payment_ids[1:], payment_ids[0]]


def test_a_gateway_that_is_silent_three_times_is_left_alone_and_the_next_run_begins_with_the_others(
    app: Flask, gateway: SandboxGateway, group: OrderGroup
) -> None:
    payment_ids = closed(group, 5)
    with gateway._open() as db:
        db.execute("DELETE FROM sessions")
    assert (reconcile_closed(), asked()) == (0, payment_ids[:3])
    assert (reconcile_closed(), asked()) == (0, payment_ids)
    result = app.test_cli_runner().invoke(args=["payments", "reconcile"])
    assert result.exit_code == 1
    assert f"sandbox: tidak menjawab {MOST_SILENCES} kali" in result.output
    assert result.output.count("tidak terjawab") == MOST_SILENCES


def test_more_than_one_page_of_attempts_is_asked_about_in_one_run(
    app: Flask, group: OrderGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed(group, 5)
    monkeypatch.setattr(cli, "AT_ONCE", 2)
    result = app.test_cli_runner().invoke(args=["payments", "reconcile"])
    assert (result.exit_code, result.output) == (0, "5 pembayaran ditanyakan\n")


def test_where_nobody_can_be_asked_an_attempt_only_ends_with_its_time(group: OrderGroup) -> None:
    """Transfers and cash are not even switched on here any more."""
    with transaction():
        payment_id = transfer_of(group).id
    assert (reconcile(), asked(), status_of(payment_id)) == (0, [], PaymentStatus.PENDING)
    with time_machine.travel(now() + timedelta(days=2)):
        assert reconcile_pending() == 1
        assert (reconcile_closed(), status_of(payment_id)) == (0, PaymentStatus.EXPIRED)
