"""Receiving a complaint and answering it."""

from dataclasses import dataclass

from app import audit
from app.clock import now
from app.complaints import queries
from app.complaints.errors import AlreadyAnswered, OwnComplaint
from app.complaints.rules import PREFIX
from app.db import session
from app.models.complaint import Complaint, ComplaintKind, ComplaintStatus
from app.numbers import readable_number
from app.outbox import emit


@dataclass(frozen=True)
class Statement:
    """What somebody writes; the phone is E.164 or empty."""

    kind: ComplaintKind
    name: str
    email: str
    phone: str
    order_number: str
    text: str


def receive_complaint(statement: Statement, *, user_id: int | None) -> Complaint:
    """Keep a complaint under a number of its own; the writer gets the number by mail."""
    complaint = Complaint(
        number=readable_number(PREFIX),
        kind=statement.kind,
        user_id=user_id,
        name=statement.name,
        email=statement.email,
        phone=statement.phone or None,
        order_number=statement.order_number,
        text=statement.text,
    )
    session.add(complaint)
    session.flush()
    audit.record("complaint.received", complaint, kind=complaint.kind.value)
    emit("complaint.received", complaint_id=complaint.id)
    return complaint


def note_complaint_seen(complaint_id: int) -> None:
    """An admin looked at what somebody wrote. Raises NotFound."""
    complaint, _answered_by = queries.get_complaint(complaint_id)
    audit.record("complaint.viewed", complaint)


def answer_complaint(complaint_id: int, *, admin_id: int, answer: str) -> Complaint:
    """Answer once; the same answer again changes nothing. Raises NotFound, OwnComplaint, AlreadyAnswered."""
    complaint = queries.lock_complaint(complaint_id)
    if complaint.user_id == admin_id:
        raise OwnComplaint
    if complaint.status == ComplaintStatus.ANSWERED:
        if complaint.answer == answer:
            return complaint
        raise AlreadyAnswered
    complaint.move_to(ComplaintStatus.ANSWERED, because="answered by the back office")
    complaint.answer, complaint.answered_by_id, complaint.answered_at = answer, admin_id, now()
    audit.record("complaint.answered", complaint)
    emit("complaint.answered", complaint_id=complaint.id)
    return complaint
