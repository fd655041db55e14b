"""A batch as admins look at it before the money goes."""

from dataclasses import dataclass

from sqlalchemy import func, select

from app.db import session
from app.errors import NotFound
from app.ledger import chart
from app.models.account import User
from app.models.ledger import LedgerAccount, Posting
from app.models.payout import PayoutBatch


@dataclass(frozen=True)
class Review:
    """A batch, which admin prepared it if it was not prepared by itself, and rupiah in our bank as the books say."""

    batch: PayoutBatch
    author: str | None
    bank_amount: int


def get_review(batch_id: int) -> Review:
    """One batch. Raises NotFound."""
    in_bank = (
        select(func.coalesce(func.sum(Posting.amount), 0))
        .join(LedgerAccount, LedgerAccount.id == Posting.account_id)
        .where(LedgerAccount.name == str(chart.BANK))
    )
    row = session.execute(
        select(PayoutBatch, User.name, in_bank.scalar_subquery())
        .outerjoin(User, User.id == PayoutBatch.prepared_by_id)
        .where(PayoutBatch.id == batch_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    batch, author, bank_amount = row
    return Review(batch, author, int(bank_amount))
