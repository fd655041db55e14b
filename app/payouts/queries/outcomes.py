"""What is known of payouts that did not arrive, before somebody decides about one."""

from sqlalchemy import and_, exists, func, or_, select

from app.db import session
from app.models.payout import Payout, PayoutStatus
from app.models.state import StateChange


def count_failures(payout_id: int) -> int:
    """How often a payout has failed or come back."""
    is_its = StateChange.machine == Payout.__tablename__, StateChange.subject_id == str(payout_id)
    failed = StateChange.to_status == PayoutStatus.FAILED
    return session.scalar(select(func.count(StateChange.id)).where(*is_its, failed)) or 0


def is_planned_anew(payout: Payout) -> bool:
    """Whether the money of a payout that failed is in another one, prepared later or completed after all."""
    prepared_later = Payout.created_at > payout.ended_at
    completed_after_all = and_(Payout.created_at < payout.created_at, Payout.ended_at > payout.created_at)
    is_other = Payout.seller_id == payout.seller_id, Payout.id != payout.id, Payout.status != PayoutStatus.FAILED
    return bool(session.scalar(exists().where(*is_other, or_(prepared_later, completed_after_all)).select()))
