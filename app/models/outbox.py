"""News on its way: one message per event, one delivery per handler, and who may run a lone job."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock
from app.models.base import Base, CreatedAt, Id, Key, Line, Words, choice


class DeliveryStatus(StrEnum):
    DUE = "due"
    DONE = "done"
    FAILED = "failed"


class OutboxMessage(Base):
    """Something happened. The payload is ids; handlers read the present."""

    __tablename__ = "outbox_messages"
    __table_args__ = (
        Index(
            "ix_outbox_messages_waiting",
            "id",
            sqlite_where=text("relayed_at IS NULL"),
            postgresql_where=text("relayed_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    topic: Mapped[Line]
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[CreatedAt]
    relayed_at: Mapped[datetime | None]


class OutboxDelivery(Base):
    """One handler that has to hear of one message. A lease that ran out is taken again."""

    __tablename__ = "outbox_deliveries"
    __table_args__ = (
        UniqueConstraint("message_id", "handler"),
        Index(
            "ix_outbox_deliveries_due",
            "priority",
            "due_at",
            sqlite_where=text("status = 'due'"),
            postgresql_where=text("status = 'due'"),
        ),
        Index(None, "status"),
    )

    id: Mapped[Id]
    message_id: Mapped[Key] = mapped_column(ForeignKey("outbox_messages.id"))
    handler: Mapped[Line]
    status: Mapped[DeliveryStatus] = mapped_column(choice(DeliveryStatus, "status"), default=DeliveryStatus.DUE)
    priority: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    lease_until: Mapped[datetime | None]
    lease_token: Mapped[str | None] = mapped_column(String(32))
    last_error: Mapped[Words] = mapped_column(default="")
    done_at: Mapped[datetime | None]

    message: Mapped[OutboxMessage] = relationship()


class Lease(Base):
    """The right to be the only one who runs a scheduled job; also when it last ran, how much it did, how it failed."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    token: Mapped[str | None] = mapped_column(String(32))
    until: Mapped[datetime | None]
    last_run_at: Mapped[datetime | None]
    last_done: Mapped[int] = mapped_column(default=0)
    last_failure: Mapped[Line] = mapped_column(default="")
