"""Comparisons with the gateways: the runs, what they found, and what there is to compare."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, String, cast, func, literal, or_, select, union_all

from app.books.queries.subjects import subject_of
from app.books.queries.ways import Way, find_ways, named_in
from app.books.rules import Facts, Finding, Sent
from app.db import session
from app.errors import NotFound
from app.models.audit import AuditEvent
from app.models.order import OrderGroup
from app.models.payment import (
    Difference,
    Dispute,
    DisputeStatus,
    Payment,
    PaymentSplit,
    PaymentStatus,
    Reconciliation,
    Refund,
    RefundChannel,
    RefundStatus,
)
from app.payments.commands import attempts
from app.payments.queries import refunds as refund_queries
from app.payments.rules import SILENT_ABOUT_DISPUTES

WITH_MONEY = (PaymentStatus.CAPTURED, PaymentStatus.PARTLY_REFUNDED, PaymentStatus.REFUNDED)
SETTLING_TIME = timedelta(minutes=10)  # what has just happened may still be on its way to us
REFERENCE = re.compile(r"\breference=([a-z-]+:\d+(?::\d+)?)")
OF_PAYMENT = re.compile(r"\b(payment|refund|dispute|split|order_row)=(\d{1,18})\b")
AT_ONCE = 500


@dataclass(frozen=True)
class Run:
    """One comparison and how many differences it found so far."""

    id: int
    started_at: datetime
    finished_at: datetime | None
    compared: int
    differences: int


@dataclass(frozen=True)
class Found:
    """A difference with the ways on: the pages of what it names."""

    kind: str
    facts: str
    ways: Sequence[Way]


def runs(*, limit: int, offset: int = 0) -> Sequence[Run]:
    """Comparisons, the newest first."""
    return [Run(*row) for row in session.execute(_runs().limit(limit).offset(offset))]


def count_runs() -> int:
    """How many there were."""
    return session.scalar(select(func.count(Reconciliation.id))) or 0


def get_run(run_id: int) -> Run:
    """One comparison. Raises NotFound."""
    row = session.execute(_runs().where(Reconciliation.id == run_id)).first()
    if row is None:
        raise NotFound
    return Run(*row)


def find_newest() -> Reconciliation | None:
    """The comparison that began last."""
    return session.scalar(select(Reconciliation).order_by(Reconciliation.id.desc()).limit(1))


def lock_newest() -> Reconciliation | None:
    """The comparison that began last, for changing."""
    query = select(Reconciliation).order_by(Reconciliation.id.desc()).limit(1).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def lock_run(run_id: int) -> Reconciliation:
    """A comparison for changing."""
    return session.get_one(Reconciliation, run_id, with_for_update=True, populate_existing=True)


def differences_of(run_id: int, *, limit: int, offset: int) -> Sequence[Found]:
    """What a comparison found."""
    rows = session.execute(
        select(Difference.kind, Difference.facts, Difference.payment_id, OrderGroup.number)
        .outerjoin(Payment, Payment.id == Difference.payment_id)
        .outerjoin(OrderGroup, OrderGroup.id == Payment.group_id)
        .where(Difference.reconciliation_id == run_id)
        .order_by(Difference.id)
        .limit(limit)
        .offset(offset)
    ).all()
    named = [
        [("number", number or ""), *named_in(kind, facts), ("payment", str(payment_id or ""))]
        for kind, facts, payment_id, number in rows
    ]
    pages = find_ways([fact for each in named for fact in each])
    return [
        Found(row.kind, row.facts, list(dict.fromkeys(pages[fact] for fact in facts if fact in pages)))
        for row, facts in zip(rows, named, strict=True)
    ]


def to_compare(run: Reconciliation, *, days: int, limit: int) -> Sequence[tuple[int, str]]:
    """The next payments of a comparison, with their gateways: what was opened, paid, sent back or disputed lately.

    Also that of refunds of which a gateway said lately that it sent what was to go another way.

    The set is fixed by the moment the comparison began, so that its progress is a place in it.
    """
    until = run.started_at - SETTLING_TIME
    since = until - timedelta(days=days)

    moved = or_(
        Payment.created_at.between(since, until),
        Payment.captured_at.between(since, until),
        Payment.id.in_(select(Refund.payment_id).where(Refund.created_at.between(since, until))),
        Payment.id.in_(select(Dispute.payment_id).where(Dispute.created_at.between(since, until))),
        Payment.id.in_(
            select(Refund.payment_id)
            .join(AuditEvent, AuditEvent.subject_id == cast(Refund.id, String))
            .where(AuditEvent.action == "refund.sent_besides", AuditEvent.at.between(since, until))
        ),
    )
    rows = session.execute(
        select(Payment.id, Payment.gateway).where(moved).order_by(Payment.id).limit(limit).offset(run.compared)
    )
    return [(payment_id, gateway) for payment_id, gateway in rows]


def silences(run_id: int) -> dict[str, int]:
    """How often each gateway gave no answer in a comparison."""
    rows = session.execute(
        select(Payment.gateway.label("gateway"), func.count(Difference.id).label("silences"))
        .join(Payment, Payment.id == Difference.payment_id)
        .where(Difference.reconciliation_id == run_id, Difference.kind == "gateway_no_answer")
        .group_by(Payment.gateway)
    )
    return {row.gateway: row.silences for row in rows}


def find_facts(payment_id: int) -> Facts | None:
    """What we say of a payment; None while it waits for its money and has time left."""
    payment = session.get_one(Payment, payment_id)
    if payment.status == PaymentStatus.PENDING:
        return None
    refunds = session.scalars(select(Refund).where(Refund.payment_id == payment_id)).all()
    is_in_force = Dispute.payment_id == payment_id, Dispute.status != DisputeStatus.REPLACED
    disputes = session.scalars(select(Dispute).where(*is_in_force)).all()
    by_hand = _sent_by_hand(refunds)
    return Facts(
        intent=attempts.key_of(payment),
        has_money=payment.status in WITH_MONEY,
        amount=payment.amount,
        currency=payment.currency,
        fee_amount=payment.fee_amount,
        refunds=[
            Sent(refund_queries.key_of_refund(refund), refund.amount, refund.status == RefundStatus.SUCCEEDED)
            for refund in refunds
            if refund.channel == RefundChannel.GATEWAY
        ]
        + by_hand,
        sent_by_hand={sent.key for sent in by_hand},
        disputes={each.gateway_reference: (each.amount, each.status.value) for each in disputes},
        decided_by_hand={
            each.gateway_reference
            for each in disputes
            if payment.gateway in SILENT_ABOUT_DISPUTES and each.status != DisputeStatus.OPEN
        },
    )


def _sent_by_hand(refunds: Sequence[Refund]) -> list[Sent]:
    """What was sent at a gateway besides what we asked it for, by its name there: one can settle several refunds."""
    amounts: Counter[str] = Counter()
    for refund in refunds:
        if (refund.channel, refund.status) == (RefundChannel.BY_HAND, RefundStatus.SUCCEEDED):
            amounts[str(refund.gateway_reference)] += refund.amount
    return [Sent(reference, amount, has_arrived=True) for reference, amount in amounts.items()]


def linked(lines: Sequence[str]) -> list[Finding]:
    """Lines of the ledger check as findings, each with its payment where the line leads to one."""
    named = [_named_row(line) for line in lines]
    known: dict[tuple[str, int], int] = {}
    wanted = sorted({row for row in named if row is not None})
    for start in range(0, len(wanted), AT_ONCE):
        known |= _payment_ids(wanted[start : start + AT_ONCE])
    findings = []
    for line, row in zip(lines, named, strict=True):
        kind, _colon, facts = line.partition(": ")
        findings.append(Finding(kind, facts, known.get(row) if row else None))
    return findings


def _runs() -> Select[int, datetime, datetime | None, int, int]:
    found = select(func.count(Difference.id)).where(Difference.reconciliation_id == Reconciliation.id)
    return select(
        Reconciliation.id,
        Reconciliation.started_at,
        Reconciliation.finished_at,
        Reconciliation.compared,
        found.correlate(Reconciliation).scalar_subquery(),
    ).order_by(Reconciliation.id.desc())


def _named_row(line: str) -> tuple[str, int] | None:
    row = OF_PAYMENT.search(line)
    if row:
        return row[1].removesuffix("_row"), int(row[2])
    entry = REFERENCE.search(line)
    return subject_of(entry[1]) if entry else None


def _payment_ids(rows: Sequence[tuple[str, int]]) -> dict[tuple[str, int], int]:
    def ids(kind: str) -> list[int]:
        return [row_id for of, row_id in rows if of == kind]

    found = session.execute(
        union_all(
            select(literal("payment"), Payment.id, Payment.id).where(Payment.id.in_(ids("payment"))),
            select(literal("refund"), Refund.id, Refund.payment_id).where(Refund.id.in_(ids("refund"))),
            select(literal("dispute"), Dispute.id, Dispute.payment_id).where(Dispute.id.in_(ids("dispute"))),
            select(literal("split"), PaymentSplit.id, PaymentSplit.payment_id).where(PaymentSplit.id.in_(ids("split"))),
            select(literal("order"), PaymentSplit.order_id, PaymentSplit.payment_id).where(
                PaymentSplit.order_id.in_(ids("order"))
            ),
        )
    )
    return {(kind, row_id): payment_id for kind, row_id, payment_id in found}
