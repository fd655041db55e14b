"""The home of the back office: what waits for somebody, and how the week went."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, SQLColumnExpression, func, or_, select

from app.admin.queries.health import in_trouble
from app.clock import day_of, last_days, now
from app.db import session
from app.models.complaint import Complaint, ComplaintStatus
from app.models.moderation import CaseStatus, ModerationCase
from app.models.order import Order, OrderStatus
from app.models.outbox import OutboxDelivery
from app.models.payment import (
    Difference,
    Dispute,
    DisputeStatus,
    ProofStatus,
    Reconciliation,
    Refund,
    RefundChannel,
    RefundStatus,
    TransferProof,
)
from app.models.payout import Payout, PayoutStatus, StatementStatus, TurnoverStatement
from app.models.returns import ReturnCase, ReturnStatus
from app.models.seller import ApplicationStatus, SellerApplication
from app.payments.queries.refunds import is_stuck


@dataclass(frozen=True)
class ToDo:
    """What waits for somebody in the back office; differences are those of the last finished comparison."""

    applications: int
    failed_deliveries: int
    late_orders: int
    complaints: int
    proofs: int
    transfers: int
    failed_refunds: int
    stuck_refunds: int
    cases: int
    batches: int
    disputes: int
    differences: int
    statements: int
    listings: int


def to_do() -> ToDo:
    """Everything that waits, in one statement."""
    is_waiting = SellerApplication.status.in_((ApplicationStatus.SUBMITTED, ApplicationStatus.IN_REVIEW))
    is_unsent = Order.status.in_((OrderStatus.PAID, OrderStatus.PROCESSING)) & Order.fetch_by.is_(None)
    is_late = is_unsent & (Order.ship_by < now())
    is_by_hand = (Refund.channel == RefundChannel.BANK) & (Refund.status == RefundStatus.REQUESTED)
    in_dispute = ReturnCase.status.in_((ReturnStatus.CONTESTED, ReturnStatus.MEDIATING))
    newest = select(func.max(Reconciliation.id)).where(Reconciliation.finished_at.is_not(None)).scalar_subquery()
    row = session.execute(
        select(
            _count(SellerApplication.id, is_waiting),
            _count(OutboxDelivery.id, in_trouble()),
            _count(Order.id, is_late),
            _count(Complaint.id, Complaint.status == ComplaintStatus.RECEIVED),
            _count(TransferProof.id, TransferProof.status == ProofStatus.RECEIVED),
            _count(Refund.id, is_by_hand),
            _count(Refund.id, Refund.status == RefundStatus.FAILED),
            _count(Refund.id, is_stuck()),
            _count(ReturnCase.id, in_dispute),
            _count(Payout.batch_id.distinct(), Payout.status == PayoutStatus.PENDING),
            _count(Dispute.id, Dispute.status == DisputeStatus.OPEN),
            _count(Difference.id, Difference.reconciliation_id == newest),
            _count(TurnoverStatement.id, TurnoverStatement.status == StatementStatus.SUBMITTED),
            _count(ModerationCase.id, ModerationCase.status.in_((CaseStatus.WAITING, CaseStatus.APPEALED))),
        )
    ).one()
    return ToDo(*(int(count) for count in row))


def orders_per_day(*, days: int) -> list[tuple[datetime, int]]:
    """How many orders were paid on each of the last days in Jakarta, oldest first; cash counts once it was taken."""
    counts = dict.fromkeys(last_days(days), 0)
    is_paid = Order.paid_at >= min(counts), or_(~Order.takes_cash, Order.cash_amount.is_not(None))
    paid = session.scalars(select(Order.paid_at).where(*is_paid))
    for moment in paid:
        if moment is not None:
            counts[day_of(moment)] += 1
    return list(counts.items())


def _count(what: SQLColumnExpression[int], which: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count(what)).where(which).scalar_subquery()
