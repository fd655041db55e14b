"""Preparing the payouts of a week, and letting them go or not.

Locks: the batch, then the rows of its sellers by their ids, then its payouts. Every command is quiet when it is so.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import insert, select

from app import audit
from app.clock import JAKARTA, now
from app.db import insert_unless_there, session
from app.ledger.queries import lock_earnings
from app.models.order import Order
from app.models.payout import Payout, PayoutApproval, PayoutBatch, PayoutOrder, PayoutStatus
from app.models.state import IllegalTransition
from app.outbox import emit
from app.payouts.errors import OwnPayout
from app.payouts.queries import batches as queries
from app.payouts.queries.balances import NOT_FAILED, is_in_payout
from app.pricing.settings import PAYOUT_HOLD_DAYS, value_at

APPROVALS_NEEDED = 2
BEFORE_THE_BANK = (PayoutStatus.PENDING, PayoutStatus.APPROVED)


def prepare_batch(*, prepared_by_id: int | None) -> PayoutBatch | None:
    """A payout for every seller of whom enough has cleared, at most 500 in a batch; None when there is nobody.

    A batch never grows afterwards: what the first admin approved is what the second one sees.
    """
    moment = now()
    seller_ids = [each.seller_id for each in queries.due(moment)]
    if not seller_ids:
        return None
    lock_earnings(seller_ids)
    found = queries.due_of(moment, seller_ids)
    if not found:
        return None
    batch = _open_batch(prepared_by_id)
    session.execute(
        insert(Payout),
        [
            {
                "batch_id": batch.id,
                "seller_id": each.seller_id,
                "account_id": each.account_id,
                "amount": each.amount,
                "status": PayoutStatus.PENDING,
                "bank_reference": "",
                "created_at": moment,
            }
            for each in found
        ],
    )
    _take_orders_along(batch.id, until=moment - timedelta(days=value_at(PAYOUT_HOLD_DAYS, moment)))
    audit.record("payout_batch.prepared", batch, payouts=len(found), amount=sum(each.amount for each in found))
    return batch


def approve_batch(batch_id: int, *, admin_id: int) -> int:
    """One admin's yes, counted once; at the second admin's the payouts are approved. Returns how many have said yes.

    Raises NotFound, OwnPayout.
    """
    batch = queries.lock_batch(batch_id)
    payouts = queries.lock_payouts(batch.id)
    waiting = [payout for payout in payouts if payout.status == PayoutStatus.PENDING]
    if not waiting:
        return queries.count_approvals(batch.id)
    check_foreign(waiting, admin_id)
    yes = insert_unless_there(PayoutApproval, unique=["batch_id", "admin_id"])
    values = {"batch_id": batch.id, "admin_id": admin_id, "created_at": now()}
    if session.scalar(yes.values(values).returning(PayoutApproval.id)) is not None:
        audit.record("payout_batch.approved", batch)
    approvals = queries.count_approvals(batch.id)
    if approvals >= APPROVALS_NEEDED:
        for payout in waiting:
            payout.move_to(PayoutStatus.APPROVED, because=f"approved by {approvals} admins")
    return approvals


def refuse_batch(batch_id: int, *, admin_id: int, reason: str) -> None:
    """Nothing of a batch that the bank has not heard of is paid. Raises NotFound, OwnPayout."""
    batch = queries.lock_batch(batch_id)
    payouts = [payout for payout in queries.lock_payouts(batch.id) if payout.status in BEFORE_THE_BANK]
    check_foreign(payouts, admin_id)
    for payout in payouts:
        end_unpaid(payout, because=reason)
    if payouts:
        audit.record("payout_batch.refused", batch, because=reason, payouts=len(payouts))


def refuse_payout(payout_id: int, *, admin_id: int, reason: str) -> None:
    """One payout that the bank has not heard of is not paid. Raises NotFound, OwnPayout, IllegalTransition."""
    queries.lock_batch(queries.get_payout(payout_id).batch_id)
    payout = queries.lock_payout(payout_id)
    check_foreign([payout], admin_id)
    if payout.status == PayoutStatus.FAILED and payout.instructed_at is None:
        return
    if payout.status not in BEFORE_THE_BANK:
        raise IllegalTransition
    end_unpaid(payout, because=reason)
    audit.record("payout.refused", payout, because=reason, amount=payout.amount)


def end_unpaid(payout: Payout, *, because: str) -> None:
    """A locked payout fails before the bank hears of it: nothing was booked, so nothing is booked."""
    payout.move_to(PayoutStatus.FAILED, because=because)
    payout.ended_at = now()
    emit("payout.failed", payout_id=payout.id)


def _take_orders_along(batch_id: int, *, until: datetime) -> None:
    """What was completed by a moment and is in no other payout, or only in some that failed, is in those of a batch."""
    free = (
        select(Payout.id, Order.id)
        .join(Order, Order.seller_id == Payout.seller_id)
        .where(Payout.batch_id == batch_id, Order.completed_at <= until, ~is_in_payout(NOT_FAILED))
    )
    session.execute(insert(PayoutOrder).from_select(["payout_id", "order_id"], free))


def _open_batch(prepared_by_id: int | None) -> PayoutBatch:
    """Called by the day in Jakarta and how many there were on it before."""
    day = f"PC-{now().astimezone(JAKARTA):%Y%m%d}"
    opening = insert_unless_there(PayoutBatch, unique=["number"]).returning(PayoutBatch.id)
    values = {"prepared_by_id": prepared_by_id, "created_at": now()}
    opened = (session.scalar(opening.values(number=f"{day}-{nth}", **values)) for nth in count(1))
    return session.get_one(PayoutBatch, next(batch_id for batch_id in opened if batch_id is not None))


def check_foreign(payouts: Sequence[Payout], admin_id: int) -> None:
    """Nobody decides about money of a shop they work for. Raises OwnPayout."""
    if queries.works_for_any(admin_id, [payout.seller_id for payout in payouts]):
        raise OwnPayout
