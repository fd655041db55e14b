"""Goods that a buyer wants to give back or never got: the case, what it is about, and its photos."""

from collections.abc import Mapping, Set
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, CreatedAt, Id, Key, Words, choice
from app.models.order import Order
from app.models.state import Stateful

IS_UNDECIDED = text("status IN ('requested', 'seller_accepted', 'contested', 'mediating')")


class ReturnStatus(StrEnum):
    REQUESTED = "requested"
    SELLER_ACCEPTED = "seller_accepted"
    CONTESTED = "contested"
    MEDIATING = "mediating"
    APPROVED = "approved"
    REJECTED = "rejected"
    REFUNDED = "refunded"
    CLOSED = "closed"


UNDECIDED = (
    ReturnStatus.REQUESTED,
    ReturnStatus.SELLER_ACCEPTED,
    ReturnStatus.CONTESTED,
    ReturnStatus.MEDIATING,
)


class ReturnReason(StrEnum):
    DAMAGED = "damaged"
    NOT_AS_DESCRIBED = "not_as_described"
    WRONG_ITEM = "wrong_item"
    MISSING = "missing"
    CHANGED_MIND = "changed_mind"


class ReturnCase(Stateful, Base):
    """One case about one order; an order has one undecided case at most.

    `shipment_id` is the parcel of which the seller or an admin says that it does not reach the buyer.
    """

    __tablename__ = "return_cases"
    __table_args__ = (
        Index(
            "uq_return_cases_undecided",
            "order_id",
            unique=True,
            sqlite_where=IS_UNDECIDED,
            postgresql_where=IS_UNDECIDED,
        ),
        Index(None, "status", "answer_by"),
    )
    TRANSITIONS: ClassVar[Mapping[ReturnStatus, Set[ReturnStatus]]] = {
        ReturnStatus.REQUESTED: {ReturnStatus.SELLER_ACCEPTED, ReturnStatus.CONTESTED},
        ReturnStatus.CONTESTED: {ReturnStatus.MEDIATING},
        ReturnStatus.MEDIATING: {ReturnStatus.APPROVED, ReturnStatus.REJECTED},
        ReturnStatus.SELLER_ACCEPTED: {ReturnStatus.APPROVED},
        ReturnStatus.APPROVED: {ReturnStatus.REFUNDED},
        ReturnStatus.REFUNDED: {ReturnStatus.CLOSED},
        ReturnStatus.REJECTED: {ReturnStatus.CLOSED},
    }

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(16), unique=True)
    order_id: Mapped[Key] = mapped_column(ForeignKey("orders.id"))
    shipment_id: Mapped[Key | None] = mapped_column(ForeignKey("shipments.id"))
    reason: Mapped[ReturnReason] = mapped_column(choice(ReturnReason, "reason"))
    text: Mapped[Words]
    status: Mapped[ReturnStatus] = mapped_column(choice(ReturnStatus, "status"), default=ReturnStatus.REQUESTED)
    answer: Mapped[Words] = mapped_column(default="")
    answer_by: Mapped[datetime]
    decision_note: Mapped[Words] = mapped_column(default="")
    decided_by_id: Mapped[Key | None] = mapped_column(ForeignKey("users.id"))
    refund_id: Mapped[Key | None] = mapped_column(ForeignKey("refunds.id"))
    created_at: Mapped[CreatedAt]
    closed_at: Mapped[datetime | None]

    order: Mapped[Order] = relationship(viewonly=True)
    lines: Mapped[list["ReturnLine"]] = relationship(order_by="ReturnLine.id", viewonly=True)
    photos: Mapped[list["ReturnPhoto"]] = relationship(order_by="ReturnPhoto.id", viewonly=True)

    @property
    def is_undecided(self) -> bool:
        """Whether it is open what goes back."""
        return self.status in UNDECIDED


class ReturnLine(Base):
    """How many pieces of an order line the case is about."""

    __tablename__ = "return_lines"
    __table_args__ = (
        UniqueConstraint("case_id", "order_line_id"),
        CheckConstraint("quantity > 0", name="quantity"),
    )

    id: Mapped[Id]
    case_id: Mapped[Key] = mapped_column(ForeignKey("return_cases.id"))
    order_line_id: Mapped[Key] = mapped_column(ForeignKey("order_lines.id"))
    quantity: Mapped[int]


class ReturnPhoto(Base):
    """A photo that shows what is wrong; only buyer, seller and admins see it."""

    __tablename__ = "return_photos"
    __table_args__ = (Index(None, "case_id"),)

    id: Mapped[Id]
    case_id: Mapped[Key] = mapped_column(ForeignKey("return_cases.id"))
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), unique=True)
    created_at: Mapped[CreatedAt]
