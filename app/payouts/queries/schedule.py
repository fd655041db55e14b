"""When money of a seller becomes payable, and why the rest is held."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, cast, func, literal, or_, select, union_all

from app.clock import day_of, now
from app.db import session
from app.ledger import chart
from app.models.ledger import LedgerAccount, Posting
from app.models.order import Order, OrderStatus
from app.payouts.queries.balances import GONE, is_in_payout

COMPLETED = OrderStatus.COMPLETED.value


@dataclass(frozen=True)
class Coming:
    """Rupiah of completed orders that can be paid out from a day in Jakarta on."""

    day: datetime
    amount: int
    orders: int


@dataclass(frozen=True)
class Held:
    """Rupiah of orders that are on their way, by how far they are; the last completes by itself by a moment."""

    status: OrderStatus
    amount: int
    orders: int
    completes_by: datetime | None


@dataclass(frozen=True)
class Schedule:
    """What comes when, the first day first, and what is held, the farthest first."""

    coming: Sequence[Coming]
    held: Sequence[Held]


def schedule_of(seller_id: int, *, hold_days: int) -> Schedule:
    """Everything that is paid and cannot be paid out yet, without cash that nobody has seen; in one statement."""
    moment, hold = now(), timedelta(days=hold_days)
    left_over = -func.sum(Posting.amount)
    earned = (
        select(literal(COMPLETED).label("status"), func.max(Order.completed_at).label("at"), left_over.label("amount"))
        .select_from(Posting)
        .join(LedgerAccount, LedgerAccount.id == Posting.account_id)
        .join(Order, Order.id == Posting.order_id)
        .where(
            LedgerAccount.name == str(chart.payable(seller_id)),
            Order.completed_at > moment - hold,
            ~is_in_payout(GONE),
        )
        .group_by(Posting.order_id)
        .having(left_over > 0)
    )
    held = (
        select(cast(Order.status, String), func.max(Order.auto_complete_at), left_over)
        .select_from(Posting)
        .join(LedgerAccount, LedgerAccount.id == Posting.account_id)
        .join(Order, Order.id == Posting.order_id)
        .where(
            LedgerAccount.name == str(chart.held(seller_id)),
            or_(Order.takes_cash.is_(False), Order.cash_amount.is_not(None)),
        )
        .group_by(Posting.order_id, Order.status)
        .having(left_over > 0)
    )
    coming: dict[datetime, Coming] = {}
    waiting: dict[OrderStatus, Held] = {}
    for status, at, amount in session.execute(union_all(earned, held)):
        if status == COMPLETED and at is not None:
            day = day_of(at + hold)
            before = coming.get(day, Coming(day, 0, 0))
            coming[day] = Coming(day, before.amount + int(amount), before.orders + 1)
        else:
            known = OrderStatus(status)
            so_far = waiting.get(known, Held(known, 0, 0, None))
            last = max((each for each in (so_far.completes_by, at) if each), default=None)
            waiting[known] = Held(known, so_far.amount + int(amount), so_far.orders + 1, last)
    order = list(OrderStatus)
    return Schedule(
        sorted(coming.values(), key=lambda each: each.day),
        sorted(waiting.values(), key=lambda each: -order.index(each.status)),
    )
