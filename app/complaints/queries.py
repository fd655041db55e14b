"""Complaints of one person, and of everybody for the back office."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, or_, select, true

from app.db import session
from app.errors import NotFound
from app.models.account import User
from app.models.complaint import Complaint, ComplaintStatus
from app.models.order import Order, OrderGroup


def get_by_number(number: str) -> Complaint:
    """The complaint of a number. Raises NotFound."""
    complaint = session.scalar(select(Complaint).where(Complaint.number == number))
    if complaint is None:
        raise NotFound
    return complaint


def complaints_of(user_id: int, *, limit: int, offset: int) -> Sequence[Complaint]:
    """What a person complained about while signed in, newest first."""
    return session.scalars(
        select(Complaint).where(Complaint.user_id == user_id).order_by(Complaint.id.desc()).limit(limit).offset(offset)
    ).all()


def count_complaints_of(user_id: int) -> int:
    """How many there are."""
    return session.scalar(select(func.count(Complaint.id)).where(Complaint.user_id == user_id)) or 0


def complaints(status: ComplaintStatus | None, *, limit: int, offset: int) -> Sequence[Complaint]:
    """Complaints for the back office: those that wait come first, the oldest on top."""
    is_waiting = Complaint.status == ComplaintStatus.RECEIVED
    return session.scalars(
        select(Complaint)
        .where(_has(status))
        .order_by(is_waiting.desc(), Complaint.created_at, Complaint.id)
        .limit(limit)
        .offset(offset)
    ).all()


def count_complaints(status: ComplaintStatus | None) -> int:
    """How many there are."""
    return session.scalar(select(func.count(Complaint.id)).where(_has(status))) or 0


def get_complaint(complaint_id: int) -> tuple[Complaint, str | None]:
    """A complaint, and the name of who answered it. Raises NotFound."""
    row = session.execute(
        select(Complaint, User.name)
        .outerjoin(User, User.id == Complaint.answered_by_id)
        .where(Complaint.id == complaint_id)
    ).first()
    if row is None:
        raise NotFound
    return row[0], row[1]


def find_group_number(order_number: str) -> str | None:
    """The number of the order that a complaint names, by itself or by one of its parts."""
    is_it = or_(OrderGroup.number == order_number, Order.number == order_number)
    return session.scalar(select(OrderGroup.number).join(Order, Order.group_id == OrderGroup.id).where(is_it).limit(1))


def lock_complaint(complaint_id: int) -> Complaint:
    """A complaint for answering. Raises NotFound."""
    complaint = session.scalar(select(Complaint).where(Complaint.id == complaint_id).with_for_update())
    if complaint is None:
        raise NotFound
    return complaint


def _has(status: ComplaintStatus | None) -> ColumnElement[bool]:
    return true() if status is None else Complaint.status == status
