"""The UMKM businesses, the people who work for them, how they came in, and their permits."""

from collections.abc import Mapping, Set
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, Date, Float, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.account import User
from app.models.base import Base, Code, CreatedAt, Id, Key, Line, Rupiah, Words, choice
from app.models.media import Media
from app.models.region import Region
from app.models.state import Stateful

OPEN_APPLICATION = text("status IN ('draft', 'submitted', 'in_review', 'needs_info')")


class SellerStatus(StrEnum):
    ACTIVE = "active"
    ON_HOLIDAY = "on_holiday"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class HolidayOrders(StrEnum):
    """What happens to orders while a shop is away: there are none, or they are shipped afterwards."""

    REFUSED = "refused"
    LATER = "later"


class MemberRole(StrEnum):
    OWNER = "owner"
    STAFF = "staff"
    BOOKKEEPER = "bookkeeper"


class ApplicationStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    NEEDS_INFO = "needs_info"
    APPROVED = "approved"
    REJECTED = "rejected"


class PermitStatus(StrEnum):
    ISSUED = "issued"
    IN_PROCESS = "in_process"


class Seller(Stateful, Base):
    """A UMKM business with its shop. `search_turn` is 100 for one whose products were rarely shown, 0 for the most.

    `accepts_in_minutes` is the median from paid to accepted, where there were cases enough to say so.
    """

    __tablename__ = "sellers"
    __table_args__ = (
        Index(None, "regency_code"),
        CheckConstraint("search_turn BETWEEN 0 AND 100", name="search_turn"),
        CheckConstraint("(holiday_from IS NULL) = (holiday_until IS NULL)", name="holiday_is_whole"),
        CheckConstraint("(holiday_from IS NULL) = (holiday_orders IS NULL)", name="holiday_says_orders"),
        CheckConstraint("holiday_from < holiday_until", name="holiday_ends_later"),
    )
    TRANSITIONS: ClassVar[Mapping[SellerStatus, Set[SellerStatus]]] = {
        SellerStatus.ACTIVE: {SellerStatus.ON_HOLIDAY, SellerStatus.SUSPENDED, SellerStatus.CLOSED},
        SellerStatus.ON_HOLIDAY: {SellerStatus.ACTIVE, SellerStatus.SUSPENDED, SellerStatus.CLOSED},
        SellerStatus.SUSPENDED: {SellerStatus.ACTIVE, SellerStatus.CLOSED},
    }

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[Line]
    name_folded: Mapped[Line]
    slogan: Mapped[Line] = mapped_column(default="")
    story: Mapped[Words] = mapped_column(default="")
    logo_id: Mapped[str | None] = mapped_column(ForeignKey("media.id"))
    banner_id: Mapped[str | None] = mapped_column(ForeignKey("media.id"))
    status: Mapped[SellerStatus] = mapped_column(choice(SellerStatus, "status"), default=SellerStatus.ACTIVE)
    founded_year: Mapped[int | None]
    workers: Mapped[int | None]
    business_class: Mapped[Code] = mapped_column(default="")
    programme_step: Mapped[int] = mapped_column(default=0)
    phone: Mapped[str | None] = mapped_column(String(16))
    street: Mapped[Line] = mapped_column(default="")
    village_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    district_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    regency_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    postal_code: Mapped[str] = mapped_column(String(5), default="")
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    handling_days: Mapped[int] = mapped_column(default=1)
    shipping_policy: Mapped[Words] = mapped_column(default="")
    returns_policy: Mapped[Words] = mapped_column(default="")
    made_to_order_policy: Mapped[Words] = mapped_column(default="")
    holiday_from: Mapped[datetime | None]
    holiday_until: Mapped[datetime | None]
    holiday_orders: Mapped[HolidayOrders | None] = mapped_column(choice(HolidayOrders, "holiday_orders"))
    holiday_message: Mapped[Line] = mapped_column(default="")
    accepts_in_minutes: Mapped[int | None]
    takes_cash: Mapped[bool] = mapped_column(default=False)
    search_turn: Mapped[int] = mapped_column(default=100)
    is_example: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[CreatedAt]
    archived_at: Mapped[datetime | None]

    district: Mapped[Region] = relationship(foreign_keys=[district_code], viewonly=True)
    regency: Mapped[Region] = relationship(foreign_keys=[regency_code], viewonly=True)
    logo: Mapped[Media | None] = relationship(foreign_keys=[logo_id], viewonly=True)
    banner: Mapped[Media | None] = relationship(foreign_keys=[banner_id], viewonly=True)
    permits: Mapped[list["Permit"]] = relationship(
        order_by="Permit.id",
        primaryjoin="and_(Seller.id == Permit.seller_id, Permit.archived_at.is_(None))",
        viewonly=True,
    )
    hours: Mapped[list["OpeningHours"]] = relationship(order_by="OpeningHours.weekday", viewonly=True)

    def is_away(self, moment: datetime) -> bool:
        """Whether a moment lies in the holiday of the shop; the clock decides, whatever a job has done yet."""
        if self.holiday_from is None or self.holiday_until is None:
            return False
        return self.holiday_from <= moment < self.holiday_until

    def after_holiday(self, begin: datetime, end: datetime) -> datetime:
        """The end of a time in which the shop has to act: what of it lies in the holiday does not count."""
        if self.holiday_from is None or self.holiday_until is None:
            return end
        is_touched = begin < self.holiday_until and self.holiday_from <= end
        return end + (self.holiday_until - max(begin, self.holiday_from)) if is_touched else end

    def is_closed(self, moment: datetime) -> bool:
        """Whether the shop is away and takes no orders."""
        return self.is_away(moment) and self.holiday_orders == HolidayOrders.REFUSED


class OpeningHours(Base):
    """The hours of one weekday (0 is Monday) in minutes after midnight in Jakarta; a day without a row is closed."""

    __tablename__ = "opening_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("0 <= opens AND opens < closes AND closes <= 1440", name="hours"),
    )

    seller_id: Mapped[Key] = mapped_column(ForeignKey("sellers.id"), primary_key=True, autoincrement=False)
    weekday: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    opens: Mapped[int]
    closes: Mapped[int]


class SellerMember(Base):
    """A person who works for a seller; a removed member keeps the row and loses the rights."""

    __tablename__ = "seller_members"
    __table_args__ = (
        Index(
            "uq_seller_members_present",
            "seller_id",
            "user_id",
            unique=True,
            sqlite_where=text("archived_at IS NULL"),
            postgresql_where=text("archived_at IS NULL"),
        ),
        Index(None, "user_id"),
    )

    id: Mapped[Id]
    seller_id: Mapped[Key] = mapped_column(ForeignKey("sellers.id"))
    user_id: Mapped[Key] = mapped_column(ForeignKey("users.id"))
    role: Mapped[MemberRole] = mapped_column(choice(MemberRole, "role"))
    created_at: Mapped[CreatedAt]
    archived_at: Mapped[datetime | None]


class SellerInvitation(Base):
    """A place in a shop's team, offered to an address; only the person who proves to own it can take it."""

    __tablename__ = "seller_invitations"
    __table_args__ = (Index(None, "seller_id"),)

    id: Mapped[Id]
    seller_id: Mapped[Key] = mapped_column(ForeignKey("sellers.id"))
    email: Mapped[str] = mapped_column(String(254))
    email_folded: Mapped[str] = mapped_column(String(254))
    role: Mapped[MemberRole] = mapped_column(choice(MemberRole, "role"))
    invited_by_id: Mapped[Key] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[Key | None] = mapped_column(ForeignKey("users.id"))
    revoked_at: Mapped[datetime | None]

    seller: Mapped[Seller] = relationship(viewonly=True)


class SellerApplication(Stateful, Base):
    """The wish of a person to sell here, saved step by step. NIK and bank account are encrypted, with their last digits
    beside them for the screen. Workers, yearly turnover and capital (rupiah) are what the impact is later measured by.
    """

    __tablename__ = "seller_applications"
    __table_args__ = (
        Index(None, "status"),
        Index(None, "applicant_id"),
        Index(
            "uq_seller_applications_open",
            "applicant_id",
            unique=True,
            sqlite_where=OPEN_APPLICATION,
            postgresql_where=OPEN_APPLICATION,
        ),
        CheckConstraint("workers >= 0 AND turnover_amount >= 0 AND capital_amount >= 0", name="scale"),
    )
    TRANSITIONS: ClassVar[Mapping[ApplicationStatus, Set[ApplicationStatus]]] = {
        ApplicationStatus.DRAFT: {ApplicationStatus.SUBMITTED},
        ApplicationStatus.SUBMITTED: {ApplicationStatus.IN_REVIEW},
        ApplicationStatus.IN_REVIEW: {
            ApplicationStatus.NEEDS_INFO,
            ApplicationStatus.APPROVED,
            ApplicationStatus.REJECTED,
        },
        ApplicationStatus.NEEDS_INFO: {ApplicationStatus.SUBMITTED},
    }

    id: Mapped[Id]
    applicant_id: Mapped[Key] = mapped_column(ForeignKey("users.id"))
    status: Mapped[ApplicationStatus] = mapped_column(
        choice(ApplicationStatus, "status"), default=ApplicationStatus.DRAFT
    )
    legal_name: Mapped[Line] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(String(16), default="")
    nik_encrypted: Mapped[Words | None]
    nik_key_id: Mapped[Code | None]
    nik_last_digits: Mapped[str] = mapped_column(String(4), default="")
    shop_name: Mapped[Line] = mapped_column(default="")
    nib: Mapped[Code] = mapped_column(default="")
    business_form: Mapped[Code] = mapped_column(default="")
    workers: Mapped[int | None]
    turnover_amount: Mapped[Rupiah | None]
    capital_amount: Mapped[Rupiah | None]
    product_summary: Mapped[Words] = mapped_column(default="")
    story: Mapped[Words] = mapped_column(default="")
    street: Mapped[Line] = mapped_column(default="")
    district_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    village_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    bank_code: Mapped[Code] = mapped_column(default="")
    bank_holder: Mapped[Line] = mapped_column(default="")
    bank_account_encrypted: Mapped[Words | None]
    bank_account_key_id: Mapped[Code | None]
    bank_account_last_digits: Mapped[str] = mapped_column(String(4), default="")
    seller_id: Mapped[Key | None] = mapped_column(ForeignKey("sellers.id"))
    decision_note: Mapped[Words] = mapped_column(default="")
    decided_by_id: Mapped[Key | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]
    submitted_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]

    applicant: Mapped[User] = relationship(foreign_keys=[applicant_id], viewonly=True)
    district: Mapped[Region | None] = relationship(foreign_keys=[district_code], viewonly=True)
    village: Mapped[Region | None] = relationship(foreign_keys=[village_code], viewonly=True)


class Permit(Base):
    """A certificate or licence that buyers and the search see; its number is shown masked.

    It follows what was accepted for the requirement: only the room of permits writes it.
    """

    __tablename__ = "permits"
    __table_args__ = (Index(None, "seller_id"),)

    id: Mapped[Id]
    seller_id: Mapped[Key] = mapped_column(ForeignKey("sellers.id"))
    kind: Mapped[Code]
    status: Mapped[PermitStatus] = mapped_column(choice(PermitStatus, "status"))
    label: Mapped[Line] = mapped_column(default="")
    issuer: Mapped[Line] = mapped_column(default="")
    number_masked: Mapped[Line] = mapped_column(default="")
    issued_on: Mapped[date | None] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    checked_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
    archived_at: Mapped[datetime | None]

    def holds_on(self, day: date) -> bool:
        """Whether it is valid on a day in Jakarta, whatever a job has done yet."""
        return self.valid_until is None or self.valid_until >= day
