"""What every table is made of."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Enum,
    Integer,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app import clock
from app.actor import ACTOR_KINDS, Actor
from app.db import db


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time; SQLite keeps it without the zone and gets it back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("times are aware UTC; take them from app.clock")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


BigKey = BigInteger().with_variant(Integer, "sqlite")  # only a plain INTEGER counts up by itself on SQLite

Id = Annotated[int, mapped_column(BigKey, primary_key=True)]
Rupiah = Annotated[int, mapped_column(BigInteger)]
Key = Annotated[int, mapped_column(BigInteger)]
CreatedAt = Annotated[datetime, mapped_column(UtcDateTime, default=clock.now)]
Code = Annotated[str, mapped_column(String(40))]
Line = Annotated[str, mapped_column(String(200))]
Words = Annotated[str, mapped_column(Text)]


class Base(DeclarativeBase):
    """The one family of tables."""

    metadata = db.metadata
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        datetime: UtcDateTime,
        dict[str, Any]: JSON,
        list[str]: JSON,
    }

    def say(self, values: Mapping[str, Any]) -> list[str]:
        """Hold these values from now on. Returns the names of those that are other ones than before."""
        changed = [name for name, value in values.items() if getattr(self, name) != value]
        for name in changed:
            setattr(self, name, values[name])
        return changed


def choice(kinds: type[StrEnum], name: str) -> Enum:
    """A text column that holds one of the enum's values, with a CHECK of that name."""
    return Enum(
        kinds,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=24,
        values_callable=lambda enum: [member.value for member in enum],
    )


class ActedOn:
    """Columns that say who did it, for whom, why, and in which request."""

    actor_kind: Mapped[str] = mapped_column(
        Enum(*ACTOR_KINDS, name="actor_kind", native_enum=False, create_constraint=True, length=10)
    )
    actor_id: Mapped[Key | None]
    on_behalf_of_id: Mapped[Key | None]
    reason: Mapped[Words] = mapped_column(default="")
    request_id: Mapped[Code] = mapped_column(default="")


def acted_by(actor: Actor, reason: str) -> dict[str, Any]:
    """The values of the ActedOn columns."""
    return {
        "actor_kind": actor.kind,
        "actor_id": actor.id,
        "on_behalf_of_id": actor.on_behalf_of_id,
        "reason": reason,
        "request_id": actor.request_id,
    }
