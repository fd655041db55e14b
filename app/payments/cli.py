"""Chores of payments: settling what a lost message or a crash left open."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import click
import requests
import structlog
from flask.cli import AppGroup

from app.clock import now
from app.db import session, transaction
from app.gateways.payment import sandbox
from app.gateways.payment.base import GatewayUnavailable, RequestRefused
from app.gateways.payment.sandbox import SIGNATURE
from app.models.payment import Payment
from app.payments import queries
from app.payments.asking import ask, close
from app.payments.commands import refunds, truth
from app.settings import setting

cli = AppGroup("payments", help="Payments and their gateways.")
log = structlog.get_logger()

QUIET = timedelta(seconds=30)
LATE_MONEY = timedelta(days=3)
LATE_FEE = timedelta(days=3)
SLOW_REFUND = timedelta(hours=1)
TIMEOUT_SECONDS = 5


@dataclass
class Outcome:
    """How many payments were asked about, and what is wrong with which."""

    asked: int = 0
    troubles: dict[int, str] = field(default_factory=dict)


@cli.command("reconcile")
def reconcile() -> None:
    """Ask the gateways about everything that is open, on its way or incomplete; exit 1 if that leaves a question."""
    outcome = Outcome()
    _settle_all(_due(), outcome)
    for payment_id, trouble in outcome.troubles.items():
        click.echo(f"pembayaran {payment_id}: {trouble}")
    click.echo(f"{outcome.asked} pembayaran ditanyakan")
    if outcome.troubles:
        raise SystemExit(1)


def reconcile_pending() -> int:
    """Settle attempts whose message was lost or that a crash left open; returns how many were asked about."""
    return _settle_all(queries.pending_since(now() - QUIET), Outcome())


def reconcile_closed() -> int:
    """Find money that came late and whose message was lost; returns how many attempts were asked about."""
    return _settle_all(queries.closed_since(now() - LATE_MONEY), Outcome())


def reconcile_captured() -> int:
    """Learn fees that were not known yet and how refunds ended, and ask for refunds that no gateway was told of.

    Returns how many payments were asked about and refunds asked for.
    """
    forgotten = queries.forgotten_refunds(now() - SLOW_REFUND)
    session.rollback()
    for refund_id in forgotten:
        with transaction():
            refunds.ask_for_forgotten(refund_id)
    return len(forgotten) + _settle_all(_incomplete(), Outcome())


def deliver_sandbox_events() -> int:
    """What a foreign gateway would do by itself: post its signed messages until they are taken."""
    gateway = sandbox()
    events = gateway.due_events()
    session.rollback()
    for event in events:
        try:
            answer = requests.post(
                f"{setting('BASE_URL')}/webhook/sandbox",
                data=event.body,
                headers={SIGNATURE: event.signature, "Content-Type": "application/json"},
                timeout=TIMEOUT_SECONDS,
            )
            is_taken = answer.status_code == 200
        except requests.RequestException:
            is_taken = False
        (gateway.mark_delivered if is_taken else gateway.try_later)(event)
    return len(events)


def _due() -> Sequence[int]:
    found = [*queries.pending_since(now()), *queries.closed_since(now() - LATE_MONEY), *_incomplete()]
    return list(dict.fromkeys(found))


def _incomplete() -> Sequence[int]:
    found = [*queries.refunding_since(now() - SLOW_REFUND), *queries.captured_without_fee(now() - LATE_FEE)]
    return list(dict.fromkeys(found))


def _settle(payment_id: int) -> str:
    """Bring one payment to what its gateway says; returns what does not fit, or nothing."""
    told = ask(payment_id)
    if queries.is_to_close(payment_id):  # whoever should have closed it found no name for it yet
        told = close(payment_id) or told
    with transaction():
        truth.record_truth(payment_id, told)
        return "" if truth.fits(session.get_one(Payment, payment_id), told) else "tidak cocok"


def _settle_all(payment_ids: Sequence[int], outcome: Outcome) -> int:
    for payment_id in payment_ids:
        trouble = ""
        session.rollback()
        try:
            trouble = _settle(payment_id)
            outcome.asked += 1
        except RequestRefused:  # the attempt has failed, which is an answer
            outcome.asked += 1
        except GatewayUnavailable as error:
            trouble = f"tidak terjawab ({type(error).__name__})"
            log.warning("gateway_unavailable", payment_id=payment_id)
        except Exception as error:
            trouble = f"gagal ({type(error).__name__})"
            log.exception("reconcile_failed", payment_id=payment_id)
        if trouble:
            outcome.troubles[payment_id] = trouble
    session.rollback()
    return outcome.asked
