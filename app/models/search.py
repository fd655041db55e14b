"""What the search learns: other names of things, what people look for, whose products they were shown."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app import clock
from app.models.base import Base, CreatedAt, Id, Key, Line, choice

LONGEST_TEXT = 60  # letters of a search that may be kept


class SynonymSource(StrEnum):
    SEED = "seed"
    ADMIN = "admin"
    LEARNED = "learned"


class SynonymGroup(Base):
    """A thing and what else it is called. `seed_key` names the line of the file that it came from.

    A row whose source is `seed` is as the file has it; a row that an admin changed is the admin's.
    """

    __tablename__ = "synonym_groups"
    __table_args__ = (Index(None, "canonical"),)

    id: Mapped[Id]
    canonical: Mapped[Line]
    spellings: Mapped[list[str]]
    category_slug: Mapped[str | None] = mapped_column(String(120))
    note: Mapped[Line] = mapped_column(default="")
    source: Mapped[SynonymSource] = mapped_column(choice(SynonymSource, "source"))
    seed_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    changed_by_id: Mapped[Key | None] = mapped_column(ForeignKey("users.id"))
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_at: Mapped[CreatedAt]
    archived_at: Mapped[datetime | None]


class SearchCount(Base):
    """How often a text was looked for on a day in Jakarta, and what came of it. Says nothing about who it was."""

    __tablename__ = "search_counts"
    __table_args__ = (
        Index(None, "text_folded", "day"),
        CheckConstraint(
            "searches >= 0 AND found_nothing >= 0 AND clicks >= 0 AND purchases >= 0 AND found_nothing <= searches",
            name="counts",
        ),
    )

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    text_folded: Mapped[str] = mapped_column(String(LONGEST_TEXT), primary_key=True)
    searches: Mapped[int]
    found_nothing: Mapped[int]
    clicks: Mapped[int]
    purchases: Mapped[int]


class SearchShown(Base):
    """How many places on first pages of results a seller's products had on a day in Jakarta."""

    __tablename__ = "search_shown"
    __table_args__ = (CheckConstraint("shown >= 0", name="shown"),)

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    seller_id: Mapped[Key] = mapped_column(ForeignKey("sellers.id"), primary_key=True)
    shown: Mapped[int] = mapped_column(BigInteger)
