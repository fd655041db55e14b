"""Refunds of orders whose money the seller took at the door, and whether the seller can bear them."""

from dataclasses import dataclass

from sqlalchemy import select

from app import audit
from app.db import session
from app.ledger import chart
from app.ledger.queries import balances_of
from app.models.order import Order
from app.models.payment import PaymentSplit, Refund


@dataclass(frozen=True)
class CashTaken:
    """Who took the money of a refund, what we owe that seller in rupiah (below zero: owed to us), and who bears it.

    The refund is taken off that balance already. `is_advanced` says that an admin lets us pay it whatever is left.
    """

    seller_name: str
    balance_amount: int
    is_advanced: bool

    @property
    def is_covered(self) -> bool:
        """Whether it may be paid from our account."""
        return self.is_advanced or self.balance_amount >= 0


def find_cash_taken(refund: Refund) -> CashTaken | None:
    """What the seller of a refund's order took at the door; None where we have the money."""
    is_it = PaymentSplit.id == refund.split_id, Order.cash_amount.is_not(None)
    order = session.scalar(select(Order).join(PaymentSplit, PaymentSplit.order_id == Order.id).where(*is_it))
    if order is None:
        return None
    account = chart.payable(order.seller_id)
    is_advanced = audit.is_recorded("refund.advanced", refund)
    return CashTaken(order.seller_name, -balances_of([account])[account], is_advanced)
