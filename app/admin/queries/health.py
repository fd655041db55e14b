"""The health of the shop: its timers, the news that waits, and the money that waits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import joinedload

from app.clock import now
from app.db import session
from app.errors import NotFound
from app.models.outbox import DeliveryStatus, Lease, OutboxDelivery, OutboxMessage
from app.models.payment import (
    Difference,
    GatewayEvent,
    GatewayState,
    ProofStatus,
    Reconciliation,
    Refund,
    RefundStatus,
    TransferProof,
)

LATE_AFTER = 3  # intervals
NEVER_LATE_BEFORE = timedelta(minutes=1)


@dataclass(frozen=True)
class Timer:
    """A scheduled job: how often it should run, and how it did; `lag` is None for one that never ran."""

    name: str
    every: timedelta
    last_run_at: datetime | None
    last_done: int
    last_failure: str
    is_running: bool
    lag: timedelta | None

    @property
    def is_late(self) -> bool:
        """Whether it is overdue by more than three of its intervals, and by more than a minute."""
        return self.lag is None or self.lag > max(self.every * LATE_AFTER, NEVER_LATE_BEFORE)


@dataclass(frozen=True)
class Backlog:
    """News for one handler that has not arrived, and since when the oldest waits."""

    handler: str
    due: int
    failed: int
    oldest_at: datetime


@dataclass(frozen=True)
class Waiting:
    """Money and messages that wait for somebody; the comparison is the last one that ended."""

    events: int
    oldest_event_at: datetime | None
    needs_account: int
    failed_refunds: int
    proofs: int
    compared_at: datetime | None
    compared: int | None
    differences: int


def timers(intervals: Mapping[str, timedelta]) -> Sequence[Timer]:
    """The scheduled jobs of this shop by their names and intervals, late ones first."""
    moment = now()
    leases = {lease.name: lease for lease in session.scalars(select(Lease).where(Lease.name.in_(intervals)))}
    found = [_timer(name, every, leases.get(name), moment) for name, every in intervals.items()]
    return sorted(found, key=lambda timer: not timer.is_late)


def backlogs() -> Sequence[Backlog]:
    """What has not arrived, by handler, the oldest first."""
    oldest = func.min(OutboxMessage.created_at)
    rows = session.execute(
        select(OutboxDelivery.handler, _how_many(DeliveryStatus.DUE), _how_many(DeliveryStatus.FAILED), oldest)
        .join(OutboxMessage, OutboxMessage.id == OutboxDelivery.message_id)
        .where(OutboxDelivery.status.in_((DeliveryStatus.DUE, DeliveryStatus.FAILED)))
        .group_by(OutboxDelivery.handler)
        .order_by(oldest)
    )
    return [Backlog(*row) for row in rows]


def waiting() -> Waiting:
    """What waits, in one statement."""
    newest = select(func.max(Reconciliation.id)).where(Reconciliation.finished_at.is_not(None)).scalar_subquery()
    is_unapplied = GatewayEvent.applied_at.is_(None)
    row = session.execute(
        select(
            select(func.count(GatewayEvent.id)).where(is_unapplied).scalar_subquery(),
            select(func.min(GatewayEvent.received_at)).where(is_unapplied).scalar_subquery(),
            _refunds(RefundStatus.NEEDS_BANK_ACCOUNT),
            _refunds(RefundStatus.FAILED),
            select(func.count(TransferProof.id)).where(TransferProof.status == ProofStatus.RECEIVED).scalar_subquery(),
            select(Reconciliation.finished_at).where(Reconciliation.id == newest).scalar_subquery(),
            select(Reconciliation.compared).where(Reconciliation.id == newest).scalar_subquery(),
            select(func.count(Difference.id)).where(Difference.reconciliation_id == newest).scalar_subquery(),
        )
    ).one()
    return Waiting(*row)


def refused_gateways() -> Sequence[GatewayState]:
    """Gateways that refuse our keys."""
    return session.scalars(select(GatewayState).order_by(GatewayState.gateway)).all()


def troubled_deliveries(*, limit: int, offset: int) -> Sequence[OutboxDelivery]:
    """Deliveries that failed or wait too long, newest first."""
    return session.scalars(
        select(OutboxDelivery)
        .where(in_trouble())
        .order_by(OutboxDelivery.id.desc())
        .options(joinedload(OutboxDelivery.message))
        .limit(limit)
        .offset(offset)
    ).all()


def count_troubled_deliveries() -> int:
    """How many deliveries failed or wait too long."""
    return session.scalar(select(func.count(OutboxDelivery.id)).where(in_trouble())) or 0


def lock_delivery(delivery_id: int) -> OutboxDelivery:
    """A delivery for changing. Raises NotFound."""
    delivery = session.scalar(select(OutboxDelivery).where(OutboxDelivery.id == delivery_id).with_for_update())
    if delivery is None:
        raise NotFound
    return delivery


def in_trouble() -> ColumnElement[bool]:
    """Whether a delivery failed, or waits after it failed before."""
    waits_long = (OutboxDelivery.status == DeliveryStatus.DUE) & (OutboxDelivery.attempts > 1)
    return or_(OutboxDelivery.status == DeliveryStatus.FAILED, waits_long)


def _timer(name: str, every: timedelta, lease: Lease | None, moment: datetime) -> Timer:
    if lease is None:
        return Timer(name, every, None, 0, "", False, None)
    is_running = lease.until is not None and lease.until >= moment
    last = lease.last_run_at
    lag = max(moment - last - every, timedelta()) if last else None
    return Timer(name, every, last, lease.last_done, lease.last_failure, is_running, lag)


def _how_many(status: DeliveryStatus) -> ColumnElement[int]:
    return func.sum(case((OutboxDelivery.status == status, 1), else_=0))


def _refunds(status: RefundStatus) -> ColumnElement[int]:
    return select(func.count(Refund.id)).where(Refund.status == status).scalar_subquery()
