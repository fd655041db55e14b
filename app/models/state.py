"""State machines: the moves are a table beside the enum, every move leaves who, when and why."""

from collections.abc import Mapping, Set
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, object_session

from app.actor import current_actor
from app.errors import Conflict
from app.i18n import lazy_gettext
from app.models.base import ActedOn, Base, Code, CreatedAt, Id, acted_by


class IllegalTransition(Conflict):
    """The row is not in a state from which this move is possible."""

    code = "illegal_transition"
    message = lazy_gettext("Langkah ini tidak mungkin lagi karena keadaannya sudah berubah. Muat ulang halaman.")


class StateChange(ActedOn, Base):
    """One move of one row. Append-only."""

    __tablename__ = "state_changes"
    __table_args__ = (Index(None, "machine", "subject_id"),)

    id: Mapped[Id]
    machine: Mapped[Code]
    subject_id: Mapped[Code]
    from_status: Mapped[Code]
    to_status: Mapped[Code]
    at: Mapped[CreatedAt]


class Stateful:
    """A row with a `status` that moves only along TRANSITIONS."""

    __tablename__: str
    id: Any
    status: Any
    TRANSITIONS: ClassVar[Mapping[Any, Set[Any]]]

    def move_to(self, status: StrEnum, *, because: str) -> None:
        """Move and leave one StateChange. Raises IllegalTransition."""
        if status not in self.TRANSITIONS.get(self.status, frozenset()):
            raise IllegalTransition
        session = object_session(self)
        assert session is not None, "only a stored row can move"
        session.add(
            StateChange(
                machine=self.__tablename__,
                subject_id=str(self.id),
                from_status=self.status.value,
                to_status=status.value,
                **acted_by(current_actor(), because),
            )
        )
        self.status = status
