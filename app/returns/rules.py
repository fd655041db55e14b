"""Who may give what back, until when, and what it is worth."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from app.clock import after_working_days
from app.models.order import Order, OrderStatus
from app.models.returns import ReturnReason
from app.models.shipment import Shipment
from app.pricing.shares import Share, share_of
from app.returns.errors import NothingChosen, TooMany
from app.settings import setting

PREFIX = "RT"
MOST_PHOTOS = 5
ONE_DAY = timedelta(days=1)
WITH_THE_BUYER = (OrderStatus.SHIPPED, OrderStatus.DELIVERED)
REMINDED_BEFORE = timedelta(hours=24)


def return_by(order: Order) -> datetime | None:
    """Until when the goods of a completed order can be given back."""
    return order.completed_at + timedelta(days=setting("RETURN_DAYS")) if order.completed_at else None


def may_return(order: Order, moment: datetime) -> bool:
    """Whether a case may be opened: sent, or completed not long ago, and not gone back whole."""
    until = return_by(order)
    in_time = order.status in WITH_THE_BUYER or (until is not None and moment <= until)
    return in_time and bool(what_is_left(order))


def answer_by(moment: datetime) -> datetime:
    """The last second of the last working day on which the seller's answer is in time."""
    return after_working_days(moment, setting("RETURN_ANSWER_DAYS")) + ONE_DAY - timedelta(seconds=1)


def cancelled_at(ship_by: datetime) -> datetime:
    """When an order that was not sent is cancelled by itself."""
    return ship_by + timedelta(days=setting("SHIP_GRACE_DAYS"))


def what_is_left(order: Order) -> dict[int, int]:
    """The pieces that have not gone back, by the ids of their lines."""
    left = {line.id: line.quantity - line.refunded_quantity for line in order.lines}
    return {line_id: count for line_id, count in left.items() if count}


def pieces_in(order: Order, parcel: Shipment) -> dict[int, int]:
    """What is left of a parcel's pieces, by the ids of their lines."""
    left = what_is_left(order)
    counts = {line.order_line_id: min(line.quantity, left.get(line.order_line_id, 0)) for line in parcel.lines}
    return {line_id: count for line_id, count in counts.items() if count}


def check_pieces(pieces: Mapping[int, int], within: Mapping[int, int]) -> dict[int, int]:
    """The chosen pieces without zeros. Raises NothingChosen, TooMany."""
    chosen = {line_id: count for line_id, count in pieces.items() if count}
    if not chosen:
        raise NothingChosen
    if any(not 0 < count <= within.get(line_id, 0) for line_id, count in chosen.items()):
        raise TooMany
    return chosen


def is_in_hand(reason: ReturnReason, pieces: Mapping[int, int], order: Order) -> bool:
    """Whether the buyer has the parcel: something in it is wrong, or only some of it is missing."""
    return reason != ReturnReason.MISSING or dict(pieces) != what_is_left(order)


def pays_shipping_back(reason: ReturnReason) -> bool:
    """Whether the parcel's share goes back too: not when the buyer only thinks otherwise now."""
    return reason != ReturnReason.CHANGED_MIND


def usual_share(order: Order, pieces: Mapping[int, int], reason: ReturnReason) -> Share:
    """What goes back for the next pieces, by the ids of their lines, when the seller agrees."""
    share = share_of(order, pieces)
    return share if pays_shipping_back(reason) else share.without_shipping()
