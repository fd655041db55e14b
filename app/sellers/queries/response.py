"""How long shops take from paid to accepted, by what they really did."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from statistics import median_low

from sqlalchemy import String, cast, select

from app.clock import now
from app.db import session
from app.models.order import Order, OrderStatus
from app.models.seller import Seller
from app.models.state import StateChange

COUNTED = timedelta(days=30)
ENOUGH = 5  # orders: fewer say more about one day than about the shop


def minutes_by_seller() -> dict[int, int]:
    """The median minutes of the last thirty days, for shops with enough cases."""
    rows = session.execute(
        select(Order.seller_id, Order.paid_at, StateChange.at)
        .join(StateChange, StateChange.subject_id == cast(Order.id, String))
        .where(
            StateChange.machine == Order.__tablename__,
            StateChange.to_status == OrderStatus.PROCESSING,
            StateChange.at >= now() - COUNTED,
        )
    )
    spans: defaultdict[int, list[timedelta]] = defaultdict(list)
    for seller_id, paid_at, accepted_at in rows:
        if paid_at is not None:
            spans[seller_id].append(max(accepted_at - paid_at, timedelta()))
    return {key: median_low(each) // timedelta(minutes=1) for key, each in spans.items() if len(each) >= ENOUGH}


def sellers_with_other_figures(figures: Mapping[int, int]) -> list[int]:
    """Shops that say something else than these figures."""
    rows = session.execute(select(Seller.id, Seller.accepts_in_minutes).order_by(Seller.id))
    return [seller_id for seller_id, minutes in rows if minutes != figures.get(seller_id)]
