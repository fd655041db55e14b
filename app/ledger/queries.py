"""Balances and statements: sums on read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.db import session
from app.ledger.chart import AccountName
from app.models.ledger import JournalEntry, LedgerAccount, Posting
from app.models.order import Order
from app.models.seller import Seller


@dataclass(frozen=True)
class StatementLine:
    """One posting on one account, with the event it came from. The amount is signed rupiah."""

    reference: str
    occurred_at: datetime
    amount: int
    order_number: str | None
    because: str


@dataclass(frozen=True)
class Entry:
    """One event in the books with its lines, each an account and signed rupiah."""

    reference: str
    occurred_at: datetime
    because: str
    lines: Sequence[tuple[str, int]]


def entries_named(references: Sequence[str]) -> list[Entry]:
    """The events with these references that are in the books, in the order of time."""
    rows = session.execute(
        select(
            JournalEntry.reference, JournalEntry.occurred_at, JournalEntry.reason, LedgerAccount.name, Posting.amount
        )
        .join(Posting, Posting.entry_id == JournalEntry.id)
        .join(LedgerAccount, LedgerAccount.id == Posting.account_id)
        .where(JournalEntry.reference.in_(references))
        .order_by(JournalEntry.occurred_at, Posting.id)
    )
    lines: dict[tuple[str, datetime, str], list[tuple[str, int]]] = {}
    for reference, occurred_at, because, account, amount in rows:
        lines.setdefault((reference, occurred_at, because), []).append((account, amount))
    return [Entry(*event, amounts) for event, amounts in lines.items()]


def balances_of(names: Sequence[AccountName]) -> dict[AccountName, int]:
    """The balance of each account in rupiah; zero for one that was never used."""
    rows = session.execute(
        select(LedgerAccount.name, func.sum(Posting.amount).label("balance"))
        .join(Posting, Posting.account_id == LedgerAccount.id)
        .where(LedgerAccount.name.in_([str(name) for name in names]))
        .group_by(LedgerAccount.name)
    )
    balances = {row.name: int(row.balance) for row in rows}
    return {name: balances.get(str(name), 0) for name in names}


def lock_earnings(seller_ids: Iterable[int]) -> None:
    """Until this transaction ends nobody else takes money from what these sellers have earned.

    Locks the sellers' rows by their ids, after everything else; rows that only refer to them can still be written.
    """
    query = select(Seller.id).where(Seller.id.in_(list(seller_ids))).order_by(Seller.id)
    session.execute(query.with_for_update(key_share=True))


def count_statement(name: AccountName) -> int:
    """How many lines the statement of an account has."""
    count = select(func.count()).select_from(Posting).join(LedgerAccount, LedgerAccount.id == Posting.account_id)
    return session.scalar(count.where(LedgerAccount.name == str(name))) or 0


def statement(name: AccountName, *, limit: int, offset: int = 0) -> list[StatementLine]:
    """The lines of an account, newest first."""
    rows = session.execute(
        select(JournalEntry.reference, JournalEntry.occurred_at, Posting.amount, Order.number, JournalEntry.reason)
        .join(Posting, Posting.entry_id == JournalEntry.id)
        .join(LedgerAccount, LedgerAccount.id == Posting.account_id)
        .outerjoin(Order, Order.id == Posting.order_id)
        .where(LedgerAccount.name == str(name))
        .order_by(JournalEntry.occurred_at.desc(), Posting.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [StatementLine(*row) for row in rows]
