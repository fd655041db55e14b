"""What a seller has earned, and how much of it can be paid out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, case, func, select

from app.clock import now
from app.db import session
from app.ledger import chart
from app.ledger import queries as ledger
from app.models.ledger import AccountKind, JournalEntry, LedgerAccount, Posting
from app.models.order import Order
from app.models.payment import PaymentSplit
from app.models.payout import Payout, PayoutOrder, PayoutStatus
from app.payouts.rules import Month
from app.pricing.settings import PAYOUT_HOLD_DAYS, PAYOUT_MINIMUM_AMOUNT, value_at, value_within

PLANNED = (PayoutStatus.PENDING, PayoutStatus.APPROVED)
ON_ITS_WAY = (PayoutStatus.PROCESSING, PayoutStatus.UNRESOLVED)
GONE = (*ON_ITS_WAY, PayoutStatus.COMPLETED)
NOT_FAILED = (*PLANNED, *GONE)


@dataclass(frozen=True)
class Balance:
    """Rupiah that wait for completed orders, and rupiah that were earned; below zero the seller owes them.

    Cash that buyers promised and nobody has seen is apart from what is held.
    """

    held_amount: int
    payable_amount: int
    promised_amount: int = 0


@dataclass(frozen=True)
class Reckoning:
    """What was earned in rupiah, what of it still waits, and when the first part of that will not."""

    seller_id: int
    payable_amount: int = 0
    waiting_amount: int = 0
    clears_at: datetime | None = None

    @property
    def cleared_amount(self) -> int:
        """What can be paid out now."""
        return self.payable_amount - self.waiting_amount


@dataclass(frozen=True)
class Money:
    """All the money of a seller in rupiah, by where it is; `planned_amount` is a part of what has cleared."""

    held_amount: int
    promised_amount: int
    reckoning: Reckoning
    planned_amount: int
    travelling_amount: int
    paid_amount: int
    minimum_amount: int
    hold_days: int


def balance_of(seller_id: int) -> Balance:
    """The seller's balance; the books say what we owe as negative."""
    held, payable = chart.held(seller_id), chart.payable(seller_id)
    sums = ledger.balances_of([held, payable])
    promised_amount = int(session.scalar(select(_promised(seller_id))) or 0)
    return Balance(-sums[held] - promised_amount, -sums[payable], promised_amount)


def cleared_amounts(seller_ids: Iterable[int]) -> dict[int, int]:
    """What can be paid out to some sellers now, in rupiah."""
    moment = now()
    hold = timedelta(days=value_at(PAYOUT_HOLD_DAYS, moment))
    amounts = dict.fromkeys(seller_ids, 0)
    rows = session.execute(reckoned(moment, hold, LedgerAccount.seller_id.in_(list(amounts))))
    return amounts | {row.seller_id: int(row.payable - row.waiting) for row in rows}


def money_of(seller_id: int) -> Money:
    """Everything a seller asks about the own money."""
    moment = now()
    figures = value_within(PAYOUT_HOLD_DAYS, moment), value_within(PAYOUT_MINIMUM_AMOUNT, moment)
    hold_days, minimum_amount = session.execute(select(*figures)).one()
    own = reckoned(moment, timedelta(days=hold_days), LedgerAccount.name == str(chart.payable(seller_id)))
    row = session.execute(own).one_or_none()
    return Money(
        reckoning=_reckoned(row, timedelta(days=hold_days)) if row else Reckoning(seller_id),
        minimum_amount=minimum_amount,
        hold_days=hold_days,
        **_by_place(seller_id),
    )


def reckoned(
    moment: datetime, hold: timedelta, *conditions: ColumnElement[bool]
) -> Select[int, int, int, datetime | None]:
    """What each seller has earned, what of it waits, and since when the oldest of that.

    An order waits while its completion is younger than the hold and no payout took it along when the hold was shorter:
    with what is left of it, after refunds and cash that the seller has already. Whatever is taken away beyond that
    counts at once.
    """
    own = LedgerAccount.kind == AccountKind.PAYABLE, *conditions
    young = (
        select(
            LedgerAccount.seller_id,
            func.max(Order.completed_at).label("completed_at"),
            (-func.sum(Posting.amount)).label("left_over"),
        )
        .join(Posting, Posting.account_id == LedgerAccount.id)
        .join(Order, Order.id == Posting.order_id)
        .where(*own, Order.completed_at > moment - hold, ~is_in_payout(GONE))
        .group_by(LedgerAccount.seller_id, Posting.order_id)
        .having(func.sum(Posting.amount) < 0)
        .subquery()
    )
    waiting = (
        select(
            young.c.seller_id,
            func.sum(young.c.left_over).label("waiting"),
            func.min(young.c.completed_at).label("oldest"),
        )
        .group_by(young.c.seller_id)
        .subquery()
    )
    earned = (
        select(LedgerAccount.seller_id, (-func.sum(Posting.amount)).label("payable"))
        .join(Posting, Posting.account_id == LedgerAccount.id)
        .where(*own)
        .group_by(LedgerAccount.seller_id)
        .subquery()
    )
    return select(
        earned.c.seller_id, earned.c.payable, func.coalesce(waiting.c.waiting, 0).label("waiting"), waiting.c.oldest
    ).outerjoin(waiting, waiting.c.seller_id == earned.c.seller_id)


def is_in_payout(statuses: Sequence[PayoutStatus]) -> ColumnElement[bool]:
    """Whether an order of a statement is in a payout of one of these statuses."""
    within = select(PayoutOrder.order_id).join(Payout, Payout.id == PayoutOrder.payout_id)
    is_it = PayoutOrder.order_id == Order.id, Payout.status.in_(statuses)
    return within.where(*is_it).correlate(Order).exists()


def earned_by_month(seller_id: int, months: list[Month]) -> list[int]:
    """What completed orders brought in each of some months, in rupiah."""
    moment = JournalEntry.occurred_at
    sums = [
        func.sum(case(((moment >= month.begin) & (moment < month.end), -Posting.amount), else_=0)) for month in months
    ]
    row = session.execute(
        select(*sums)
        .select_from(Posting)
        .join(JournalEntry, JournalEntry.id == Posting.entry_id)
        .join(LedgerAccount, LedgerAccount.id == Posting.account_id)
        .where(
            LedgerAccount.name == str(chart.payable(seller_id)),
            moment >= months[0].begin,
            JournalEntry.reference.startswith("order-completed:"),
        )
    ).one()
    return [int(amount or 0) for amount in row]


def _by_place(seller_id: int) -> dict[str, int]:
    held = select(func.sum(Posting.amount)).join(LedgerAccount, LedgerAccount.id == Posting.account_id)
    paid = func.sum(Payout.amount)
    row = session.execute(
        select(
            (-held.where(LedgerAccount.name == str(chart.held(seller_id))).scalar_subquery()).label("held_amount"),
            _promised(seller_id).label("promised_amount"),
            paid.filter(Payout.status.in_(PLANNED)).label("planned_amount"),
            paid.filter(Payout.status.in_(ON_ITS_WAY)).label("travelling_amount"),
            paid.filter(Payout.status == PayoutStatus.COMPLETED).label("paid_amount"),
        ).where(Payout.seller_id == seller_id)
    ).one()
    places = {name: int(amount or 0) for name, amount in row._mapping.items()}
    return places | {"held_amount": places["held_amount"] - places["promised_amount"]}


def _promised(seller_id: int) -> ScalarSelect[int]:
    """What buyers are going to pay the seller at the door, without what went back before."""
    is_unseen = Order.seller_id == seller_id, Order.takes_cash, Order.cash_amount.is_(None)
    left = func.sum(PaymentSplit.amount - PaymentSplit.refunded_amount)
    return select(left).join(Order, Order.id == PaymentSplit.order_id).where(*is_unseen).scalar_subquery()


def _reckoned(row: Row[int, int, int, datetime | None], hold: timedelta) -> Reckoning:
    clears_at = row.oldest + hold if row.oldest else None
    return Reckoning(row.seller_id, int(row.payable), int(row.waiting), clears_at)
