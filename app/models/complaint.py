"""Complaints of the public, with a number to ask for and an answer (PP 80/2019, Permendag 31/2023)."""

from collections.abc import Mapping, Set
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CreatedAt, Id, Key, Line, Words, choice
from app.models.state import Stateful


class ComplaintStatus(StrEnum):
    RECEIVED = "received"
    ANSWERED = "answered"


class ComplaintKind(StrEnum):
    ORDER = "order"
    PRODUCT = "product"
    SELLER = "seller"
    PAYMENT = "payment"
    PRIVACY = "privacy"
    OTHER = "other"


class Complaint(Stateful, Base):
    """What somebody complains about. The writer may be no buyer of ours; the answer goes to the e-mail given."""

    __tablename__ = "complaints"
    __table_args__ = (Index(None, "status", "created_at"), Index(None, "user_id"))
    TRANSITIONS: ClassVar[Mapping[ComplaintStatus, Set[ComplaintStatus]]] = {
        ComplaintStatus.RECEIVED: {ComplaintStatus.ANSWERED},
    }

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(16), unique=True)
    status: Mapped[ComplaintStatus] = mapped_column(choice(ComplaintStatus, "status"), default=ComplaintStatus.RECEIVED)
    kind: Mapped[ComplaintKind] = mapped_column(choice(ComplaintKind, "kind"))
    user_id: Mapped[Key | None] = mapped_column(ForeignKey("users.id"))
    name: Mapped[Line]
    email: Mapped[str] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(16))
    order_number: Mapped[Line] = mapped_column(default="")
    text: Mapped[Words]
    answer: Mapped[Words] = mapped_column(default="")
    answered_by_id: Mapped[Key | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]
    answered_at: Mapped[datetime | None]
