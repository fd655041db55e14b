"""Senders of the topic that only these tests emit: they write down what reached the outside world."""

from collections.abc import Callable

from app import audit
from app.db import is_reading_or_writing, session
from app.models.account import User

outside: list[str] = []
broken: set[int] = set()


def call_out(user_id: int, *, key: str) -> Callable[[], None]:
    assert not is_reading_or_writing()
    outside.append(key)
    return lambda: audit.record("test.called", session.get_one(User, user_id))


def forgets_to_close(user_id: int, *, key: str) -> None:
    session.get(User, user_id)


def call_out_for_many(payloads: list[dict[str, int]]) -> None:
    if broken & {payload["user_id"] for payload in payloads}:
        raise RuntimeError("nobody answers")
    outside.append(",".join(str(payload["user_id"]) for payload in payloads))
