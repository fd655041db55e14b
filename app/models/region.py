"""Regions of Indonesia by their Kemendagri codes, and what a parcel between islands costs."""

import re

from sqlalchemy import (
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, Id, Line, Rupiah

PROVINCE, REGENCY, DISTRICT, VILLAGE = 1, 2, 3, 4
KINDS = ("Kabupaten ", "Kota Administrasi ", "Kota ")
PRINTED_SLUGS = {"19.71": "pangkalpinang"}  # people write this name as one word, the register as two


class Region(Base):
    """A province (1), regency or city (2), district (3) or village (4)."""

    __tablename__ = "regions"
    __table_args__ = (Index(None, "parent_code"),)

    code: Mapped[str] = mapped_column(String(13), primary_key=True)
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    level: Mapped[int]
    name: Mapped[Line]
    kind: Mapped[Code]
    postal_code: Mapped[str] = mapped_column(String(5), default="")
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)

    @property
    def short_name(self) -> str:
        """The name as people say it, without its kind: Bangka, Pangkal Pinang."""
        return short_name(self.name)

    @property
    def slug(self) -> str:
        """How the addresses of its pages name it: bangka-barat, mendo-barat."""
        return slug_of(self.code, self.name)


def slug_of(code: str, name: str) -> str:
    """How addresses name a place."""
    return PRINTED_SLUGS.get(code) or re.sub(r"[^a-z0-9]+", "-", short_name(name).lower()).strip("-")


def short_name(name: str) -> str:
    """The name of a regency without its kind."""
    for kind in KINDS:
        name = name.removeprefix(kind)
    return name


class ShippingZone(Base):
    """An estimate: from an island of the province to a regency of it or to another province."""

    __tablename__ = "shipping_zones"
    __table_args__ = (
        UniqueConstraint("origin_island", "destination_code"),
        CheckConstraint("first_kg_amount >= 0 AND next_kg_amount >= 0", name="amounts"),
        CheckConstraint("0 <= fastest_days AND fastest_days <= slowest_days", name="days"),
    )

    id: Mapped[Id]
    origin_island: Mapped[Code]
    destination_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    zone: Mapped[Code]
    first_kg_amount: Mapped[Rupiah]
    next_kg_amount: Mapped[Rupiah]
    fastest_days: Mapped[int]
    slowest_days: Mapped[int]
