"""Changing where a seller's money goes: the new account waits some days, so that an owner can object."""

from dataclasses import dataclass

from app import audit
from app.accounts.proof import check_still_proven
from app.clock import now
from app.crypto import Vault
from app.db import session
from app.ledger.queries import lock_earnings
from app.models.payout import PayoutAccount
from app.outbox import emit
from app.payouts.errors import AccountChangedMeanwhile
from app.payouts.queries import accounts as queries
from app.payouts.rules import mask
from app.settings import setting


@dataclass(frozen=True)
class NewAccount:
    """What the owner typed; the number has digits only."""

    bank_code: str
    number: str
    holder_name: str


def change_account(
    seller_id: int, account: NewAccount, *, owner_id: int, proven_hash: str, seen_id: int | None
) -> PayoutAccount:
    """Another account takes the place of the one the owner saw, and can be paid to after BANK_CHANGE_HOLD.

    The old one is archived at once: what is on its way to it and not at the bank yet will fail there. A first account
    waits just as long. Raises WrongPassword, AccountChangedMeanwhile.
    """
    lock_earnings([seller_id])
    check_still_proven(owner_id, proven_hash)
    old = queries.find_account(seller_id)
    if (old.id if old else None) != seen_id:
        raise AccountChangedMeanwhile
    if old is not None:
        old.archived_at = now()
        session.flush()  # one live account at a time
    sealed = Vault(setting("DATA_KEY")).seal(account.number)
    new = PayoutAccount(
        seller_id=seller_id,
        bank_code=account.bank_code,
        holder_name=account.holder_name,
        number_encrypted=sealed.ciphertext,
        number_key_id=sealed.key_id,
        number_last_digits=account.number[-4:],
        usable_from=now() + setting("BANK_CHANGE_HOLD"),
    )
    session.add(new)
    session.flush()
    was = mask(old.number_last_digits) if old else "–"
    audit.record("payout_account.changed", new, seller_id=seller_id, account=f"{was} → {mask(new.number_last_digits)}")
    emit("payout_account.changed", account_id=new.id)
    return new
