"""Transfers of ours that the bank has sent back: refunds of buyers and payouts of sellers come from one account."""

from sqlalchemy import Select, String, cast, or_, select

from app.db import session
from app.ledger import chart
from app.models.audit import AuditEvent
from app.models.ledger import LedgerAccount
from app.models.payment import Refund
from app.models.payout import Payout, PayoutStatus


def lock_return(bank_reference: str) -> bool:
    """Whether something came back under a number of the bank, while nobody else records that it did.

    A payout that had arrived after all did not come back.
    """
    bank = select(LedgerAccount.id).where(LedgerAccount.name == str(chart.BANK))
    session.execute(bank.with_for_update(key_share=True))
    payouts = _sent_back("payout.sent_back", Payout, bank_reference).where(Payout.status == PayoutStatus.FAILED)
    refunds = _sent_back("refund.sent_back", Refund, bank_reference)
    return bool(session.scalar(select(or_(payouts.exists(), refunds.exists()))))


def _sent_back(action: str, subject: type[Payout] | type[Refund], bank_reference: str) -> Select[int]:
    return select(subject.id).where(
        AuditEvent.action == action,
        AuditEvent.subject_type == subject.__tablename__,
        AuditEvent.subject_id == cast(subject.id, String),
        AuditEvent.facts["bank_reference"].as_string() == bank_reference,
    )
