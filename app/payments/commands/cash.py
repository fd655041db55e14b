"""Cash at the door. Locks: the group, its orders, then the payment."""

from app import audit
from app.clock import now
from app.errors import DomainError
from app.gateways.payment.base import CreatedPayment
from app.models.order import OrderGroup, OrderStatus
from app.models.payment import PaymentStatus
from app.orders import queries as order_queries
from app.orders.errors import TimeIsUp
from app.payments.commands import attempts, truth
from app.payments.errors import AlreadyPaid
from app.payments.queries import payments as queries


def promise(payment_id: int, created: CreatedPayment) -> DomainError | None:
    """The buyer pays when the goods are there: the orders are to be prepared, and their sellers will take the cash.

    Returns why the orders cannot be promised any more; then the attempt has failed. Raises NotFound.
    """
    group = order_queries.lock_group(queries.group_id_of(payment_id))
    payment = queries.lock_payment(payment_id)
    if payment.status in queries.WITH_MONEY:
        return None
    refusal = _refusal_of(group)
    if refusal is None:
        attempts.record_created(payment_id, created)
        truth.capture_offline(payment_id, because="promised at the door")
    elif payment.status == PaymentStatus.PENDING:
        payment.move_to(PaymentStatus.FAILED, because=f"the promise came too late: {refusal.code}")
        audit.record("payment.refused", payment)
    return refusal


def _refusal_of(group: OrderGroup) -> DomainError | None:
    if queries.is_paid(group.id):
        return AlreadyPaid()
    is_open = all(order.status == OrderStatus.AWAITING_PAYMENT for order in group.orders)
    return None if is_open and group.pay_by >= now() else TimeIsUp()
