"""How long a shop sees whom it sends to: as long as there is something to send, give back or ask (UU PDP 27/2022)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from app.models.order import Order, OrderStatus
from app.models.returns import UNDECIDED, ReturnCase
from app.models.state import StateChange
from app.settings import setting


def still_needs_the_buyer(
    order: Order, changes: Iterable[StateChange], cases: Iterable[ReturnCase], moment: datetime
) -> bool:
    """Whether a paid order's shop has a reason to know name, phone and address of its buyer."""
    if order.paid_at is None:
        return False
    ends = [change.at for change in changes if change.to_status in (OrderStatus.COMPLETED, OrderStatus.CANCELLED)]
    is_undecided = any(each.status in UNDECIDED for each in cases)
    return not ends or is_undecided or moment <= ends[-1] + timedelta(days=setting("BUYER_SHOWN_DAYS"))
