"""Every change of what a seller has earned, explained by the other lines of its entry in the books.

What the columns of an entry say always sums to its amount, because both come from the same entry.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    SQLColumnExpression,
    String,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from app.clock import now
from app.db import session
from app.ledger import chart
from app.ledger import queries as ledger
from app.models.ledger import AccountKind, JournalEntry, LedgerAccount, Posting
from app.models.order import Adjustment, AdjustmentKind, Bearer, Order
from app.models.payment import PaymentSplit, Refund
from app.models.payout import Payout, PayoutBatch, PayoutStatus
from app.payouts.queries.balances import is_in_payout
from app.pricing.settings import PAYOUT_HOLD_DAYS, value_within


class What(StrEnum):
    """What happened; the word in front of an entry's reference."""

    COMPLETED = "order-completed"
    REFUNDED = "refund-due"
    CASH = "cash-received"
    CASH_GIVEN_BACK = "refund-sent"
    CASH_NOT_GIVEN_BACK = "refund-bounced"
    PAID_OUT = "payout"
    CAME_BACK = "payout-failed"
    ARRIVED = "payout-failed-reversed"


@dataclass(frozen=True)
class Entry:
    """One change in rupiah: above zero the seller has more, below zero less. All columns sum to `amount`.

    `gone_before` went back to the buyer before the order was completed, so that it is in none of the columns;
    `discount_amount` is what the seller's own voucher took off, and `sales_amount` is without it. From `clears_at` on
    what is left of a completed order can be paid out, None when nothing is.
    """

    what: What
    occurred_at: datetime
    order_id: int | None
    order_number: str
    batch_number: str
    amount: int
    sales_amount: int = 0
    shipping_amount: int = 0
    commission_amount: int = 0
    pph22_amount: int = 0
    refunded_amount: int = 0
    cash_amount: int = 0
    payout_amount: int = 0
    gone_before: int = 0
    discount_amount: int = 0
    clears_at: datetime | None = None
    is_paid_out: bool = False


def entries_of(seller_id: int, *, limit: int, offset: int) -> Sequence[Entry]:
    """What changed the seller's earnings, newest first."""
    newest = _postings(seller_id).order_by(JournalEntry.occurred_at.desc(), Posting.id.desc())
    return list(reversed(_explained(seller_id, newest.limit(limit).offset(offset))))


def count_entries(seller_id: int) -> int:
    """How many changes there were."""
    return ledger.count_statement(chart.payable(seller_id))


def entries_between(seller_id: int, begin: datetime, end: datetime) -> list[Entry]:
    """What changed the seller's earnings from one moment until before another, oldest first."""
    is_then = JournalEntry.occurred_at >= begin, JournalEntry.occurred_at < end
    return _explained(seller_id, _postings(seller_id).where(*is_then))


def payable_before(seller_id: int, moment: datetime) -> int:
    """What the seller had earned before a moment, in rupiah."""
    return -int(
        session.scalar(
            select(func.coalesce(func.sum(Posting.amount), 0))
            .join(JournalEntry, JournalEntry.id == Posting.entry_id)
            .join(LedgerAccount, LedgerAccount.id == Posting.account_id)
            .where(_is_payable(seller_id), JournalEntry.occurred_at < moment)
        )
        or 0
    )


def _postings(seller_id: int) -> Select[int]:
    return (
        select(Posting.id)
        .join(JournalEntry, JournalEntry.id == Posting.entry_id)
        .join(LedgerAccount, LedgerAccount.id == Posting.account_id)
        .where(_is_payable(seller_id))
    )


def _is_payable(seller_id: int) -> ColumnElement[bool]:
    return LedgerAccount.name == str(chart.payable(seller_id))


def _explained(seller_id: int, postings: Select[int]) -> list[Entry]:
    chosen = postings.subquery()
    own, beside, account = aliased(Posting), aliased(Posting), aliased(LedgerAccount)
    name = cast(Payout.id, String)
    of_payouts = [literal(f"{what}:") + name for what in (What.PAID_OUT, What.CAME_BACK, What.ARRIVED)]
    is_its_payout = or_(
        JournalEntry.reference.in_(of_payouts),
        *(JournalEntry.reference.like(of_payout + ":%") for of_payout in of_payouts[1:]),
    )
    rows = session.execute(
        select(
            JournalEntry.reference,
            JournalEntry.occurred_at,
            own.amount,
            own.order_id,
            Order.number,
            Order.shipping_amount,
            PayoutBatch.number.label("batch_number"),
            _sum_on(beside, account, AccountKind.COMMISSION_INCOME).label("commission"),
            _sum_on(beside, account, AccountKind.PPH22_PAYABLE).label("pph22"),
            _sum_on(beside, account, AccountKind.SHIPPING_INCOME).label("our_shipping"),
            _gone_back(own, Refund.shipping_amount).label("parcel_gone_back"),
            _gone_back(own, Refund.amount).label("gone_back"),
            _own_discount(own).label("own_discount"),
            Order.completed_at,
            _left_over(own).label("left_over"),
            value_within(PAYOUT_HOLD_DAYS, now()).label("hold_days"),
            is_in_payout([PayoutStatus.COMPLETED]).label("is_paid_out"),
        )
        .select_from(own)
        .join(chosen, chosen.c.id == own.id)
        .join(JournalEntry, JournalEntry.id == own.entry_id)
        .join(beside, beside.entry_id == own.entry_id)
        .join(account, account.id == beside.account_id)
        .outerjoin(Order, Order.id == own.order_id)
        .outerjoin(Payout, and_(Payout.seller_id == seller_id, own.order_id.is_(None), is_its_payout))
        .outerjoin(PayoutBatch, PayoutBatch.id == Payout.batch_id)
        .group_by(own.id, JournalEntry.id, Order.id, PayoutBatch.id)
        .order_by(JournalEntry.occurred_at, own.id)
    )
    return [_entry(row) for row in rows]


def _sum_on(beside: type[Posting], account: type[LedgerAccount], kind: AccountKind) -> ColumnElement[int]:
    return func.coalesce(func.sum(beside.amount).filter(account.kind == kind), 0)


def _gone_back(own: type[Posting], amount: SQLColumnExpression[int]) -> ColumnElement[int]:
    """What refunds before completion took back of an entry's order."""
    back = select(func.coalesce(func.sum(amount), 0)).join(PaymentSplit, PaymentSplit.id == Refund.split_id)
    return back.where(PaymentSplit.order_id == own.order_id, Refund.is_earned.is_(False)).scalar_subquery()


def _own_discount(own: type[Posting]) -> ColumnElement[int]:
    """What a voucher that the seller pays for took off an entry's order."""
    is_own = Adjustment.kind == AdjustmentKind.VOUCHER, Adjustment.bearer == Bearer.SELLER
    return (
        select(func.coalesce(-func.sum(Adjustment.amount), 0))
        .where(Adjustment.order_id == own.order_id, *is_own)
        .scalar_subquery()
    )


def _left_over(own: type[Posting]) -> ColumnElement[int]:
    """What the seller has still earned with an entry's order, after refunds and cash at the door."""
    of_order = Posting.account_id == own.account_id, Posting.order_id == own.order_id
    return select(func.coalesce(-func.sum(Posting.amount), 0)).where(*of_order).scalar_subquery()


def _entry(row: Row[*tuple[Any, ...]]) -> Entry:
    what = What(row.reference.partition(":")[0])
    amount = -row.amount
    facts = (what, row.occurred_at, row.order_id, row.number or "", row.batch_number or "", amount)
    commission_amount, pph22_amount = int(row.commission), int(row.pph22)
    if what == What.COMPLETED:
        shipping_amount = row.shipping_amount - int(row.parcel_gone_back) + int(row.our_shipping)
        clears_at = row.completed_at + timedelta(days=row.hold_days) if row.left_over > 0 else None
        return Entry(
            *facts,
            sales_amount=amount - shipping_amount - commission_amount - pph22_amount,
            shipping_amount=shipping_amount,
            commission_amount=commission_amount,
            pph22_amount=pph22_amount,
            gone_before=int(row.gone_back),
            discount_amount=int(row.own_discount),
            clears_at=clears_at,
            is_paid_out=bool(clears_at and row.is_paid_out),
        )
    if what == What.REFUNDED:
        return Entry(
            *facts,
            refunded_amount=amount - commission_amount - pph22_amount,
            commission_amount=commission_amount,
            pph22_amount=pph22_amount,
        )
    if what in (What.CASH, What.CASH_GIVEN_BACK, What.CASH_NOT_GIVEN_BACK):
        return Entry(*facts, cash_amount=amount)
    return Entry(*facts, payout_amount=amount)
