"""What became of a payout at the bank. Each is quiet when it is so already.

Locks: the row of the seller, then the payout.
"""

from sqlalchemy.exc import IntegrityError

from app import audit
from app.clock import now
from app.db import session
from app.ledger import chart
from app.ledger.commands import Line, post
from app.ledger.queries import lock_earnings
from app.models.payout import Payout, PayoutStatus
from app.models.state import IllegalTransition
from app.outbox import emit
from app.payouts.errors import BankReferenceUsed, OwnPayout
from app.payouts.queries import batches as queries

AT_THE_BANK = (PayoutStatus.PROCESSING, PayoutStatus.UNRESOLVED)


def complete_payout(payout_id: int, *, admin_id: int, bank_reference: str) -> None:
    """The bank has paid it, under this reference.

    Raises NotFound, OwnPayout, IllegalTransition, BankReferenceUsed when another payout was paid by the same transfer.
    """
    payout = _lock(payout_id, admin_id)
    if payout.status == PayoutStatus.COMPLETED and payout.bank_reference == bank_reference:
        return
    payout.move_to(PayoutStatus.COMPLETED, because=bank_reference)
    payout.bank_reference, payout.ended_at = bank_reference, now()
    try:
        session.flush()
    except IntegrityError as error:
        raise BankReferenceUsed from error
    audit.record("payout.completed", payout, amount=payout.amount)
    emit("payout.completed", payout_id=payout.id)


def fail_payout(payout_id: int, *, admin_id: int, reason: str) -> None:
    """The bank has not paid it: the money is in the balance again. Raises NotFound, OwnPayout, IllegalTransition."""
    payout = _lock(payout_id, admin_id)
    if payout.status == PayoutStatus.FAILED and payout.instructed_at is not None:
        return
    if payout.status not in AT_THE_BANK:
        raise IllegalTransition
    _give_back(payout, reason, because="the bank did not pay it")
    audit.record("payout.failed", payout, because=reason, amount=payout.amount)
    emit("payout.failed", payout_id=payout.id)


def record_sent_back(payout_id: int, *, admin_id: int, bank_reference: str, reason: str) -> None:
    """The bank had paid it and has sent it back, under this reference: the money is in the balance again.

    Its own reference stays with it, so that no other payout is paid by that transfer. Raises NotFound, OwnPayout,
    IllegalTransition.
    """
    payout = _lock(payout_id, admin_id)
    if payout.status == PayoutStatus.FAILED and payout.bank_reference:
        return
    if payout.status != PayoutStatus.COMPLETED:
        raise IllegalTransition
    told = f"{reason} ({bank_reference})"
    _give_back(payout, told, because="the bank sent it back")
    audit.record("payout.sent_back", payout, because=reason, amount=payout.amount, bank_reference=bank_reference)
    emit("payout.sent_back", payout_id=payout.id)


def leave_unresolved(payout_id: int, *, admin_id: int, reason: str) -> None:
    """Nobody knows yet whether the bank has paid it: the money stays where it is until that is known.

    Raises NotFound, OwnPayout, IllegalTransition.
    """
    payout = _lock(payout_id, admin_id)
    if payout.status == PayoutStatus.UNRESOLVED:
        return
    payout.move_to(PayoutStatus.UNRESOLVED, because=reason)
    audit.record("payout.unresolved", payout, because=reason, amount=payout.amount)


def _give_back(payout: Payout, reason: str, *, because: str) -> None:
    payout.move_to(PayoutStatus.FAILED, because=reason)
    payout.ended_at = now()
    lines = [Line(chart.BANK, payout.amount), Line(chart.payable(payout.seller_id), -payout.amount)]
    post(f"payout-failed:{payout.id}", lines, because=because)


def _lock(payout_id: int, admin_id: int) -> Payout:
    seller_id = queries.get_payout(payout_id).seller_id
    if queries.works_for_any(admin_id, [seller_id]):
        raise OwnPayout
    lock_earnings([seller_id])
    return queries.lock_payout(payout_id)
