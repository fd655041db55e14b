"""What a seller does with the parcels of accepted orders. Each is quiet when it is so already.

Locks: the group, then its orders.
"""

from collections.abc import Mapping

from app import audit
from app.clock import now
from app.errors import NotFound
from app.models.order import Order, ShippingMethod
from app.models.shipment import Shipment, ShipmentStatus
from app.models.state import IllegalTransition
from app.orders import parcels, queries
from app.orders.commands import deliver

BROUGHT = "handed to the buyer by the seller"


def pack_order(order_id: int, *, seller_id: int) -> Order:
    """What waits of an order stands packed. Raises NotFound, IllegalTransition."""
    order = queries.lock_order_of_seller(order_id, seller_id)
    parcel = parcels.in_preparation(order)
    if parcel.packed_at is None:
        parcel.packed_at = now()
        audit.record("shipment.packed", parcel, order_id=order.id)
    return order


def ship_part(
    order_id: int, parcel_id: int, pieces: Mapping[int, int], *, seller_id: int, courier: str, tracking_number: str
) -> Shipment:
    """Some pieces, by the ids of their lines, are handed over in the parcel that is prepared.

    Raises NotFound, ParcelGone, NothingToSend, OnlyWhole, IllegalTransition.
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
