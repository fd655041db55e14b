"""Steps in the life of an order, as the sellers and the buyer of the cast take them."""

from app.db import session, transaction
from app.models.catalog import Product
from app.models.order import Order, OrderStatus
from app.models.shipment import Shipment
from app.models.state import StateChange
from app.models.stock import StockItem
from app.orders import commands, desk, queries
from app.shipping.codes import code_of
from tests.factories.order import variant_of


def accept(order: Order) -> Order:
    with transaction():
        return commands.accept_order(order.id, seller_id=order.seller_id)


def pack(order: Order) -> Order:
    with transaction():
        return desk.pack_order(order.id, seller_id=order.seller_id)


def ship_part(
    order: Order, *counts: int, tracking_number: str = "JNE-1", parcel_id: int = 0, seller_id: int = 0
) -> Shipment:
    """Some pieces of each line, in their order."""
    pieces = {line.id: count for line, count in zip(order.lines, counts, strict=False)}
    parcel_id = parcel_id or shipment_of(order).id
    with transaction():
        return desk.ship_part(
            order.id,
            parcel_id,
            pieces,
            seller_id=seller_id or order.seller_id,
            courier="JNE",
            tracking_number=tracking_number,
        )


def ship(order: Order, tracking_number: str = "") -> Order:
    """All that waits, under the number of its order unless a test says another."""
    tracking_number = tracking_number or f"JNE-{order.id}"
    with transaction():
        return commands.ship_order(
            order.id, seller_id=order.seller_id, courier="JNE", tracking_number=tracking_number, code=code_of(order)
        )


def receive(order: Order) -> Order:
    number, buyer_id = order.group.number, order.group.buyer_id
    assert buyer_id is not None
    with transaction():
        return commands.receive_order(number, order.position, buyer_id=buyer_id)


def expire(order: Order) -> bool:
    with transaction():
        return commands.expire_group(order.group_id)


def auto_complete(order: Order) -> bool:
    with transaction():
        return commands.complete_order(order.group_id, order.id)


def status_of(order: Order) -> OrderStatus:
    session.rollback()
    return session.get_one(Order, order.id).status


def shipment_of(order: Order) -> Shipment:
    session.rollback()
    return queries.shipments_of([order.id])[order.id][-1]


def changes_of(order: Order) -> list[StateChange]:
    session.rollback()
    return queries.changes_of([order.id]).get(order.id, [])


def stock_of(product: Product) -> tuple[int, int]:
    """On hand, and of these reserved."""
    session.rollback()
    item = session.get_one(StockItem, variant_of(product).id)
    return item.on_hand, item.reserved
