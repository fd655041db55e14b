"""Chores of payments: settling what a lost message or a crash left open."""

import math
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import click
import requests
import structlog
from flask.cli import AppGroup
from sqlalchemy import ColumnElement

from app.clock import now
from app.db import session, transaction
from app.gateways.payment import sandbox
from app.gateways.payment.base import GatewayUnavailable, RequestRefused
from app.gateways.payment.sandbox import SIGNATURE
from app.models.payment import Payment
from app.payments.asking import ask, close
from app.payments.commands import attempts, refunds, truth
from app.payments.queries import refunds as refund_queries
from app.payments.queries import sweeps
from app.payments.rules import OFFLINE
from app.settings import setting

cli = AppGroup("payments", help="Payments and their gateways.")
log = structlog.get_logger()

QUIET = timedelta(seconds=30)
PENDING_AGAIN = timedelta(seconds=45)
OTHERS_AGAIN = timedelta(hours=1)
LATE_MONEY = timedelta(days=3)
LATE_FEE = timedelta(days=3)
SLOW_REFUND = timedelta(hours=1)
PAID_AGAIN = timedelta(days=7)
LATE_DISPUTE = timedelta(days=120)  # and as long for a refund that the buyer's bank sends back
TIMEOUT_SECONDS = 5
SLICE_SECONDS = 2
AT_ONCE = 50
MOST_SILENCES = 3  # in a row: then a gateway is away, and asking on would only cost its time-out again and again


@dataclass
class Outcome:
    """How many payments were settled, what is wrong with which, and how often each gateway was silent in a row."""

    settled: int = 0
    troubles: dict[int, str] = field(default_factory=dict)
    silences: Counter[str] = field(default_factory=Counter)

    @property
    def away(self) -> list[str]:
        """Gateways that are not asked any more."""
        return [name for name, count in self.silences.items() if count >= MOST_SILENCES]


@cli.command("reconcile")
def reconcile() -> None:
    """Ask the gateways about everything that is open, on its way or incomplete; exit 1 if that leaves a question."""
    outcome, began = Outcome(), now()
    for which in (sweeps.is_pending_since(began), sweeps.is_closed_since(began - LATE_MONEY), _is_incomplete()):
        _settle_all(which, outcome, asked_before=began, until=math.inf)
    _settle_all(_may_come_back(), outcome, asked_before=began - PAID_AGAIN, until=math.inf)
    for payment_id, trouble in outcome.troubles.items():
        click.echo(f"pembayaran {payment_id}: {trouble}")
    for name in outcome.away:
        click.echo(f"{name}: tidak menjawab {MOST_SILENCES} kali; pembayaran lain di sana tidak ditanyakan")
    click.echo(f"{outcome.settled} pembayaran ditanyakan")
    if outcome.troubles:
        raise SystemExit(1)


def reconcile_pending() -> int:
    """Settle attempts whose message was lost or that a crash left open; returns how many."""
    return _settle_some(sweeps.is_pending_since(now() - QUIET), again=PENDING_AGAIN)


def reconcile_closed() -> int:
    """Find money that came late and whose message was lost; returns how many attempts were asked about."""
    return _settle_some(sweeps.is_closed_since(now() - LATE_MONEY), again=OTHERS_AGAIN)


def reconcile_captured() -> int:
    """Learn fees that were not known yet and how refunds ended, and ask for refunds that no gateway was told of.

    Returns how many payments were asked about and refunds asked for.
    """
    forgotten = refund_queries.forgotten_refunds(now() - SLOW_REFUND)
    session.rollback()
    for refund_id in forgotten:
        with transaction():
            refunds.ask_for_forgotten(refund_id)
    return len(forgotten) + _settle_some(_is_incomplete(), again=OTHERS_AGAIN)


def reconcile_paid() -> int:
    """Find disputes and refunds that came back whose message was lost, each payment once a week.

    Returns how many were asked about.
    """
    return _settle_some(_may_come_back(), again=PAID_AGAIN)


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


def _is_incomplete() -> ColumnElement[bool]:
    return sweeps.is_refunding_since(now() - SLOW_REFUND) | sweeps.is_without_fee_since(now() - LATE_FEE)


def _may_come_back() -> ColumnElement[bool]:
    return sweeps.may_come_back_since(now() - LATE_DISPUTE, until=now() - PAID_AGAIN)


def _settle_some(which: ColumnElement[bool], *, again: timedelta) -> int:
    """One slice, so that nothing else in the worker waits for it; the next one goes on where it ends."""
    outcome = Outcome()
    _settle_all(which, outcome, asked_before=now() - again, until=time.monotonic() + SLICE_SECONDS)
    return outcome.settled


def _settle_all(which: ColumnElement[bool], outcome: Outcome, *, asked_before: datetime, until: float) -> None:
    while found := sweeps.to_settle(which, asked_before=asked_before, besides=outcome.away, limit=AT_ONCE):
        for payment_id, gateway in found:
            if gateway in outcome.away:
                continue
            with transaction():
                attempts.note_asked(payment_id)
            _try_to_settle(payment_id, gateway, outcome)
            if time.monotonic() > until:
                session.rollback()
                return
    session.rollback()


def _try_to_settle(payment_id: int, gateway: str, outcome: Outcome) -> None:
    trouble = ""
    try:
        trouble = _settle(payment_id, gateway)
        outcome.settled += 1
        outcome.silences[gateway] = 0
    except RequestRefused:  # the attempt has failed, which is an answer
        outcome.settled += 1
        outcome.silences[gateway] = 0
    except (GatewayUnavailable, LookupError) as error:
        trouble = f"tidak terjawab ({type(error).__name__})"
        outcome.silences[gateway] += 1
        log.warning("gateway_unavailable", payment_id=payment_id)
    except Exception as error:
        trouble = f"gagal ({type(error).__name__})"
        log.exception("reconcile_failed", payment_id=payment_id)
    session.rollback()
    if trouble:
        outcome.troubles[payment_id] = trouble


def _settle(payment_id: int, gateway: str) -> str:
    """Bring one payment to what its gateway says; returns what does not fit, or nothing."""
    if gateway in OFFLINE:
        with transaction():
            truth.expire_unpaid(payment_id)
        return ""
    told = ask(payment_id)
    if sweeps.is_to_close(payment_id):  # whoever should have closed it found no name for it yet
        told = close(payment_id) or told
    with transaction():
        truth.record_truth(payment_id, told)
        return "" if truth.fits(session.get_one(Payment, payment_id), told) else "tidak cocok"
