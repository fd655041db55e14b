"""Opening attempts. Locks: the group, its orders, then the payment."""

from datetime import datetime

from sqlalchemy import update

from app import audit
from app.clock import now
from app.db import insert_unless_there, session
from app.gateways.payment.base import (
    CreatedPayment,
    PaymentLine,
    PaymentRequest,
    WebhookEvent,
    intent_of,
)
from app.models.order import OrderGroup
from app.models.payment import GatewayEvent, Payment, PaymentStatus
from app.orders import commands as orders
from app.orders import queries as order_queries
from app.outbox import emit
from app.payments.errors import AlreadyPaid
from app.payments.queries import payments as queries
from app.payments.rules import CASH, TRANSFER
from app.pricing import shares

MOST_LINES = 90


def open_payment(group_id: int, *, gateway: str, return_url: str) -> Payment:
    """The pending attempt of a group at a gateway; a new one leaves at least 31 minutes and at most 24 h to pay.

    What was promised at the door already is that promise again. Raises AlreadyPaid, TimeIsUp.
    """
    group = order_queries.lock_group(group_id)
    if queries.is_paid(group.id):
        newest = queries.find_newest(group.id, gateway)
        if gateway == CASH and newest is not None and newest.status == PaymentStatus.CAPTURED:
            return newest
        raise AlreadyPaid
    pending = queries.find_pending(group.id, gateway)
    if pending is not None and min(pending.expires_at, group.pay_by) > now():
        return pending
    (orders.give_time_to_transfer if gateway == TRANSFER else orders.extend_time_to_pay)(group)
    expires_at = min(group.pay_by, now() + orders.LONGEST_TIME_TO_PAY)
    attempt = queries.count_attempts(group.id) + 1
    payment = Payment(
        group_id=group.id,
        attempt=attempt,
        gateway=gateway,
        amount=group.total_amount,
        request=_request(group, attempt, return_url, expires_at),
        expires_at=expires_at,
    )
    session.add(payment)
    session.flush()
    audit.record("payment.opened", payment, amount=payment.amount, attempt=attempt)
    emit("payment.opened", payment_id=payment.id)
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


def record_created(payment_id: int, created: CreatedPayment) -> str:
    """The gateway has opened the attempt; returns where the buyer pays, nothing where that page is lost."""
    order_queries.lock_group(queries.group_id_of(payment_id))
    payment = queries.lock_payment(payment_id)
    if payment.gateway_reference is None:
        payment.gateway_reference, payment.gateway_url = created.reference, created.url
    return payment.gateway_url or ""


def record_refused(payment_id: int, reason: str) -> None:
    """The gateway does not open this attempt: it failed, and another one may be tried."""
    order_queries.lock_group(queries.group_id_of(payment_id))
    payment = queries.lock_payment(payment_id)
    if payment.status == PaymentStatus.PENDING and payment.gateway_reference is None:
        payment.move_to(PaymentStatus.FAILED, because=f"{payment.gateway} refuses: {reason}")
        audit.record("payment.refused", payment)


def note_asked(payment_id: int) -> None:
    """A gateway is about to be asked about this attempt: the others have their turn first, whatever comes of it."""
    session.execute(update(Payment).where(Payment.id == payment_id).values(asked_at=now()))


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


def _request(group: OrderGroup, attempt: int, return_url: str, expires_at: datetime) -> dict[str, object]:
    lines = [
        {"name": f"{line.product_name} × {line.quantity}"[:120], "amount": goods_amount}
        for order in group.orders
        for line, goods_amount in zip(order.lines, shares.goods_amounts(order), strict=True)
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
        "expires_at": expires_at.isoformat(),
    }
