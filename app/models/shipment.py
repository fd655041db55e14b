"""The way of the parcel."""

from collections.abc import Mapping, Set
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Code, CreatedAt, Id, Key, Line, Rupiah, choice
from app.models.order import OrderLine
from app.models.state import Stateful


class ShipmentStatus(StrEnum):
    PREPARING = "preparing"
    HANDED_OVER = "handed_over"
    DELIVERED = "delivered"
    LOST = "lost"
    RETURNED = "returned"


IS_PREPARING = text("status = 'preparing'")


class Shipment(Stateful, Base):
    """One parcel of an order; what is in it is written down when it is handed over.

    One is prepared at a time: the first when the seller accepts, the next while goods remain. `seen_at` is when its
    courier was first found to carry it after it was handed over.
    """

    __tablename__ = "shipments"
    __table_args__ = (
        Index(None, "order_id"),
        Index(None, "tracking_number"),
        Index(
            "uq_shipments_preparing",
            "order_id",
            unique=True,
            sqlite_where=IS_PREPARING,
            postgresql_where=IS_PREPARING,
        ),
    )
    TRANSITIONS: ClassVar[Mapping[ShipmentStatus, Set[ShipmentStatus]]] = {
        ShipmentStatus.PREPARING: {ShipmentStatus.HANDED_OVER},
        ShipmentStatus.HANDED_OVER: {ShipmentStatus.DELIVERED, ShipmentStatus.LOST, ShipmentStatus.RETURNED},
    }

    id: Mapped[Id]
    order_id: Mapped[Key] = mapped_column(ForeignKey("orders.id"))
    status: Mapped[ShipmentStatus] = mapped_column(choice(ShipmentStatus, "status"), default=ShipmentStatus.PREPARING)
    courier: Mapped[Line] = mapped_column(default="")
    tracking_number: Mapped[Code] = mapped_column(default="")
    created_at: Mapped[CreatedAt]
    packed_at: Mapped[datetime | None]
    handed_over_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]

    lines: Mapped[list["ShipmentLine"]] = relationship(order_by="ShipmentLine.id")


class ShipmentLine(Base):
    """How many pieces of an order line are in a parcel."""

    __tablename__ = "shipment_lines"
    __table_args__ = (
        UniqueConstraint("shipment_id", "order_line_id"),
        Index(None, "order_line_id"),
        CheckConstraint("quantity > 0", name="quantity"),
    )

    id: Mapped[Id]
    shipment_id: Mapped[Key] = mapped_column(ForeignKey("shipments.id"))
    order_line_id: Mapped[Key] = mapped_column(ForeignKey("order_lines.id"))
    quantity: Mapped[int]

    order_line: Mapped[OrderLine] = relationship()


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
