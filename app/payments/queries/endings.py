"""Refunds that end in another way than they were asked for: what covers them, and how long they have waited."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, or_, select

from app.clock import now
from app.db import session
from app.models.audit import AuditEvent
from app.models.outbox import OutboxDelivery, OutboxMessage
from app.models.payment import Dispute, DisputeStatus, Payment, Refund, RefundChannel, RefundStatus
from app.models.state import StateChange
from app.payments.queries.disputes import lost_amount
from app.payments.queries.refunds import REQUESTED, is_old, keys_of_refund, refunded_amount

REST = "-rest"  # the ledger's check finds by it what was decided as one refund


def has_waited_long(refund: Refund) -> bool:
    """Whether a refund has not moved for so long that nobody need wait for a gateway."""
    return session.scalar(select(Refund.id).where(Refund.id == refund.id, is_old())) is not None


def moves_of(refund: Refund) -> int:
    """How often a refund has moved: another number than before says that what was known of it is out of date."""
    of_refund = StateChange.machine == Refund.__tablename__, StateChange.subject_id == str(refund.id)
    return session.scalar(select(func.count(StateChange.id)).where(*of_refund)) or 0


def is_being_asked_for(refund_id: int) -> bool:
    """Whether the worker asks a gateway for a refund at this moment."""
    query = select(OutboxMessage.payload).join(OutboxDelivery)
    payloads = session.scalars(query.where(OutboxMessage.topic == REQUESTED, OutboxDelivery.lease_until > now()))
    return refund_id in {int(payload["refund_id"]) for payload in payloads}


def free_amount(payment_id: int) -> int:
    """Rupiah that lost disputes of a payment took and that no refund is settled with; below zero for too many."""
    is_settled = Refund.channel == RefundChannel.DISPUTE, Refund.status == RefundStatus.SUCCEEDED
    settled = select(func.coalesce(func.sum(Refund.amount), 0)).where(Refund.payment_id == payment_id, *is_settled)
    return int(lost_amount(payment_id) - (session.scalar(settled) or 0))


def is_taken_by_bank(refund: Refund, payment: Payment) -> bool:
    """Whether the buyer's bank asks for money of a payment, or has taken so much that a refund would be too much."""
    is_open = Dispute.payment_id == payment.id, Dispute.status == DisputeStatus.OPEN
    if session.scalar(select(Dispute.id).where(*is_open).limit(1)) is not None:
        return True
    return refunded_amount(payment.id) + max(0, free_amount(payment.id)) + refund.amount > payment.amount


def parts_of(refund_id: int) -> Sequence[int]:
    """All that was decided as one refund with this and was parted by lost disputes, itself among it."""
    refund = session.get_one(Refund, refund_id)
    whole = refund.purpose.partition(REST)[0]
    is_part = or_(Refund.purpose == whole, Refund.purpose.startswith(whole + REST, autoescape=True))
    return session.scalars(select(Refund.id).where(Refund.payment_id == refund.payment_id, is_part)).all()


def have_all_arrived(refund_ids: Collection[int]) -> bool:
    """Whether the buyer waits for none of these refunds."""
    is_owed = Refund.id.in_(refund_ids), Refund.status != RefundStatus.SUCCEEDED
    return session.scalar(select(Refund.id).where(*is_owed).limit(1)) is None


def is_purpose_taken(payment_id: int, purpose: str) -> bool:
    """Whether a refund of a payment is called so."""
    is_it = Refund.payment_id == payment_id, Refund.purpose == purpose
    return session.scalar(select(Refund.id).where(*is_it)) is not None


def lock_settled(payment_id: int, channel: RefundChannel) -> Sequence[Refund]:
    """Refunds of a locked payment that have arrived this way, the newest first."""
    is_settled = Refund.channel == channel, Refund.status == RefundStatus.SUCCEEDED
    query = select(Refund).where(Refund.payment_id == payment_id, *is_settled).order_by(Refund.id.desc())
    return session.scalars(query.with_for_update().execution_options(populate_existing=True)).all()


def settled_amount(payment_id: int, reference: str) -> int:
    """Rupiah of refunds that a gateway has carried out under this name."""
    by_gateway = Refund.channel.in_((RefundChannel.GATEWAY, RefundChannel.BY_HAND))
    is_it = Refund.payment_id == payment_id, Refund.gateway_reference == reference
    is_settled = Refund.status == RefundStatus.SUCCEEDED, by_gateway
    return session.scalar(select(func.coalesce(func.sum(Refund.amount), 0)).where(*is_it, *is_settled)) or 0


def find_refund_by_any_key(payment: Payment, key: str) -> Refund | None:
    """The refund of a payment that was once asked for with this key."""
    refunds = session.scalars(select(Refund).where(Refund.payment_id == payment.id).with_for_update())
    return next((refund for refund in refunds if key and key in keys_of_refund(refund)), None)


def find_sent_besides(refund: Refund) -> str | None:
    """The gateway's name for money that it sent after another way was chosen.

    None when the refund is settled with it, or when it has come back since.
    """
    is_it = AuditEvent.subject_type == Refund.__tablename__, AuditEvent.subject_id == str(refund.id)
    query = (
        select(AuditEvent.action, AuditEvent.facts)
        .where(AuditEvent.action.in_(("refund.sent_besides", "refund.failed_besides")), *is_it)
        .order_by(AuditEvent.id.desc())
    )
    newest = session.execute(query.limit(1)).first()
    reference = str(newest.facts["reference"]) if newest and newest.action == "refund.sent_besides" else None
    is_settled_so = refund.status == RefundStatus.SUCCEEDED and refund.gateway_reference == reference
    return None if is_settled_so else reference
