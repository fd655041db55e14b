"""Counts and rows of the back office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import joinedload

from app.clock import day_of, last_days, now
from app.db import session
from app.errors import NotFound
from app.models.account import User
from app.models.audit import AuditEvent
from app.models.complaint import Complaint, ComplaintStatus
from app.models.order import Order, OrderStatus
from app.models.outbox import DeliveryStatus, Lease, OutboxDelivery
from app.models.seller import ApplicationStatus, SellerApplication


@dataclass(frozen=True)
class ToDo:
    """What waits for somebody in the back office."""

    applications: int
    failed_deliveries: int
    late_orders: int
    complaints: int


def to_do() -> ToDo:
    """Everything that waits, in one statement."""
    is_waiting = SellerApplication.status.in_((ApplicationStatus.SUBMITTED, ApplicationStatus.IN_REVIEW))
    is_late = Order.status.in_((OrderStatus.PAID, OrderStatus.PROCESSING)) & (Order.ship_by < now())
    row = session.execute(
        select(
            select(func.count(SellerApplication.id)).where(is_waiting).scalar_subquery(),
            select(func.count(OutboxDelivery.id)).where(_is_in_trouble()).scalar_subquery(),
            select(func.count(Order.id)).where(is_late).scalar_subquery(),
            select(func.count(Complaint.id)).where(Complaint.status == ComplaintStatus.RECEIVED).scalar_subquery(),
        )
    ).one()
    return ToDo(*row)


def orders_per_day(*, days: int) -> list[tuple[datetime, int]]:
    """How many orders were paid on each of the last days in Jakarta, oldest first."""
    counts = dict.fromkeys(last_days(days), 0)
    paid = session.scalars(select(Order.paid_at).where(Order.paid_at >= min(counts)))
    for moment in paid:
        if moment is not None:
            counts[day_of(moment)] += 1
    return list(counts.items())


def troubled_deliveries(*, limit: int, offset: int) -> Sequence[OutboxDelivery]:
    """Deliveries that failed or wait too long, newest first."""
    return session.scalars(
        select(OutboxDelivery)
        .where(_is_in_trouble())
        .order_by(OutboxDelivery.id.desc())
        .options(joinedload(OutboxDelivery.message))
        .limit(limit)
        .offset(offset)
    ).all()


def count_troubled_deliveries() -> int:
    """How many deliveries failed or wait too long."""
    return session.scalar(select(func.count(OutboxDelivery.id)).where(_is_in_trouble())) or 0


def lock_delivery(delivery_id: int) -> OutboxDelivery:
    """A delivery for changing. Raises NotFound."""
    delivery = session.scalar(select(OutboxDelivery).where(OutboxDelivery.id == delivery_id).with_for_update())
    if delivery is None:
        raise NotFound
    return delivery


def jobs() -> Sequence[Lease]:
    """When each scheduled job last ran."""
    return session.scalars(select(Lease).order_by(Lease.name)).all()


def audit_events(action: str, *, limit: int, offset: int) -> Sequence[tuple[AuditEvent, str | None]]:
    """Who did what, newest first, with the person's name; `action` narrows to the beginning of its name."""
    rows = (
        select(AuditEvent, User.name)
        .outerjoin(User, User.id == AuditEvent.actor_id)
        .where(_acted(action))
        .order_by(AuditEvent.id.desc())
    )
    return [(event, name) for event, name in session.execute(rows.limit(limit).offset(offset))]


def count_audit_events(action: str) -> int:
    """How many there are."""
    return session.scalar(select(func.count(AuditEvent.id)).where(_acted(action))) or 0


def _is_in_trouble() -> ColumnElement[bool]:
    waits_long = (OutboxDelivery.status == DeliveryStatus.DUE) & (OutboxDelivery.attempts > 1)
    return or_(OutboxDelivery.status == DeliveryStatus.FAILED, waits_long)


def _acted(action: str) -> ColumnElement[bool]:
    return AuditEvent.action.startswith(action, autoescape=True) if action else true()
