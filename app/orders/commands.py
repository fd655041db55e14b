"""What happens to an order: paid, expired, accepted, sent, received. Each is quiet when it is so already.

Locks are always taken in this order: the group, its orders by their ids, its voucher, the stock by the ids of the
variants; for cash that lowers what a seller has earned the seller's row comes last.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from app import audit
from app.catalog import stock
from app.clock import now
from app.ledger import chart
from app.ledger.commands import Line, post
from app.ledger.queries import lock_earnings
from app.models.order import Order, OrderGroup, OrderStatus, ShippingMethod, ShippingOwner
from app.models.state import IllegalTransition
from app.orders import parcels, queries
from app.orders.errors import CaseUndecided, NoCashDue, NotFetched, TimeIsUp, TooLateToCancel, WrongCode
from app.outbox import emit
from app.pricing import shares
from app.settings import setting
from app.shipping import codes
from app.vouchers import commands as vouchers

LEAST_TIME_TO_PAY = timedelta(minutes=31)
MOST_EXTENSIONS = 3
LONGEST_TIME_TO_PAY = timedelta(hours=24)
CASH = "cod"
HANDED_OVER = (OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.COMPLETED)


def extend_time_to_pay(group: OrderGroup) -> None:
    """At least 31 minutes remain for an attempt: at most three times, at most 24 h after placing. Raises TimeIsUp."""
    if any(order.status != OrderStatus.AWAITING_PAYMENT for order in group.orders):
        raise TimeIsUp
    needed = now() + LEAST_TIME_TO_PAY
    if group.pay_by >= needed:
        return
    if group.extensions >= MOST_EXTENSIONS or needed > group.placed_at + LONGEST_TIME_TO_PAY:
        raise TimeIsUp
    group.pay_by = needed
    group.extensions += 1


def give_time_to_transfer(group: OrderGroup) -> None:
    """A transfer by hand may take until 24 h after placing. Raises TimeIsUp when less than 31 minutes are left."""
    latest = max(group.pay_by, group.placed_at + LONGEST_TIME_TO_PAY)
    is_open = all(order.status == OrderStatus.AWAITING_PAYMENT for order in group.orders)
    if not is_open or latest < now() + LEAST_TIME_TO_PAY:
        raise TimeIsUp
    group.pay_by = latest


def give_time_to_check(group: OrderGroup) -> None:
    """Somebody looks whether the money has come: what waits for it is kept that long."""
    if all(order.status == OrderStatus.AWAITING_PAYMENT for order in group.orders):
        group.pay_by = max(group.pay_by, now() + setting("TRANSFER_CHECK_TIME"))


def mark_paid(group: OrderGroup, *, because: str) -> bool:
    """All orders of a locked group are paid and their pieces sold; False when it cannot be any more.

    An expired group takes its voucher and its stock again, or stays expired when either is used up.
    """
    order_ids = [order.id for order in group.orders]
    statuses = {order.status for order in group.orders}
    if statuses == {OrderStatus.EXPIRED}:
        if not vouchers.take_again(group.id):
            return False
        if not stock.take_again(order_ids):
            vouchers.give_back(group.id)
            return False
    elif statuses != {OrderStatus.AWAITING_PAYMENT}:
        return False
    stock.sell(order_ids)
    for order in group.orders:
        order.move_to(OrderStatus.PAID, because=because)
        order.paid_at = now()
        order.ship_by = _ship_by(order)
        emit("order.paid", order_id=order.id)
    emit("order_group.paid", group_id=group.id)
    return True


def expire_group(group_id: int) -> bool:
    """Give the voucher and the stock of an unpaid group back when its time is up; tells whether it did."""
    group = queries.lock_group(group_id)
    waiting = [order for order in group.orders if order.status == OrderStatus.AWAITING_PAYMENT]
    if not waiting or group.pay_by >= now():
        return False
    for order in waiting:
        order.move_to(OrderStatus.EXPIRED, because="the time to pay is up")
    vouchers.give_back(group.id)
    stock.release([order.id for order in waiting])
    emit("order_group.expired", group_id=group.id)
    return True


def cancel_group(number: str, *, buyer_id: int, because: str) -> OrderGroup:
    """The buyer does not want to pay any more: voucher and stock go back. Raises NotFound, TooLateToCancel."""
    group = queries.lock_group_of_buyer(number, buyer_id)
    statuses = {order.status for order in group.orders}
    if statuses == {OrderStatus.CANCELLED}:
        return group
    if statuses != {OrderStatus.AWAITING_PAYMENT}:
        raise TooLateToCancel
    group.pay_by = now()
    for order in group.orders:
        order.move_to(OrderStatus.CANCELLED, because=because)
    vouchers.give_back(group.id)
    stock.release([order.id for order in group.orders])
    audit.record("order_group.cancelled", group, because=because)
    emit("order_group.cancelled", group_id=group.id)
    return group


def accept_order(order_id: int, *, seller_id: int) -> Order:
    """The seller prepares the parcel. Raises NotFound, IllegalTransition."""
    order = queries.lock_order_of_seller(order_id, seller_id)
    if order.status == OrderStatus.PROCESSING:
        return order
    order.move_to(OrderStatus.PROCESSING, because="accepted by the seller")
    parcels.begin(order)
    audit.record("order.accepted", order)
    emit("order.accepted", order_id=order.id)
    return order


def ship_order(order_id: int, *, seller_id: int, courier: str, tracking_number: str, code: str = "") -> Order:
    """All that waits is handed over in one parcel, or picked up by the buyer who tells the code.

    Raises NotFound, IllegalTransition, NumberUsed, WrongCode.
    """
    order = queries.lock_order_of_seller(order_id, seller_id)
    if order.shipping_method == ShippingMethod.PICKUP and order.status == OrderStatus.PROCESSING:
        _check_code(order, code)
    parcels.hand_over_all(order, courier=courier, tracking_number=tracking_number)
    return order


def deliver_order(order_id: int, *, seller_id: int, code: str = "") -> Order:
    """The goods have reached the buyer without a courier of others; at a hub the buyer told the code.

    Raises NotFound, IllegalTransition, WrongCode.
    """
    order = queries.lock_order_of_seller(order_id, seller_id)
    if order.shipping_method == ShippingMethod.COURIER:
        raise IllegalTransition
    if order.status != OrderStatus.DELIVERED:
        if order.shipping_method == ShippingMethod.HUB:
            _check_code(order, code)
        deliver(order, because="handed to the buyer by the seller")
    return order


def deliver(order: Order, *, because: str) -> None:
    """A locked order's goods have reached the buyer; the end is near. Cash is another matter: the seller says so.

    Raises IllegalTransition.
    """
    order.move_to(OrderStatus.DELIVERED, because=because)
    parcels.arrive_all(order)
    soon = now() + timedelta(days=setting("COMPLETE_AFTER_DELIVERY_DAYS"))
    order.auto_complete_at = min(order.auto_complete_at or soon, soon)
    audit.record("order.delivered", order, because=because)
    emit("order.delivered", order_id=order.id)


def receive_order(number: str, part: int, *, buyer_id: int) -> Order:
    """The buyer has the goods: delivered and completed at once. Raises NotFound, CaseUndecided, IllegalTransition."""
    order = queries.lock_order_of_buyer(number, part, buyer_id)
    if order.status == OrderStatus.COMPLETED:
        return order
    if queries.has_undecided_case(order.id):
        raise CaseUndecided
    if order.status != OrderStatus.DELIVERED:
        order.move_to(OrderStatus.DELIVERED, because="received by the buyer")
    parcels.arrive_all(order)
    _complete(order, because="received by the buyer")
    return order


def complete_order(group_id: int, order_id: int) -> bool:
    """Complete an order whose time for complaints is up; tells whether it did."""
    order = next(order for order in queries.lock_group(group_id).orders if order.id == order_id)
    is_due = order.auto_complete_at is not None and order.auto_complete_at < now()
    if not is_due or order.status not in (OrderStatus.SHIPPED, OrderStatus.DELIVERED):
        return False
    if queries.has_undecided_case(order.id):
        return False
    parcels.arrive_all(order)
    _complete(order, because="nobody complained in time")
    return True


def take_cash(order_id: int, *, seller_id: int) -> Order:
    """The seller says that the buyer has paid at the door; a hub takes the cash for it when the code was told.

    Raises NotFound, NoCashDue, NotFetched.
    """
    order = queries.lock_order_of_seller(order_id, seller_id)
    if not order.takes_cash or order.status not in HANDED_OVER:
        raise NoCashDue
    if order.waits_for_cash and order.stands_at_hub:
        raise NotFetched
    receive_cash(order)
    return order


def receive_cash(order: Order) -> None:
    """The seller has the cash for a locked order: what is left of its price counts as earned money, paid already."""
    if not order.takes_cash or order.cash_amount is not None:
        return
    order.cash_amount = order.total_amount - queries.share_gone_back(order.id).paid_amount
    if order.cash_amount:
        lock_earnings([order.seller_id])
        lines = [
            Line(chart.payable(order.seller_id), order.cash_amount, order.id),
            Line(chart.gateway_clearing(CASH), -order.cash_amount, order.id),
        ]
        post(f"cash-received:{order.id}", lines, because=f"{order.number} paid in cash")
    audit.record("order.cash_received", order, amount=order.cash_amount)


def quantities_of(group: OrderGroup) -> dict[int, int]:
    """What was ordered, to fill a cart again."""
    return {line.variant_id: line.quantity for order in group.orders for line in order.lines}


def _ship_by(order: Order) -> datetime:
    """When an order that is paid now has to be sent; one placed in a holiday has its days in the preparation."""
    end = now() + timedelta(days=order.preparation_days + setting("SHIP_WITHIN_DAYS"))
    seller, placed_at = order.seller, order.placed_at
    is_reckoned = seller.is_away(placed_at) and not seller.is_closed(placed_at)
    return end if is_reckoned else seller.after_holiday(now(), end)


def _check_code(order: Order, typed: str) -> None:
    if not codes.is_code_of(order, typed):
        raise WrongCode


def _complete(order: Order, *, because: str) -> None:
    receive_cash(order)
    order.move_to(OrderStatus.COMPLETED, because=because)
    order.completed_at = now()
    if earnings := _earnings(order):
        post(f"order-completed:{order.id}", earnings, because=f"{order.number} completed")
    audit.record("order.completed", order, because=because)
    emit("order.completed", order_id=order.id)


def _earnings(order: Order) -> Sequence[Line]:
    """What is left for the seller and for us after everything that went back; nothing when all did."""
    back = queries.share_gone_back(order.id)
    held_amount = order.total_amount + sum(shares.subsidies_of(order).values()) - back.held_amount
    if not held_amount:
        return []
    commission_amount = sum(line.commission.amount for line in order.lines) - back.commission_amount
    pph22_amount = sum(line.pph22_amount for line in order.lines) - back.pph22_amount
    is_ours = order.shipping_owner == ShippingOwner.MARKETPLACE
    shipping_amount = order.shipping_amount - back.shipping_amount if is_ours else 0
    earned_amount = held_amount - commission_amount - pph22_amount - shipping_amount
    return [
        Line(chart.held(order.seller_id), held_amount, order.id),
        Line(chart.payable(order.seller_id), -earned_amount, order.id),
        Line(chart.COMMISSION_INCOME, -commission_amount, order.id),
        Line(chart.PPH22_PAYABLE, -pph22_amount, order.id),
        Line(chart.SHIPPING_INCOME, -shipping_amount, order.id),
    ]
