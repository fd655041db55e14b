"""What readers of the index in PostgreSQL share: how they ask, and how they remember what never changes."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import Row, text
from sqlalchemy.exc import DBAPIError

from app.db import in_transaction, session
from app.search.engine.base import Unusable

T = TypeVar("T")


class Remembered(Generic[T]):
    """So many answers, the newest of them; may be shared by threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: dict[str, T] = {}
        self._lock = threading.Lock()

    def __contains__(self, asked: str) -> bool:
        return asked in self._answers

    def get(self, asked: str) -> T | None:
        """The answer, if it is still known."""
        return self._answers.get(asked)

    def add(self, answers: Mapping[str, T]) -> None:
        """Remember these as well; the oldest make room."""
        with self._lock:
            while len(self._answers) > self._most:
                self._answers.pop(next(iter(self._answers)))
            self._answers |= answers

    def forget(self, asked: Iterable[str]) -> None:
        """Make room for others."""
        with self._lock:
            for each in asked:
                self._answers.pop(each, None)


def rows_of(statement: str, parameters: Mapping[str, Any]) -> Sequence[Row[Any]]:
    """What the index answers. Raises Unusable where it cannot be read."""
    try:
        return session.execute(text(statement), parameters).all()
    except DBAPIError as error:
        leave_failed_transaction()
        raise Unusable from error


def leave_failed_transaction() -> None:
    """A statement that failed ends the reading transaction of a request; the database can be asked again then."""
    if not in_transaction():
        session.rollback()
