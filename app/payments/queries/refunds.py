"""Money that goes back, and the bank accounts that it goes to."""

from collections.abc import Sequence, Set
from datetime import datetime

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, select, true

from app.clock import now
from app.db import session
from app.errors import NotFound
from app.models.order import Order, OrderGroup
from app.models.outbox import DeliveryStatus, OutboxDelivery, OutboxMessage
from app.models.payment import (
    Payment,
    PaymentSplit,
    Refund,
    RefundAccount,
    RefundChannel,
    RefundStatus,
)
from app.models.state import StateChange
from app.sellers.queries.standing import works_for
from app.settings import setting

REQUESTED = "refund.requested"


def refunded_amount(payment_id: int) -> int:
    """Rupiah that went back of an attempt so far."""
    is_back = Refund.payment_id == payment_id, Refund.status == RefundStatus.SUCCEEDED
    return session.scalar(select(func.coalesce(func.sum(Refund.amount), 0)).where(*is_back)) or 0


def has_open_refunds(payment_id: int) -> bool:
    """Whether money of an attempt that was to go back has not arrived yet."""
    is_open = Refund.payment_id == payment_id, Refund.status != RefundStatus.SUCCEEDED
    return session.scalar(select(Refund.id).where(*is_open).limit(1)) is not None


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
    waits = (Refund.status == RefundStatus.FAILED) | _is_to_transfer() | is_stuck()
    rows = session.execute(
        _refunds()
        .where(_has_status(status))
        .order_by(waits.desc(), case((waits, Refund.id)), Refund.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [(refund, group) for refund, group in rows]


def is_stuck() -> ColumnElement[bool]:
    """Whether a refund is at a gateway and has not moved for so long that nobody need wait for it."""
    is_awaited = Refund.status.in_((RefundStatus.REQUESTED, RefundStatus.SENT))
    return and_(Refund.channel == RefundChannel.GATEWAY, is_awaited, is_old())


def is_old() -> ColumnElement[bool]:
    """Whether a refund was decided, and last moved, so long ago that nobody need wait for a gateway."""
    of_refund = StateChange.machine == Refund.__tablename__, StateChange.subject_id == cast(Refund.id, String)
    last_move = select(func.max(StateChange.at)).where(*of_refund).scalar_subquery()
    is_so: ColumnElement[bool] = func.coalesce(last_move, Refund.created_at) < now() - setting("REFUND_PATIENCE")
    return is_so


def count_refunds(status: RefundStatus | None) -> int:
    """How many there are."""
    return session.scalar(select(func.count(Refund.id)).where(_has_status(status))) or 0


def refunds_without_account(group_id: int) -> Sequence[Refund]:
    """Money of a group that waits for the buyer to name a bank account, oldest first."""
    waits = Payment.group_id == group_id, Refund.status == RefundStatus.NEEDS_BANK_ACCOUNT
    query = select(Refund).join(Payment, Payment.id == Refund.payment_id).where(*waits)
    return session.scalars(query.order_by(Refund.id)).all()


def get_order(refund: Refund) -> Order:
    """The order that a refund is a share of. Raises NotFound for a capture that no order could take."""
    order = session.scalar(select(Order).join(PaymentSplit).where(PaymentSplit.id == refund.split_id))
    if order is None:
        raise NotFound
    return order


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
    has_bounced = StateChange.from_status == RefundStatus.SUCCEEDED
    is_one = StateChange.machine == Refund.__tablename__, StateChange.subject_id.in_(map(str, refund_ids))
    counted = select(StateChange.subject_id, func.count(StateChange.id)).where(*is_one, has_bounced)
    return {int(key): times for key, times in session.execute(counted.group_by(StateChange.subject_id))}


def is_transfer_known(bank_reference: str) -> bool:
    """Whether a refund was sent under this reference before, also one that has come back since."""
    is_it = StateChange.to_status == RefundStatus.SUCCEEDED, StateChange.reason == bank_reference
    sent = select(StateChange.id).where(StateChange.machine == Refund.__tablename__, *is_it)
    return session.scalar(sent.limit(1)) is not None


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
