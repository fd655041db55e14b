"""Recording what gateways say of a payment: captured or not, its fee, its refunds, its disputes.

Every part is quiet when it is known already. Locks: the group, its orders, the payment, then its refunds.
"""

from app import audit
from app.clock import now
from app.db import session
from app.gateways.payment.base import FetchedPayment, GatewayStatus
from app.ledger import chart
from app.ledger.commands import Line, post
from app.models.order import OrderGroup
from app.models.payment import Payment, PaymentSplit, PaymentStatus
from app.orders import commands as orders
from app.orders import queries as order_queries
from app.payments.commands import attempts, disputes, endings, refunds, sendings
from app.payments.errors import AlreadyPaid
from app.payments.queries import payments as queries
from app.pricing import shares

BY_STATUS = {
    GatewayStatus.CAPTURED: PaymentStatus.CAPTURED,
    GatewayStatus.FAILED: PaymentStatus.FAILED,
    GatewayStatus.EXPIRED: PaymentStatus.EXPIRED,
}


def record_truth(payment_id: int, truth: FetchedPayment) -> None:
    """Bring an attempt to what the gateway says; a truth that does not fit our row changes nothing."""
    if truth.status == GatewayStatus.NOT_STARTED:
        expire_unpaid(payment_id)
        return
    group = order_queries.lock_group(queries.group_id_of(payment_id))
    payment = queries.lock_payment(payment_id)
    if not fits(payment, truth):
        if not audit.is_recorded("payment.mismatch", payment):
            audit.record("payment.mismatch", payment, amount=truth.amount, expected=payment.amount)
        return
    status = BY_STATUS.get(truth.status)
    has_money = payment.status in queries.WITH_MONEY
    if status is not None and not has_money and status in payment.TRANSITIONS.get(payment.status, frozenset()):
        _move(payment, group, status, because=f"{payment.gateway} says {truth.status.value}")
    if payment.status in queries.WITH_MONEY:
        _note_facts(payment, truth)
        for refund in truth.refunds:
            endings.reopen_failed(payment, refund)
            sendings.record_fetched(payment, refund)
        for dispute in truth.disputes:
            disputes.record_fetched(payment, dispute)


def expire_unpaid(payment_id: int) -> None:
    """An attempt that no money is known of ends with its time; quiet before, and once it has ended."""
    group = order_queries.lock_group(queries.group_id_of(payment_id))
    payment = queries.lock_payment(payment_id)
    if payment.status == PaymentStatus.PENDING and payment.expires_at < now():
        _move(payment, group, PaymentStatus.EXPIRED, because="nobody paid in time")


def fits(payment: Payment, truth: FetchedPayment) -> bool:
    """Whether what a gateway says is about this attempt and its rupiah; before it is started, it says neither."""
    ours = attempts.key_of(payment), payment.amount, payment.currency
    return truth.status == GatewayStatus.NOT_STARTED or (truth.intent, truth.amount, truth.currency) == ours


def capture_offline(payment_id: int, *, because: str) -> None:
    """Money that no machine takes is there, or promised at the door: an admin or the seller says so.

    Quiet when it is known. Raises NotFound, and AlreadyPaid for a promise that no order can take any more.
    """
    group = order_queries.lock_group(queries.group_id_of(payment_id))
    payment = queries.lock_payment(payment_id)
    if payment.status not in queries.WITH_MONEY:
        _move(payment, group, PaymentStatus.CAPTURED, because=because)


def _move(payment: Payment, group: OrderGroup, status: PaymentStatus, *, because: str) -> None:
    payment.move_to(status, because=because)
    if status == PaymentStatus.CAPTURED:
        payment.captured_at = now()
        _capture(payment, group)
    audit.record(f"payment.{status.value}", payment, amount=payment.amount)


def _capture(payment: Payment, group: OrderGroup) -> None:
    clearing = chart.gateway_clearing(payment.gateway)
    reference = f"payment-captured:{payment.id}"
    if not queries.is_paid(group.id) and orders.mark_paid(group, because=f"payment {payment.id} captured"):
        lines = [Line(clearing, payment.amount)]
        for order in group.orders:
            order.takes_cash = payment.gateway == orders.CASH
            session.add(PaymentSplit(payment_id=payment.id, order_id=order.id, amount=order.total_amount))
            costs = shares.subsidies_of(order)
            lines += [Line(chart.cost_account(name), amount, order.id) for name, amount in costs.items()]
            held_amount = order.total_amount + sum(costs.values())
            lines.append(Line(chart.held(order.seller_id), -held_amount, order.id))
        post(reference, lines, because=f"{group.number} paid")
        return
    if payment.gateway == orders.CASH:
        raise AlreadyPaid  # a promise brings no money that could go back
    post(
        reference,
        [Line(clearing, payment.amount), Line(chart.UNALLOCATED_RECEIPTS, -payment.amount)],
        because=f"{group.number} paid twice or too late",
    )
    refunds.refund_unallocated(payment, group)


def _note_facts(payment: Payment, truth: FetchedPayment) -> None:
    payment.method = truth.method or payment.method
    payment.charge_reference = truth.charge_reference or payment.charge_reference
    if truth.fee_amount is None or payment.fee_amount is not None:
        return
    payment.fee_amount = truth.fee_amount
    if truth.fee_amount:
        lines = [
            Line(chart.GATEWAY_FEES, truth.fee_amount),
            Line(chart.gateway_clearing(payment.gateway), -truth.fee_amount),
        ]
        post(f"fee-known:{payment.id}", lines, because=f"{payment.gateway} keeps its fee")
