"""Who did what, when and why."""

from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.models.base import ActedOn, Base, Code, CreatedAt, Id


class AuditEvent(ActedOn, Base):
    """One decision or change. Facts hold ids, field names and business values, never personal data. Append-only."""

    __tablename__ = "audit_events"
    __table_args__ = (Index(None, "subject_type", "subject_id"), Index(None, "at"))

    id: Mapped[Id]
    action: Mapped[Code]
    subject_type: Mapped[Code]
    subject_id: Mapped[Code]
    facts: Mapped[dict[str, Any]]
    at: Mapped[CreatedAt]
