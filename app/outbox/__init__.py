"""News for the rungs above, written in the same transaction as what happened."""

from app.db import in_transaction, session
from app.models.outbox import OutboxMessage


def emit(topic: str, **ids: int | str) -> None:
    """Leave a message for every handler of this topic. Raises RuntimeError outside transaction()."""
    if not in_transaction():
        raise RuntimeError(f"{topic} must be emitted in the transaction that makes it true")
    session.add(OutboxMessage(topic=topic, payload=ids))
