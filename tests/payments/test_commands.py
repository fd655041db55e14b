"""Opening attempts, how long there is to pay, and whose word moves them."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from app.db import session, transaction
from app.gateways.payment.base import GatewayStatus
from app.models.order import OrderGroup
from app.models.payment import Payment, PaymentStatus
from app.orders.errors import TimeIsUp
from app.payments.commands import attempts
from app.payments.errors import AlreadyPaid
from tests.factories.order import capture
from tests.payments.steps import after_its_time, noted, open_only, order_statuses, refunds, say, status_of

MINUTE = timedelta(minutes=1)


def pay_by(group: OrderGroup) -> tuple[int, int]:
    """How many minutes after placing the time is up, and how often it was extended."""
    session.rollback()
    row = session.get_one(OrderGroup, group.id, populate_existing=True)
    return round((row.pay_by - row.placed_at) / MINUTE), row.extensions


def test_an_attempt_that_is_tried_again_sends_the_same_request_under_the_same_key(group: OrderGroup) -> None:
    with transaction():
        first = attempts.open_payment(group.id, gateway="sandbox", return_url="http://localhost/a")
        sent = attempts.key_of(first), attempts.request_of(first)
    with time_machine.travel(group.placed_at + 20 * MINUTE), transaction():
        again = attempts.open_payment(group.id, gateway="sandbox", return_url="http://localhost/b")
        assert (attempts.key_of(again), attempts.request_of(again)) == sent
    assert session.scalar(select(func.count(Payment.id))) == 1


def test_the_request_says_everything_and_its_lines_sum_to_the_amount(group: OrderGroup) -> None:
    request = attempts.request_of(session.get_one(Payment, open_only(group)))
    assert (request.amount, request.currency, request.order_number) == (group.total_amount, "IDR", group.number)
    assert request.expires_at == group.pay_by
    assert request.lines[0].name == "Lada Putih × 2"
    assert sum(line.amount for line in request.lines) == group.total_amount


def test_there_is_an_hour_to_pay_and_an_early_attempt_changes_nothing(group: OrderGroup) -> None:
    with time_machine.travel(group.placed_at + 28 * MINUTE, tick=False):
        open_only(group)
    assert pay_by(group) == (60, 0)


def test_every_attempt_leaves_31_minutes_but_the_time_is_extended_three_times_only(group: OrderGroup) -> None:
    started = group.placed_at
    with time_machine.travel(started, tick=False) as clock:
        for attempt, minutes in enumerate((30, 31, 32), start=1):
            clock.move_to(started + minutes * MINUTE)
            say(open_only(group), GatewayStatus.FAILED)
            assert pay_by(group) == (minutes + 31, attempt)
        clock.move_to(started + 33 * MINUTE)
        with pytest.raises(TimeIsUp):
            open_only(group)
    assert pay_by(group) == (63, 3)


@pytest.mark.parametrize(("minutes", "is_allowed"), [(24 * 60 - 31, True), (24 * 60 - 30, False)])
def test_the_time_never_ends_later_than_24_hours_after_placing(
    group: OrderGroup, minutes: int, is_allowed: bool
) -> None:
    with time_machine.travel(group.placed_at + minutes * MINUTE, tick=False):
        if is_allowed:
            open_only(group)
        else:
            with pytest.raises(TimeIsUp):
                open_only(group)
    assert pay_by(group) == ((24 * 60, 1) if is_allowed else (60, 0))


def test_what_is_paid_or_expired_is_not_paid_again(group: OrderGroup) -> None:
    capture(group)
    with pytest.raises(AlreadyPaid):
        open_only(group)


@pytest.mark.parametrize(
    "wrong",
    [{"amount": 1}, {"amount": 12_800_000}, {"currency": "USD"}, {"intent": "payment-0"}, {"intent": ""}],
)
def test_a_capture_that_does_not_fit_our_row_never_pays(group: OrderGroup, wrong: dict[str, object]) -> None:
    payment_id = open_only(group)
    say(payment_id, GatewayStatus.CAPTURED, **wrong)
    assert (status_of(payment_id), order_statuses(group)) == (PaymentStatus.PENDING, {"awaiting_payment"})
    assert noted("payment.mismatch") == 1


@pytest.mark.parametrize("later", [GatewayStatus.PENDING, GatewayStatus.FAILED, GatewayStatus.EXPIRED])
def test_what_is_captured_stays_captured_whatever_comes_later(group: OrderGroup, later: GatewayStatus) -> None:
    payment_id = open_only(group)
    for said in (GatewayStatus.CAPTURED, later, GatewayStatus.CAPTURED):
        say(payment_id, said)
    assert (status_of(payment_id), order_statuses(group), refunds()) == (PaymentStatus.CAPTURED, {"paid"}, [])
    assert noted("payment.captured") == 1


def test_an_attempt_after_the_time_was_up_gets_time_again_while_the_sweeper_sleeps(group: OrderGroup) -> None:
    first = open_only(group)
    with time_machine.travel(after_its_time(group), tick=False):
        second = open_only(group)
    assert (first != second, pay_by(group)) == (True, (92, 1))
