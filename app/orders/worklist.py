"""What a seller has to do with orders, the most urgent first: by stage, counted, chosen, and as a list of goods."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, case, exists, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from app.db import session
from app.errors import NotFound
from app.models.order import Order, OrderLine, OrderStatus
from app.models.payment import PaymentSplit, Refund
from app.models.returns import ReturnCase, ReturnStatus
from app.models.shipment import Shipment, ShipmentStatus
from app.orders.parcels import contents_of, waiting_of
from app.orders.queries import shipments_of

MOST_AT_ONCE = 50
TO_DO_FIRST = (OrderStatus.PAID, OrderStatus.PROCESSING)
WITH_ADDRESS = (OrderStatus.PAID, OrderStatus.PROCESSING, OrderStatus.SHIPPED, OrderStatus.DELIVERED)
IS_PACKED = exists().where(
    Shipment.order_id == Order.id, Shipment.status == ShipmentStatus.PREPARING, Shipment.packed_at.is_not(None)
)
TABS: Mapping[str, ColumnElement[bool]] = {
    "": true(),
    "baru": Order.status == OrderStatus.PAID,
    "kemas": (Order.status == OrderStatus.PROCESSING) & ~IS_PACKED,
    "kirim": (Order.status == OrderStatus.PROCESSING) & IS_PACKED,
    "dikirim": Order.status.in_((OrderStatus.SHIPPED, OrderStatus.DELIVERED)),
    "selesai": Order.status == OrderStatus.COMPLETED,
    "lain": Order.status.in_((OrderStatus.AWAITING_PAYMENT, OrderStatus.EXPIRED, OrderStatus.CANCELLED)),
}


@dataclass
class Pick:
    """One variant to take from the shelf: how many pieces, and how many for which order."""

    sku: str
    name: str
    label: str
    count: int = 0
    shares: list[tuple[str, int]] = field(default_factory=list)


def orders_of_seller(seller_id: int, tab: str, *, limit: int, offset: int) -> Sequence[Order]:
    """A seller's orders of one stage, what has to be done first on top."""
    is_todo = Order.status.in_(TO_DO_FIRST)
    return session.scalars(
        select(Order)
        .where(Order.seller_id == seller_id, TABS[tab])
        .order_by(is_todo.desc(), case((is_todo, Order.ship_by)), Order.placed_at.desc(), Order.id.desc())
        .options(selectinload(Order.lines), joinedload(Order.group))
        .limit(limit)
        .offset(offset)
    ).all()


def count_orders_of_seller(seller_id: int) -> Counter[str]:
    """How many orders stand at each stage, by the name of its tab."""
    tab = case(*((condition, name) for name, condition in TABS.items() if name))
    rows = session.execute(
        select(tab.label("tab"), func.count().label("n")).where(Order.seller_id == seller_id).group_by(tab)
    )
    counts = Counter({row.tab: row.n for row in rows})
    return counts + Counter({"": counts.total()})


def count_unanswered_cases(seller_id: int) -> int:
    """How many buyers wait for the seller's answer to a return."""
    own = select(func.count(ReturnCase.id)).join(Order, Order.id == ReturnCase.order_id)
    return session.scalar(own.where(Order.seller_id == seller_id, ReturnCase.status == ReturnStatus.REQUESTED)) or 0


def chosen_orders(
    seller_id: int, order_ids: Collection[int], statuses: Collection[OrderStatus] = tuple(OrderStatus)
) -> Sequence[Order]:
    """A seller's own orders by their ids, the most urgent first.

    Raises NotFound when one is not there, or in none of the statuses.
    """
    orders = session.scalars(
        select(Order)
        .where(Order.seller_id == seller_id, Order.id.in_(order_ids), Order.status.in_(statuses))
        .order_by(Order.ship_by, Order.id)
        .options(selectinload(Order.lines), joinedload(Order.group), joinedload(Order.hub))
    ).all()
    if len(orders) < len(set(order_ids)):
        raise NotFound
    return orders


def waiting_orders(seller_id: int) -> Sequence[Order]:
    """The first fifty accepted orders that have not left, what is packed first, then the most urgent."""
    return session.scalars(
        select(Order)
        .where(Order.seller_id == seller_id, Order.status == OrderStatus.PROCESSING)
        .order_by(case((IS_PACKED, 0), else_=1), Order.ship_by, Order.id)
        .options(selectinload(Order.lines), joinedload(Order.group), joinedload(Order.hub))
        .limit(MOST_AT_ONCE)
    ).all()


def ids_by_number(seller_id: int, numbers: Collection[str]) -> dict[str, int]:
    """The ids of a seller's own orders by their numbers; what is not there is left out."""
    is_named = or_(*(Order.number == number for number in set(numbers)))
    rows = session.execute(select(Order.number, Order.id).where(Order.seller_id == seller_id, is_named))
    return {row.number: row.id for row in rows}


def goods_of(orders: Sequence[Order]) -> list[tuple[Order, list[tuple[OrderLine, int]]]]:
    """What has still to be sent of each order, line by line; of one that has left, what was in each of its parcels."""
    waiting, parcels = waiting_of(orders), shipments_of(order.id for order in orders)
    return [
        (order, [(line, count) for line in order.lines if (count := pieces.get(line.id, 0))])
        for order in orders
        for pieces in (
            [waiting]
            if order.status in TO_DO_FIRST
            else [contents_of(each) for each in parcels.get(order.id, []) if each.handed_over_at]
        )
    ]


def cash_due_of(orders: Sequence[Order]) -> dict[int, int]:
    """Rupiah that buyers have still to pay at the door, by the ids of their orders."""
    promised = [order for order in orders if order.takes_cash and order.cash_amount is None]
    rows = session.execute(
        select(PaymentSplit.order_id, func.sum(Refund.amount).label("amount"))
        .join(Refund, Refund.split_id == PaymentSplit.id)
        .where(PaymentSplit.order_id.in_([order.id for order in promised]))
        .group_by(PaymentSplit.order_id)
    )
    back = {row.order_id: int(row.amount) for row in rows}
    return {order.id: order.total_amount - back.get(order.id, 0) for order in promised}


def pick_list(orders: Sequence[Order]) -> list[Pick]:
    """Everything that has still to be sent of some orders, summed by variant, in the order of the names."""
    picks: dict[int, Pick] = {}
    for order, goods in goods_of(orders):
        for line, count in goods:
            pick = picks.setdefault(line.variant_id, Pick(line.sku, line.product_name, line.variant_label))
            pick.count += count
            pick.shares.append((order.number, count))
    return sorted(picks.values(), key=lambda pick: (pick.name, pick.label, pick.sku))
