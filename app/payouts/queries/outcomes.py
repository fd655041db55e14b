"""What is known of payouts that did not arrive, before somebody decides about one."""

from sqlalchemy import exists, func, or_, select

from app.db import session
from app.models.payout import Payout, PayoutOrder, PayoutStatus
from app.models.state import StateChange


def count_failures(payout_id: int) -> int:
    """How often a payout has failed or come back."""
    is_its = StateChange.machine == Payout.__tablename__, StateChange.subject_id == str(payout_id)
    failed = StateChange.to_status == PayoutStatus.FAILED
    return session.scalar(select(func.count(StateChange.id)).where(*is_its, failed)) or 0


def is_planned_anew(payout: Payout) -> bool:
    """Whether the money of a payout that failed is in another one: prepared later, or with one of the same orders."""
    is_other = Payout.seller_id == payout.seller_id, Payout.id != payout.id, Payout.status != PayoutStatus.FAILED
    own = select(PayoutOrder.order_id).where(PayoutOrder.payout_id == payout.id)
    shares = exists().where(PayoutOrder.payout_id == Payout.id, PayoutOrder.order_id.in_(own))
    is_later = Payout.created_at > payout.ended_at
    return bool(session.scalar(exists().where(*is_other, or_(is_later, shares)).select()))
