"""Who did what, when and why."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select, true

from app.db import session
from app.models.account import User
from app.models.audit import AuditEvent


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


def _acted(action: str) -> ColumnElement[bool]:
    return AuditEvent.action.startswith(action, autoescape=True) if action else true()
