"""Who may give what back, until when, and what it is worth."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from app.clock import after_working_days
from app.models.order import Order, OrderStatus
from app.models.returns import ReturnReason
from app.models.shipment import Shipment
from app.pricing.shares import Share, share_of
from app.returns.errors import NothingChosen, PhotoWanted, RejectedBefore, TooMany, TooManyPhotos
from app.settings import setting

PREFIX = "RT"
MOST_PHOTOS = 5  # from each side
SEEN_IN_PHOTOS = (ReturnReason.DAMAGED, ReturnReason.NOT_AS_DESCRIBED)
ONE_DAY = timedelta(days=1)
WITH_THE_BUYER = (OrderStatus.SHIPPED, OrderStatus.DELIVERED)
ON_THE_ROAD = (OrderStatus.PROCESSING, *WITH_THE_BUYER)  # a part may be, while the rest is prepared
REMINDED_BEFORE = timedelta(hours=24)


def return_by(order: Order) -> datetime | None:
    """Until when the goods of a completed order can be given back."""
    return order.completed_at + timedelta(days=setting("RETURN_DAYS")) if order.completed_at else None


def may_return(order: Order, sent: Mapping[int, int], moment: datetime) -> bool:
    """Whether a case may be opened about what was sent and has not gone back: not long after completion."""
    until = return_by(order)
    return bool(sent) and (order.status in ON_THE_ROAD or (until is not None and moment <= until))


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


def without(pieces: Mapping[int, int], others: Mapping[int, int]) -> dict[int, int]:
    """Pieces without some others, by the ids of their lines."""
    left = {line_id: count - others.get(line_id, 0) for line_id, count in pieces.items()}
    return {line_id: count for line_id, count in left.items() if count > 0}


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


def check_not_rejected(pieces: Mapping[int, int], within: Mapping[int, int]) -> None:
    """Pieces for which an admin granted nothing are not asked for again. Raises RejectedBefore."""
    if any(count > within.get(line_id, 0) for line_id, count in pieces.items()):
        raise RejectedBefore


def check_shown(reason: ReturnReason, photos: int) -> None:
    """What can be seen is shown. Raises PhotoWanted."""
    if reason in SEEN_IN_PHOTOS and not photos:
        raise PhotoWanted


def room_for_photos(shown: int) -> int:
    """How many more photos a side of a case may show."""
    return max(0, MOST_PHOTOS - shown)


def check_room(photos: int, shown: int) -> None:
    """A side of a case does not show more photos than it may. Raises TooManyPhotos."""
    room = room_for_photos(shown)
    if photos > room:
        raise TooManyPhotos(most=MOST_PHOTOS, room=room)


def is_in_hand(
    reason: ReturnReason, pieces: Mapping[int, int], inside: Mapping[int, int], elsewhere: Mapping[int, int]
) -> bool:
    """Whether the buyer must have a parcel: something in it is wrong, or only some of what is inside is missing.

    Pieces of a line that may as well be those in other parcels tell nothing.
    """
    is_meant = any(pieces.get(line_id, 0) > elsewhere.get(line_id, 0) for line_id in inside)
    may_be_lost = all(pieces.get(line_id, 0) >= count for line_id, count in inside.items())
    return is_meant and not (reason == ReturnReason.MISSING and may_be_lost)


def is_missing(inside: Mapping[int, int], pieces: Mapping[int, int], on_the_road: Mapping[int, int]) -> bool:
    """Whether a parcel is lost when some pieces are missing: of its lines these are all that is on the road."""
    is_meant = not inside.keys().isdisjoint(pieces)
    return is_meant and all(pieces.get(line_id, 0) >= on_the_road.get(line_id, 0) for line_id in inside)


def pays_shipping_back(reason: ReturnReason) -> bool:
    """Whether the parcel's share goes back too: not when the buyer only thinks otherwise now."""
    return reason != ReturnReason.CHANGED_MIND


def usual_share(order: Order, pieces: Mapping[int, int], reason: ReturnReason) -> Share:
    """What goes back for the next pieces, by the ids of their lines, when the seller agrees."""
    share = share_of(order, pieces)
    return share if pays_shipping_back(reason) else share.without_shipping()
