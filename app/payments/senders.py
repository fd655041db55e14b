"""Asking gateways and telling them: always with no transaction open."""

from collections.abc import Callable
from functools import partial

from sqlalchemy import select

from app.clock import now
from app.db import session
from app.gateways.payment import build
from app.models.payment import GatewayEvent, Payment, PaymentStatus, Refund, RefundStatus
from app.payments import commands, queries


def apply_gateway_event(event_id: int, *, key: str) -> Callable[[], None] | None:  # noqa: ARG001 - asking is free
    """A gateway has said something about a payment: ask it for the truth."""
    event = queries.find_event(event_id)
    payment = queries.find_by_reference(event.gateway, event.payment_reference) if event else None
    found = (payment.id, payment.gateway, str(payment.gateway_reference)) if payment else None
    session.rollback()
    if found is None:
        return None
    payment_id, gateway, reference = found
    truth = build(gateway).fetch_payment(reference)

    def record() -> None:
        commands.record_truth(payment_id, truth)
        session.get_one(GatewayEvent, event_id).applied_at = now()

    return record


def expire_at_gateway(group_id: int, *, key: str) -> None:  # noqa: ARG001 - closing twice is closing once
    """The time to pay is up: close what is still open at the gateway."""
    is_open = Payment.group_id == group_id, Payment.status == PaymentStatus.PENDING
    payments = session.execute(select(Payment.gateway, Payment.gateway_reference).where(*is_open)).all()
    session.rollback()
    for payment in payments:
        if payment.gateway_reference:
            build(payment.gateway).expire_payment(payment.gateway_reference)


def send_refund(refund_id: int, *, key: str) -> Callable[[], None] | None:  # noqa: ARG001 - the refund is the key
    """Carry a refund out."""
    refund = session.get_one(Refund, refund_id)
    payment = session.get_one(Payment, refund.payment_id)
    status, amount = refund.status, refund.amount
    gateway, reference = payment.gateway, str(payment.gateway_reference)
    session.rollback()
    if status != RefundStatus.REQUESTED:
        return None
    sent = build(gateway).refund(reference, amount, key=f"refund-{refund_id}")
    return partial(commands.record_refund_sent, refund_id, sent.reference)
