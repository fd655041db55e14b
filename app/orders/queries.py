"""Orders of a buyer, of a seller, and of everybody for admins."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.db import session
from app.errors import NotFound
from app.models.order import Order, OrderGroup, OrderLine, OrderNote, OrderStatus
from app.models.payment import Dispute, DisputeStatus, Payment, PaymentSplit, Refund
from app.models.returns import UNDECIDED, ReturnCase
from app.models.shipment import Shipment
from app.models.state import StateChange
from app.pricing.shares import Share

WITH_A_READER = (OrderStatus.PAID, OrderStatus.PROCESSING, OrderStatus.SHIPPED, OrderStatus.DELIVERED)
WAITS_FOR_CASH = (OrderStatus.PAID, OrderStatus.PROCESSING, OrderStatus.SHIPPED, OrderStatus.DELIVERED)
WHOLE_GROUP = selectinload(OrderGroup.orders).selectinload(Order.lines)
# one group alone: its orders come with it
ONE_WHOLE_GROUP = (
    joinedload(OrderGroup.orders).selectinload(Order.lines),
    joinedload(OrderGroup.orders).joinedload(Order.adjustments),
)


def groups_of_buyer(buyer_id: int, *, limit: int, offset: int) -> Sequence[OrderGroup]:
    """A buyer's orders, newest first."""
    return session.scalars(
        select(OrderGroup)
        .where(OrderGroup.buyer_id == buyer_id)
        .order_by(OrderGroup.placed_at.desc(), OrderGroup.id.desc())
        .options(WHOLE_GROUP)
        .limit(limit)
        .offset(offset)
    ).all()


def count_groups_of_buyer(buyer_id: int) -> int:
    """How many orders a buyer has placed."""
    return session.scalar(select(func.count(OrderGroup.id)).where(OrderGroup.buyer_id == buyer_id)) or 0


def get_group_of_buyer(number: str, buyer_id: int) -> OrderGroup:
    """A buyer's own order with everything in it. Raises NotFound."""
    of_buyer = OrderGroup.number == number, OrderGroup.buyer_id == buyer_id
    of_orders = joinedload(OrderGroup.orders)
    places = of_orders.joinedload(Order.seller), of_orders.joinedload(Order.hub)
    query = select(OrderGroup).where(*of_buyer).options(*ONE_WHOLE_GROUP, *places)
    group = session.scalars(query).unique().one_or_none()
    if group is None:
        raise NotFound
    return group


def get_group(number: str) -> OrderGroup:
    """Any order, for admins. Raises NotFound."""
    query = select(OrderGroup).where(OrderGroup.number == number).options(*ONE_WHOLE_GROUP)
    group = session.scalars(query).unique().one_or_none()
    if group is None:
        raise NotFound
    return group


def lock_group(group_id: int) -> OrderGroup:
    """The group's row and its orders' rows for changing, always in this order; their lines as they are then.

    Raises NotFound.
    """
    group = session.scalar(
        select(OrderGroup).where(OrderGroup.id == group_id).with_for_update().execution_options(populate_existing=True)
    )
    if group is None:
        raise NotFound
    session.scalars(
        select(Order)
        .where(Order.group_id == group_id)
        .order_by(Order.id)
        .with_for_update()
        .options(selectinload(Order.lines))
        .execution_options(populate_existing=True)
    ).all()
    session.expire(group, ["orders"])
    return group


def lock_group_of_buyer(number: str, buyer_id: int) -> OrderGroup:
    """A buyer's own group for changing. Raises NotFound."""
    of_buyer = OrderGroup.number == number, OrderGroup.buyer_id == buyer_id
    group_id = session.scalar(select(OrderGroup.id).where(*of_buyer))
    if group_id is None:
        raise NotFound
    return lock_group(group_id)


def lock_order(order_id: int) -> Order:
    """Any order for changing, with its group. Raises NotFound."""
    group_id = session.scalar(select(Order.group_id).where(Order.id == order_id))
    if group_id is None:
        raise NotFound
    return next(order for order in lock_group(group_id).orders if order.id == order_id)


def packed_for_buyers(seller_id: int) -> Sequence[int]:
    """A shop's orders that stand packed for their buyers, in the order in which they are locked."""
    is_packed = Order.seller_id == seller_id, Order.status == OrderStatus.PROCESSING, Order.fetch_by.is_not(None)
    return session.scalars(select(Order.id).where(*is_packed).order_by(Order.group_id, Order.id)).all()


def lock_order_of_seller(order_id: int, seller_id: int) -> Order:
    """A seller's own order for changing. Raises NotFound."""
    group_id = session.scalar(select(Order.group_id).where(Order.id == order_id, Order.seller_id == seller_id))
    if group_id is None:
        raise NotFound
    return next(order for order in lock_group(group_id).orders if order.id == order_id)


def get_order(number: str, part: int) -> Order:
    """One part of any order, for admins. Raises NotFound."""
    return _part(get_group(number), part)


def get_order_of_buyer(number: str, part: int, buyer_id: int) -> Order:
    """One part of a buyer's own order. Raises NotFound."""
    return _part(get_group_of_buyer(number, buyer_id), part)


def lock_order_of_buyer(number: str, part: int, buyer_id: int) -> Order:
    """The same for changing. Raises NotFound."""
    return _part(lock_group_of_buyer(number, buyer_id), part)


def get_order_of_seller(order_id: int, seller_id: int) -> Order:
    """A seller's own order with its lines and its buyer. Raises NotFound."""
    query = (
        select(Order)
        .where(Order.id == order_id, Order.seller_id == seller_id)
        .options(selectinload(Order.lines), joinedload(Order.adjustments), joinedload(Order.group))
    )
    order = session.scalars(query).unique().one_or_none()
    if order is None:
        raise NotFound
    return order


def groups(text: str, status: OrderStatus | None, *, limit: int, offset: int) -> Sequence[OrderGroup]:
    """All orders for admins, newest first: by the beginning of a number, and with a part in this status."""
    return session.scalars(
        select(OrderGroup)
        .where(*_matching(text, status))
        .order_by(OrderGroup.placed_at.desc(), OrderGroup.id.desc())
        .options(selectinload(OrderGroup.orders))
        .limit(limit)
        .offset(offset)
    ).all()


def count_groups(text: str, status: OrderStatus | None) -> int:
    """How many orders match."""
    return session.scalar(select(func.count(OrderGroup.id)).where(*_matching(text, status))) or 0


def share_gone_back(order_id: int) -> Share:
    """What refunds of an order have taken back so far from each side, decided or carried out."""
    columns = (
        Refund.amount,
        Refund.shipping_amount,
        Refund.voucher_amount,
        Refund.commission_amount,
        Refund.pph22_amount,
    )
    sums = session.execute(
        select(*(func.coalesce(func.sum(column), 0) for column in columns))
        .join(PaymentSplit, PaymentSplit.id == Refund.split_id)
        .where(PaymentSplit.order_id == order_id)
    ).one()
    return Share(*(int(amount) for amount in sums))


def is_unpaid() -> ColumnElement[bool]:
    """No money has been seen of an order that keeps goods from others: it is awaited now, or at the door."""
    is_promised = and_(Order.takes_cash, Order.cash_amount.is_(None), Order.status.in_(WAITS_FOR_CASH))
    return or_(Order.status == OrderStatus.AWAITING_PAYMENT, is_promised)


def cash_due_of(order: Order, refunds: Sequence[Refund]) -> int:
    """Rupiah that the buyer of an order has still to pay at the door."""
    is_due = order.takes_cash and order.cash_amount is None and order.status in WAITS_FOR_CASH
    return order.total_amount - sum(refund.amount for refund in refunds) if is_due else 0


def refunds_of_group(group_id: int) -> dict[int | None, list[Refund]]:
    """Money that goes or went back of a group, by order; under None what was paid for nothing."""
    rows = session.execute(
        select(Refund, PaymentSplit.order_id)
        .join(Payment, Payment.id == Refund.payment_id)
        .outerjoin(PaymentSplit, PaymentSplit.id == Refund.split_id)
        .where(Payment.group_id == group_id)
        .order_by(Refund.id)
    )
    refunds: dict[int | None, list[Refund]] = {}
    for refund, order_id in rows:
        refunds.setdefault(order_id, []).append(refund)
    return refunds


def cases_of(order_ids: Iterable[int]) -> dict[int, list[ReturnCase]]:
    """The return cases about some orders with their pieces, oldest first."""
    cases: dict[int, list[ReturnCase]] = {}
    is_theirs = ReturnCase.order_id.in_(list(order_ids))
    query = select(ReturnCase).where(is_theirs).order_by(ReturnCase.id).options(joinedload(ReturnCase.lines))
    for return_case in session.scalars(query).unique():
        cases.setdefault(return_case.order_id, []).append(return_case)
    return cases


def has_undecided_case(order_id: int) -> bool:
    """Whether a return case about an order waits for its decision; what is decided holds nobody up."""
    is_it = ReturnCase.order_id == order_id, ReturnCase.status.in_(UNDECIDED)
    return session.scalar(select(ReturnCase.id).where(*is_it).limit(1)) is not None


def shipments_of(order_ids: Iterable[int]) -> dict[int, list[Shipment]]:
    """The parcels of some orders with what is in them, oldest first."""
    is_theirs = Shipment.order_id.in_(list(order_ids))
    query = select(Shipment).where(is_theirs).order_by(Shipment.id).options(joinedload(Shipment.lines))
    parcels: dict[int, list[Shipment]] = {}
    for parcel in session.scalars(query).unique():
        parcels.setdefault(parcel.order_id, []).append(parcel)
    return parcels


def notes_of(order_ids: Iterable[int]) -> dict[int, list[OrderNote]]:
    """What sellers wrote to the buyers of some orders, oldest first."""
    is_theirs = OrderNote.order_id.in_(list(order_ids))
    notes: dict[int, list[OrderNote]] = {}
    for note in session.scalars(select(OrderNote).where(is_theirs).order_by(OrderNote.position)):
        notes.setdefault(note.order_id, []).append(note)
    return notes


def changes_of(order_ids: Iterable[int]) -> dict[int, list[StateChange]]:
    """What happened to some orders, oldest first."""
    keys = [str(order_id) for order_id in order_ids]
    is_theirs = StateChange.machine == Order.__tablename__, StateChange.subject_id.in_(keys)
    changes: dict[int, list[StateChange]] = {}
    for change in session.scalars(select(StateChange).where(*is_theirs).order_by(StateChange.id)):
        changes.setdefault(int(change.subject_id), []).append(change)
    return changes


def payments_of_group(group_id: int) -> tuple[list[Payment], list[Dispute]]:
    """All attempts to pay a group, the oldest first, and what banks asked back of them, in one statement."""
    rows = session.execute(
        select(Payment, Dispute)
        .outerjoin(Dispute, Dispute.payment_id == Payment.id)
        .where(Payment.group_id == group_id)
        .order_by(Payment.attempt, Dispute.id)
    ).all()
    return list(dict.fromkeys(row.Payment for row in rows)), [row.Dispute for row in rows if row.Dispute]


def disputes_of_order(order_id: int) -> Sequence[Dispute]:
    """What banks asked back of the payment that paid an order, the newest first."""
    split = select(Dispute).join(PaymentSplit, PaymentSplit.payment_id == Dispute.payment_id)
    is_in_force = PaymentSplit.order_id == order_id, Dispute.status != DisputeStatus.REPLACED
    return session.scalars(split.where(*is_in_force).order_by(Dispute.id.desc())).all()


def groups_to_expire(moment: datetime) -> Sequence[int]:
    """Groups whose time to pay is up, the oldest first."""
    waiting = select(Order.group_id).where(Order.status == OrderStatus.AWAITING_PAYMENT)
    return session.scalars(
        select(OrderGroup.id)
        .where(OrderGroup.pay_by < moment, OrderGroup.id.in_(waiting))
        .order_by(OrderGroup.pay_by, OrderGroup.id)
        .limit(500)
    ).all()


def orders_to_complete(moment: datetime) -> Sequence[tuple[int, int]]:
    """Orders that nobody complained about, as (group, order)."""
    undecided = select(ReturnCase.order_id).where(ReturnCase.status.in_(UNDECIDED))
    is_due = Order.status.in_((OrderStatus.SHIPPED, OrderStatus.DELIVERED)), Order.auto_complete_at < moment
    rows = session.execute(select(Order.group_id, Order.id).where(*is_due, Order.id.not_in(undecided)).limit(500))
    return [(row.group_id, row.id) for row in rows]


def _part(group: OrderGroup, part: int) -> Order:
    order = next((order for order in group.orders if order.position == part), None)
    if order is None:
        raise NotFound
    return order


def _matching(text: str, status: OrderStatus | None) -> list[ColumnElement[bool]]:
    conditions = [OrderGroup.number.startswith(text, autoescape=True)]
    if status is not None:
        conditions.append(OrderGroup.orders.any(Order.status == status))
    return conditions


def product_ids_of_groups(group_ids: Sequence[int]) -> Sequence[int]:
    """The products that were ordered in these groups."""
    lines = select(OrderLine.product_id).join(Order, Order.id == OrderLine.order_id)
    return session.scalars(lines.where(Order.group_id.in_(group_ids)).distinct()).all()
