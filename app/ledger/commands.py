"""The only writer of the books."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select

from app.actor import current_actor
from app.clock import now
from app.db import insert_unless_there, session
from app.ledger.chart import AccountName
from app.ledger.errors import UnbalancedEntry
from app.models.base import acted_by
from app.models.ledger import JournalEntry, LedgerAccount, Posting, new_entry_id


@dataclass(frozen=True)
class Line:
    """One signed amount in rupiah on one account, and the order it was for."""

    account: AccountName
    amount: int
    order_id: int | None = None


def post(reference: str, lines: Sequence[Line], *, because: str) -> None:
    """Write one business event; amounts of zero are left out. The same reference cannot be posted twice.

    Raises UnbalancedEntry, and IntegrityError for a reference that is already in the books.
    """
    counted = [line for line in lines if line.amount]
    if len(counted) < 2 or sum(line.amount for line in counted) != 0:
        raise UnbalancedEntry(reference)
    account_ids = _open_accounts({line.account for line in counted})
    entry_id = new_entry_id()
    session.execute(
        insert(Posting),
        [
            {
                "entry_id": entry_id,
                "account_id": account_ids[str(line.account)],
                "order_id": line.order_id,
                "amount": line.amount,
            }
            for line in counted
        ],
    )
    session.execute(
        insert(JournalEntry).values(
            id=entry_id, reference=reference, occurred_at=now(), **acted_by(current_actor(), because)
        )
    )


def post_reversal(reference: str, of: str, *, because: str) -> None:
    """Write what was booked under another reference once more with every sign turned. Raises as `post`."""
    booked = session.execute(
        select(LedgerAccount, Posting.amount, Posting.order_id)
        .join(Posting, Posting.account_id == LedgerAccount.id)
        .join(JournalEntry, JournalEntry.id == Posting.entry_id)
        .where(JournalEntry.reference == of)
        .order_by(Posting.id)
    )
    lines = [
        Line(AccountName(account.kind, account.name.partition(":")[2], account.seller_id), -amount, order_id)
        for account, amount, order_id in booked
    ]
    post(reference, lines, because=because)


def lock_account(name: AccountName) -> None:
    """Open an account unless it is there; until this transaction ends nobody else locks it. Postings do not wait."""
    _open_accounts([name])
    session.execute(select(LedgerAccount.id).where(LedgerAccount.name == str(name)).with_for_update(key_share=True))


def _open_accounts(names: Iterable[AccountName]) -> dict[str, int]:
    wanted = sorted(names, key=str)
    session.execute(
        insert_unless_there(LedgerAccount, unique=["name"]),
        [{"name": str(name), "kind": name.kind, "seller_id": name.seller_id, "created_at": now()} for name in wanted],
    )
    found = session.execute(
        select(LedgerAccount.name, LedgerAccount.id).where(LedgerAccount.name.in_([str(name) for name in wanted]))
    )
    return {row.name: row.id for row in found}
