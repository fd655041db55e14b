"""Orders that end before they are sent. Each is quiet when it is so already.

A parcel that was in preparation stays there: it never left, and nothing is to be done about it any more.
"""

from collections.abc import Mapping

from app import audit
from app.catalog import stock
from app.clock import now
from app.models.order import Order, OrderStatus
from app.orders import commands as order_commands
from app.orders import parcels
from app.orders import queries as orders
from app.orders.errors import TooLateToCancel
from app.outbox import emit
from app.payments.commands import refunds
from app.pricing import shares
from app.returns import queries, rules
from app.returns.errors import PageTooOld
from app.vouchers import commands as vouchers


def cancel_order(number: str, part: int, *, buyer_id: int, because: str) -> Order:
    """The buyer takes a paid order back that the seller has not begun. Raises NotFound, TooLateToCancel."""
    order = orders.lock_order_of_buyer(number, part, buyer_id)
    if order.status == OrderStatus.CANCELLED:
        return order
    if order.status != OrderStatus.PAID:
        raise TooLateToCancel
    _cancel(order, on_shelf=rules.what_is_left(order), purpose=f"cancel-{order.position}", because=because)
    return order


def refuse_order(order_id: int, *, seller_id: int, because: str) -> Order:
    """The seller cannot supply anything of it: all goes back, nothing is on the shelf.

    Raises NotFound, TooLateToCancel.
    """
    order = orders.lock_order_of_seller(order_id, seller_id)
    if order.status == OrderStatus.CANCELLED:
        return order
    if order.status not in queries.TO_SEND or parcels.is_part_sent(order):
        raise TooLateToCancel
    _cancel(order, on_shelf={}, purpose=f"short-{order.position}", because=because)
    return order


def report_shortage(order_id: int, pieces: Mapping[int, int], *, seller_id: int, shortage: int, because: str) -> Order:
    """The seller cannot supply some pieces, by their lines: they are paid back with their share of the parcel.

    `shortage` counts from 1 how often that has happened to this order: the same form twice has one effect. When
    nothing was or will be sent the order is cancelled; when the rest has left it is on its way as a whole, or arrived.
    Raises NotFound, TooLateToCancel, NothingChosen, TooMany, PageTooOld.
    """
    order = orders.lock_order_of_seller(order_id, seller_id)
    known = queries.shortages_of(order.id)
    if known and shortage == len(known) and known[-1] == {key: count for key, count in pieces.items() if count}:
        return order
    if order.status not in queries.TO_SEND:
        raise TooLateToCancel
    if shortage != len(known) + 1:
        raise PageTooOld
    chosen = rules.check_pieces(pieces, parcels.waiting_pieces(order))
    purpose = f"short-{order.position}-{shortage}"
    if chosen == rules.what_is_left(order) and not parcels.is_part_sent(order):
        _cancel(order, on_shelf={}, purpose=purpose, because=because)
    else:
        _shorten(order, chosen, purpose=purpose, because=because)
    return order


def remind_to_ship(group_id: int, order_id: int) -> bool:
    """Tell the seller once, a day before the order has to be sent; tells whether it did."""
    order = _waiting(group_id, order_id)
    if order is None or order.ship_by is None or order.ship_reminded_at is not None:
        return False
    if not order.ship_by - rules.REMINDED_BEFORE <= now() < order.ship_by:
        return False
    order.ship_reminded_at = now()
    emit("order.ship_by_neared", order_id=order.id)
    return True


def tell_lateness(group_id: int, order_id: int) -> bool:
    """Tell seller and buyer once that the day to send an order is over; tells whether it did."""
    order = _waiting(group_id, order_id)
    if order is None or order.ship_by is None or now() < order.ship_by:
        return False
    if order.ship_reminded_at is not None and order.ship_reminded_at >= order.ship_by:
        return False
    order.ship_reminded_at = now()
    emit("order.ship_by_passed", order_id=order.id)
    return True


def cancel_late(group_id: int, order_id: int) -> bool:
    """Cancel what was not sent of an order even after its grace; tells whether it did."""
    order = _waiting(group_id, order_id)
    if order is None or order.ship_by is None or now() < rules.cancelled_at(order.ship_by):
        return False
    waiting, purpose, because = parcels.waiting_pieces(order), f"late-{order.position}", "not sent in time"
    if parcels.is_part_sent(order):
        put_on_shelf(order, waiting, because=because)
        _shorten(order, waiting, purpose=purpose, because=because)
    else:
        _cancel(order, on_shelf=waiting, purpose=purpose, because=because)
    return True


def remind_to_fetch(group_id: int, order_id: int) -> bool:
    """Tell the buyer once, a day before, that a packed order is not kept longer; tells whether it did."""
    order = _packed(group_id, order_id)
    if order is None or order.fetch_by is None or order.ship_reminded_at is not None:
        return False
    if not order.fetch_by - rules.REMINDED_BEFORE <= now() < order.fetch_by:
        return False
    order.ship_reminded_at = now()
    emit("order.fetch_by_neared", order_id=order.id)
    return True


def cancel_unfetched(group_id: int, order_id: int) -> bool:
    """Cancel a packed order for which nobody came in time; tells whether it did."""
    order = _packed(group_id, order_id)
    if order is None or order.fetch_by is None or now() < order.fetch_by:
        return False
    waiting, purpose = parcels.waiting_pieces(order), f"unfetched-{order.position}"
    _cancel(order, on_shelf=waiting, purpose=purpose, because="not fetched in time")
    return True


def put_on_shelf(order: Order, pieces: Mapping[int, int], *, because: str) -> None:
    """Pieces of some lines can be sold again."""
    counts: dict[int, int] = {}
    for line in order.lines:
        counts[line.variant_id] = counts.get(line.variant_id, 0) + pieces.get(line.id, 0)
    stock.take_back(order.id, counts, because=because)


def _cancel(order: Order, *, on_shelf: Mapping[int, int], purpose: str, because: str) -> None:
    """Cancel a locked order and pay back what is left of it; with the last one its group's voucher is free again."""
    others = [other for other in order.group.orders if other.id != order.id]
    if all(other.status == OrderStatus.CANCELLED for other in others):
        vouchers.give_back(order.group_id)
    put_on_shelf(order, on_shelf, because=because)
    left = rules.what_is_left(order)
    refund = refunds.refund_pieces(order, left, shares.share_of(order, left), purpose=purpose, because=because)
    order.move_to(OrderStatus.CANCELLED, because=because)
    audit.record("order.cancelled", order, because=because, refund_id=refund.id)
    emit("order.cancelled", order_id=order.id)


def _shorten(order: Order, pieces: Mapping[int, int], *, purpose: str, because: str) -> None:
    """Pay some pieces of a locked order back, by their lines; what has left or arrived may be all of it then."""
    share = shares.share_of(order, pieces)
    refund = refunds.refund_pieces(order, pieces, share, purpose=purpose, because=because)
    audit.record("order.shortened", order, because=because, refund_id=refund.id)
    emit("order.shortened", order_id=order.id, refund_id=refund.id)
    parcels.send_off_if_nothing_waits(order)
    if parcels.have_all_arrived(order):
        order_commands.deliver(order, because="nothing else of it comes")


def _packed(group_id: int, order_id: int) -> Order | None:
    order = _locked(group_id, order_id)
    return order if order.status == OrderStatus.PROCESSING and order.fetch_by is not None else None


def _waiting(group_id: int, order_id: int) -> Order | None:
    order = _locked(group_id, order_id)
    return order if order.status in queries.TO_SEND and order.fetch_by is None else None


def _locked(group_id: int, order_id: int) -> Order:
    return next(order for order in orders.lock_group(group_id).orders if order.id == order_id)
