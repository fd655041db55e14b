"""What can be paid or taken that is neither a sale's nor a parcel's, and what was. Rupiah."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select

from app.books.queries.money import OURS
from app.db import session
from app.ledger import chart
from app.models.account import User
from app.models.ledger import AccountKind, JournalEntry, LedgerAccount, Posting
from app.models.order import Bearer
from app.models.payment import BankMovement, MovementKind

OF_BEARERS = f"{AccountKind.VOUCHER_COST.value}:"


@dataclass(frozen=True)
class Standing:
    """What we owe the state, what each bearer owes us by its name, and what of the bank is free to be taken."""

    tax_amount: int
    bearers: Mapping[str, int]
    free_amount: int


@dataclass(frozen=True)
class MovementRow:
    """A movement, and who wrote it down."""

    movement: BankMovement
    author: str | None


def standing() -> Standing:
    """What the books say now. What sellers owe us is not free: it is still somebody else's money in the bank."""
    rows = session.execute(
        select(LedgerAccount.kind, LedgerAccount.name, func.sum(Posting.amount))
        .join(Posting, Posting.account_id == LedgerAccount.id)
        .where(LedgerAccount.seller_id.is_(None))
        .group_by(LedgerAccount.kind, LedgerAccount.name)
        .order_by(LedgerAccount.name)
    )
    balances = {(kind, name): int(amount) for kind, name, amount in rows}
    bank_amount = balances.get((AccountKind.BANK, str(chart.BANK)), 0)
    our_amount = -sum(amount for (kind, _name), amount in balances.items() if kind in OURS)
    return Standing(
        tax_amount=-balances.get((AccountKind.PPH22_PAYABLE, str(chart.PPH22_PAYABLE)), 0),
        bearers={
            name.removeprefix(OF_BEARERS): amount
            for (kind, name), amount in balances.items()
            if kind == AccountKind.VOUCHER_COST and name != str(chart.voucher_cost(Bearer.PLATFORM.value))
        },
        free_amount=max(0, min(bank_amount, our_amount - _owed_by_sellers())),
    )


def withheld(moments: Sequence[datetime]) -> list[tuple[datetime, int]]:
    """Tax kept from sellers since each moment until the next, without what refunds gave back of it."""
    is_paid = JournalEntry.reference.startswith(MovementKind.TAX_PAID.value)
    since = case(
        *((JournalEntry.occurred_at >= moment, place) for place, moment in reversed(list(enumerate(moments))))
    ).label("since")
    rows = (
        select(since, Posting.amount)
        .join(JournalEntry, JournalEntry.id == Posting.entry_id)
        .join(LedgerAccount, LedgerAccount.id == Posting.account_id)
        .where(LedgerAccount.name == str(chart.PPH22_PAYABLE), JournalEntry.occurred_at >= moments[0], ~is_paid)
        .subquery()
    )
    found = session.execute(select(rows.c.since, func.sum(rows.c.amount)).group_by(rows.c.since))
    return [(moments[place], -int(amount)) for place, amount in found]


def find_movement(reference: str) -> BankMovement | None:
    """The movement in force under a bank reference."""
    is_it = BankMovement.reference == reference, BankMovement.reversed_at.is_(None)
    return session.scalar(select(BankMovement).where(*is_it))


def count_movements() -> int:
    """How many were recorded."""
    return session.scalar(select(func.count(BankMovement.id))) or 0


def movements(*, limit: int, offset: int) -> list[MovementRow]:
    """Movements, the latest day first."""
    rows = session.execute(
        select(BankMovement, User.name)
        .outerjoin(User, User.id == BankMovement.recorded_by_id)
        .order_by(BankMovement.moved_on.desc(), BankMovement.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [MovementRow(*row) for row in rows]


def _owed_by_sellers() -> int:
    debts = (
        select(func.sum(Posting.amount).label("amount"))
        .join(LedgerAccount, LedgerAccount.id == Posting.account_id)
        .where(LedgerAccount.kind == AccountKind.PAYABLE)
        .group_by(LedgerAccount.id)
        .having(func.sum(Posting.amount) > 0)
        .subquery()
    )
    return int(session.scalar(select(func.sum(debts.c.amount))) or 0)
