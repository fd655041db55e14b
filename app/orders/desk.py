"""What a seller does with accepted orders: their parcels, and words to their buyers. Quiet when it is so already.

Locks: the group, then its orders.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from app import audit
from app.actor import current_actor
from app.clock import now
from app.db import session
from app.errors import NotFound
from app.models.base import acted_by
from app.models.order import MOST_NOTES, Order, OrderNote, OrderStatus, ShippingMethod
from app.models.shipment import Shipment, ShipmentStatus
from app.models.state import IllegalTransition
from app.orders import parcels, queries
from app.orders.commands import deliver
from app.orders.errors import NobodyToTell, NoMoreNotes, WrittenMeanwhile
from app.outbox import emit
from app.settings import setting

BROUGHT = "handed to the buyer by the seller"


def pack_order(order_id: int, *, seller_id: int) -> Order:
    """What waits of an order stands packed; a buyer who fetches it is told until when it is kept.

    Raises NotFound, IllegalTransition.
    """
    order = queries.lock_order_of_seller(order_id, seller_id)
    parcel = parcels.in_preparation(order)
    if parcel.packed_at is None:
        parcel.packed_at = now()
        audit.record("shipment.packed", parcel, order_id=order.id)
        if order.shipping_method == ShippingMethod.PICKUP:
            order.fetch_by = _kept_until(order, parcel.packed_at)
            order.ship_reminded_at = None
            emit("order.ready", order_id=order.id)
    return order


def keep_through_holiday(order_id: int) -> None:
    """The days of a holiday announced after packing do not count either; its buyer hears the new day.

    No announcement makes the time shorter.
    """
    order = queries.lock_order(order_id)
    if order.status != OrderStatus.PROCESSING or order.fetch_by is None:
        return
    packed_at = parcels.in_preparation(order).packed_at
    kept_until = max(order.fetch_by, _kept_until(order, packed_at or now()))
    if order.seller.is_away(kept_until):
        kept_until = order.seller.after_holiday(now(), kept_until)
    if kept_until != order.fetch_by:
        order.fetch_by = kept_until
        order.ship_reminded_at = None
        audit.record("order.kept_longer", order)
        emit("order.ready", order_id=order.id)


def ship_part(
    order_id: int, parcel_id: int, pieces: Mapping[int, int], *, seller_id: int, courier: str, tracking_number: str
) -> Shipment:
    """Some pieces, by the ids of their lines, are handed over in the parcel that is prepared.

    Raises NotFound, ParcelGone, NothingToSend, NumberUsed, OnlyWhole, IllegalTransition.
    """
    order = queries.lock_order_of_seller(order_id, seller_id)
    return parcels.hand_over_part(order, parcel_id, pieces, courier=courier, tracking_number=tracking_number)


def deliver_parcel(order_id: int, parcel_id: int, *, seller_id: int) -> Order:
    """The shop's own courier has brought one parcel; with the last one the order is delivered.

    Raises NotFound, IllegalTransition.
    """
    order = queries.lock_order_of_seller(order_id, seller_id)
    parcel = next((each for each in parcels.parcels_of(order) if each.id == parcel_id), None)
    if parcel is None:
        raise NotFound
    if order.shipping_method != ShippingMethod.OWN_COURIER:
        raise IllegalTransition
    if parcel.status == ShipmentStatus.DELIVERED:
        return order
    if parcel.status != ShipmentStatus.HANDED_OVER:
        raise IllegalTransition
    if parcels.arrive(order, parcel, because=BROUGHT):
        deliver(order, because=BROUGHT)
    return order


def tell_buyer(order_id: int, text: str, *, seller_id: int, position: int) -> OrderNote:
    """Write some words to the buyer of an order that is paid and not over; the same form twice is one note.

    `position` counts from 1 which note of the order it is. Raises NotFound, NobodyToTell, NoMoreNotes,
    WrittenMeanwhile.
    """
    order = queries.lock_order_of_seller(order_id, seller_id)
    known = queries.notes_of([order.id]).get(order.id, [])
    if any(note.position == position and note.text == text for note in known):
        return known[position - 1]
    if order.status not in queries.WITH_A_READER:
        raise NobodyToTell
    if len(known) >= MOST_NOTES:
        raise NoMoreNotes
    if position != len(known) + 1:
        raise WrittenMeanwhile
    note = OrderNote(order_id=order.id, position=position, text=text, **acted_by(current_actor(), ""))
    session.add(note)
    session.flush()
    audit.record("order.buyer_told", order, note_id=note.id)
    emit("order.buyer_told", note_id=note.id)
    return note


def _kept_until(order: Order, packed_at: datetime) -> datetime:
    """When the days for fetching a parcel end that was packed then; those of a holiday do not count."""
    return order.seller.after_holiday(packed_at, packed_at + timedelta(days=setting("PICKUP_KEPT_DAYS")))
