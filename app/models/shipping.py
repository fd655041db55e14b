"""The ways to get a parcel that sellers and the marketplace offer."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Code, CreatedAt, Id, Key, Line, Rupiah, choice

NOT_REVERSED = text("reversed_at IS NULL")
ONLY_ONE = text("kind IN ('table', 'areas', 'pickup')")


class OfferKind(StrEnum):
    TABLE = "table"  # a courier, by weight and zone
    FLAT = "flat"  # a courier, for one price
    AREAS = "areas"  # the seller's own courier, for what each kecamatan costs
    PICKUP = "pickup"
    HUB = "hub"


class Hub(Base):
    """A BUMDes or a kiosk that keeps parcels for a fee in rupiah: sellers bring them, buyers fetch them with a code."""

    __tablename__ = "hubs"
    __table_args__ = (CheckConstraint("fee_amount >= 0", name="fee_amount"),)

    id: Mapped[Id]
    name: Mapped[Line]
    street: Mapped[Line]
    district_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    phone: Mapped[str] = mapped_column(String(16))
    hours: Mapped[Line]
    fee_amount: Mapped[Rupiah]
    is_open: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[CreatedAt]


class ShippingOffer(Base):
    """A way that somebody offers; without a seller it is the marketplace's, and reaches everybody's buyers.

    Amounts in rupiah: `fee_amount` of a flat one, and the goods from which on it is free (the owner bears that).
    `area_codes` are provinces, regencies or districts; none means everywhere.
    """

    __tablename__ = "shipping_offers"
    __table_args__ = (
        UniqueConstraint("seller_id", "hub_id"),
        Index(
            "uq_shipping_offers_only_one",
            "seller_id",
            "kind",
            unique=True,
            sqlite_where=ONLY_ONE,
            postgresql_where=ONLY_ONE,
        ),
        CheckConstraint("fee_amount >= 0 AND (free_from_amount IS NULL OR free_from_amount > 0)", name="amounts"),
        CheckConstraint("0 <= fastest_days AND fastest_days <= slowest_days", name="days"),
        CheckConstraint("(kind = 'hub') = (hub_id IS NOT NULL)", name="hub"),
        CheckConstraint("seller_id IS NOT NULL OR kind IN ('table', 'flat')", name="owner"),
    )

    id: Mapped[Id]
    seller_id: Mapped[Key | None] = mapped_column(ForeignKey("sellers.id"))
    kind: Mapped[OfferKind] = mapped_column(choice(OfferKind, "kind"))
    name: Mapped[Line] = mapped_column(default="")
    fee_amount: Mapped[Rupiah] = mapped_column(default=0)
    fastest_days: Mapped[int] = mapped_column(default=0)
    slowest_days: Mapped[int] = mapped_column(default=0)
    free_from_amount: Mapped[Rupiah | None]
    area_codes: Mapped[list[str]] = mapped_column(default=list)
    hub_id: Mapped[Key | None] = mapped_column(ForeignKey("hubs.id"))
    is_on: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[CreatedAt]

    hub: Mapped[Hub | None] = relationship(viewonly=True)


class DeliveryBill(Base):
    """What a courier or the keeper of a hub was paid on a day for parcels of the marketplace. Whole rupiah.

    What was typed wrongly stays, reversed in the books, and counts for nothing.
    """

    __tablename__ = "delivery_bills"
    __table_args__ = (
        Index(
            "uq_delivery_bills_in_force",
            "payee",
            "reference",
            unique=True,
            sqlite_where=NOT_REVERSED,
            postgresql_where=NOT_REVERSED,
        ),
        CheckConstraint("amount > 0", name="amount"),
    )

    id: Mapped[Id]
    payee: Mapped[str] = mapped_column(String(120))
    reference: Mapped[str] = mapped_column(String(120))
    amount: Mapped[Rupiah]
    paid_on: Mapped[date]
    recorded_by_id: Mapped[Key | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]
    reversed_at: Mapped[datetime | None]


class CourierRates(Base):
    """What couriers said that a parcel of so many kilograms costs between two kecamatan, and when they said it.

    A page never asks them: it takes a row that is fresh, or the table of zones.
    """

    __tablename__ = "courier_rates"
    __table_args__ = (
        UniqueConstraint("provider", "origin_code", "destination_code", "kilograms"),
        CheckConstraint("kilograms > 0", name="kilograms"),
    )

    id: Mapped[Id]
    provider: Mapped[Code]
    origin_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    destination_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    kilograms: Mapped[int]
    rates: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    told_at: Mapped[datetime]
