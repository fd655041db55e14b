"""Asking gateways and telling them: always with no transaction open."""

from collections.abc import Callable, Sequence
from functools import partial

from app.clock import now
from app.db import session, transaction
from app.gateways.payment.base import FetchedPayment, GatewayUnavailable, RefundNotPossible, RequestRefused
from app.models.payment import GatewayEvent, Payment, Refund, RefundChannel, RefundStatus
from app.payments.asking import asking, close
from app.payments.commands import refund_accounts, sendings, truth
from app.payments.queries import gateways as gateway_queries
from app.payments.queries import payments as queries
from app.payments.queries import refunds as refund_queries


def apply_gateway_event(event_id: int, *, key: str) -> Callable[[], None]:  # noqa: ARG001 - asking is free
    """A gateway has said something about a payment: ask it for the truth. What is none of ours is only noted."""
    event = gateway_queries.find_event(event_id)
    payment = queries.find_by_reference(event.gateway, event.payment_reference) if event else None
    found = (payment.id, payment.gateway, str(payment.gateway_reference)) if payment else None
    session.rollback()
    if found is None:
        return partial(_note_applied, event_id)
    payment_id, gateway, reference = found
    with asking(gateway) as adapter:
        told = adapter.fetch_payment(reference)

    def record() -> None:
        truth.record_truth(payment_id, told)
        _note_applied(event_id)

    return record


def close_others(payment_id: int, *, key: str) -> Callable[[], None]:  # noqa: ARG001 - closing twice is closing once
    """Another way to pay was chosen: what was opened before is closed, unless the money came meanwhile."""
    return _close(queries.open_besides(payment_id))


def expire_at_gateway(group_id: int, *, key: str) -> Callable[[], None]:  # noqa: ARG001 - closing twice is closing once
    """Nothing is to be paid any more, in time or at all: close what is still open at the gateways."""
    return _close(queries.pending_of(group_id))


def send_refund(refund_id: int, *, key: str) -> Callable[[], None] | None:  # noqa: ARG001 - the refund has its own
    """Carry a refund out, or find out that the gateway cannot."""
    refund = session.get_one(Refund, refund_id)
    payment = session.get_one(Payment, refund.payment_id)
    is_to_send = refund.status in (RefundStatus.REQUESTED, RefundStatus.FAILED)
    is_by_gateway = refund.channel == RefundChannel.GATEWAY
    amount, refund_key = refund.amount, refund_queries.key_of_refund(refund)
    gateway, reference = payment.gateway, str(payment.gateway_reference)
    session.rollback()
    if not (is_to_send and is_by_gateway):
        return None
    try:
        with asking(gateway) as adapter:
            sent = adapter.refund(reference, amount, key=refund_key)
    except RefundNotPossible:
        return partial(refund_accounts.ask_for_bank_account, refund_id)
    except RequestRefused as refusal:
        return partial(sendings.record_refused, refund_id, str(refusal))
    return partial(sendings.record_sent, refund_id, sent)


def _close(payment_ids: Sequence[int]) -> Callable[[], None]:
    """Close each; what the others said is recorded also when one gateway does not do it, which is then tried again."""
    session.rollback()
    told: list[tuple[int, FetchedPayment | None]] = []
    failure: Exception | None = None
    for payment_id in payment_ids:
        try:
            told.append((payment_id, close(payment_id)))
        except (GatewayUnavailable, LookupError, RequestRefused) as error:
            failure = error

    def record() -> None:
        for payment_id, answer in told:
            if answer is not None:
                truth.record_truth(payment_id, answer)

    if failure is not None:
        with transaction():
            record()
        raise failure
    return record


def _note_applied(event_id: int) -> None:
    session.get_one(GatewayEvent, event_id).applied_at = now()
