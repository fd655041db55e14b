"""Chores of payments: settling what a lost message or a crash left open."""

from collections.abc import Sequence
from datetime import timedelta

import click
import requests
import structlog
from flask.cli import AppGroup

from app.clock import now
from app.db import session, transaction
from app.gateways.payment import build, sandbox
from app.gateways.payment.base import GatewayUnavailable, RequestRefused
from app.gateways.payment.sandbox import SIGNATURE
from app.models.payment import Payment
from app.payments import queries
from app.payments.commands import attempts, truth
from app.settings import setting

cli = AppGroup("payments", help="Payments and their gateways.")
log = structlog.get_logger()

QUIET = timedelta(seconds=30)
LATE_MONEY = timedelta(days=3)
TIMEOUT_SECONDS = 5


@cli.command("reconcile")
def reconcile() -> None:
    """Ask the gateways about every attempt that is still open, or ended without money lately."""
    asked = _settle_all(queries.pending_since(now())) + reconcile_closed()
    click.echo(f"{asked} pembayaran ditanyakan")


def reconcile_pending() -> int:
    """Settle attempts whose message was lost or that a crash left open; returns how many were asked about."""
    return _settle_all(queries.pending_since(now() - QUIET))


def reconcile_closed() -> int:
    """Find money that came late and whose message was lost; returns how many attempts were asked about."""
    return _settle_all(queries.closed_since(now() - LATE_MONEY))


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


def _settle(payment_id: int) -> None:
    payment = session.get_one(Payment, payment_id)
    gateway, reference = build(payment.gateway), payment.gateway_reference
    request, key = attempts.request_of(payment), attempts.key_of(payment)
    is_over = payment.expires_at < now()
    session.rollback()
    if reference is None:
        try:
            created = gateway.create_payment(request, key=key)
        except RequestRefused as refusal:
            with transaction():
                attempts.record_refused(payment_id, str(refusal))
            return
        with transaction():
            attempts.record_created(payment_id, created)
        reference = created.reference
    if is_over:  # whoever should have closed it found no name for it yet
        gateway.expire_payment(reference)
    told = gateway.fetch_payment(reference)
    with transaction():
        truth.record_truth(payment_id, told)


def _settle_all(payment_ids: Sequence[int]) -> int:
    asked = 0
    for payment_id in payment_ids:
        session.rollback()
        try:
            _settle(payment_id)
            asked += 1
        except GatewayUnavailable:
            log.warning("gateway_unavailable", payment_id=payment_id)
        except Exception:
            log.exception("reconcile_failed", payment_id=payment_id)
    session.rollback()
    return asked
