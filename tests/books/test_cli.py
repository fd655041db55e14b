"""Comparing with the gateways: everything that does not fit becomes a row, and nobody waits for a silent gateway."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from app.books import cli
from app.books.cli import reconcile_daily
from app.books.queries import reconciliation as queries
from app.books.queries.ways import Way
from app.clock import now
from app.db import session, transaction
from app.gateways.payment.sandbox import SandboxGateway
from app.models.audit import AuditEvent
from app.models.catalog import Product
from app.models.order import OrderGroup
from app.models.payment import Difference, Payment, PaymentSplit, Reconciliation
from app.models.stock import StockItem
from app.orders.queries import lock_group
from app.payments.commands import refunds, sendings
from app.pricing.shares import share_of
from tests.cast import Cast
from tests.factories.order import place
from tests.payments.steps import start

LATER = timedelta(minutes=11)


@contextmanager
def later() -> Iterator[None]:
    """When what has just happened has settled."""
    with time_machine.travel(now() + LATER, tick=True):
        yield


def compare(app: Flask) -> tuple[int, list[str]]:
    """Run it as an admin would; returns the exit code and the kinds that were found."""
    with later():
        result = app.test_cli_runner().invoke(args=["books", "reconcile"])
    session.rollback()
    newest = session.scalars(select(Reconciliation).order_by(Reconciliation.id.desc())).first()
    assert newest is not None
    assert newest.finished_at is not None, result.output
    kinds = select(Difference.kind).where(Difference.reconciliation_id == newest.id).order_by(Difference.id)
    return result.exit_code, list(session.scalars(kinds))


def at_gateway(gateway: SandboxGateway, statement: str, *values: object) -> None:
    with gateway._open() as db:
        db.execute(statement, values)


def test_a_sound_shop_has_no_difference(app: Flask, paid: tuple[int, str]) -> None:
    assert compare(app) == (0, [])
    assert session.scalars(select(Reconciliation.compared)).one() == 1
    of_books = select(AuditEvent.action).where(AuditEvent.subject_type == "reconciliations").order_by(AuditEvent.id)
    actions = session.scalars(of_books).all()
    assert actions == ["reconciliation.begun", "reconciliation.finished"]


def test_what_has_just_happened_is_left_to_its_message(app: Flask, paid: tuple[int, str]) -> None:
    result = app.test_cli_runner().invoke(args=["books", "reconcile"])
    assert result.output == "0 pembayaran dibandingkan, 0 selisih\n"


def test_a_payment_that_still_waits_is_no_difference(app: Flask, gateway: SandboxGateway, group: OrderGroup) -> None:
    _payment_id, reference = start(group)
    gateway.choose(reference, "paid")
    gateway.due_events()
    assert compare(app) == (0, [])


def test_another_amount_at_the_gateway_is_listed_with_its_payment(
    app: Flask, gateway: SandboxGateway, group: OrderGroup, paid: tuple[int, str]
) -> None:
    at_gateway(gateway, "UPDATE sessions SET amount = amount + 1 WHERE reference = ?", paid[1])
    assert compare(app) == (1, ["gateway_amount"])
    (found,) = queries.differences_of(1, limit=10, offset=0)
    assert [way.label for way in found.ways] == [group.number, "1"]
    assert found.facts == f"here={group.total_amount} there={group.total_amount + 1}"


def test_a_refund_that_somebody_made_at_the_gateway_is_listed(
    app: Flask, gateway: SandboxGateway, paid: tuple[int, str]
) -> None:
    at_gateway(gateway, "INSERT INTO refunds VALUES ('by-hand', ?, 5000, 'sbr_x')", paid[1])
    assert compare(app) == (1, ["gateway_refund_there", "gateway_refund_sum"])


def test_our_own_refund_fits_once_both_sides_know_it(
    app: Flask, gateway: SandboxGateway, group: OrderGroup, paid: tuple[int, str]
) -> None:
    with transaction():
        order = lock_group(group.id).orders[0]
        pieces = {order.lines[0].id: 1}
        refund = refunds.refund_pieces(order, pieces, share_of(order, pieces), purpose="return-1", because="a test")
        key = queries.refund_queries.key_of_refund(refund)
    sent = gateway.refund(paid[1], refund.amount, key=key)
    assert compare(app)[1] == ["gateway_refund_there", "gateway_refund_sum"], "it waits here and has arrived there"
    with transaction():
        sendings.record_sent(refund.id, sent)
    assert compare(app) == (0, [])


def test_money_that_only_one_side_knows_is_listed(app: Flask, gateway: SandboxGateway, paid: tuple[int, str]) -> None:
    at_gateway(gateway, "UPDATE sessions SET status = 'expired' WHERE reference = ?", paid[1])
    assert compare(app)[1] == ["gateway_captured_here"]


def test_whatever_the_ledger_check_finds_comes_with_it(
    app: Flask, group: OrderGroup, pepper: Product, paid: tuple[int, str]
) -> None:
    with transaction():
        session.execute(update(PaymentSplit).values(amount=PaymentSplit.amount - 1))
        session.execute(update(StockItem).values(on_hand=StockItem.on_hand + 1))
    code, kinds = compare(app)
    assert code == 1
    assert {"split_sum", "split_not_order", "stock_moved"} <= set(kinds)
    found = {each.kind: each for each in queries.differences_of(1, limit=100, offset=0)}
    for kind in ("split_sum", "split_not_order"):
        assert found[kind].ways[0] == Way("group", group.number, group.number)
    assert {way.kind for way in found["stock_moved"].ways} == {"product"}


def test_a_gateway_that_does_not_answer_is_listed_and_not_asked_for_ever(
    app: Flask, cast: Cast, gateway: SandboxGateway, pepper: Product
) -> None:
    for _ in range(5):
        _payment_id, reference = start(place(cast.dewi, [pepper]))
        with transaction():
            session.execute(update(Payment).values(status="failed"))
        at_gateway(gateway, "DELETE FROM sessions WHERE reference = ?", reference)
    code, kinds = compare(app)
    assert code == 1
    assert [kind for kind in kinds if kind.startswith("gateway")] == ["gateway_no_answer"] * 3 + ["gateway_silent"]
    assert session.scalars(select(Reconciliation.compared)).one() == 5


def test_a_gateway_whose_keys_are_gone_is_listed(app: Flask, paid: tuple[int, str]) -> None:
    with transaction():
        session.execute(update(Payment).values(gateway="stripe"))
    assert "gateway_no_answer" in compare(app)[1]


def test_money_that_no_machine_takes_has_nobody_to_ask(
    app: Flask, paid: tuple[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PAYMENT_GATEWAYS", ["transfer"])
    with transaction():
        session.execute(update(Payment).values(gateway="transfer"))
    assert not [kind for kind in compare(app)[1] if kind.startswith("gateway")]


def test_older_payments_are_left_alone(app: Flask, gateway: SandboxGateway, paid: tuple[int, str]) -> None:
    at_gateway(gateway, "UPDATE sessions SET amount = 1")
    with time_machine.travel(now() + timedelta(days=8), tick=True):
        result = app.test_cli_runner().invoke(args=["books", "reconcile"])
    assert (result.exit_code, result.output) == (0, "0 pembayaran dibandingkan, 0 selisih\n")


def test_the_daily_job_goes_on_in_slices_and_begins_once_a_day(
    cast: Cast, gateway: SandboxGateway, pepper: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        start(place(cast.dewi, [pepper]))
    monkeypatch.setattr(cli, "MOST_IN_A_SLICE", 2)
    with later():
        assert [reconcile_daily() for _ in range(4)] == [2, 1, 0, 0]
        assert session.scalar(select(func.count(Reconciliation.id))) == 1
        assert queries.runs(limit=1)[0].finished_at is not None
    with time_machine.travel(now() + timedelta(days=1, minutes=11), tick=True):
        assert reconcile_daily() == 2
    session.rollback()
    assert session.scalar(select(func.count(Reconciliation.id))) == 2


def test_a_slice_that_somebody_else_has_compared_is_dropped(paid: tuple[int, str]) -> None:
    with transaction():
        run = cli.commands.begin()
    finding = cli.Finding("gateway_fee", "", paid[0])
    for _ in range(2):
        with transaction():
            cli.commands.note_compared(run.id, [finding], before=0, count=1)
    with transaction():
        cli.commands.finish(run.id, [finding], before=0)
    session.rollback()
    assert queries.get_run(run.id).differences == 1
    assert queries.get_run(run.id).finished_at is None
    for _ in range(2):
        with transaction():
            cli.commands.finish(run.id, [finding], before=1)
    session.rollback()
    assert queries.get_run(run.id).differences == 2
