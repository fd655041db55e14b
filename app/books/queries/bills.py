"""What couriers and keepers of hubs were paid, and what is left of what buyers paid for these parcels."""

from collections.abc import Sequence

from sqlalchemy import func, select

from app.db import session
from app.ledger import chart
from app.ledger.queries import balances_of
from app.models.ledger import LedgerAccount
from app.models.shipping import DeliveryBill


def lock_bill(payee: str, reference: str) -> DeliveryBill | None:
    """The bill of a payee under its number, while nobody else records one."""
    session.execute(
        select(LedgerAccount.id).where(LedgerAccount.name == str(chart.SHIPPING_INCOME)).with_for_update(key_share=True)
    )
    is_it = DeliveryBill.payee == payee, DeliveryBill.reference == reference, DeliveryBill.reversed_at.is_(None)
    return session.scalar(select(DeliveryBill).where(*is_it))


def left_amount() -> int:
    """Rupiah of our own parcels and hubs that no bill has taken yet; below zero when the bills were higher."""
    return -balances_of([chart.SHIPPING_INCOME])[chart.SHIPPING_INCOME]


def count_bills() -> int:
    """How many were paid."""
    return session.scalar(select(func.count(DeliveryBill.id))) or 0


def bills(*, limit: int, offset: int) -> Sequence[DeliveryBill]:
    """Paid bills, the latest day first."""
    newest_first = DeliveryBill.paid_on.desc(), DeliveryBill.id.desc()
    return session.scalars(select(DeliveryBill).order_by(*newest_first).limit(limit).offset(offset)).all()
