"""What is known of payouts that did not arrive, before somebody decides about one."""

from sqlalchemy import String, and_, cast, exists, func, or_, select

from app.db import session
from app.ledger import chart
from app.models.audit import AuditEvent
from app.models.ledger import LedgerAccount
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


def lock_return(bank_reference: str) -> bool:
    """Whether a payout came back under a number of the bank, while nobody else records that one did."""
    bank = select(LedgerAccount.id).where(LedgerAccount.name == str(chart.BANK))
    session.execute(bank.with_for_update(key_share=True))
    came_back = (
        AuditEvent.action == "payout.sent_back",
        AuditEvent.facts["bank_reference"].as_string() == bank_reference,
        AuditEvent.subject_type == Payout.__tablename__,
        AuditEvent.subject_id == cast(Payout.id, String),
        Payout.status == PayoutStatus.FAILED,
    )
    return bool(session.scalar(exists().where(*came_back).select()))
