"""Money that goes back to a bank account of the buyer, by hand.

Locks: the group, its orders, the payment, the refund.
"""

from dataclasses import dataclass

from app import audit
from app.crypto import Sealed, Vault
from app.db import session
from app.models.payment import (
    Payment,
    Refund,
    RefundAccount,
    RefundChannel,
    RefundStatus,
)
from app.outbox import emit
from app.payments import rules
from app.payments.commands.sendings import lock, lock_foreign, mark_sent, owe_again, succeed
from app.payments.errors import (
    BankReferenceUsed,
    NothingToRefund,
    OtherAccountNamed,
    RefundOnItsWay,
    ReturnUsed,
    SellerOwes,
    TakenByTheBank,
)
from app.payments.queries import endings as ending_queries
from app.payments.queries import refunds as refund_queries
from app.payments.queries.cash import find_cash_taken
from app.payments.queries.returned import lock_return
from app.settings import setting


@dataclass(frozen=True)
class BankAccount:
    """Where a buyer wants money; the number in digits."""

    bank_code: str
    holder_name: str
    number: str


def ask_for_bank_account(refund_id: int) -> None:
    """Money that cannot go back the way it came waits for the buyer's bank account."""
    refund, _payment = lock(refund_id)
    if refund.status in (RefundStatus.REQUESTED, RefundStatus.FAILED) and refund.channel == RefundChannel.GATEWAY:
        refund.move_to(RefundStatus.NEEDS_BANK_ACCOUNT, because="it cannot go back the way it came")
        refund.channel = RefundChannel.BANK
        audit.record("refund.needs_bank_account", refund, amount=refund.amount)
        emit("refund.needs_bank_account", refund_id=refund.id)


def name_bank_account(refund_id: int, account: BankAccount) -> Refund:
    """The buyer says where the money is to go; once named, another one has no effect. Raises NotFound."""
    refund, _payment = lock(refund_id)
    if refund.status != RefundStatus.NEEDS_BANK_ACCOUNT:
        return refund
    sealed = Vault(setting("DATA_KEY")).seal(account.number)
    session.add(
        RefundAccount(
            refund_id=refund.id,
            bank_code=account.bank_code,
            holder_name=account.holder_name,
            number_encrypted=sealed.ciphertext,
            number_key_id=sealed.key_id,
            number_last_digits=account.number[-4:],
        )
    )
    refund.move_to(RefundStatus.REQUESTED, because="the buyer named a bank account")
    audit.record("refund.account_named", refund, account=f"••{account.number[-3:]}")
    emit("refund.account_named", refund_id=refund.id)
    return refund


def ask_for_another_account(refund_id: int, *, admin_id: int) -> None:
    """The bank does not know the account that the buyer named: it is forgotten, and the buyer asked again.

    Raises NotFound, OwnRefund, NothingToRefund.
    """
    refund, _payment = lock_foreign(refund_id, admin_id)
    if refund.status == RefundStatus.NEEDS_BANK_ACCOUNT:
        return
    if refund.channel != RefundChannel.BANK or refund.status != RefundStatus.REQUESTED:
        raise NothingToRefund
    _forget_account(refund)
    audit.record("refund.account_refused", refund)


@dataclass(frozen=True)
class SentBack:
    """A transfer of ours by its reference, and how it stands in the bank's statement that it came back, and why."""

    transfer: str
    bank_reference: str
    reason: str


def record_sent_back(refund_id: int, back: SentBack, *, admin_id: int) -> None:
    """The bank has sent back what was transferred by hand: it is owed again, and the buyer names another account.

    Quiet while that account is waited for. Raises NotFound, OwnRefund, NothingToRefund for one that was not transferred
    or whose transfer is another one by now, ReturnUsed when something else came back under this reference.
    """
    refund, payment = lock_foreign(refund_id, admin_id)
    if refund.status == RefundStatus.NEEDS_BANK_ACCOUNT and refund.gateway_reference == back.transfer:
        return
    is_transferred = refund.channel == RefundChannel.BANK and refund.status == RefundStatus.SUCCEEDED
    if not is_transferred or refund.gateway_reference != back.transfer:
        raise NothingToRefund
    if lock_return(back.bank_reference):
        raise ReturnUsed
    refund.failure = f"{back.reason} ({back.bank_reference})"
    refund.move_to(RefundStatus.FAILED, because=refund.failure)
    owe_again(refund, payment)
    _forget_account(refund)
    audit.record(
        "refund.sent_back", refund, because=back.reason, amount=refund.amount, bank_reference=back.bank_reference
    )


def note_account_seen(refund_id: int) -> str | None:
    """An admin looks at the number that waits for a transfer; None when the key of today does not open it.

    Raises NotFound, NothingToRefund, RefundOnItsWay and TakenByTheBank for what the buyer gets otherwise meanwhile,
    SellerOwes.
    """
    refund, _group = refund_queries.get_refund(refund_id)
    if refund.channel != RefundChannel.BANK or refund.status != RefundStatus.REQUESTED:
        raise NothingToRefund
    if ending_queries.find_sent_besides(refund) is not None:
        raise RefundOnItsWay
    if ending_queries.is_taken_by_bank(refund, session.get_one(Payment, refund.payment_id)):
        raise TakenByTheBank
    _check_covered(refund)
    account = refund_queries.get_account(refund_id)
    audit.record("refund_account.viewed", account, refund_id=refund_id)
    vault = Vault(setting("DATA_KEY"))
    if account.number_key_id != vault.key_id:
        return None
    return vault.open(Sealed(account.number_encrypted, account.number_key_id))


def advance(refund_id: int, *, admin_id: int, because: str) -> None:
    """We pay a refund of cash that the seller took and cannot bear now; the seller owes it. Quiet when that is so.

    Raises NotFound, OwnRefund, NothingToRefund for one that waits for no transfer of ours.
    """
    refund, _payment = lock_foreign(refund_id, admin_id)
    cash = find_cash_taken(refund)
    if cash is None or refund.channel != RefundChannel.BANK or refund.status != RefundStatus.REQUESTED:
        raise NothingToRefund
    if not cash.is_advanced:
        audit.record("refund.advanced", refund, because=because, balance_amount=cash.balance_amount)


def record_transferred(refund_id: int, bank_reference: str, *, seen: str, admin_id: int) -> None:
    """An admin has transferred the money to the bank account that the buyer named, and that the admin saw.

    Raises NotFound, OwnRefund, NothingToRefund for one that waits for no transfer, OtherAccountNamed, SellerOwes,
    BankReferenceUsed.
    """
    refund, payment = lock_foreign(refund_id, admin_id)
    if refund.status == RefundStatus.SUCCEEDED and refund.gateway_reference == bank_reference:
        return
    if refund.channel != RefundChannel.BANK or refund.status != RefundStatus.REQUESTED:
        raise NothingToRefund
    if rules.seen_as(refund_queries.get_account(refund_id)) != seen:
        raise OtherAccountNamed
    _check_covered(refund)
    if refund_queries.is_transfer_known(bank_reference):
        raise BankReferenceUsed
    mark_sent(refund)
    succeed(refund, payment, bank_reference)


def _forget_account(refund: Refund) -> None:
    session.delete(refund_queries.get_account(refund.id))
    refund.move_to(RefundStatus.NEEDS_BANK_ACCOUNT, because="the bank does not know the account")
    emit("refund.account_refused", refund_id=refund.id)


def _check_covered(refund: Refund) -> None:
    cash = find_cash_taken(refund)
    if cash is not None and not cash.is_covered:
        raise SellerOwes
