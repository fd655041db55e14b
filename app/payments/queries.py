"""Attempts to pay."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from app.db import session
from app.errors import NotFound
from app.models.payment import GatewayEvent, Payment, PaymentSplit, PaymentStatus, Refund, RefundStatus


def payments_of_group(group_id: int) -> Sequence[Payment]:
    """All attempts, the newest first."""
    return session.scalars(select(Payment).where(Payment.group_id == group_id).order_by(Payment.attempt.desc())).all()


def find_pending(group_id: int, gateway: str) -> Payment | None:
    """The attempt that still waits at this gateway."""
    is_it = Payment.group_id == group_id, Payment.gateway == gateway, Payment.status == PaymentStatus.PENDING
    return session.scalar(select(Payment).where(*is_it).order_by(Payment.attempt.desc()).limit(1))


def count_attempts(group_id: int) -> int:
    """How often it was tried."""
    return session.scalar(select(func.count(Payment.id)).where(Payment.group_id == group_id)) or 0


def is_paid(group_id: int) -> bool:
    """Whether a capture was split over the orders of the group."""
    split = select(PaymentSplit.id).join(Payment, Payment.id == PaymentSplit.payment_id)
    return session.scalar(split.where(Payment.group_id == group_id).limit(1)) is not None


def refunded_amount(payment_id: int) -> int:
    """Rupiah that went back of an attempt so far."""
    is_back = Refund.payment_id == payment_id, Refund.status == RefundStatus.SUCCEEDED
    return session.scalar(select(func.coalesce(func.sum(Refund.amount), 0)).where(*is_back)) or 0


def group_id_of(payment_id: int) -> int:
    """The group an attempt belongs to. Raises NotFound."""
    group_id = session.scalar(select(Payment.group_id).where(Payment.id == payment_id))
    if group_id is None:
        raise NotFound
    return group_id


def lock_payment(payment_id: int) -> Payment:
    """An attempt for changing; its group is locked before it. Raises NotFound."""
    query = select(Payment).where(Payment.id == payment_id).with_for_update()
    payment = session.scalar(query.execution_options(populate_existing=True))
    if payment is None:
        raise NotFound
    return payment


def find_by_reference(gateway: str, reference: str) -> Payment | None:
    """The attempt a gateway calls by this name."""
    is_it = Payment.gateway == gateway, Payment.gateway_reference == reference
    return session.scalar(select(Payment).where(*is_it))


def find_event(event_id: int) -> GatewayEvent | None:
    """One message of a gateway."""
    return session.get(GatewayEvent, event_id)


def pending_since(moment: datetime) -> Sequence[int]:
    """Attempts that have been waiting since before a moment."""
    return _attempts(Payment.status == PaymentStatus.PENDING, Payment.created_at < moment)


def closed_since(moment: datetime) -> Sequence[int]:
    """Attempts that ended without money lately: it may still have come."""
    has_no_money = Payment.status.in_((PaymentStatus.FAILED, PaymentStatus.EXPIRED))
    return _attempts(has_no_money, Payment.expires_at > moment)


def _attempts(*conditions: ColumnElement[bool]) -> Sequence[int]:
    return session.scalars(select(Payment.id).where(*conditions).order_by(Payment.id).limit(500)).all()
