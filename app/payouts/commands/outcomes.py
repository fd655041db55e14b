"""What became of a payout at the bank. Each is quiet when it is so already.

Locks: the row of the seller, then the payout; for what came back the bank's account too.
"""

from sqlalchemy.exc import IntegrityError

from app import audit
from app.clock import now
from app.db import session
from app.ledger import chart
from app.ledger.commands import Line, post, post_reversal
from app.ledger.queries import lock_earnings
from app.models.payout import Payout, PayoutStatus
from app.models.state import IllegalTransition
from app.outbox import emit
from app.payments.errors import ReturnUsed
from app.payments.queries.returned import lock_return
from app.payouts.errors import BankReferenceUsed, OwnPayout, PlannedAnew
from app.payouts.queries import batches as queries
from app.payouts.queries import outcomes as found

AT_THE_BANK = (PayoutStatus.PROCESSING, PayoutStatus.UNRESOLVED)


def complete_payout(payout_id: int, *, admin_id: int, bank_reference: str) -> None:
    """The bank has paid it, under this reference.

    Raises NotFound, OwnPayout, IllegalTransition, BankReferenceUsed when another payout was paid by the same transfer.
    """
    payout = _lock(payout_id, admin_id)
    if payout.status == PayoutStatus.COMPLETED and payout.bank_reference == bank_reference:
        return
    if payout.status not in AT_THE_BANK:
        raise IllegalTransition
    _complete(payout, bank_reference, because=bank_reference)
    audit.record("payout.completed", payout, amount=payout.amount)


def complete_after_all(payout_id: int, *, admin_id: int, bank_reference: str, reason: str) -> None:
    """The bank had paid what was marked by mistake as failed or sent back: the money leaves the balance again.

    Raises NotFound, OwnPayout, IllegalTransition, PlannedAnew, BankReferenceUsed.
    """
    payout = _lock(payout_id, admin_id)
    if payout.status == PayoutStatus.COMPLETED and payout.bank_reference == bank_reference:
        return
    if payout.status != PayoutStatus.FAILED or payout.instructed_at is None:
        raise IllegalTransition
    if found.is_planned_anew(payout):
        raise PlannedAnew
    failure = _failure_of(payout)
    post_reversal(f"payout-failed-reversed:{failure}", f"payout-failed:{failure}", because=reason)
    _complete(payout, bank_reference, because=reason)
    audit.record("payout.completed_after_all", payout, because=reason, amount=payout.amount)


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
    IllegalTransition, ReturnUsed when another payout or a refund came back under this reference.
    """
    payout = _lock(payout_id, admin_id)
    if payout.status == PayoutStatus.FAILED and payout.bank_reference:
        return
    if payout.status != PayoutStatus.COMPLETED:
        raise IllegalTransition
    if lock_return(bank_reference):
        raise ReturnUsed
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


def _complete(payout: Payout, bank_reference: str, *, because: str) -> None:
    payout.move_to(PayoutStatus.COMPLETED, because=because)
    payout.bank_reference, payout.ended_at = bank_reference, now()
    try:
        session.flush()
    except IntegrityError as error:
        raise BankReferenceUsed from error
    emit("payout.completed", payout_id=payout.id)


def _give_back(payout: Payout, reason: str, *, because: str) -> None:
    payout.move_to(PayoutStatus.FAILED, because=reason)
    payout.ended_at = now()
    lines = [Line(chart.BANK, payout.amount), Line(chart.payable(payout.seller_id), -payout.amount)]
    post(f"payout-failed:{_failure_of(payout)}", lines, because=because)


def _failure_of(payout: Payout) -> str:
    """What the books call the last time that a payout failed."""
    session.flush()
    times = found.count_failures(payout.id)
    return str(payout.id) if times == 1 else f"{payout.id}:{times}"


def _lock(payout_id: int, admin_id: int) -> Payout:
    seller_id = queries.get_payout(payout_id).seller_id
    if queries.works_for_any(admin_id, [seller_id]):
        raise OwnPayout
    lock_earnings([seller_id])
    return queries.lock_payout(payout_id)
