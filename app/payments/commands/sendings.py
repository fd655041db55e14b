"""Carrying money back: what gateways and admins say of it. Locks: the group, its orders, the payment, the refund."""

from sqlalchemy.exc import IntegrityError

from app import audit
from app.clock import now
from app.db import session
from app.gateways.payment.base import FetchedRefund, RefundState
from app.ledger import chart
from app.ledger.commands import Line, post
from app.models.payment import (
    Payment,
    PaymentStatus,
    Refund,
    RefundChannel,
    RefundStatus,
)
from app.orders import queries as order_queries
from app.outbox import emit
from app.payments import rules
from app.payments.errors import BankReferenceUsed, OwnRefund
from app.payments.queries import endings
from app.payments.queries import payments as queries
from app.payments.queries import refunds as refund_queries


def record_sent(refund_id: int, sent: FetchedRefund) -> None:
    """The gateway has taken the order to send money back, and has perhaps sent it already; recorded once.

    What comes late, of a try that is over meanwhile, changes nothing.
    """
    refund, payment = lock(refund_id)
    if refund.channel != RefundChannel.GATEWAY:
        _note_sent_besides(refund, sent)
    elif sent.key == refund_queries.key_of_refund(refund):
        _record_state(refund, payment, sent)


def record_fetched(payment: Payment, fetched: FetchedRefund) -> None:
    """What a locked payment's gateway says of one of its refunds; one that is none of ours is left to the admins."""
    refund = refund_queries.find_refund_by_key(payment, fetched.key)
    if refund is not None and refund.channel == RefundChannel.GATEWAY:
        _record_state(refund, payment, fetched)
        return
    given_up = refund or endings.find_refund_by_any_key(payment, fetched.key)
    if given_up is not None:
        _note_sent_besides(given_up, fetched)


def record_refused(refund_id: int, failure: str) -> None:
    """The gateway does not send this money back: an admin has to look at it; quiet when it goes another way by now."""
    refund, payment = lock(refund_id)
    is_to_send = refund.status in (RefundStatus.REQUESTED, RefundStatus.FAILED)
    if is_to_send and refund.channel == RefundChannel.GATEWAY:
        mark_sent(refund)
        fail(refund, payment, failure)


def lock(refund_id: int) -> tuple[Refund, Payment]:
    """A refund and its payment, for changing. Raises NotFound."""
    payment_id = refund_queries.payment_id_of_refund(refund_id)
    order_queries.lock_group(queries.group_id_of(payment_id))
    payment = queries.lock_payment(payment_id)
    refund = session.get_one(Refund, refund_id, with_for_update=True, populate_existing=True)
    return refund, payment


def lock_foreign(refund_id: int, admin_id: int) -> tuple[Refund, Payment]:
    """The same for an admin, whose own it must not be. Raises NotFound, OwnRefund."""
    refund, payment = lock(refund_id)
    if refund_queries.is_about(refund, admin_id):
        raise OwnRefund
    return refund, payment


def mark_sent(refund: Refund) -> None:
    """A locked refund is on its way."""
    refund.move_to(RefundStatus.SENT, because=f"sent by {refund.channel.value}")


def succeed(refund: Refund, payment: Payment, reference: str) -> None:
    """A locked refund is with the buyer, with its entry in the books. Raises BankReferenceUsed."""
    refund.move_to(RefundStatus.SUCCEEDED, because=reference)
    refund.gateway_reference, refund.succeeded_at = reference, now()
    try:
        session.flush()
    except IntegrityError as error:
        raise BankReferenceUsed from error
    _note_what_is_back(payment, because=f"refund {refund.id}")
    lines = [Line(chart.REFUNDS_DUE, refund.amount), _source(refund, payment, -refund.amount)]
    bounces = refund_queries.bounces_of([refund.id]).get(refund.id, 0)
    post(rules.sending(refund.id, bounces), lines, because=f"refund {refund.id} sent")
    audit.record("refund.succeeded", refund, amount=refund.amount)
    emit("refund.succeeded", refund_id=refund.id)


def fail(refund: Refund, payment: Payment, failure: str) -> None:
    """A locked refund did not arrive: an admin has to look at it."""
    refund.move_to(RefundStatus.FAILED, because=f"{payment.gateway}: {failure}"[:200])
    refund.failure = failure[:200]
    audit.record("refund.failed", refund, amount=refund.amount)
    emit("refund.failed", refund_id=refund.id)


def owe_again(refund: Refund, payment: Payment) -> None:
    """What a locked refund had sent is where it came from again, and owed to the buyer: it has moved just now."""
    refund.succeeded_at = None
    _note_what_is_back(payment, because=f"refund {refund.id} came back")
    lines = [_source(refund, payment, refund.amount), Line(chart.REFUNDS_DUE, -refund.amount)]
    bounces = refund_queries.bounces_of([refund.id])[refund.id]
    post(f"refund-bounced:{refund.id}:{bounces}", lines, because=f"refund {refund.id} came back")


def _record_state(refund: Refund, payment: Payment, told: FetchedRefund) -> None:
    if refund.status in (RefundStatus.REQUESTED, RefundStatus.FAILED):
        mark_sent(refund)
        refund.gateway_reference = told.reference
    if refund.status == RefundStatus.SENT and told.state == RefundState.SUCCEEDED:
        succeed(refund, payment, told.reference)
    elif refund.status == RefundStatus.SENT and told.state == RefundState.FAILED:
        fail(refund, payment, "failed on its way")
    elif refund.status == RefundStatus.SUCCEEDED and told.state == RefundState.FAILED:
        _bounce(refund, payment)


def _note_sent_besides(refund: Refund, told: FetchedRefund) -> None:
    """A try that is over sends money after all: the admins see it before, or although, the buyer is paid otherwise.

    Until it comes back.
    """
    known = endings.find_sent_besides(refund)
    if told.state == RefundState.FAILED and known == told.reference:
        audit.record("refund.failed_besides", refund, reference=told.reference)
    is_settled_so = refund.status == RefundStatus.SUCCEEDED and refund.gateway_reference == told.reference
    if told.state == RefundState.SUCCEEDED and known is None and not is_settled_so:
        audit.record("refund.sent_besides", refund, reference=told.reference, amount=told.amount)
        emit("refund.sent_besides", refund_id=refund.id)


def _bounce(refund: Refund, payment: Payment) -> None:
    """The buyer's bank did not take it, and the gateway has it again: https://docs.stripe.com/refunds#failed-refunds."""
    fail(refund, payment, "came back after it had been sent")
    owe_again(refund, payment)


def _source(refund: Refund, payment: Payment, amount: int) -> Line:
    if refund.channel == RefundChannel.SELLER:
        order = refund_queries.get_order(refund)
        return Line(chart.payable(order.seller_id), amount, order.id)
    elsewhere = {RefundChannel.BANK: chart.BANK, RefundChannel.DISPUTE: chart.DISPUTE_LOSSES}
    return Line(elsewhere.get(refund.channel, chart.gateway_clearing(payment.gateway)), amount)


def _note_what_is_back(payment: Payment, *, because: str) -> None:
    session.flush()
    back_amount = refund_queries.refunded_amount(payment.id)
    if back_amount == payment.amount:
        status = PaymentStatus.REFUNDED
    else:
        status = PaymentStatus.PARTLY_REFUNDED if back_amount else PaymentStatus.CAPTURED
    payment.move_to(status, because=because)
