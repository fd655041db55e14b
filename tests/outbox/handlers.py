"""Handlers of the topic that only these tests emit."""

from app import audit
from app.db import session
from app.models.account import User


def archive_note(user_id: int) -> None:
    audit.record("test.noted", session.get_one(User, user_id))


def always_fails(user_id: int) -> None:
    audit.record("test.half_done", session.get_one(User, user_id))
    raise RuntimeError("poison")
