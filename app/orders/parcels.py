"""Parcels of an order: what waits to be sent, what left in which, when all have arrived. The only writer of shipments.

Works on orders that a command has locked.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import func, select, union_all

from app import audit
from app.clock import now
from app.db import session
from app.gateways.shipping.couriers import code_of
from app.models.order import Order, OrderGroup, OrderStatus, ShippingMethod
from app.models.payment import PaymentSplit, Refund, RefundLine
from app.models.shipment import Shipment, ShipmentLine, ShipmentStatus
from app.models.state import IllegalTransition
from app.orders import queries
from app.orders.errors import NothingToSend, NumberUsed, OnlyWhole, ParcelGone
from app.outbox import emit
from app.settings import setting

WITHOUT_NUMBER = {
    ShippingMethod.PICKUP: "Ambil sendiri",
    ShippingMethod.OWN_COURIER: "Kurir toko",
    ShippingMethod.HUB: "Titik ambil",
}
ON_THE_WAY = "handed over by the seller"
PAID_BACK_AFTER_SENDING = "return-"  # how the purpose of a refund begins that a return case led to


def parcels_of(order: Order) -> list[Shipment]:
    """The parcels of an order, oldest first."""
    return queries.shipments_of([order.id]).get(order.id, [])


def in_preparation(order: Order) -> Shipment:
    """The parcel that is prepared. Raises IllegalTransition when there is none."""
    parcel = next((each for each in parcels_of(order) if each.status == ShipmentStatus.PREPARING), None)
    if parcel is None or order.status != OrderStatus.PROCESSING:
        raise IllegalTransition
    return parcel


def begin(order: Order) -> None:
    """The next parcel of an order is prepared."""
    session.add(Shipment(order_id=order.id))


def waiting_of(orders: Sequence[Order]) -> dict[int, int]:
    """The pieces that have still to be sent of orders that are paid and not sent, by the ids of their lines."""
    order_ids = [order.id for order in orders]
    sent = (
        select(ShipmentLine.order_line_id, ShipmentLine.quantity)
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .where(Shipment.order_id.in_(order_ids))
    )
    cut = (
        select(RefundLine.order_line_id, RefundLine.quantity)
        .join(Refund, Refund.id == RefundLine.refund_id)
        .join(PaymentSplit, PaymentSplit.id == Refund.split_id)
        .where(PaymentSplit.order_id.in_(order_ids), ~Refund.purpose.startswith(PAID_BACK_AFTER_SENDING))
    )
    gone = union_all(sent, cut).subquery()
    rows = session.execute(select(gone.c.order_line_id, func.sum(gone.c.quantity)).group_by(gone.c.order_line_id))
    counts = {line_id: int(count) for line_id, count in rows}
    left = {line.id: line.quantity - counts.get(line.id, 0) for order in orders for line in order.lines}
    return {line_id: count for line_id, count in left.items() if count > 0}


def waiting_pieces(order: Order) -> dict[int, int]:
    """The same of one order."""
    return waiting_of([order])


def is_part_sent(order: Order) -> bool:
    """Whether a parcel of the order has left."""
    has_left = Shipment.order_id == order.id, Shipment.status != ShipmentStatus.PREPARING
    return session.scalar(select(Shipment.id).where(*has_left).limit(1)) is not None


def hand_over_all(order: Order, *, courier: str, tracking_number: str) -> None:
    """All that waits leaves in one parcel; quiet when the order left so. Raises IllegalTransition."""
    courier, tracking_number = _as_sent(order, courier, tracking_number)
    sent = {parcel.tracking_number for parcel in parcels_of(order) if parcel.handed_over_at}
    if order.status == OrderStatus.SHIPPED and tracking_number in sent:
        return
    parcel = in_preparation(order)
    _hand_over(order, parcel, waiting_pieces(order), courier=courier, tracking_number=tracking_number)


def hand_over_part(
    order: Order, parcel_id: int, pieces: Mapping[int, int], *, courier: str, tracking_number: str
) -> Shipment:
    """Some pieces, by the ids of their lines, leave in the parcel that is prepared; quiet when it left so.

    Raises ParcelGone, NothingToSend, OnlyWhole, IllegalTransition.
    """
    courier, tracking_number = _as_sent(order, courier, tracking_number)
    parcel = next((each for each in parcels_of(order) if each.id == parcel_id), None)
    chosen = {line_id: count for line_id, count in pieces.items() if count}
    if parcel is None:
        raise ParcelGone
    if parcel.status != ShipmentStatus.PREPARING:
        if parcel.tracking_number == tracking_number and contents_of(parcel) == chosen:
            return parcel
        raise ParcelGone
    if order.status != OrderStatus.PROCESSING:
        raise IllegalTransition
    waiting = waiting_pieces(order)
    if not chosen or any(not 0 < count <= waiting.get(line_id, 0) for line_id, count in chosen.items()):
        raise NothingToSend
    if order.shipping_method == ShippingMethod.PICKUP or order.takes_cash:
        raise OnlyWhole
    _hand_over(order, parcel, chosen, courier=courier, tracking_number=tracking_number)
    return parcel


def contents_of(parcel: Shipment) -> dict[int, int]:
    """The pieces in a parcel, by the ids of their lines."""
    return {line.order_line_id: line.quantity for line in parcel.lines}


def send_off_if_nothing_waits(order: Order) -> None:
    """An order of which everything was handed over or taken off is on its way as a whole."""
    if order.status != OrderStatus.PROCESSING or waiting_pieces(order) or not is_part_sent(order):
        return
    order.move_to(OrderStatus.SHIPPED, because=ON_THE_WAY)
    days = order.slowest_days + setting("COMPLETE_AFTER_SHIPPING_DAYS")
    order.auto_complete_at = now() + timedelta(days=days)
    audit.record("order.shipped", order)


def arrive(order: Order, parcel: Shipment, *, because: str) -> bool:
    """A parcel has reached the buyer; tells whether it was the last one of an order that left as a whole."""
    if parcel.status == ShipmentStatus.HANDED_OVER:
        parcel.move_to(ShipmentStatus.DELIVERED, because=because)
        parcel.delivered_at = now()
        audit.record("shipment.delivered", parcel, order_id=order.id)
        session.flush()
    return have_all_arrived(order)


def go_astray(order: Order, parcel: Shipment, status: ShipmentStatus) -> None:
    """A parcel is lost or comes back. Raises IllegalTransition."""
    parcel.move_to(status, because="it does not reach the buyer")
    audit.record(f"shipment.{status.value}", parcel, order_id=order.id)


def have_all_arrived(order: Order) -> bool:
    """Whether of an order that left as a whole nothing is on its way any more, and something has reached the buyer."""
    statuses = {parcel.status for parcel in parcels_of(order)}
    is_over = ShipmentStatus.DELIVERED in statuses and ShipmentStatus.HANDED_OVER not in statuses
    return order.status == OrderStatus.SHIPPED and is_over


def arrive_all(order: Order) -> None:
    """Whatever of an order is on its way has reached the buyer."""
    for parcel in parcels_of(order):
        if parcel.status == ShipmentStatus.HANDED_OVER:
            parcel.move_to(ShipmentStatus.DELIVERED, because="the order was received")
            parcel.delivered_at = now()


def _as_sent(order: Order, courier: str, tracking_number: str) -> tuple[str, str]:
    """What stands on a parcel: shops' own couriers and buyers who come have no numbers."""
    if order.shipping_method in WITHOUT_NUMBER:
        return WITHOUT_NUMBER[order.shipping_method], ""
    return courier, tracking_number


def _check_number(order: Order, courier: str, tracking_number: str) -> None:
    """A number belongs to one parcel of a courier; what one shop puts into one box for one buyer has one together.

    Couriers that nobody can ask number as they like. Raises NumberUsed.
    """
    code = code_of(courier)
    if code is None:
        return
    as_written = {tracking_number, tracking_number.upper(), tracking_number.lower()}
    rows = session.execute(
        select(Shipment.courier, Shipment.status, Order.seller_id, OrderGroup.buyer_id)
        .join(Order, Order.id == Shipment.order_id)
        .join(OrderGroup, OrderGroup.id == Order.group_id)
        .where(Shipment.tracking_number.in_(as_written), Order.id != order.id)
    )
    one_box = ShipmentStatus.HANDED_OVER, order.seller_id, order.group.buyer_id
    if any(code_of(used_by) == code and tuple(box) != one_box for used_by, *box in rows):
        raise NumberUsed


def _hand_over(
    order: Order, parcel: Shipment, pieces: Mapping[int, int], *, courier: str, tracking_number: str
) -> None:
    if tracking_number:
        _check_number(order, courier, tracking_number)
    parcel.move_to(ShipmentStatus.HANDED_OVER, because=ON_THE_WAY)
    parcel.courier, parcel.tracking_number = courier, tracking_number
    parcel.handed_over_at = now()
    parcel.lines = [ShipmentLine(order_line_id=line_id, quantity=count) for line_id, count in pieces.items()]
    session.flush()
    audit.record("shipment.handed_over", parcel, order_id=order.id)
    emit("shipment.handed_over", shipment_id=parcel.id)
    if waiting_pieces(order):
        begin(order)
        session.flush()
    else:
        send_off_if_nothing_waits(order)
