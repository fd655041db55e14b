"""Receiving a complaint and answering it."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.complaints import commands
from app.complaints.errors import AlreadyAnswered
from app.db import session, transaction
from app.errors import NotFound
from app.models.audit import AuditEvent
from app.models.complaint import Complaint, ComplaintKind, ComplaintStatus
from app.models.outbox import OutboxMessage
from app.models.state import StateChange
from app.numbers import is_readable_number
from tests.cast import Cast
from tests.factories.complaint import ComplaintFactory

Emitted = Callable[[str], list[dict[str, Any]]]
ANSWER = "Kami sudah berbicara dengan penjual; uang Anda kembali besok."
STATEMENT = commands.Statement(
    ComplaintKind.ORDER, "Sari", "sari@contoh.id", "", "SB-12345678-1", "Paket saya belum datang."
)


def test_a_complaint_gets_a_number_to_read_aloud(cast: Cast, emitted: Emitted) -> None:
    with transaction():
        complaint = commands.receive_complaint(STATEMENT, user_id=None)
    assert is_readable_number("AD", complaint.number)
    assert (complaint.status, complaint.user_id, complaint.phone) == (ComplaintStatus.RECEIVED, None, None)
    assert emitted("complaint.received") == [{"complaint_id": complaint.id}]


def test_it_is_answered_once_and_says_by_whom(cast: Cast, emitted: Emitted) -> None:
    with transaction():
        complaint_id = ComplaintFactory().id
    for admin in (cast.eko, cast.fitri):
        with transaction():
            commands.answer_complaint(complaint_id, admin_id=admin.id, answer=ANSWER)
    with pytest.raises(AlreadyAnswered), transaction():
        commands.answer_complaint(complaint_id, admin_id=cast.eko.id, answer="Jawaban lain yang cukup panjang.")
    kept = session.get_one(Complaint, complaint_id)
    assert (kept.answer, kept.answered_by_id) == (ANSWER, cast.eko.id)
    assert kept.answered_at is not None
    assert emitted("complaint.answered") == [{"complaint_id": complaint_id}]
    assert [change.to_status for change in session.scalars(select(StateChange))] == ["answered"]


def test_what_was_written_stands_in_no_message_and_no_log(cast: Cast) -> None:
    with transaction():
        complaint = commands.receive_complaint(STATEMENT, user_id=cast.dewi.id)
        commands.answer_complaint(complaint.id, admin_id=cast.eko.id, answer=ANSWER)
    written = str([*session.scalars(select(OutboxMessage.payload)), *session.scalars(select(AuditEvent.facts))])
    reasons = "".join(session.scalars(select(AuditEvent.reason)))
    for text in ("Sari", "sari@", "Paket", "uang"):
        assert text not in written + reasons


def test_a_complaint_that_is_not_there_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotFound), transaction():
        commands.answer_complaint(999_999, admin_id=cast.eko.id, answer=ANSWER)
