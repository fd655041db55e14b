"""Attempts to pay, and what each order got of them."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from app.db import session
from app.errors import NotFound
from app.models.payment import (
    Payment,
    PaymentSplit,
    PaymentStatus,
)

WITH_MONEY = (PaymentStatus.CAPTURED, PaymentStatus.PARTLY_REFUNDED, PaymentStatus.REFUNDED)


def payments_of_group(group_id: int) -> Sequence[Payment]:
    """All attempts, the newest first."""
    return session.scalars(select(Payment).where(Payment.group_id == group_id).order_by(Payment.attempt.desc())).all()


def find_pending(group_id: int, gateway: str) -> Payment | None:
    """The attempt that still waits at this gateway."""
    is_it = Payment.group_id == group_id, Payment.gateway == gateway, Payment.status == PaymentStatus.PENDING
    return session.scalar(select(Payment).where(*is_it).order_by(Payment.attempt.desc()).limit(1))


def find_newest(group_id: int, gateway: str) -> Payment | None:
    """The last attempt at this gateway, whatever became of it."""
    is_it = Payment.group_id == group_id, Payment.gateway == gateway
    return session.scalar(select(Payment).where(*is_it).order_by(Payment.attempt.desc()).limit(1))


def open_besides(payment_id: int) -> Sequence[int]:
    """Attempts of the same group that were opened before this one and still wait."""
    newer = aliased(Payment)
    is_it = Payment.group_id == newer.group_id, Payment.attempt < newer.attempt, newer.id == payment_id
    return _attempts(Payment.status == PaymentStatus.PENDING, *is_it)


def pending_of(group_id: int) -> Sequence[int]:
    """Attempts of a group that still wait."""
    return _attempts(Payment.group_id == group_id, Payment.status == PaymentStatus.PENDING)


def count_attempts(group_id: int) -> int:
    """How often it was tried."""
    return session.scalar(select(func.count(Payment.id)).where(Payment.group_id == group_id)) or 0


def is_paid(group_id: int) -> bool:
    """Whether a capture was split over the orders of the group."""
    split = select(PaymentSplit.id).join(Payment, Payment.id == PaymentSplit.payment_id)
    return session.scalar(split.where(Payment.group_id == group_id).limit(1)) is not None


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
    """The attempt a gateway calls by this name, when it was opened or when it was charged."""
    is_called = or_(Payment.gateway_reference == reference, Payment.charge_reference == reference)
    return session.scalar(select(Payment).where(Payment.gateway == gateway, is_called).limit(1))


def lock_split_of_order(order_id: int) -> PaymentSplit | None:
    """What an order got of a capture, for changing; None while it is not paid."""
    query = select(PaymentSplit).where(PaymentSplit.order_id == order_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def _attempts(*conditions: ColumnElement[bool]) -> Sequence[int]:
    return session.scalars(select(Payment.id).where(*conditions).order_by(Payment.id)).all()
