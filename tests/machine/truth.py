"""What must be so after every step, and what must be so when the dust has settled."""

from collections import Counter

from sqlalchemy import Select, SQLColumnExpression, case, func, select, text

from app.books.commands.bank import LEAVING
from app.db import session
from app.ledger.check import CHECKS, differences
from app.models.base import Base
from app.models.ledger import AccountKind, LedgerAccount, Posting
from app.models.order import Order
from app.models.payment import (
    BankMovement,
    Dispute,
    DisputeStatus,
    Payment,
    Refund,
    RefundChannel,
    RefundStatus,
    Settlement,
)
from app.models.payout import Payout, PayoutStatus
from app.models.state import StateChange, Stateful
from app.payments.queries.payments import WITH_MONEY
from tests.machine.world import World

MACHINES = {
    mapper.class_.__tablename__: mapper.class_.TRANSITIONS
    for mapper in Base.registry.mappers
    if issubclass(mapper.class_, Stateful)
}
AFTER_EACH_STEP = (
    "entry_not_zero",
    "balance",
    "split_sum",
    "split_not_order",
    "refund_above_split",
    "stock_below_zero",
    "stock_reserved",
    "stock_moved",
)
# One statement for all: it is asked six thousand times.
WRONG_NOW = text(" UNION ALL ".join(f"SELECT '{kind}' WHERE EXISTS ({CHECKS[kind]})" for kind in AFTER_EACH_STEP))
OURS = (AccountKind.GATEWAY_CLEARING, AccountKind.BANK, AccountKind.DISPUTED)
ELSEWHERE = (RefundChannel.DISPUTE, RefundChannel.SELLER)  # losses, and cash that we never had
MONEY = select(
    select(func.sum(Payment.amount)).where(Payment.status.in_(WITH_MONEY)).scalar_subquery().label("came_in"),
    select(func.sum(Refund.amount))
    .where(Refund.status == RefundStatus.SUCCEEDED, Refund.channel.not_in(ELSEWHERE))
    .scalar_subquery()
    .label("refunds"),
    select(func.sum(Payment.fee_amount)).scalar_subquery().label("fees"),
    select(func.sum(Settlement.fee_amount))
    .where(Settlement.reversed_at.is_(None))
    .scalar_subquery()
    .label("fees_of_settlements"),
    select(func.sum(Dispute.amount)).where(Dispute.status == DisputeStatus.LOST).scalar_subquery().label("losses"),
    select(func.sum(Payout.amount))
    .where(Payout.instructed_at.is_not(None), Payout.status != PayoutStatus.FAILED)
    .scalar_subquery()
    .label("payouts"),
    select(func.sum(Order.cash_amount)).scalar_subquery().label("cash"),
    select(func.sum(case((BankMovement.kind.in_(LEAVING), BankMovement.amount), else_=-BankMovement.amount)))
    .where(BankMovement.reversed_at.is_(None))
    .scalar_subquery()
    .label("moved"),
    select(func.sum(Posting.amount))
    .join(LedgerAccount)
    .where(LedgerAccount.kind.in_(OURS))
    .scalar_subquery()
    .label("there"),
)


def check_everything() -> None:
    """Nothing that `flask ledger check` knows is wrong."""
    session.rollback()
    assert list(differences()) == []


def check_money() -> None:
    """Money in = money that went out + what is there, splits = payment, and no piece of stock is short or lost."""
    session.rollback()
    assert session.scalars(WRONG_NOW).all() == [], list(differences())
    money = {name: int(amount or 0) for name, amount in session.execute(MONEY).one()._mapping.items()}
    assert money.pop("came_in") == sum(money.values()), money


def check_history() -> None:
    """Every move of every row was a legal one and began where the one before had ended."""
    session.rollback()
    last: dict[tuple[str, str], str] = {}
    for change in session.scalars(select(StateChange).order_by(StateChange.id)):
        moves = {str(before): {str(after) for after in afters} for before, afters in MACHINES[change.machine].items()}
        assert change.to_status in moves[change.from_status], (change.machine, change.from_status, change.to_status)
        row = change.machine, change.subject_id
        assert last.get(row, change.from_status) == change.from_status
        last[row] = change.to_status


def check_gateways(world: World) -> None:
    """Nothing at the gateways is unknown to the shop: their accounts are our clearing and what they settled."""
    session.rollback()
    for name, held in (("stripe", _at_stripe(world)), ("midtrans", _at_midtrans(world))):
        settled = _sum(_of_settlements(Settlement.amount + Settlement.fee_amount).where(Settlement.gateway == name))
        clearing = _sum(
            select(func.sum(Posting.amount)).join(LedgerAccount).where(LedgerAccount.name == f"gateway_clearing:{name}")
        )
        assert clearing + settled == held, (name, clearing, settled, held)


def states_seen() -> Counter[tuple[str, str]]:
    """How often each state was reached by a move."""
    session.rollback()
    rows = session.execute(
        select(StateChange.machine, StateChange.to_status, func.count()).group_by(
            StateChange.machine, StateChange.to_status
        )
    )
    return Counter({(machine, status): count for machine, status, count in rows})


def states_that_can_be() -> set[tuple[str, str]]:
    """Every state of the machines of money that some move leads to."""
    of_money = ("orders", "payments", "refunds", "disputes", "return_cases", "payouts", "shipments", "transfer_proofs")
    return {
        (machine, str(status)) for machine in of_money for afters in MACHINES[machine].values() for status in afters
    }


def _at_stripe(world: World) -> int:
    """What is on its way back has left Stripe's balance, and our books when it has arrived."""
    return world.stripe.rupiah() + sum(
        refund["amount"] // 100 for refund in world.stripe.all("refund") if refund["status"] == "pending"
    )


def _at_midtrans(world: World) -> int:
    paid = ("settlement", "partial_refund", "refund")
    return sum(order.amount - order.refunded for order in world.midtrans.orders.values() if order.status in paid)


def _of_settlements(amount: SQLColumnExpression[int]) -> Select[int]:
    return select(func.sum(amount)).where(Settlement.reversed_at.is_(None))


def _sum(query: object) -> int:
    return int(session.scalar(query) or 0)  # type: ignore[arg-type]
