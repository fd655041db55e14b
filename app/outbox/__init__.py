"""News for the rungs above, written in the same transaction as what happened."""

from collections.abc import Sequence

from sqlalchemy import insert

from app.db import in_transaction, session
from app.models.outbox import OutboxMessage


def emit(topic: str, **ids: int | str) -> None:
    """Leave a message for every handler of this topic. Raises RuntimeError outside transaction()."""
    if not in_transaction():
        raise RuntimeError(f"{topic} must be emitted in the transaction that makes it true")
    session.add(OutboxMessage(topic=topic, payload=ids))


def emit_each(topic: str, payloads: Sequence[dict[str, int | str]]) -> None:
    """Leave one message for each payload, in one statement. Raises RuntimeError outside transaction()."""
    if not in_transaction():
        raise RuntimeError(f"{topic} must be emitted in the transaction that makes it true")
    if payloads:
        session.execute(insert(OutboxMessage), [{"topic": topic, "payload": payload} for payload in payloads])
