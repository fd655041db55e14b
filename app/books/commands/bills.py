"""What couriers and keepers of hubs are paid for parcels of the marketplace. Locks: the account of their income."""

from dataclasses import dataclass
from datetime import date

from app import audit
from app.books import rules
from app.books.errors import BillKnown
from app.books.queries import bills as queries
from app.clock import JAKARTA, now
from app.db import session
from app.ledger import chart
from app.ledger.commands import Line, post
from app.models.shipping import DeliveryBill


@dataclass(frozen=True)
class Bill:
    """Who was paid how many rupiah from our bank account, by which number of the bill, on which day."""

    payee: str
    reference: str
    amount: int
    paid_on: date


def record_bill(bill: Bill, *, admin_id: int) -> DeliveryBill:
    """Write down a bill that was paid, once for each number of a payee; quiet when exactly that is known.

    Raises OddDay, BillKnown.
    """
    rules.check_day(bill.paid_on, now().astimezone(JAKARTA).date())
    known = queries.lock_bill(bill.payee, bill.reference)
    if known is not None:
        if (known.amount, known.paid_on) != (bill.amount, bill.paid_on):
            raise BillKnown
        return known
    paid = DeliveryBill(
        payee=bill.payee,
        reference=bill.reference,
        amount=bill.amount,
        paid_on=bill.paid_on,
        recorded_by_id=admin_id,
    )
    session.add(paid)
    session.flush()
    lines = [Line(chart.SHIPPING_INCOME, paid.amount), Line(chart.BANK, -paid.amount)]
    post(f"delivery-bill:{paid.id}", lines, because="a bill for parcels is paid")
    audit.record("delivery_bill.recorded", paid, amount=paid.amount)
    return paid
