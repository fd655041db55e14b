"""How many there are, how many are promised, and why that changed."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import ActedOn, Base, CreatedAt, Id, Key, choice

LARGEST_STOCK = 1_000_000


class ReservationStatus(StrEnum):
    HELD = "held"
    SOLD = "sold"
    RELEASED = "released"


class MovementKind(StrEnum):
    OPENING = "opening"
    ADJUSTMENT = "adjustment"
    RESERVE = "reserve"
    RELEASE = "release"
    SALE = "sale"
    RETURN = "return"


class StockItem(Base):
    """The stock of one variant; the database refuses to promise more than there is."""

    __tablename__ = "stock_items"
    __table_args__ = (
        CheckConstraint("0 <= reserved AND reserved <= on_hand", name="reserved_within_on_hand"),
        CheckConstraint(f"on_hand <= {LARGEST_STOCK}", name="on_hand"),
    )

    variant_id: Mapped[Key] = mapped_column(ForeignKey("variants.id"), primary_key=True, autoincrement=False)
    on_hand: Mapped[int]
    reserved: Mapped[int] = mapped_column(default=0)

    @property
    def available(self) -> int:
        """Pieces that can be sold now."""
        return self.on_hand - self.reserved


class StockReservation(Base):
    """Pieces held for one order until it is paid or its time is up."""

    __tablename__ = "stock_reservations"
    __table_args__ = (
        UniqueConstraint("order_id", "variant_id"),
        Index(None, "variant_id", "status"),
        CheckConstraint("quantity > 0", name="quantity"),
    )

    id: Mapped[Id]
    order_id: Mapped[Key] = mapped_column(ForeignKey("orders.id"))
    variant_id: Mapped[Key] = mapped_column(ForeignKey("variants.id"))
    quantity: Mapped[int]
    status: Mapped[ReservationStatus] = mapped_column(
        choice(ReservationStatus, "status"), default=ReservationStatus.HELD
    )
    created_at: Mapped[CreatedAt]
    ended_at: Mapped[datetime | None]


class StockMovement(ActedOn, Base):
    """One change of one stock item. Append-only: the sums are the stock."""

    __tablename__ = "stock_movements"
    __table_args__ = (Index(None, "variant_id"), Index(None, "order_id"))

    id: Mapped[Id]
    variant_id: Mapped[Key] = mapped_column(ForeignKey("variants.id"))
    order_id: Mapped[Key | None] = mapped_column(ForeignKey("orders.id"))
    kind: Mapped[MovementKind] = mapped_column(choice(MovementKind, "kind"))
    on_hand_change: Mapped[int]
    reserved_change: Mapped[int]
    at: Mapped[CreatedAt]
