"""Counting SQL statements: an executemany is one, BEGIN and PRAGMA are none."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app.db import db


class Statements:
    """Remembers the statements that ran inside `counted()`."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    @contextmanager
    def counted(self) -> Iterator[list[str]]:
        self.seen = []
        event.listen(db.engine, "before_cursor_execute", self._see)
        try:
            yield self.seen
        finally:
            event.remove(db.engine, "before_cursor_execute", self._see)

    def _see(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        self.seen.append(statement)


@pytest.fixture
def statements(app: Flask) -> Statements:
    return Statements()
