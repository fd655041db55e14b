"""Assistance: a mentor or a village kiosk acts for a seller who agreed to it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.account import User
from app.models.base import Base, Code, CreatedAt, Id, Key, Line, choice


class Agreement(StrEnum):
    """How somebody agreed: the code from the own mailbox was told, or a button was pressed in the own account."""

    CODE = "code"
    ACCOUNT = "account"


class Assistance(Base):
    """What a helper may do for a person: asked for, agreed to by that person, over at its time or whenever one wants.

    The row of an address that nobody has looks like any other, without a person. Of the address only a keyed hash and
    what may be shown is kept, of the code only the salt that it is reckoned from with the key of the shop.
    """

    __tablename__ = "assistances"
    __table_args__ = (
        Index(None, "person_id"),
        Index(
            "uq_assistances_open",
            "helper_id",
            "address_hash",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        CheckConstraint(
            "(agreed_at IS NULL) = (expires_at IS NULL) AND (agreed_at IS NULL) = (agreed_by IS NULL)"
            " AND (agreed_at IS NULL OR person_id IS NOT NULL)",
            name="agreement",
        ),
        CheckConstraint("person_id <> helper_id", name="two_people"),
    )

    id: Mapped[Id]
    helper_id: Mapped[Key] = mapped_column(ForeignKey("users.id"))
    person_id: Mapped[Key | None] = mapped_column(ForeignKey("users.id"))
    address_hash: Mapped[str] = mapped_column(String(64))
    address_masked: Mapped[Line]
    text_version: Mapped[Code]
    code_salt: Mapped[str] = mapped_column(String(32))
    wrong_codes: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime]
    created_at: Mapped[CreatedAt]
    agreed_at: Mapped[datetime | None]
    agreed_by: Mapped[Agreement | None] = mapped_column(choice(Agreement, "agreed_by"))
    expires_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[Key | None] = mapped_column(ForeignKey("users.id"))

    helper: Mapped[User] = relationship(foreign_keys=[helper_id], viewonly=True)
    person: Mapped[User | None] = relationship(foreign_keys=[person_id], viewonly=True)
