"""Balances and statements: sums on read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import aliased

from app.db import session
from app.ledger.chart import PROMISED_CASH, AccountName
from app.models.ledger import AccountKind, JournalEntry, LedgerAccount, Posting
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
class EntryLine:
    """Signed rupiah on an account; sellers' accounts carry the seller's name."""

    account: str
    kind: AccountKind
    seller_name: str | None
    amount: int


@dataclass(frozen=True)
class Entry:
    """One event in the books with its lines."""

    reference: str
    event: str
    occurred_at: datetime
    lines: Sequence[EntryLine]


def entries_named(references: Sequence[str]) -> list[Entry]:
    """The events with these references that are in the books, in the order of time."""
    rows = session.execute(
        select(
            JournalEntry.reference,
            event_of(),
            JournalEntry.occurred_at,
            LedgerAccount.name,
            LedgerAccount.kind,
            Seller.name,
            Posting.amount,
        )
        .join(Posting, Posting.entry_id == JournalEntry.id)
        .join(LedgerAccount, LedgerAccount.id == Posting.account_id)
        .outerjoin(Seller, Seller.id == LedgerAccount.seller_id)
        .where(JournalEntry.reference.in_(references))
        .order_by(JournalEntry.occurred_at, Posting.id)
    )
    lines: dict[tuple[str, str, datetime], list[EntryLine]] = {}
    for reference, event, occurred_at, account, kind, seller_name, amount in rows:
        line = EntryLine(account, kind, seller_name, amount)
        lines.setdefault((reference, event, occurred_at), []).append(line)
    return [Entry(*entry, found) for entry, found in lines.items()]


def event_of() -> ColumnElement[str]:
    """What happened in the entry of a statement: where cash was only promised a name of its own, else its reference."""
    beside, account = aliased(Posting), aliased(LedgerAccount)
    is_promise = (
        select(beside.id)
        .join(account, account.id == beside.account_id)
        .where(beside.entry_id == JournalEntry.id, account.name == str(PROMISED_CASH))
        .exists()
    )
    return case(
        (JournalEntry.reference.startswith("payment-captured:") & is_promise, "cash-promised"),
        (JournalEntry.reference.startswith("refund-sent:") & is_promise, "promise-dropped"),
        else_=JournalEntry.reference,
    ).label("event")


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
