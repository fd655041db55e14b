"""Refunds that their gateway does not end, step by step, and how things stand afterwards."""

from dataclasses import dataclass
from datetime import timedelta

import time_machine
from flask import Flask
from sqlalchemy import select

from app import worker
from app.clock import now
from app.db import session, transaction
from app.ledger import chart
from app.ledger.queries import balances_of
from app.models.payment import Payment, PaymentStatus, Refund, RefundChannel, RefundStatus
from app.models.state import StateChange
from app.payments import asking
from app.payments.commands import endings, refund_accounts, truth
from app.returns.commands import cancel
from tests.browser import Browser
from tests.factories.account import PASSWORD
from tests.fakes.stripe import FakeStripe
from tests.payments.steps import AN_ADMIN, payments

WHY = "Surat bank tanggal 3 November"
BY_DISPUTE = {"akhir-way": "dispute", "akhir-reason": WHY, "akhir-password": PASSWORD}
BY_HAND = BY_DISPUTE | {"akhir-way": "by_hand"}


@dataclass(frozen=True)
class Sale:
    """What is known of a group and its people whatever becomes of the session."""

    number: str
    amount: int
    buyer_id: int
    admin_id: int


def at_stripe() -> str:
    return str(payments()[0].gateway_reference)


def hear() -> None:
    """The shop asks about every payment."""
    for payment_id in [payment.id for payment in payments()]:
        told = asking.ask(payment_id)
        with transaction():
            truth.record_truth(payment_id, told)


def cancelled(sale: Sale) -> int:
    with transaction():
        cancel.cancel_order(sale.number, 1, buyer_id=sale.buyer_id, because="not needed")
    worker.drain()
    return only_refund().id


def only_refund() -> Refund:
    session.rollback()
    return session.scalars(select(Refund)).one()


def state() -> tuple[RefundStatus, RefundChannel, PaymentStatus]:
    refund = only_refund()
    return refund.status, refund.channel, session.get_one(Payment, refund.payment_id).status


def parts() -> list[tuple[int, RefundStatus, RefundChannel]]:
    session.rollback()
    return [(each.amount, each.status, each.channel) for each in session.scalars(select(Refund).order_by(Refund.id))]


def decide(stripe: FakeStripe, status: str) -> None:
    stripe.decide_dispute(stripe.all("dispute")[0]["id"], status)
    hear()


def booked() -> tuple[int, int, int, int]:
    """Rupiah owed to buyers, at Stripe, kept by it, and lost."""
    session.rollback()
    names = [chart.REFUNDS_DUE, chart.gateway_clearing("stripe"), chart.DISPUTED, chart.DISPUTE_LOSSES]
    amounts = balances_of(names)
    return -amounts[names[0]], amounts[names[1]], amounts[names[2]], amounts[names[3]]


def fee() -> int:
    return int(payments()[0].fee_amount or 0)


def is_silent(app: Flask) -> bool:
    """Nothing differs, here and at the gateway."""
    with time_machine.travel(now() + timedelta(hours=1)):
        results = [
            app.test_cli_runner().invoke(args=command)
            for command in (["payments", "reconcile"], ["books", "reconcile"], ["ledger", "check"])
        ]
    return [result.exit_code for result in results] == [0, 0, 0]


def history() -> list[str]:
    refund_id = str(only_refund().id)
    moves = select(StateChange).where(StateChange.machine == "refunds", StateChange.subject_id == refund_id)
    return [change.to_status for change in session.scalars(moves.order_by(StateChange.id))]


def settle_by_dispute(refund_id: int) -> None:
    moves = asking.check_not_awaited(refund_id)
    with transaction():
        endings.settle_by_dispute(refund_id, moves, admin_id=AN_ADMIN, because=WHY)


def give_up(admin: Browser, refund_id: int) -> int:
    """An admin asks for the buyer's account; returns the status of the answer."""
    return admin.post(f"/admin/pengembalian-dana/{refund_id}/minta-rekening", {"serah-reason": WHY}).status_code


def goes_to_bank(refund_id: int) -> None:
    """The gateway was given up, and Dewi has named an account."""
    moves = asking.check_not_awaited(refund_id)
    with transaction():
        endings.give_up_gateway(refund_id, moves, admin_id=AN_ADMIN, because=WHY)
    name_account(refund_id)


def name_account(refund_id: int) -> None:
    with transaction():
        refund_accounts.name_bank_account(refund_id, refund_accounts.BankAccount("120", "Dewi", "0140091234567"))
