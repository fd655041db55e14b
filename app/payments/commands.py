"""Opening attempts and recording what gateways say. Locks: the group, its orders, then the payment."""

from datetime import datetime

from app import audit
from app.clock import now
from app.db import insert_unless_there, session
from app.gateways.payment.base import (
    CreatedPayment,
    FetchedPayment,
    GatewayStatus,
    PaymentLine,
    PaymentRequest,
    WebhookEvent,
    intent_of,
)
from app.ledger import chart
from app.ledger.commands import Line, post
from app.models.order import OrderGroup
from app.models.payment import GatewayEvent, Payment, PaymentSplit, PaymentStatus, Refund, RefundStatus
from app.orders import commands as orders
from app.orders import queries as order_queries
from app.outbox import emit
from app.payments import queries
from app.payments.errors import AlreadyPaid

UNALLOCATED = "unallocated"
MOST_LINES = 90
BY_STATUS = {
    GatewayStatus.CAPTURED: PaymentStatus.CAPTURED,
    GatewayStatus.FAILED: PaymentStatus.FAILED,
    GatewayStatus.EXPIRED: PaymentStatus.EXPIRED,
}


def open_payment(group_id: int, *, gateway: str, return_url: str) -> Payment:
    """The pending attempt of a group at a gateway; a new one leaves at least 31 minutes to pay.

    Raises AlreadyPaid, TimeIsUp.
    """
    group = order_queries.lock_group(group_id)
    if queries.is_paid(group.id):
        raise AlreadyPaid
    pending = queries.find_pending(group.id, gateway)
    if pending is not None and group.pay_by > now():
        return pending
    orders.extend_time_to_pay(group)
    attempt = queries.count_attempts(group.id) + 1
    payment = Payment(
        group_id=group.id,
        attempt=attempt,
        gateway=gateway,
        amount=group.total_amount,
        request=_request(group, attempt, return_url),
        expires_at=group.pay_by,
    )
    session.add(payment)
    session.flush()
    audit.record("payment.opened", payment, amount=payment.amount, attempt=attempt)
    return payment


def request_of(payment: Payment) -> PaymentRequest:
    """Exactly what is sent for this attempt, also when it is sent again."""
    values = dict(payment.request)
    values["lines"] = [PaymentLine(**line) for line in values["lines"]]
    for moment in ("opened_at", "expires_at"):
        values[moment] = datetime.fromisoformat(values[moment])
    return PaymentRequest(**values)


def key_of(payment: Payment) -> str:
    """The idempotency key of an attempt: no other attempt of this or a restored shop has the same."""
    return intent_of(payment.request["order_number"], payment.request["attempt"])


def record_created(payment_id: int, created: CreatedPayment) -> None:
    """The gateway has opened the attempt."""
    payment = queries.lock_payment(payment_id)
    payment.gateway_reference, payment.gateway_url = created.reference, created.url


def record_event(gateway: str, event: WebhookEvent) -> None:
    """Keep a verified message once; its effect comes later by asking the gateway."""
    added = session.scalar(
        insert_unless_there(GatewayEvent)
        .values(
            gateway=gateway,
            event_id=event.event_id,
            kind=event.kind,
            payment_reference=event.reference,
            received_at=now(),
        )
        .returning(GatewayEvent.id)
    )
    if added is not None:
        emit("gateway.event_received", event_id=added)


def record_truth(payment_id: int, truth: FetchedPayment) -> None:
    """Move an attempt to what the gateway says, once; a truth that does not fit our row changes nothing."""
    group = order_queries.lock_group(queries.group_id_of(payment_id))
    payment = queries.lock_payment(payment_id)
    if (truth.intent, truth.amount, truth.currency) != (key_of(payment), payment.amount, payment.currency):
        if not audit.is_recorded("payment.mismatch", payment):
            audit.record("payment.mismatch", payment, amount=truth.amount, expected=payment.amount)
        return
    status = BY_STATUS.get(truth.status)
    if status is None or status not in payment.TRANSITIONS.get(payment.status, frozenset()):
        return
    payment.move_to(status, because=f"{payment.gateway} says {truth.status.value}")
    if status == PaymentStatus.CAPTURED:
        payment.captured_at = now()
        _capture(payment, group)
    audit.record(f"payment.{status.value}", payment, amount=payment.amount)


def record_refund_sent(refund_id: int, reference: str) -> None:
    """The gateway has sent the money back; recorded once."""
    refund = session.get_one(Refund, refund_id)
    group = order_queries.lock_group(queries.group_id_of(refund.payment_id))
    payment = queries.lock_payment(refund.payment_id)
    refund = session.get_one(Refund, refund_id, with_for_update=True, populate_existing=True)
    if refund.status != RefundStatus.REQUESTED:
        return
    refund.move_to(RefundStatus.SENT, because="sent to the gateway")
    refund.move_to(RefundStatus.SUCCEEDED, because=f"{payment.gateway} says {reference}")
    refund.gateway_reference, refund.succeeded_at = reference, now()
    is_whole = queries.refunded_amount(payment.id) == payment.amount
    payment.move_to(
        PaymentStatus.REFUNDED if is_whole else PaymentStatus.PARTLY_REFUNDED, because=f"refund {refund.id}"
    )
    lines = [Line(chart.REFUNDS_DUE, refund.amount), Line(chart.gateway_clearing(payment.gateway), -refund.amount)]
    post(f"refund-sent:{refund.id}", lines, because=f"{group.number} refunded")
    audit.record("refund.succeeded", refund, amount=refund.amount)
    emit("refund.succeeded", refund_id=refund.id)


def _capture(payment: Payment, group: OrderGroup) -> None:
    clearing = chart.gateway_clearing(payment.gateway)
    reference = f"payment-captured:{payment.id}"
    if not queries.is_paid(group.id) and orders.mark_paid(group, because=f"payment {payment.id} captured"):
        for order in group.orders:
            session.add(PaymentSplit(payment_id=payment.id, order_id=order.id, amount=order.total_amount))
        shares = [Line(chart.held(order.seller_id), -order.total_amount, order.id) for order in group.orders]
        post(reference, [Line(clearing, payment.amount), *shares], because=f"{group.number} paid")
        return
    post(
        reference,
        [Line(clearing, payment.amount), Line(chart.UNALLOCATED_RECEIPTS, -payment.amount)],
        because=f"{group.number} paid twice or too late",
    )
    refund = Refund(
        payment_id=payment.id, purpose=UNALLOCATED, amount=payment.amount, reason="paid twice, or late without stock"
    )
    session.add(refund)
    session.flush()
    post(
        f"refund-due:{refund.id}",
        [Line(chart.UNALLOCATED_RECEIPTS, payment.amount), Line(chart.REFUNDS_DUE, -payment.amount)],
        because=f"{group.number} goes back",
    )
    audit.record("refund.requested", refund, amount=refund.amount)
    emit("refund.requested", refund_id=refund.id)


def _request(group: OrderGroup, attempt: int, return_url: str) -> dict[str, object]:
    lines = [
        {"name": f"{line.product_name} × {line.quantity}"[:120], "amount": line.line_amount}
        for order in group.orders
        for line in order.lines
    ] + [
        {"name": f"{order.shipping_label} · {order.seller_name}"[:120], "amount": order.shipping_amount}
        for order in group.orders
        if order.shipping_amount
    ]
    if len(lines) > MOST_LINES:
        lines = [{"name": order.seller_name, "amount": order.total_amount} for order in group.orders]
    return {
        "order_number": group.number,
        "attempt": attempt,
        "amount": group.total_amount,
        "currency": "IDR",
        "lines": lines,
        "email": group.buyer_email,
        "return_url": return_url,
        "opened_at": now().isoformat(),
        "expires_at": group.pay_by.isoformat(),
    }
