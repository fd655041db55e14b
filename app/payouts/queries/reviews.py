"""A batch as admins look at it before the money goes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, true

from app.db import session
from app.errors import NotFound
from app.ledger import chart
from app.models.account import User
from app.models.ledger import JournalEntry, LedgerAccount, Posting
from app.models.payout import Payout, PayoutBatch, PayoutStatus


@dataclass(frozen=True)
class Review:
    """A batch, which admin prepared it if it was not prepared by itself, and rupiah in our bank as the books say.

    The books know what was written down there until `bank_noted_at`, None for nothing; the bank may have more or less.
    """

    batch: PayoutBatch
    author: str | None
    bank_amount: int
    bank_noted_at: datetime | None


def get_review(batch_id: int) -> Review:
    """One batch. Raises NotFound."""
    in_bank = (
        select(
            func.coalesce(func.sum(Posting.amount), 0).label("amount"),
            func.max(JournalEntry.occurred_at).label("noted_at"),
        )
        .join(JournalEntry, JournalEntry.id == Posting.entry_id)
        .join(LedgerAccount, LedgerAccount.id == Posting.account_id)
        .where(LedgerAccount.name == str(chart.BANK))
        .subquery()
    )
    row = session.execute(
        select(PayoutBatch, User.name, in_bank.c.amount, in_bank.c.noted_at)
        .select_from(PayoutBatch)
        .join(in_bank, true())
        .outerjoin(User, User.id == PayoutBatch.prepared_by_id)
        .where(PayoutBatch.id == batch_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    batch, author, bank_amount, bank_noted_at = row
    return Review(batch, author, int(bank_amount), bank_noted_at)


def is_short(batch_id: int) -> bool:
    """Whether a batch that is about to go to the bank asks for more than the books show there. Raises NotFound."""
    review = get_review(batch_id)
    approved = Payout.batch_id == batch_id, Payout.status == PayoutStatus.APPROVED
    to_pay_amount = session.scalar(select(func.sum(Payout.amount)).where(*approved)) or 0
    return to_pay_amount > 0 and to_pay_amount > review.bank_amount
