"""Money that banks ask for."""

from collections.abc import Sequence, Set

from sqlalchemy import func, select

from app.db import session
from app.errors import NotFound
from app.models.payment import (
    Dispute,
    DisputeStatus,
)


def get_dispute(dispute_id: int) -> Dispute:
    """A dispute. Raises NotFound."""
    dispute = session.get(Dispute, dispute_id)
    if dispute is None:
        raise NotFound
    return dispute


def find_dispute(payment_id: int, reference: str) -> Dispute | None:
    """The dispute in force by the gateway's name for it."""
    is_called = Dispute.payment_id == payment_id, Dispute.gateway_reference == reference
    return session.scalar(select(Dispute).where(*is_called, Dispute.status != DisputeStatus.REPLACED))


def disputes_of(payment_id: int) -> Sequence[Dispute]:
    """All disputes about a payment, the oldest first; also those that were told anew."""
    return session.scalars(select(Dispute).where(Dispute.payment_id == payment_id).order_by(Dispute.id)).all()


def disputed_payments(payment_ids: Sequence[int]) -> Set[int]:
    """Which of these payments a bank asks for, or has taken money of."""
    is_one = Dispute.payment_id.in_(payment_ids), Dispute.status.in_((DisputeStatus.OPEN, DisputeStatus.LOST))
    return set(session.scalars(select(Dispute.payment_id).where(*is_one)))


def lost_amount(payment_id: int) -> int:
    """Rupiah that the buyer's bank has taken of a payment for good."""
    is_lost = Dispute.payment_id == payment_id, Dispute.status == DisputeStatus.LOST
    return session.scalar(select(func.coalesce(func.sum(Dispute.amount), 0)).where(*is_lost)) or 0


def find_lost(payment_id: int) -> Dispute | None:
    """The newest dispute about a payment that was lost."""
    is_lost = Dispute.payment_id == payment_id, Dispute.status == DisputeStatus.LOST
    return session.scalar(select(Dispute).where(*is_lost).order_by(Dispute.id.desc()).limit(1))
