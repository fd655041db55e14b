"""Attempts to pay."""

from collections.abc import Sequence, Set
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true
from sqlalchemy.orm import aliased

from app.clock import now
from app.db import session
from app.errors import NotFound
from app.models.media import Document
from app.models.order import Order, OrderGroup
from app.models.outbox import DeliveryStatus, OutboxDelivery, OutboxMessage
from app.models.payment import (
    Dispute,
    DisputeStatus,
    GatewayEvent,
    GatewayState,
    Payment,
    PaymentSplit,
    PaymentStatus,
    Refund,
    RefundAccount,
    RefundChannel,
    RefundStatus,
    TransferProof,
)
from app.models.state import StateChange
from app.payments.rules import DISPUTABLE, OFFLINE, TELLING_FEES
from app.sellers.queries.standing import works_for

REQUESTED = "refund.requested"
WITH_MONEY = (PaymentStatus.CAPTURED, PaymentStatus.PARTLY_REFUNDED, PaymentStatus.REFUNDED)


def payments_of_group(group_id: int) -> Sequence[Payment]:
    """All attempts, the newest first."""
    return session.scalars(select(Payment).where(Payment.group_id == group_id).order_by(Payment.attempt.desc())).all()


def find_pending(group_id: int, gateway: str) -> Payment | None:
    """The attempt that still waits at this gateway."""
    is_it = Payment.group_id == group_id, Payment.gateway == gateway, Payment.status == PaymentStatus.PENDING
    return session.scalar(select(Payment).where(*is_it).order_by(Payment.attempt.desc()).limit(1))


def find_newest(group_id: int, gateway: str) -> Payment | None:
    """The last attempt at this gateway, whatever became of it."""
    is_it = Payment.group_id == group_id, Payment.gateway == gateway
    return session.scalar(select(Payment).where(*is_it).order_by(Payment.attempt.desc()).limit(1))


def open_besides(payment_id: int) -> Sequence[int]:
    """Attempts of the same group that were opened before this one and still wait."""
    newer = aliased(Payment)
    is_it = Payment.group_id == newer.group_id, Payment.attempt < newer.attempt, newer.id == payment_id
    return _attempts(Payment.status == PaymentStatus.PENDING, *is_it)


def pending_of(group_id: int) -> Sequence[int]:
    """Attempts of a group that still wait."""
    return _attempts(Payment.group_id == group_id, Payment.status == PaymentStatus.PENDING)


def count_attempts(group_id: int) -> int:
    """How often it was tried."""
    return session.scalar(select(func.count(Payment.id)).where(Payment.group_id == group_id)) or 0


def is_paid(group_id: int) -> bool:
    """Whether a capture was split over the orders of the group."""
    split = select(PaymentSplit.id).join(Payment, Payment.id == PaymentSplit.payment_id)
    return session.scalar(split.where(Payment.group_id == group_id).limit(1)) is not None


def refunded_amount(payment_id: int) -> int:
    """Rupiah that went back of an attempt so far."""
    is_back = Refund.payment_id == payment_id, Refund.status == RefundStatus.SUCCEEDED
    return session.scalar(select(func.coalesce(func.sum(Refund.amount), 0)).where(*is_back)) or 0


def group_id_of(payment_id: int) -> int:
    """The group an attempt belongs to. Raises NotFound."""
    group_id = session.scalar(select(Payment.group_id).where(Payment.id == payment_id))
    if group_id is None:
        raise NotFound
    return group_id


def lock_payment(payment_id: int) -> Payment:
    """An attempt for changing; its group is locked before it. Raises NotFound."""
    query = select(Payment).where(Payment.id == payment_id).with_for_update()
    payment = session.scalar(query.execution_options(populate_existing=True))
    if payment is None:
        raise NotFound
    return payment


def find_by_reference(gateway: str, reference: str) -> Payment | None:
    """The attempt a gateway calls by this name, when it was opened or when it was charged."""
    is_called = or_(Payment.gateway_reference == reference, Payment.charge_reference == reference)
    return session.scalar(select(Payment).where(Payment.gateway == gateway, is_called).limit(1))


def lock_split_of_order(order_id: int) -> PaymentSplit | None:
    """What an order got of a capture, for changing; None while it is not paid."""
    query = select(PaymentSplit).where(PaymentSplit.order_id == order_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def get_dispute(dispute_id: int) -> Dispute:
    """A dispute. Raises NotFound."""
    dispute = session.get(Dispute, dispute_id)
    if dispute is None:
        raise NotFound
    return dispute


def find_dispute(payment_id: int, reference: str) -> Dispute | None:
    """The dispute in force by the gateway's name for it."""
    is_called = Dispute.payment_id == payment_id, Dispute.gateway_reference == reference
    return session.scalar(select(Dispute).where(*is_called, Dispute.status != DisputeStatus.REPLACED))


def payment_id_of_refund(refund_id: int) -> int:
    """The payment that a refund sends back. Raises NotFound."""
    payment_id = session.scalar(select(Refund.payment_id).where(Refund.id == refund_id))
    if payment_id is None:
        raise NotFound
    return payment_id


def get_refund_of_buyer(refund_id: int, number: str, buyer_id: int) -> Refund:
    """Money that goes back to a buyer, by the number of the group. Raises NotFound."""
    is_own = Refund.id == refund_id, OrderGroup.number == number, OrderGroup.buyer_id == buyer_id
    refund = session.scalar(
        select(Refund)
        .join(Payment, Payment.id == Refund.payment_id)
        .join(OrderGroup, OrderGroup.id == Payment.group_id)
        .where(*is_own)
    )
    if refund is None:
        raise NotFound
    return refund


def find_refund(refund_id: int | None) -> Refund | None:
    """Money that goes back, if any."""
    return session.get(Refund, refund_id) if refund_id is not None else None


def get_refund(refund_id: int) -> tuple[Refund, OrderGroup]:
    """A refund and whose it is, for admins. Raises NotFound."""
    row = session.execute(_refunds().where(Refund.id == refund_id)).first()
    if row is None:
        raise NotFound
    return row[0], row[1]


def refunds(status: RefundStatus | None, *, limit: int, offset: int) -> Sequence[tuple[Refund, OrderGroup]]:
    """Refunds for admins: what waits for them first, the oldest on top."""
    waits = (Refund.status == RefundStatus.FAILED) | _is_to_transfer()
    rows = session.execute(
        _refunds()
        .where(_has_status(status))
        .order_by(waits.desc(), case((waits, Refund.id)), Refund.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [(refund, group) for refund, group in rows]


def count_refunds(status: RefundStatus | None) -> int:
    """How many there are."""
    return session.scalar(select(func.count(Refund.id)).where(_has_status(status))) or 0


def refunds_without_account(group_id: int) -> Sequence[Refund]:
    """Money of a group that waits for the buyer to name a bank account, oldest first."""
    waits = Payment.group_id == group_id, Refund.status == RefundStatus.NEEDS_BANK_ACCOUNT
    query = select(Refund).join(Payment, Payment.id == Refund.payment_id).where(*waits)
    return session.scalars(query.order_by(Refund.id)).all()


def is_about(refund: Refund, user_id: int) -> bool:
    """Whether a refund goes to a person, or is of a shop that the person works for."""
    buyer_id = session.scalar(select(OrderGroup.buyer_id).join(Payment).where(Payment.id == refund.payment_id))
    seller = select(Order.seller_id).join(PaymentSplit).where(PaymentSplit.id == refund.split_id)
    seller_id = session.scalar(seller)
    return buyer_id == user_id or (seller_id is not None and works_for(user_id, seller_id))


def find_account(refund_id: int) -> RefundAccount | None:
    """The bank account that the buyer named for a refund."""
    return session.scalar(select(RefundAccount).where(RefundAccount.refund_id == refund_id))


def get_account(refund_id: int) -> RefundAccount:
    """The same. Raises NotFound."""
    account = find_account(refund_id)
    if account is None:
        raise NotFound
    return account


def keys_of_refund(refund: Refund) -> Sequence[str]:
    """The idempotency keys of every try to send a refund, the newest last: order group, purpose, attempt, try.

    A try that failed, or came back after it had arrived, is over; the next one has another key.
    """
    number, attempt = session.execute(
        select(OrderGroup.number, Payment.attempt).join(Payment).where(Payment.id == refund.payment_id)
    ).one()
    of_refund = StateChange.machine == Refund.__tablename__, StateChange.subject_id == str(refund.id)
    failed = select(func.count(StateChange.id)).where(*of_refund, StateChange.to_status == RefundStatus.FAILED)
    failures = session.scalar(failed) or 0
    return [f"{number}-{refund.purpose}-{attempt}-{place}" for place in range(1, failures + 2)]


def key_of_refund(refund: Refund) -> str:
    """The idempotency key of the try to send a refund that is not over."""
    return keys_of_refund(refund)[-1]


def bounces_of(refund_ids: Sequence[int]) -> dict[int, int]:
    """How often refunds have come back after they had arrived; those that never did are left out."""
    has_bounced = StateChange.from_status == RefundStatus.SUCCEEDED, StateChange.to_status == RefundStatus.FAILED
    is_one = StateChange.machine == Refund.__tablename__, StateChange.subject_id.in_(map(str, refund_ids))
    counted = select(StateChange.subject_id, func.count(StateChange.id)).where(*is_one, *has_bounced)
    return {int(key): times for key, times in session.execute(counted.group_by(StateChange.subject_id))}


def refunds_to_ask_for() -> Set[int]:
    """Refunds that the worker has still to ask a gateway for."""
    asked = select(OutboxMessage.payload).where(OutboxMessage.topic == REQUESTED)
    on_its_way = asked.where(OutboxMessage.relayed_at.is_(None))
    due = asked.join(OutboxDelivery).where(OutboxDelivery.status == DeliveryStatus.DUE)
    return {int(payload["refund_id"]) for query in (on_its_way, due) for payload in session.scalars(query)}


def forgotten_refunds(moment: datetime) -> Sequence[int]:
    """Refunds from before a moment that no gateway was told of, and that nobody is about to tell it."""
    is_untold = Refund.status == RefundStatus.REQUESTED, Refund.channel == RefundChannel.GATEWAY
    query = select(Refund.id).where(*is_untold, Refund.created_at < moment).order_by(Refund.id).limit(500)
    under_way = refunds_to_ask_for()
    return [refund_id for refund_id in session.scalars(query) if refund_id not in under_way]


def find_refund_by_key(payment: Payment, key: str) -> Refund | None:
    """The refund of a payment whose present try was asked for with this key; a try that is over is known, and quiet."""
    refunds = session.scalars(select(Refund).where(Refund.payment_id == payment.id).with_for_update())
    return next((refund for refund in refunds if key and key_of_refund(refund) == key), None)


def find_event(event_id: int) -> GatewayEvent | None:
    """One message of a gateway."""
    return session.get(GatewayEvent, event_id)


def to_settle(
    which: ColumnElement[bool], *, asked_before: datetime, besides: Sequence[str], limit: int
) -> list[tuple[int, str]]:
    """Attempts of a kind with their gateways, except some, not asked about since a moment; the longest ago first."""
    is_due = or_(Payment.asked_at.is_(None), Payment.asked_at < asked_before)
    query = select(Payment.id, Payment.gateway).where(which, is_due, Payment.gateway.not_in(besides))
    rows = session.execute(query.order_by(Payment.asked_at.nulls_first(), Payment.id).limit(limit))
    return [(payment_id, gateway) for payment_id, gateway in rows]


def is_pending_since(moment: datetime) -> ColumnElement[bool]:
    """What waits at a gateway since before a moment, and what nobody answers for once its time is up."""
    is_to_ask = Payment.gateway.not_in(OFFLINE) | (Payment.expires_at < now())
    return and_(Payment.status == PaymentStatus.PENDING, Payment.created_at < moment, is_to_ask)


def is_to_close(payment_id: int) -> bool:
    """Whether an attempt still waits although its time is up or its group is paid."""
    payment = session.get_one(Payment, payment_id, populate_existing=True)
    waits = payment.status == PaymentStatus.PENDING
    return waits and (payment.expires_at < now() or is_paid(payment.group_id))


def is_closed_since(moment: datetime) -> ColumnElement[bool]:
    """What ended at a gateway without money lately: it may still have come."""
    has_no_money = Payment.status.in_((PaymentStatus.FAILED, PaymentStatus.EXPIRED))
    return and_(has_no_money, Payment.expires_at > moment, Payment.gateway.not_in(OFFLINE))


def _refunds() -> Select[Refund, OrderGroup]:
    return (
        select(Refund, OrderGroup)
        .join(Payment, Payment.id == Refund.payment_id)
        .join(OrderGroup, OrderGroup.id == Payment.group_id)
    )


def _is_to_transfer() -> ColumnElement[bool]:
    return (Refund.channel == RefundChannel.BANK) & (Refund.status == RefundStatus.REQUESTED)


def _has_status(status: RefundStatus | None) -> ColumnElement[bool]:
    return true() if status is None else Refund.status == status


def is_without_fee_since(moment: datetime) -> ColumnElement[bool]:
    """Captures since a moment whose gateway tells what it keeps and has not told it yet."""
    has_none = Payment.status.in_(WITH_MONEY), Payment.fee_amount.is_(None), Payment.gateway.in_(TELLING_FEES)
    return and_(*has_none, Payment.captured_at > moment)


def is_refunding_since(moment: datetime) -> ColumnElement[bool]:
    """Has a refund from before a moment that the gateway has taken and not carried out yet."""
    is_on_its_way = Refund.status == RefundStatus.SENT, Refund.channel == RefundChannel.GATEWAY
    return Payment.id.in_(select(Refund.payment_id).where(*is_on_its_way, Refund.created_at < moment))


def may_come_back_since(moment: datetime, *, until: datetime) -> ColumnElement[bool]:
    """Money that a bank can still ask for or send back: paid or paid back since a moment, or disputed and undecided.

    What was paid after `until` is left out. Banks take disputes for 120 days: https://docs.adyen.com/issuing/disputes
    """
    is_disputed = Dispute.status == DisputeStatus.OPEN
    has_gone_back = Refund.channel == RefundChannel.GATEWAY, Refund.succeeded_at > moment
    is_recent = or_(
        Payment.captured_at > moment,
        Payment.id.in_(select(Refund.payment_id).where(*has_gone_back)),
        Payment.id.in_(select(Dispute.payment_id).where(is_disputed)),
    )
    has_money = Payment.status.in_(WITH_MONEY), Payment.gateway.in_(DISPUTABLE), Payment.captured_at < until
    return and_(*has_money, is_recent)


def refused_gateways() -> dict[str, GatewayState]:
    """Gateways that do not know our keys, by their names."""
    return {state.gateway: state for state in session.scalars(select(GatewayState))}


def newest_reference(gateway: str) -> str | None:
    """What the gateway calls the last payment that it has opened."""
    is_known = Payment.gateway == gateway, Payment.gateway_reference.is_not(None)
    return session.scalar(select(Payment.gateway_reference).where(*is_known).order_by(Payment.id.desc()).limit(1))


def proofs_of(payment_id: int) -> Sequence[TransferProof]:
    """The proofs of a transfer, the newest first."""
    return session.scalars(
        select(TransferProof).where(TransferProof.payment_id == payment_id).order_by(TransferProof.id.desc())
    ).all()


def find_proof_document(document_id: str, *, payment_id: int) -> Document | None:
    """The document of a proof of this transfer."""
    of_payment = TransferProof.document_id == document_id, TransferProof.payment_id == payment_id
    query = select(Document).join(TransferProof, TransferProof.document_id == Document.id).where(*of_payment)
    return session.scalar(query)


def get_proof(proof_id: int) -> TransferProof:
    """A proof. Raises NotFound."""
    proof = session.get(TransferProof, proof_id)
    if proof is None:
        raise NotFound
    return proof


def _attempts(*conditions: ColumnElement[bool]) -> Sequence[int]:
    return session.scalars(select(Payment.id).where(*conditions).order_by(Payment.id)).all()
