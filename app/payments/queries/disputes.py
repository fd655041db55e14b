"""Money that banks ask for."""

from sqlalchemy import select

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
