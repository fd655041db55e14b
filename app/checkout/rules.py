"""What must hold before an order is written."""

from app.catalog.errors import OutOfStock
from app.checkout.errors import CannotShip, CartEmpty, PriceChanged
from app.checkout.queries import Plan


def check_can_be_placed(plan: Plan, *, expected_total: int) -> None:
    """Raises CartEmpty, OutOfStock, CannotShip or PriceChanged, in this order."""
    if not plan.sellers:
        raise CartEmpty
    if not all(line.can_be_bought for seller in plan.sellers for line in seller.lines):
        raise OutOfStock
    if any(seller.quote is None for seller in plan.sellers):
        raise CannotShip
    if plan.total.amount != expected_total:
        raise PriceChanged
