"""Who did what, when and why."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import aliased

from app.db import session
from app.models.account import User
from app.models.audit import AuditEvent

Helped = aliased(User, name="helped")


def audit_events(action: str, *, limit: int, offset: int) -> Sequence[tuple[AuditEvent, str | None, str | None]]:
    """Who did what, and in whose name, newest first; `action` narrows to the beginning of its name."""
    rows = (
        select(AuditEvent, User.name, Helped.name.label("helped"))
        .outerjoin(User, User.id == AuditEvent.actor_id)
        .outerjoin(Helped, Helped.id == AuditEvent.on_behalf_of_id)
        .where(_acted(action))
        .order_by(AuditEvent.id.desc())
    )
    return [(event, name, helped) for event, name, helped in session.execute(rows.limit(limit).offset(offset))]


def count_audit_events(action: str) -> int:
    """How many there are."""
    return session.scalar(select(func.count(AuditEvent.id)).where(_acted(action))) or 0


def _acted(action: str) -> ColumnElement[bool]:
    return AuditEvent.action.startswith(action, autoescape=True) if action else true()
