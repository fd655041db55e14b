"""Taking back what finance typed wrongly: row and entry stay, and another entry turns every sign. Locks: the row."""

from app import audit
from app.books.queries.typed import lock_typed
from app.clock import now
from app.ledger.commands import post_reversal


def reverse(reference: str, *, because: str) -> None:
    """A settlement, a bill or a movement, by the reference of its entry, counts for nothing; quiet when it is so.

    Its number of the bank or of the payee can be recorded again. Raises NotFound, also for what finance did not type.
    """
    typed = lock_typed(reference)
    if typed.reversed_at is not None:
        return
    typed.reversed_at = now()
    event, _colon, row_id = reference.partition(":")
    post_reversal(f"{event}-reversed:{row_id}", reference, because=because)
    audit.record("entry.reversed", typed, because=because, amount=typed.amount)
