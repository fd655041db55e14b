"""Attempts to pay."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from app.db import session
from app.errors import NotFound
from app.models.order import OrderGroup
from app.models.payment import Dispute, GatewayEvent, Payment, PaymentSplit, PaymentStatus, Refund, RefundStatus
from app.models.state import StateChange


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
    """The attempt a gateway calls by this name, when it was opened or when it was charged."""
    is_called = or_(Payment.gateway_reference == reference, Payment.charge_reference == reference)
    return session.scalar(select(Payment).where(Payment.gateway == gateway, is_called).limit(1))


def lock_split_of_order(order_id: int) -> PaymentSplit | None:
    """What an order got of a capture, for changing; None while it is not paid."""
    query = select(PaymentSplit).where(PaymentSplit.order_id == order_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def find_dispute(payment_id: int, reference: str) -> Dispute | None:
    """A dispute by the gateway's name for it."""
    return session.scalar(
        select(Dispute).where(Dispute.payment_id == payment_id, Dispute.gateway_reference == reference)
    )


def payment_id_of_refund(refund_id: int) -> int:
    """The payment that a refund sends back. Raises NotFound."""
    payment_id = session.scalar(select(Refund.payment_id).where(Refund.id == refund_id))
    if payment_id is None:
        raise NotFound
    return payment_id


def key_of_refund(refund: Refund) -> str:
    """The idempotency key of sending a refund: order group, purpose, attempt, and how often it has failed before."""
    number, attempt = session.execute(
        select(OrderGroup.number, Payment.attempt).join(Payment).where(Payment.id == refund.payment_id)
    ).one()
    failures = session.scalar(
        select(func.count(StateChange.id)).where(
            StateChange.machine == Refund.__tablename__,
            StateChange.subject_id == str(refund.id),
            StateChange.to_status == RefundStatus.FAILED,
        )
    )
    return f"{number}-{refund.purpose}-{attempt}-{(failures or 0) + 1}"


def find_refund_by_key(payment: Payment, key: str) -> Refund | None:
    """The refund of a payment that was asked for with this key."""
    refunds = session.scalars(select(Refund).where(Refund.payment_id == payment.id).with_for_update())
    return next((refund for refund in refunds if key and key_of_refund(refund) == key), None)


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
