"""Parcels that couriers carry: which to ask about, and what follows when one has arrived."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from app.clock import now
from app.db import session
from app.models.order import Order, OrderStatus, ShippingMethod
from app.models.shipment import Shipment, ShipmentStatus
from app.orders import parcels, queries
from app.orders.commands import deliver
from app.outbox import emit

AGAIN = timedelta(hours=6)
GIVEN_UP = timedelta(days=60)
ARRIVED = "the courier says that it has arrived"
OPEN = (OrderStatus.PROCESSING, OrderStatus.SHIPPED)  # a part may arrive before the rest has left


@dataclass(frozen=True)
class Underway:
    """A parcel with the name of its courier as the seller wrote it."""

    id: int
    courier: str
    tracking_number: str


def parcels_to_ask(moment: datetime, *, limit: int) -> Sequence[Underway]:
    """Parcels with a number that nobody asked about lately, the longest not asked first."""
    rows = session.execute(
        select(Shipment.id, Shipment.courier, Shipment.tracking_number)
        .join(Order, Order.id == Shipment.order_id)
        .where(
            Shipment.status == ShipmentStatus.HANDED_OVER,
            Shipment.tracking_number != "",
            Shipment.handed_over_at > moment - GIVEN_UP,
            or_(Shipment.asked_at.is_(None), Shipment.asked_at < moment - AGAIN),
            Order.shipping_method == ShippingMethod.COURIER,
            Order.status.in_(OPEN),
        )
        .order_by(Shipment.asked_at.is_not(None), Shipment.asked_at, Shipment.id)
        .limit(limit)
    )
    return [Underway(*row) for row in rows]


def note_asked(parcel_id: int) -> None:
    """It has its turn again after the others, whatever is answered now."""
    session.execute(update(Shipment).where(Shipment.id == parcel_id).values(asked_at=now()))


def note_on_the_way(parcel_id: int) -> None:
    """The courier carries it: from now on its word that it has arrived counts."""
    unseen = Shipment.id == parcel_id, Shipment.seen_at.is_(None)
    session.execute(update(Shipment).where(*unseen).values(seen_at=now()))


def record_arrival(parcel_id: int) -> bool:
    """The courier has brought a parcel; with the last one the order is delivered. Tells whether that was news.

    A number that had arrived when it was first asked about may be that of an older parcel: it shortens nobody's time.
    """
    order, parcel = _lock(parcel_id)
    if not _is_carried(order, parcel):
        return False
    if parcels.arrive(order, parcel, because=ARRIVED):
        deliver(order, because=ARRIVED)
    return True


def tell_of_return(parcel_id: int) -> None:
    """The courier has brought a parcel back to its seller; a number that came back before it was carried tells nothing.

    The parcel stays on its way until a return case about it is open, so that the courier's word is heard again then.
    """
    order, parcel = _lock(parcel_id)
    if _is_carried(order, parcel):
        emit("shipment.came_back", order_id=order.id, parcel_id=parcel.id)


def _lock(parcel_id: int) -> tuple[Order, Shipment]:
    order_id = session.scalars(select(Shipment.order_id).where(Shipment.id == parcel_id)).one()
    order = queries.lock_order(order_id)
    return order, next(each for each in parcels.parcels_of(order) if each.id == parcel_id)


def _is_carried(order: Order, parcel: Shipment) -> bool:
    return parcel.seen_at is not None and parcel.status == ShipmentStatus.HANDED_OVER and order.status in OPEN
