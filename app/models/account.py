"""People: accounts, what they may do, where they are signed in, what they agreed to, where they live."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, CreatedAt, Id, Key, Line, choice


class RoleName(StrEnum):
    REVIEWER = "reviewer"
    FINANCE = "finance"
    SUPERADMIN = "superadmin"
    MENTOR = "mentor"
    KIOSK = "kiosk"


HELPERS = (RoleName.MENTOR, RoleName.KIOSK)


class User(Base):
    """A person who can sign in. The folded e-mail is unique, so that Dewi@ and dewi@ are one person.

    An account that a helper began has no password hash until its owner has chosen a password.
    """

    __tablename__ = "users"
    __table_args__ = (
        UniqueConstraint("email_folded"),
        CheckConstraint("phone IS NULL OR phone LIKE '+%'", name="phone_is_e164"),
    )

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(String(254))
    email_folded: Mapped[str] = mapped_column(String(254))
    name: Mapped[Line]
    phone: Mapped[str | None] = mapped_column(String(16))
    locale: Mapped[str] = mapped_column(String(8), default="id")
    password_hash: Mapped[Line]
    confirmed_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
    archived_at: Mapped[datetime | None]


class UserRole(Base):
    """A right of an admin, or of somebody who helps sellers."""

    __tablename__ = "user_roles"

    user_id: Mapped[Key] = mapped_column(ForeignKey("users.id"), primary_key=True)
    role: Mapped[RoleName] = mapped_column(choice(RoleName, "role"), primary_key=True)
    granted_by_id: Mapped[Key | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]
    revoked_at: Mapped[datetime | None]


class EmailChange(Base):
    """The address a person has or had, and the one wanted instead: the account moves when that one is confirmed.

    Both stand here, and not in a message, so that erasing a person finds them. Changes from before addresses were
    confirmed first have no new one.
    """

    __tablename__ = "email_changes"
    __table_args__ = (
        Index(None, "user_id"),
        Index(
            "uq_email_changes_waiting_user_id",
            "user_id",
            unique=True,
            sqlite_where=text("confirmed_at IS NULL AND cancelled_at IS NULL"),
            postgresql_where=text("confirmed_at IS NULL AND cancelled_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    user_id: Mapped[Key] = mapped_column(ForeignKey("users.id"))
    old_email: Mapped[str] = mapped_column(String(254))
    new_email: Mapped[str | None] = mapped_column(String(254))
    new_email_folded: Mapped[str | None] = mapped_column(String(254))
    asked_at: Mapped[CreatedAt]
    confirmed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]

    @property
    def is_waiting(self) -> bool:
        """Whether the link in the new mailbox still moves the account."""
        return self.confirmed_at is None and self.cancelled_at is None


class UserSession(Base):
    """One signed-in browser. Only the hash of its token is kept; ending the row ends the session at once.

    While `assistance_id` is set, the pages of sellers act for the person of that assistance.
    """

    __tablename__ = "user_sessions"
    __table_args__ = (UniqueConstraint("token_hash"), Index(None, "user_id"))

    id: Mapped[Id]
    user_id: Mapped[Key] = mapped_column(ForeignKey("users.id"))
    token_hash: Mapped[str] = mapped_column(String(64))
    assistance_id: Mapped[Key | None] = mapped_column(ForeignKey("assistances.id"))
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Consent(Base):
    """An agreement to one version of one text (UU PDP 27/2022, article 20)."""

    __tablename__ = "consents"
    __table_args__ = (Index(None, "user_id"),)

    id: Mapped[Id]
    user_id: Mapped[Key] = mapped_column(ForeignKey("users.id"))
    purpose: Mapped[Code]
    text_version: Mapped[Code]
    granted_at: Mapped[CreatedAt]
    withdrawn_at: Mapped[datetime | None]


class Address(Base):
    """Where a buyer receives parcels, to the kecamatan."""

    __tablename__ = "addresses"
    __table_args__ = (
        Index(None, "user_id"),
        Index(
            "uq_addresses_default_user_id",
            "user_id",
            unique=True,
            sqlite_where=text("is_default AND archived_at IS NULL"),
            postgresql_where=text("is_default AND archived_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    user_id: Mapped[Key] = mapped_column(ForeignKey("users.id"))
    recipient_name: Mapped[Line]
    phone: Mapped[str] = mapped_column(String(16))
    street: Mapped[Line]
    district_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    postal_code: Mapped[str] = mapped_column(String(5), default="")
    is_default: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[CreatedAt]
    archived_at: Mapped[datetime | None]
