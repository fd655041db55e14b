"""Payouts by week and by seller, for the admins who let them go and for the sellers who wait for them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.db import session
from app.errors import NotFound
from app.models.account import User
from app.models.ledger import LedgerAccount
from app.models.payout import Payout, PayoutAccount, PayoutApproval, PayoutBatch, PayoutStatus
from app.models.seller import SellerMember
from app.models.state import StateChange
from app.payouts.queries.balances import reckoned
from app.pricing.settings import PAYOUT_HOLD_DAYS, PAYOUT_MINIMUM_AMOUNT, value_at

OPEN = (PayoutStatus.PENDING, PayoutStatus.APPROVED, PayoutStatus.PROCESSING, PayoutStatus.UNRESOLVED)
MOST_IN_A_BATCH = 500
WITH_NAMES = joinedload(Payout.seller), joinedload(Payout.account)


@dataclass(frozen=True)
class Due:
    """What can be paid out to a seller now, in rupiah, and where to."""

    seller_id: int
    account_id: int
    amount: int


@dataclass(frozen=True)
class Totals:
    """How many payouts of a batch are in each status, and how much they are together in rupiah."""

    counts: Counter[PayoutStatus]
    amounts: Counter[PayoutStatus]

    @property
    def count(self) -> int:
        """All payouts."""
        return self.counts.total()

    @property
    def amount(self) -> int:
        """All payouts together, those that failed too."""
        return self.amounts.total()


def due(moment: datetime, *conditions: ColumnElement[bool]) -> list[Due]:
    """Who can be paid now: enough has cleared, the account is usable, and no payout is open; by seller."""
    hold = timedelta(days=value_at(PAYOUT_HOLD_DAYS, moment))
    own = reckoned(moment, hold, *conditions).subquery()
    cleared = own.c.payable - own.c.waiting
    is_open = select(Payout.id).where(Payout.seller_id == own.c.seller_id, Payout.status.in_(OPEN)).exists()
    rows = session.execute(
        select(own.c.seller_id, PayoutAccount.id, cleared)
        .join(PayoutAccount, PayoutAccount.seller_id == own.c.seller_id)
        .where(
            PayoutAccount.archived_at.is_(None),
            PayoutAccount.usable_from <= moment,
            cleared >= value_at(PAYOUT_MINIMUM_AMOUNT, moment),
            ~is_open,
        )
        .order_by(own.c.seller_id)
        .limit(MOST_IN_A_BATCH)
    )
    return [Due(seller_id, account_id, int(amount)) for seller_id, account_id, amount in rows]


def due_of(moment: datetime, seller_ids: Iterable[int]) -> list[Due]:
    """The same for some sellers, whose rows are locked."""
    return due(moment, LedgerAccount.seller_id.in_(list(seller_ids)))


def batches(*, limit: int, offset: int) -> Sequence[PayoutBatch]:
    """All batches, newest first."""
    return session.scalars(select(PayoutBatch).order_by(PayoutBatch.id.desc()).limit(limit).offset(offset)).all()


def count_batches() -> int:
    """How many there are."""
    return session.scalar(select(func.count(PayoutBatch.id))) or 0


def is_prepared_since(moment: datetime) -> bool:
    """Whether a batch was prepared by itself since a moment."""
    by_itself = PayoutBatch.prepared_by_id.is_(None), PayoutBatch.created_at >= moment
    return session.scalar(select(PayoutBatch.id).where(*by_itself).limit(1)) is not None


def totals_of(batch_ids: Iterable[int]) -> dict[int, Totals]:
    """What is in some batches."""
    found = {batch_id: Totals(Counter(), Counter()) for batch_id in batch_ids}
    rows = session.execute(
        select(Payout.batch_id, Payout.status, func.count(Payout.id), func.sum(Payout.amount))
        .where(Payout.batch_id.in_(list(found)))
        .group_by(Payout.batch_id, Payout.status)
    )
    for batch_id, status, count, amount in rows:
        found[batch_id].counts[status] += count
        found[batch_id].amounts[status] += int(amount)
    return found


def get_batch(batch_id: int) -> PayoutBatch:
    """One batch. Raises NotFound."""
    batch = session.get(PayoutBatch, batch_id)
    if batch is None:
        raise NotFound
    return batch


def lock_batch(batch_id: int) -> PayoutBatch:
    """A batch for changing; its sellers and payouts are locked after it. Raises NotFound."""
    query = select(PayoutBatch).where(PayoutBatch.id == batch_id).with_for_update()
    batch = session.scalar(query.execution_options(populate_existing=True))
    if batch is None:
        raise NotFound
    return batch


def approvals_of(batch_id: int) -> list[tuple[PayoutApproval, str]]:
    """Who let a batch go, the first one first."""
    rows = session.execute(
        select(PayoutApproval, User.name)
        .join(User, User.id == PayoutApproval.admin_id)
        .where(PayoutApproval.batch_id == batch_id)
        .order_by(PayoutApproval.id)
    )
    return [(approval, name) for approval, name in rows]


def count_approvals(batch_id: int) -> int:
    """How many different admins let a batch go."""
    return session.scalar(select(func.count(PayoutApproval.id)).where(PayoutApproval.batch_id == batch_id)) or 0


def seller_ids_of(batch_id: int) -> Sequence[int]:
    """Whom a batch pays."""
    return session.scalars(select(Payout.seller_id).where(Payout.batch_id == batch_id)).all()


def payouts_of(batch_id: int, *, limit: int, offset: int) -> Sequence[Payout]:
    """The payouts of a batch with their sellers and accounts."""
    own = select(Payout).where(Payout.batch_id == batch_id).options(*WITH_NAMES)
    return session.scalars(own.order_by(Payout.id).limit(limit).offset(offset)).all()


def lock_payouts(batch_id: int) -> Sequence[Payout]:
    """All payouts of a batch for changing; the batch is locked before, and for money its sellers too."""
    return session.scalars(
        select(Payout)
        .where(Payout.batch_id == batch_id)
        .order_by(Payout.id)
        .options(*WITH_NAMES)
        .with_for_update(of=Payout)
        .execution_options(populate_existing=True)
    ).all()


def get_payout(payout_id: int) -> Payout:
    """One payout with its seller and account. Raises NotFound."""
    payout = session.scalar(select(Payout).where(Payout.id == payout_id).options(*WITH_NAMES))
    if payout is None:
        raise NotFound
    return payout


def lock_payout(payout_id: int) -> Payout:
    """A payout for changing; its seller's earnings are locked before. Raises NotFound."""
    query = select(Payout).where(Payout.id == payout_id).with_for_update()
    payout = session.scalar(query.execution_options(populate_existing=True))
    if payout is None:
        raise NotFound
    return payout


def payouts_of_seller(seller_id: int, *, limit: int, offset: int) -> Sequence[tuple[Payout, str]]:
    """A seller's payouts with the numbers of their batches, newest first."""
    rows = session.execute(
        select(Payout, PayoutBatch.number)
        .join(PayoutBatch, PayoutBatch.id == Payout.batch_id)
        .join(Payout.account)
        .where(Payout.seller_id == seller_id)
        .options(contains_eager(Payout.account))
        .order_by(Payout.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [(payout, number) for payout, number in rows]


def count_payouts_of_seller(seller_id: int) -> int:
    """How many there were."""
    return session.scalar(select(func.count(Payout.id)).where(Payout.seller_id == seller_id)) or 0


def works_for_any(user_id: int, seller_ids: Iterable[int]) -> bool:
    """Whether a person is in the team of one of some shops now."""
    is_it = (
        SellerMember.user_id == user_id,
        SellerMember.seller_id.in_(list(seller_ids)),
        SellerMember.archived_at.is_(None),
    )
    return session.scalar(select(SellerMember.id).where(*is_it).limit(1)) is not None


def history_of(payout_id: int) -> list[tuple[StateChange, str | None]]:
    """What happened to a payout and who decided it, oldest first."""
    rows = session.execute(
        select(StateChange, User.name)
        .outerjoin(User, User.id == StateChange.actor_id)
        .where(_is_about([payout_id]))
        .order_by(StateChange.id)
    )
    return [(change, name) for change, name in rows]


def failures_of(payout_ids: Iterable[int]) -> dict[int, str]:
    """Why some payouts failed, of those that did."""
    is_failure = _is_about(payout_ids) & (StateChange.to_status == PayoutStatus.FAILED)
    rows = session.scalars(select(StateChange).where(is_failure).order_by(StateChange.id))
    return {int(change.subject_id): change.reason for change in rows}


def _is_about(payout_ids: Iterable[int]) -> ColumnElement[bool]:
    keys = [str(payout_id) for payout_id in payout_ids]
    return (StateChange.machine == Payout.__tablename__) & StateChange.subject_id.in_(keys)
