"""Who did what, when and why: one row per decision, in the same transaction as the decision."""

from collections.abc import Mapping, Sequence

from sqlalchemy import insert, select

from app.actor import current_actor
from app.db import session
from app.models.audit import AuditEvent
from app.models.base import Base, acted_by

Fact = int | str | bool | None | list[int] | list[str]


def record(action: str, subject: Base, *, because: str = "", **facts: Fact) -> None:
    """Note a decision of the current actor about a stored row. Facts never hold personal data: mask or name it."""
    session.add(AuditEvent(**_event(action, subject, because, facts)))


def record_each(action: str, decisions: Sequence[tuple[Base, Mapping[str, Fact]]], *, because: str = "") -> None:
    """Note the same decision about many stored rows, each with its facts, in one statement."""
    if decisions:
        session.execute(insert(AuditEvent), [_event(action, subject, because, facts) for subject, facts in decisions])


def _event(action: str, subject: Base, because: str, facts: Mapping[str, Fact]) -> dict[str, object]:
    return {
        "action": action,
        "subject_type": subject.__tablename__,
        "subject_id": str(_identity(subject)),
        "facts": dict(facts),
        **acted_by(current_actor(), because),
    }


def is_recorded(action: str, subject: Base) -> bool:
    """Whether this was noted about the row before: a job that finds the same thing every minute says it once."""
    is_it = (
        AuditEvent.action == action,
        AuditEvent.subject_type == subject.__tablename__,
        AuditEvent.subject_id == str(_identity(subject)),
    )
    return session.scalar(select(AuditEvent.id).where(*is_it).limit(1)) is not None


def _identity(subject: Base) -> object:
    (key,) = subject.__mapper__.primary_key_from_instance(subject)
    if key is None:
        raise RuntimeError("flush a new row before it is audited")
    return key
