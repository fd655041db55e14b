"""Instructing the bank: the one place where numbers of accounts are opened.

Locks as in batches: the batch, the rows of its sellers, its payouts. A refund of earned money waits for the same rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app import audit
from app.accounts.proof import check_still_proven
from app.clock import now
from app.crypto import Sealed, Vault
from app.i18n import LazyString, lazy_gettext
from app.ledger import chart
from app.ledger.commands import Line, post
from app.ledger.queries import lock_earnings
from app.models.payout import Payout, PayoutAccount, PayoutBatch, PayoutStatus
from app.payouts.commands.batches import check_foreign, end_unpaid
from app.payouts.errors import NotApproved, NumbersUnreadable
from app.payouts.queries import balances
from app.payouts.queries import batches as queries
from app.settings import setting

# what the owners of the shop read
ACCOUNT_CHANGED = lazy_gettext("Rekening toko diganti sesudah pencairan disiapkan.")
ACCOUNT_WAITS = lazy_gettext("Rekening yang baru belum dapat dipakai.")
ACCOUNT_UNREADABLE = lazy_gettext("Nomor rekening tidak dapat dibuka. Isi lagi rekening toko.")
BALANCE_FELL = lazy_gettext("Saldo berkurang sesudah pencairan disiapkan, misalnya karena pengembalian dana.")


@dataclass(frozen=True)
class Transfer:
    """One line of the file: rupiah to an account, under a reference that stays the same each time."""

    bank_code: str
    account_number: str
    holder_name: str
    amount: int
    reference: str


def export_batch(batch_id: int, *, admin_id: int, proven_hash: str) -> list[Transfer]:
    """Instruct the bank to pay a batch that two admins approved, by an admin who proved to know the password.

    Each payout is looked at again: one to an account that changed, or above what has cleared, fails and is left out.
    What the bank has not answered for yet is given out again and changes nothing; what failed or was paid since then is
    not, so that nobody can pay it by an old file. Raises NotFound, WrongPassword, OwnPayout, NotApproved,
    NumbersUnreadable.
    """
    check_still_proven(admin_id, proven_hash)
    batch = queries.lock_batch(batch_id)
    lock_earnings(queries.seller_ids_of(batch.id))
    payouts = queries.lock_payouts(batch.id)
    check_foreign(payouts, admin_id)
    if any(payout.status == PayoutStatus.APPROVED for payout in payouts):
        _instruct(batch, payouts)
    if batch.exported_at is None:
        raise NotApproved
    told = [(place, payout) for place, payout in enumerate(payouts, 1) if payout.status == PayoutStatus.PROCESSING]
    unreadable = [payout.seller.name for _place, payout in told if not _is_readable(payout.account)]
    if unreadable:
        raise NumbersUnreadable(unreadable)
    transfers = [_transfer(payout, f"{batch.number}-{place:03}") for place, payout in told]
    audit.record("payout_batch.file_made", batch, payouts=len(transfers), amount=sum(each.amount for each in transfers))
    return transfers


def _instruct(batch: PayoutBatch, payouts: Sequence[Payout]) -> None:
    approved = [payout for payout in payouts if payout.status == PayoutStatus.APPROVED]
    cleared = balances.cleared_amounts(payout.seller_id for payout in approved)
    for payout in approved:
        wrong = _what_is_wrong(payout, cleared[payout.seller_id])
        if wrong is not None:
            end_unpaid(payout, because=str(wrong))
            continue
        payout.move_to(PayoutStatus.PROCESSING, because=f"{batch.number} to the bank")
        payout.instructed_at = now()
        lines = [Line(chart.payable(payout.seller_id), payout.amount), Line(chart.BANK, -payout.amount)]
        post(f"payout:{payout.id}", lines, because=f"{batch.number} to the bank")
    batch.exported_at = now()
    audit.record("payout_batch.exported", batch, payouts=sum(payout.instructed_at is not None for payout in approved))


def _what_is_wrong(payout: Payout, cleared_amount: int) -> LazyString | None:
    account = payout.account
    if account.archived_at is not None:
        return ACCOUNT_CHANGED
    if account.usable_from > now():
        return ACCOUNT_WAITS
    if payout.amount > cleared_amount:
        return BALANCE_FELL
    return None if _is_readable(account) else ACCOUNT_UNREADABLE


def _is_readable(account: PayoutAccount) -> bool:
    try:
        _number_of(account)
    except KeyError:
        return False
    return True


def _number_of(account: PayoutAccount) -> str:
    return Vault(setting("DATA_KEY")).open(Sealed(account.number_encrypted, account.number_key_id))


def _transfer(payout: Payout, reference: str) -> Transfer:
    account = payout.account
    return Transfer(account.bank_code, _number_of(account), account.holder_name, payout.amount, reference)
