"""A seller's balance with each entry explained."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from app.db import session
from app.ledger import chart
from app.ledger import queries as ledger
from app.ledger.queries import StatementLine
from app.models.order import CommissionLine, Order, OrderLine, ShippingOwner


@dataclass(frozen=True)
class Balance:
    """Rupiah that wait for completed orders, and rupiah that can be paid out."""

    held_amount: int
    payable_amount: int


@dataclass(frozen=True)
class Entry:
    """One change of what can be paid out: goods and the seller's own parcel as paid, and our commission."""

    line: StatementLine
    amount: int
    order_id: int | None
    items_amount: int
    shipping_amount: int
    commission_amount: int


def balance_of(seller_id: int) -> Balance:
    """The seller's balance; the books say what we owe as negative."""
    held, payable = chart.held(seller_id), chart.payable(seller_id)
    sums = ledger.balances_of([held, payable])
    return Balance(-sums[held], -sums[payable])


def entries_of(seller_id: int, *, limit: int, offset: int) -> Sequence[Entry]:
    """What changed the seller's earnings, newest first."""
    lines = ledger.statement(chart.payable(seller_id), limit=limit, offset=offset)
    orders = _orders(seller_id, [line.order_number for line in lines if line.order_number])
    return [_entry(line, orders.get(line.order_number or "")) for line in lines]


def count_entries(seller_id: int) -> int:
    """How many changes there were."""
    return ledger.count_statement(chart.payable(seller_id))


def _orders(seller_id: int, numbers: Sequence[str]) -> dict[str, tuple[Order, int]]:
    commission = (
        select(func.sum(CommissionLine.amount))
        .join(OrderLine, OrderLine.id == CommissionLine.order_line_id)
        .where(OrderLine.order_id == Order.id)
        .correlate(Order)
        .scalar_subquery()
    )
    rows = session.execute(select(Order, commission).where(Order.seller_id == seller_id, Order.number.in_(numbers)))
    return {order.number: (order, int(amount or 0)) for order, amount in rows}


def _entry(line: StatementLine, found: tuple[Order, int] | None) -> Entry:
    if found is None:
        return Entry(line, -line.amount, None, 0, 0, 0)
    order, commission_amount = found
    shipping_amount = order.shipping_amount if order.shipping_owner == ShippingOwner.SELLER else 0
    return Entry(line, -line.amount, order.id, order.items_amount, shipping_amount, commission_amount)
