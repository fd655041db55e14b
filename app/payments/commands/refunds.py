"""Deciding that money goes back, with its entry in the books; it is carried out by a gateway, by hand, or not needed.

Locks: the caller's lock on the group comes first, then the payment, the split, the refund; for what a seller has earned
already the seller's row comes last.
"""

from collections.abc import Mapping

from app import audit
from app.db import session
from app.ledger import chart
from app.ledger.commands import Line, post
from app.ledger.queries import lock_earnings
from app.models.order import Order, OrderGroup, OrderStatus, ShippingOwner
from app.models.payment import (
    Payment,
    Refund,
    RefundChannel,
    RefundLine,
    RefundStatus,
)
from app.outbox import emit
from app.payments.commands.sendings import lock, lock_foreign, mark_sent, succeed
from app.payments.errors import NothingToRefund
from app.payments.queries import payments as queries
from app.payments.queries import refunds as refund_queries
from app.pricing import shares
from app.pricing.shares import Share

UNALLOCATED = "unallocated"


def refund_unallocated(payment: Payment, group: OrderGroup) -> None:
    """The whole of a locked capture that no order could take goes back by itself."""
    refund = Refund(
        payment_id=payment.id, purpose=UNALLOCATED, amount=payment.amount, reason="paid twice, or late without stock"
    )
    session.add(refund)
    session.flush()
    post(
        f"refund-due:{refund.id}",
        [Line(chart.UNALLOCATED_RECEIPTS, refund.amount), Line(chart.REFUNDS_DUE, -refund.amount)],
        because=f"{group.number} goes back",
    )
    _request(refund, payment)


def refund_pieces(order: Order, pieces: Mapping[int, int], share: Share, *, purpose: str, because: str) -> Refund:
    """Decide that pieces of a locked, paid order are paid back, by the ids of their lines: refund and books at once.

    `purpose` names the reason once for each payment. Raises NothingToRefund, and IntegrityError for more than is left.
    """
    split = queries.lock_split_of_order(order.id)
    if split is None or share.paid_amount <= 0:
        raise NothingToRefund
    payment = queries.lock_payment(split.payment_id)
    split = queries.lock_split_of_order(order.id)
    assert split is not None
    if order.status == OrderStatus.COMPLETED:
        lock_earnings([order.seller_id])
    refund = Refund(
        payment_id=payment.id,
        split_id=split.id,
        purpose=purpose,
        channel=_channel_of(order),
        amount=share.paid_amount,
        shipping_amount=share.shipping_amount,
        voucher_amount=share.voucher_amount,
        commission_amount=share.commission_amount,
        pph22_amount=share.pph22_amount,
        is_earned=order.status == OrderStatus.COMPLETED,
        reason=because,
    )
    session.add(refund)
    split.refunded_amount += refund.amount
    for line in order.lines:
        line.refunded_quantity += pieces.get(line.id, 0)
    session.flush()
    session.add_all(RefundLine(refund_id=refund.id, order_line_id=key, quantity=count) for key, count in pieces.items())
    post(f"refund-due:{refund.id}", _due(order, refund), because=f"{order.number}: {because}")
    _request(refund, payment)
    return refund


def retry(refund_id: int, *, admin_id: int) -> None:
    """Ask the gateway again for a refund that it refused; quiet while it is being asked.

    Raises NotFound, OwnRefund, NothingToRefund.
    """
    refund, _payment = lock_foreign(refund_id, admin_id)
    if refund.status != RefundStatus.FAILED:
        raise NothingToRefund
    if refund_id in refund_queries.refunds_to_ask_for():
        return
    audit.record("refund.retried", refund, amount=refund.amount)
    emit("refund.requested", refund_id=refund.id)


def ask_for_forgotten(refund_id: int) -> None:
    """Ask the gateway for a refund that it was never told of; quiet when it was, or is about to be."""
    refund, _payment = lock(refund_id)
    is_untold = refund.status == RefundStatus.REQUESTED and refund.channel == RefundChannel.GATEWAY
    if is_untold and refund_id not in refund_queries.refunds_to_ask_for():
        emit("refund.requested", refund_id=refund.id)


def _channel_of(order: Order) -> RefundChannel:
    return RefundChannel.VOID if order.takes_cash and order.cash_amount is None else RefundChannel.GATEWAY


def _due(order: Order, refund: Refund) -> list[Line]:
    """Who gives the money back: what is held for the seller, or the seller's earnings and our share of them."""
    gone_amount = refund.amount + refund.voucher_amount
    costs = shares.subsidies_of(order)
    to_others = [
        Line(chart.REFUNDS_DUE, -refund.amount, order.id),
        *(Line(chart.cost_account(name), -refund.voucher_amount, order.id) for name in costs),
    ]
    if not refund.is_earned:
        return [Line(chart.held(order.seller_id), gone_amount, order.id), *to_others]
    ours = refund.shipping_amount if order.shipping_owner == ShippingOwner.MARKETPLACE else 0
    earned_amount = gone_amount - refund.commission_amount - refund.pph22_amount - ours
    return [
        Line(chart.payable(order.seller_id), earned_amount, order.id),
        Line(chart.COMMISSION_INCOME, refund.commission_amount, order.id),
        Line(chart.PPH22_PAYABLE, refund.pph22_amount, order.id),
        Line(chart.SHIPPING_INCOME, ours, order.id),
        *to_others,
    ]


def _request(refund: Refund, payment: Payment) -> None:
    audit.record("refund.requested", refund, amount=refund.amount)
    if refund.channel == RefundChannel.VOID:
        mark_sent(refund)
        succeed(refund, payment, "never taken")
        return
    emit("refund.requested", refund_id=refund.id)
