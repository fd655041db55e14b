"""How many there are, how many are promised, and why that changed."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import ActedOn, Base, CreatedAt, Id, Key, Line, Rupiah, choice

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
    OFFLINE_SALE = "offline_sale"


class StockItem(Base):
    """The stock of one variant; the database refuses to promise more than there is.

    At `low_at` available pieces or fewer it runs low (empty: as the settings say), and has done so since `low_since`.
    """

    __tablename__ = "stock_items"
    __table_args__ = (
        CheckConstraint("0 <= reserved AND reserved <= on_hand", name="reserved_within_on_hand"),
        CheckConstraint(f"on_hand <= {LARGEST_STOCK}", name="on_hand"),
        CheckConstraint(f"low_at IS NULL OR low_at BETWEEN 0 AND {LARGEST_STOCK}", name="low_at"),
    )

    variant_id: Mapped[Key] = mapped_column(ForeignKey("variants.id"), primary_key=True, autoincrement=False)
    on_hand: Mapped[int]
    reserved: Mapped[int] = mapped_column(default=0)
    low_at: Mapped[int | None]
    low_since: Mapped[datetime | None]

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


class OfflineSale(ActedOn, Base):
    """Pieces that the seller sold outside the marketplace, as they were called then; prices in rupiah.

    `form_key` is made with the form, so that pressing twice is one sale.
    """

    __tablename__ = "offline_sales"
    __table_args__ = (
        UniqueConstraint("seller_id", "form_key"),
        Index(None, "seller_id", "sold_on"),
        Index(None, "variant_id"),
        CheckConstraint("quantity > 0 AND unit_price_amount > 0", name="amounts"),
        CheckConstraint("total_amount = quantity * unit_price_amount", name="total_amount"),
        CheckConstraint("(cancelled_at IS NULL) = (cancelled_by_id IS NULL)", name="cancelled"),
    )

    id: Mapped[Id]
    seller_id: Mapped[Key] = mapped_column(ForeignKey("sellers.id"))
    variant_id: Mapped[Key] = mapped_column(ForeignKey("variants.id"))
    form_key: Mapped[str] = mapped_column(String(64))
    product_name: Mapped[Line]
    variant_label: Mapped[Line] = mapped_column(default="")
    quantity: Mapped[int]
    unit_price_amount: Mapped[Rupiah]
    total_amount: Mapped[Rupiah]
    sold_on: Mapped[date]
    created_at: Mapped[CreatedAt]
    cancelled_at: Mapped[datetime | None]
    cancelled_by_id: Mapped[Key | None] = mapped_column(ForeignKey("users.id"))
    cancel_reason: Mapped[Line] = mapped_column(default="")


class StockMovement(ActedOn, Base):
    """One change of one stock item. Append-only: the sums are the stock."""

    __tablename__ = "stock_movements"
    __table_args__ = (
        Index(None, "variant_id"),
        Index(None, "order_id"),
        Index(None, "offline_sale_id"),
        CheckConstraint("(kind = 'offline_sale') = (offline_sale_id IS NOT NULL)", name="offline_sale"),
    )

    id: Mapped[Id]
    variant_id: Mapped[Key] = mapped_column(ForeignKey("variants.id"))
    order_id: Mapped[Key | None] = mapped_column(ForeignKey("orders.id"))
    offline_sale_id: Mapped[Key | None] = mapped_column(ForeignKey("offline_sales.id"))
    kind: Mapped[MovementKind] = mapped_column(choice(MovementKind, "kind"))
    on_hand_change: Mapped[int]
    reserved_change: Mapped[int]
    at: Mapped[CreatedAt]
