"""The way of the parcel."""

from collections.abc import Mapping, Set
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, CreatedAt, Id, Key, Line, Rupiah, choice
from app.models.state import Stateful


class ShipmentStatus(StrEnum):
    PREPARING = "preparing"
    HANDED_OVER = "handed_over"
    DELIVERED = "delivered"
    LOST = "lost"
    RETURNED = "returned"


class Shipment(Stateful, Base):
    """One parcel of one order, made when the seller accepts."""

    __tablename__ = "shipments"
    TRANSITIONS: ClassVar[Mapping[ShipmentStatus, Set[ShipmentStatus]]] = {
        ShipmentStatus.PREPARING: {ShipmentStatus.HANDED_OVER},
        ShipmentStatus.HANDED_OVER: {ShipmentStatus.DELIVERED, ShipmentStatus.LOST, ShipmentStatus.RETURNED},
    }

    id: Mapped[Id]
    order_id: Mapped[Key] = mapped_column(ForeignKey("orders.id"), unique=True)
    status: Mapped[ShipmentStatus] = mapped_column(choice(ShipmentStatus, "status"), default=ShipmentStatus.PREPARING)
    courier: Mapped[Line] = mapped_column(default="")
    tracking_number: Mapped[Code] = mapped_column(default="")
    created_at: Mapped[CreatedAt]
    handed_over_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]


class CourierArea(Base):
    """A kecamatan that a seller's own courier goes to, and for how many rupiah."""

    __tablename__ = "courier_areas"
    __table_args__ = (
        UniqueConstraint("seller_id", "district_code"),
        CheckConstraint("fee_amount >= 0", name="fee_amount"),
    )

    id: Mapped[Id]
    seller_id: Mapped[Key] = mapped_column(ForeignKey("sellers.id"))
    district_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    fee_amount: Mapped[Rupiah]
    created_at: Mapped[CreatedAt]
