"""Every call to a gateway: with no transaction open, and what its keys are worth is written down."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from app.db import is_reading_or_writing, session, transaction
from app.gateways.payment import build
from app.gateways.payment.base import (
    FetchedPayment,
    FetchedRefund,
    GatewayUnavailable,
    KeysRefused,
    PaymentGateway,
    RefundNotPossible,
    RefundState,
    RequestRefused,
)
from app.models.payment import Payment, RefundChannel, RefundStatus
from app.payments.commands import attempts, availability
from app.payments.errors import GatewayDown, NotSentByHand, RefundOnItsWay
from app.payments.queries import endings
from app.payments.queries import gateways as gateway_queries
from app.payments.queries import refunds as refund_queries
from app.payments.rules import OFFLINE


@contextmanager
def asking(name: str) -> Iterator[PaymentGateway]:
    """The gateway, to be called inside. Raises LookupError for one whose keys are not there."""
    session.rollback()
    assert not is_reading_or_writing()
    try:
        yield build(name)
    except KeysRefused as refusal:
        with transaction():
            availability.note_refused_keys(name, str(refusal))
        raise
    except (RequestRefused, RefundNotPossible):
        _note_answer(name)
        raise
    _note_answer(name)


def ask(payment_id: int) -> FetchedPayment:
    """The truth of a payment's gateway now; one that never heard of the payment is told first.

    Raises GatewayUnavailable, LookupError, RequestRefused (then the attempt has failed).
    """
    payment = session.get_one(Payment, payment_id, populate_existing=True)
    gateway, reference = payment.gateway, payment.gateway_reference
    request, key = attempts.request_of(payment), attempts.key_of(payment)
    with asking(gateway) as adapter:
        if reference is None:
            try:
                created = adapter.create_payment(request, key=key)
            except RequestRefused as refusal:
                with transaction():
                    attempts.record_refused(payment_id, str(refusal))
                raise
            with transaction():
                attempts.record_created(payment_id, created)
            reference = created.reference
        return adapter.fetch_payment(reference)


def look_up(payment_id: int) -> FetchedPayment | None:
    """What the gateway says of a payment, only to compare; None where nobody can be asked or it was never opened.

    Raises GatewayDown for a gateway that does not answer or whose keys are not there.
    """
    payment = session.get_one(Payment, payment_id)
    gateway, reference = payment.gateway, payment.gateway_reference
    try:
        with asking(gateway) as adapter:
            return None if reference is None or gateway in OFFLINE else adapter.fetch_payment(reference)
    except (GatewayUnavailable, LookupError) as error:
        raise GatewayDown from error


def check_not_awaited(refund_id: int) -> int:
    """How often a refund has moved, none of whose tries the gateway lists as anything but failed.

    One that has not moved for long may be on its way for ever, or at a gateway that gives no answer; what the gateway
    is still to be told of is awaited until then.

    Raises NotFound, GatewayDown, RefundOnItsWay.
    """
    refund, _group = refund_queries.get_refund(refund_id)
    is_old, moves = endings.has_waited_long(refund), endings.moves_of(refund)
    if (refund.channel, refund.status) == (RefundChannel.GATEWAY, RefundStatus.REQUESTED) and not is_old:
        raise RefundOnItsWay
    try:
        alive = _alive(*_tries_of(refund_id))
    except GatewayDown:
        if is_old:
            return moves
        raise
    is_given_up = refund.channel != RefundChannel.GATEWAY or (is_old and refund.status == RefundStatus.SENT)
    if any(each.state == RefundState.SUCCEEDED for each in alive) or (alive and not is_given_up):
        raise RefundOnItsWay
    return moves


def check_not_arrived(refund_id: int) -> None:
    """Raises RefundOnItsWay for one that the gateway has sent after all; quiet where it cannot be asked."""
    try:
        alive = _alive(*_tries_of(refund_id))
    except GatewayDown:
        return
    if any(each.state == RefundState.SUCCEEDED for each in alive):
        raise RefundOnItsWay


def check_sent_by_hand(refund_id: int, name: str) -> tuple[int, FetchedRefund]:
    """The same, and what the gateway says has arrived under this name, which nobody else has to be waited for.

    Raises NotFound, GatewayDown, NotSentByHand, RefundOnItsWay.
    """
    moves = endings.moves_of(refund_queries.get_refund(refund_id)[0])
    keys, listed = _tries_of(refund_id)
    arrived = [each for each in listed if each.state == RefundState.SUCCEEDED]
    sent = next((each for each in arrived if name in (each.reference, each.key)), None)
    if sent is None:
        raise NotSentByHand
    if _alive(keys, [each for each in listed if each != sent]):
        raise RefundOnItsWay
    return moves, sent


def close(payment_id: int) -> FetchedPayment | None:
    """Close an attempt that nobody made and ask what it is now; None when its gateway never heard of it.

    Raises GatewayUnavailable, LookupError.
    """
    payment = session.get_one(Payment, payment_id, populate_existing=True)
    gateway, reference = payment.gateway, payment.gateway_reference
    with asking(gateway) as adapter:
        if reference is None:
            return None
        adapter.expire_payment(reference)
        return adapter.fetch_payment(reference)


def try_keys(name: str) -> None:
    """Ask about any payment, known or not: the answer says whether our keys are right.

    Raises KeysRefused, GatewayUnavailable when nothing but silence comes, LookupError.
    """
    reference = gateway_queries.newest_reference(name)
    try:
        with asking(name) as adapter:
            adapter.fetch_payment(reference or "sebalai")
    except KeysRefused:
        raise
    except GatewayUnavailable:
        if reference is not None:
            raise
        _note_answer(name)  # a payment that is not there is an answer to the right keys


def _note_answer(name: str) -> None:
    is_refused = name in gateway_queries.refused_gateways()
    session.rollback()
    if is_refused:
        with transaction():
            availability.note_answer(name)


def _tries_of(refund_id: int) -> tuple[Sequence[str], Sequence[FetchedRefund]]:
    """The keys of all tries to send a refund, and all refunds that the gateway lists for its payment."""
    refund, _group = refund_queries.get_refund(refund_id)
    payment_id, keys = refund.payment_id, refund_queries.keys_of_refund(refund)
    told = look_up(payment_id)
    return keys, told.refunds if told else ()


def _alive(keys: Sequence[str], listed: Sequence[FetchedRefund]) -> list[FetchedRefund]:
    return [each for each in listed if each.key in keys and each.state != RefundState.FAILED]
