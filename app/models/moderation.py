"""What may be listed: words and goods that are watched, and the cases of listings that a person looks at."""

from collections.abc import Mapping, Set
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock
from app.models.account import User
from app.models.base import Base, Code, CreatedAt, Id, Key, Line, Words, choice
from app.models.catalog import Product
from app.models.state import Stateful


class WordKind(StrEnum):
    """What a word means for a listing: refused at once, a claim about health on food, or a look by a person."""

    PROHIBITED = "prohibited"
    HEALTH_CLAIM = "health_claim"
    WATCHED = "watched"


class ListingWord(Base):
    """A word or a good that is watched, other spellings of it, and phrases in which it means something else.

    `advice` is what a seller reads, `source` the law or the rule. It counts from `valid_from` through `valid_until`.
    `seed_key` names the line of the file that it came from; a row that an admin changed is the admin's.
    """

    __tablename__ = "listing_words"
    __table_args__ = (Index(None, "kind"),)

    id: Mapped[Id]
    kind: Mapped[WordKind] = mapped_column(choice(WordKind, "kind"))
    word: Mapped[Line]
    spellings: Mapped[list[str]] = mapped_column(default=list)
    exceptions: Mapped[list[str]] = mapped_column(default=list)
    advice: Mapped[Words] = mapped_column(default="")
    source: Mapped[Words] = mapped_column(default="")
    valid_from: Mapped[date] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    seed_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    changed_by_id: Mapped[Key | None] = mapped_column(ForeignKey("users.id"))
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_at: Mapped[CreatedAt]
    archived_at: Mapped[datetime | None]


class ListingReason(Base):
    """Why a listing is not shown, and what there is to do about it: cases keep the codes of their reasons.

    An archived one is offered no more, and stays readable. A row that an admin changed is the admin's: what comes with
    the shop leaves it alone.
    """

    __tablename__ = "listing_reasons"

    id: Mapped[Id]
    code: Mapped[Code] = mapped_column(unique=True)
    position: Mapped[int]
    title: Mapped[Line]
    advice: Mapped[Words]
    changed_by_id: Mapped[Key | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]
    archived_at: Mapped[datetime | None]


class CaseStatus(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    APPEALED = "appealed"
    GRANTED = "granted"
    UPHELD = "upheld"


OPEN_CASE = text("status IN ('waiting', 'appealed')")


class ModerationCase(Stateful, Base):
    """A listing that a person looks at before buyers see it, or that was taken down.

    `claims` is what was looked at, `risks` why. The seller may appeal once; another admin decides that.
    `refused_parts` names the new photos and choices that were refused, `noted_at` is when their seller had read that.
    """

    __tablename__ = "moderation_cases"
    __table_args__ = (
        Index(None, "status", "due_at"),
        Index(None, "product_id"),
        Index(
            "uq_moderation_cases_open", "product_id", unique=True, sqlite_where=OPEN_CASE, postgresql_where=OPEN_CASE
        ),
        CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided"),
        CheckConstraint("(appealed_at IS NULL) = (appeal_text IS NULL)", name="appealed"),
        CheckConstraint("appeal_decided_by_id <> decided_by_id", name="another_admin"),
    )
    TRANSITIONS: ClassVar[Mapping[CaseStatus, Set[CaseStatus]]] = {
        CaseStatus.WAITING: {CaseStatus.APPROVED, CaseStatus.REJECTED, CaseStatus.WITHDRAWN},
        CaseStatus.REJECTED: {CaseStatus.APPEALED},
        CaseStatus.APPEALED: {CaseStatus.GRANTED, CaseStatus.UPHELD, CaseStatus.WITHDRAWN},
    }

    id: Mapped[Id]
    product_id: Mapped[Key] = mapped_column(ForeignKey("products.id"))
    status: Mapped[CaseStatus] = mapped_column(choice(CaseStatus, "status"), default=CaseStatus.WAITING)
    claims: Mapped[dict[str, Any]]
    risks: Mapped[list[str]] = mapped_column(default=list)
    reason_codes: Mapped[list[str]] = mapped_column(default=list)
    note: Mapped[Words] = mapped_column(default="")
    refused_parts: Mapped[list[str]] = mapped_column(default=list)
    noted_at: Mapped[datetime | None]
    submitted_at: Mapped[CreatedAt]
    due_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[Key | None] = mapped_column(ForeignKey("users.id"))
    appeal_text: Mapped[Words | None]
    appealed_at: Mapped[datetime | None]
    appeal_note: Mapped[Words] = mapped_column(default="")
    appeal_decided_at: Mapped[datetime | None]
    appeal_decided_by_id: Mapped[Key | None] = mapped_column(ForeignKey("users.id"))

    product: Mapped[Product] = relationship(viewonly=True)
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id], viewonly=True)
    appeal_decided_by: Mapped[User | None] = relationship(foreign_keys=[appeal_decided_by_id], viewonly=True)
