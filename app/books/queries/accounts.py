"""Accounts and their balances, the lines of one account, one entry, the journal of a period. Signed rupiah."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, true

from app.books.queries.subjects import group_numbers
from app.db import session
from app.errors import NotFound
from app.ledger.queries import event_of
from app.models.account import User
from app.models.ledger import AccountKind, JournalEntry, LedgerAccount, Posting
from app.models.order import Order, OrderGroup
from app.models.seller import Seller

ROWS_AT_ONCE = 1000


@dataclass(frozen=True)
class Balance:
    """What stands on one account; sellers' accounts carry the seller's name."""

    name: str
    kind: AccountKind
    seller_name: str | None
    amount: int


@dataclass(frozen=True)
class StatementLine:
    """One line of an account: the event, whose order it was for, and the balance after it."""

    reference: str
    event: str
    occurred_at: datetime
    amount: int
    balance_amount: int
    group_number: str | None


@dataclass(frozen=True)
class EntryLine:
    """One line of an entry."""

    account: str
    kind: AccountKind
    seller_name: str | None
    amount: int
    order_number: str | None
    group_number: str | None


@dataclass(frozen=True)
class WholeEntry:
    """An entry, what happened, who wrote it, and the order group it is about."""

    entry: JournalEntry
    event: str
    author: str | None
    group_number: str | None


def count_accounts(kind: AccountKind | None) -> int:
    """How many accounts there are, of one kind or in all."""
    return session.scalar(select(func.count(LedgerAccount.id)).where(_of(kind))) or 0


def accounts(kind: AccountKind | None, *, limit: int, offset: int) -> Sequence[Balance]:
    """Accounts with their balances, the largest first."""
    balance = func.coalesce(func.sum(Posting.amount), 0)
    rows = session.execute(
        select(LedgerAccount.name, LedgerAccount.kind, Seller.name, balance)
        .outerjoin(Posting, Posting.account_id == LedgerAccount.id)
        .outerjoin(Seller, Seller.id == LedgerAccount.seller_id)
        .where(_of(kind))
        .group_by(LedgerAccount.id, LedgerAccount.name, LedgerAccount.kind, Seller.name)
        .order_by(func.abs(balance).desc(), LedgerAccount.name)
        .limit(limit)
        .offset(offset)
    )
    return [Balance(name, kind, seller, int(amount)) for name, kind, seller, amount in rows]


def balances_at(moment: datetime) -> Iterator[Balance]:
    """Every account that anything was booked on before a moment, by name."""
    rows = session.execute(
        select(LedgerAccount.name, LedgerAccount.kind, Seller.name, func.sum(Posting.amount))
        .join(Posting, Posting.account_id == LedgerAccount.id)
        .join(JournalEntry, JournalEntry.id == Posting.entry_id)
        .outerjoin(Seller, Seller.id == LedgerAccount.seller_id)
        .where(JournalEntry.occurred_at < moment)
        .group_by(LedgerAccount.id, LedgerAccount.name, LedgerAccount.kind, Seller.name)
        .order_by(LedgerAccount.name),
        execution_options={"yield_per": ROWS_AT_ONCE},
    )
    return (Balance(name, kind, seller, int(amount)) for name, kind, seller, amount in rows)


def get_account(name: str) -> tuple[LedgerAccount, Balance]:
    """An account by its name, and what stands on it. Raises NotFound."""
    row = session.execute(
        select(LedgerAccount, Seller.name, func.sum(Posting.amount))
        .outerjoin(Seller, Seller.id == LedgerAccount.seller_id)
        .outerjoin(Posting, Posting.account_id == LedgerAccount.id)
        .where(LedgerAccount.name == name)
        .group_by(LedgerAccount.id, Seller.name)
    ).first()
    if row is None:
        raise NotFound
    account, seller_name, amount = row
    return account, Balance(account.name, account.kind, seller_name, int(amount or 0))


def count_lines(account_id: int) -> int:
    """How many lines an account has."""
    return session.scalar(select(func.count(Posting.id)).where(Posting.account_id == account_id)) or 0


def statement(account_id: int, *, limit: int, offset: int) -> Sequence[StatementLine]:
    """The lines of an account, the newest first, each with the balance after it."""
    order = JournalEntry.occurred_at, Posting.id
    rows = session.execute(
        select(
            JournalEntry.reference,
            event_of(),
            JournalEntry.occurred_at,
            Posting.amount,
            func.sum(Posting.amount).over(order_by=order).label("balance"),
            OrderGroup.number,
        )
        .join(JournalEntry, JournalEntry.id == Posting.entry_id)
        .outerjoin(Order, Order.id == Posting.order_id)
        .outerjoin(OrderGroup, OrderGroup.id == Order.group_id)
        .where(Posting.account_id == account_id)
        .order_by(*(column.desc() for column in order))
        .limit(limit)
        .offset(offset)
    ).all()
    numbers = group_numbers([row.reference for row in rows])
    return [
        StatementLine(reference, event, at, amount, int(balance), number or numbers.get(reference))
        for reference, event, at, amount, balance, number in rows
    ]


def get_entry(reference: str) -> WholeEntry:
    """An entry by its reference. Raises NotFound."""
    row = session.execute(
        select(JournalEntry, event_of(), User.name)
        .outerjoin(User, User.id == JournalEntry.actor_id)
        .where(JournalEntry.reference == reference)
    ).first()
    if row is None:
        raise NotFound
    return WholeEntry(*row, group_numbers([reference]).get(reference))


def lines_of(entry_id: int) -> Sequence[EntryLine]:
    """The lines of an entry as they were booked."""
    rows = session.execute(
        select(LedgerAccount.name, LedgerAccount.kind, Seller.name, Posting.amount, Order.number, OrderGroup.number)
        .join(Posting, Posting.account_id == LedgerAccount.id)
        .outerjoin(Seller, Seller.id == LedgerAccount.seller_id)
        .outerjoin(Order, Order.id == Posting.order_id)
        .outerjoin(OrderGroup, OrderGroup.id == Order.group_id)
        .where(Posting.entry_id == entry_id)
        .order_by(Posting.id)
    )
    return [EntryLine(*row) for row in rows]


def journal(since: datetime, until: datetime) -> Iterator[tuple[datetime, str, str, str, str | None, int]]:
    """Every line of a period in the order of the books: time, event, reference, account, order number, amount."""
    entry = JournalEntry.occurred_at, event_of(), JournalEntry.reference
    rows = session.execute(
        select(*entry, LedgerAccount.name, Order.number, Posting.amount)
        .join(Posting, Posting.entry_id == JournalEntry.id)
        .join(LedgerAccount, LedgerAccount.id == Posting.account_id)
        .outerjoin(Order, Order.id == Posting.order_id)
        .where(JournalEntry.occurred_at >= since, JournalEntry.occurred_at < until)
        .order_by(JournalEntry.occurred_at, Posting.id),
        execution_options={"yield_per": ROWS_AT_ONCE},
    )
    return ((at, event, reference, name, number, amount) for at, event, reference, name, number, amount in rows)


def _of(kind: AccountKind | None) -> ColumnElement[bool]:
    return LedgerAccount.kind == kind if kind else true()
