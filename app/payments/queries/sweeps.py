"""What there is to ask gateways about: the conditions, and the payments that fit one."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select

from app.clock import now
from app.db import session
from app.models.payment import (
    Dispute,
    DisputeStatus,
    Payment,
    PaymentStatus,
    Refund,
    RefundChannel,
    RefundStatus,
)
from app.payments.queries.payments import WITH_MONEY, is_paid
from app.payments.rules import DISPUTABLE, OFFLINE, TELLING_FEES


def to_settle(
    which: ColumnElement[bool], *, asked_before: datetime, besides: Sequence[str], limit: int
) -> list[tuple[int, str]]:
    """Attempts of a kind with their gateways, except some, not asked about since a moment; the longest ago first."""
    is_due = or_(Payment.asked_at.is_(None), Payment.asked_at < asked_before)
    query = select(Payment.id, Payment.gateway).where(which, is_due, Payment.gateway.not_in(besides))
    rows = session.execute(query.order_by(Payment.asked_at.nulls_first(), Payment.id).limit(limit))
    return [(payment_id, gateway) for payment_id, gateway in rows]


def is_pending_since(moment: datetime) -> ColumnElement[bool]:
    """What waits at a gateway since before a moment, and what nobody answers for once its time is up."""
    is_to_ask = Payment.gateway.not_in(OFFLINE) | (Payment.expires_at < now())
    return and_(Payment.status == PaymentStatus.PENDING, Payment.created_at < moment, is_to_ask)


def is_to_close(payment_id: int) -> bool:
    """Whether an attempt still waits although its time is up or its group is paid."""
    payment = session.get_one(Payment, payment_id, populate_existing=True)
    waits = payment.status == PaymentStatus.PENDING
    return waits and (payment.expires_at < now() or is_paid(payment.group_id))


def is_closed_since(moment: datetime) -> ColumnElement[bool]:
    """What ended at a gateway without money lately: it may still have come."""
    has_no_money = Payment.status.in_((PaymentStatus.FAILED, PaymentStatus.EXPIRED))
    return and_(has_no_money, Payment.expires_at > moment, Payment.gateway.not_in(OFFLINE))


def is_without_fee_since(moment: datetime) -> ColumnElement[bool]:
    """Captures since a moment whose gateway tells what it keeps and has not told it yet."""
    has_none = Payment.status.in_(WITH_MONEY), Payment.fee_amount.is_(None), Payment.gateway.in_(TELLING_FEES)
    return and_(*has_none, Payment.captured_at > moment)


def is_refunding_since(moment: datetime) -> ColumnElement[bool]:
    """Has a refund from before a moment that the gateway has taken and not carried out yet."""
    is_on_its_way = Refund.status == RefundStatus.SENT, Refund.channel == RefundChannel.GATEWAY
    return Payment.id.in_(select(Refund.payment_id).where(*is_on_its_way, Refund.created_at < moment))


def may_come_back_since(moment: datetime, *, until: datetime) -> ColumnElement[bool]:
    """Money that a bank can still ask for or send back: paid or paid back since a moment, or disputed and undecided.

    What was paid after `until` is left out. Banks take disputes for 120 days: https://docs.adyen.com/issuing/disputes
    """
    is_disputed = Dispute.status == DisputeStatus.OPEN
    has_gone_back = Refund.channel == RefundChannel.GATEWAY, Refund.succeeded_at > moment
    is_recent = or_(
        Payment.captured_at > moment,
        Payment.id.in_(select(Refund.payment_id).where(*has_gone_back)),
        Payment.id.in_(select(Dispute.payment_id).where(is_disputed)),
    )
    has_money = Payment.status.in_(WITH_MONEY), Payment.gateway.in_(DISPUTABLE), Payment.captured_at < until
    return and_(*has_money, is_recent)
