"""What the back office reads about payments."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select

from app.db import session
from app.errors import NotFound
from app.ledger import queries as ledger
from app.ledger.queries import Entry
from app.models.account import User
from app.models.media import Document
from app.models.order import OrderGroup
from app.models.payment import (
    Dispute,
    DisputeStatus,
    GatewayEvent,
    Payment,
    PaymentSplit,
    PaymentStatus,
    ProofStatus,
    Refund,
    Settlement,
    TransferProof,
)
from app.payments.queries.disputes import disputes_of
from app.payments.queries.refunds import bounces_of
from app.payments.rules import CASH, SILENT_ABOUT_DISPUTES, TRANSFER, sending

MOST_EVENTS = 50


@dataclass(frozen=True)
class PaymentRow:
    """An attempt with the number of its order group."""

    payment: Payment
    group_number: str


@dataclass(frozen=True)
class ProofRow:
    """A proof with its transfer, its order group, and who decided."""

    proof: TransferProof
    payment: Payment
    group: OrderGroup
    decided_by: str | None


@dataclass(frozen=True)
class DisputeRow:
    """A dispute with its payment and the number of the order group."""

    dispute: Dispute
    payment: Payment
    group_number: str


@dataclass(frozen=True)
class Story:
    """Everything about one attempt to pay."""

    payment: Payment
    group: OrderGroup
    attempts: Sequence[Payment]
    refunds: Sequence[Refund]
    disputes: Sequence[Dispute]
    events: Sequence[GatewayEvent]
    entries: Sequence[Entry]

    @property
    def undecided(self) -> Dispute | None:
        """A dispute whose end an admin has to tell, since its gateway never does."""
        if self.payment.gateway not in SILENT_ABOUT_DISPUTES:
            return None
        return next((dispute for dispute in self.disputes if dispute.status == DisputeStatus.OPEN), None)


def payments(text: str, status: PaymentStatus | None, *, limit: int, offset: int) -> list[PaymentRow]:
    """Attempts by the beginning of the order's number and their status, the newest first."""
    query = select(Payment, OrderGroup.number).join(OrderGroup, OrderGroup.id == Payment.group_id)
    rows = query.where(*_fitting(text, status)).order_by(Payment.id.desc()).limit(limit).offset(offset)
    return [PaymentRow(*row) for row in session.execute(rows)]


def count_payments(text: str, status: PaymentStatus | None) -> int:
    """How many attempts match."""
    query = select(func.count(Payment.id)).join(OrderGroup, OrderGroup.id == Payment.group_id)
    return session.scalar(query.where(*_fitting(text, status))) or 0


def story_of(payment_id: int) -> Story:
    """Everything about an attempt. Raises NotFound."""
    row = session.execute(
        select(Payment, OrderGroup).join(OrderGroup, OrderGroup.id == Payment.group_id).where(Payment.id == payment_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    payment, group = row
    of_payment = Refund.payment_id == payment.id
    refunds = session.scalars(select(Refund).where(of_payment).order_by(Refund.id)).all()
    disputes = disputes_of(payment.id)
    names = [name for name in (payment.gateway_reference, payment.charge_reference) if name]
    is_about = GatewayEvent.gateway == payment.gateway, GatewayEvent.payment_reference.in_(names)
    return Story(
        payment,
        group,
        session.scalars(select(Payment).where(Payment.group_id == group.id).order_by(Payment.attempt)).all(),
        refunds,
        disputes,
        session.scalars(
            select(GatewayEvent).where(*is_about).order_by(GatewayEvent.id.desc()).limit(MOST_EVENTS)
        ).all(),
        ledger.entries_named(_references(payment, refunds, disputes)),
    )


def proofs(status: ProofStatus, *, limit: int, offset: int) -> list[ProofRow]:
    """Proofs in a status: what waits by the longest waiting, what was decided by the latest decision."""
    order = (
        (TransferProof.created_at, TransferProof.id)
        if status == ProofStatus.RECEIVED
        else (TransferProof.decided_at.desc(), TransferProof.id.desc())
    )
    rows = _proofs().where(TransferProof.status == status).order_by(*order).limit(limit).offset(offset)
    return [ProofRow(*row) for row in session.execute(rows)]


def count_proofs(status: ProofStatus) -> int:
    """How many proofs are in a status."""
    return session.scalar(select(func.count(TransferProof.id)).where(TransferProof.status == status)) or 0


def proof_row(proof_id: int) -> ProofRow:
    """One proof. Raises NotFound."""
    row = session.execute(_proofs().where(TransferProof.id == proof_id)).one_or_none()
    if row is None:
        raise NotFound
    return ProofRow(*row)


def document_of(proof: TransferProof) -> Document:
    """The file of a proof."""
    return session.get_one(Document, proof.document_id)


def disputes(*, limit: int, offset: int) -> list[DisputeRow]:
    """Disputes, the open ones first, then the newest."""
    rows = session.execute(
        select(Dispute, Payment, OrderGroup.number)
        .join(Payment, Payment.id == Dispute.payment_id)
        .join(OrderGroup, OrderGroup.id == Payment.group_id)
        .order_by(case((Dispute.status == DisputeStatus.OPEN, 0), else_=1), Dispute.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [DisputeRow(*row) for row in rows]


def count_disputes() -> int:
    """How many there are."""
    return session.scalar(select(func.count(Dispute.id))) or 0


def _fitting(text: str, status: PaymentStatus | None) -> list[ColumnElement[bool]]:
    is_named = OrderGroup.number.startswith(text, autoescape=True)
    return [is_named] if status is None else [is_named, Payment.status == status]


def _proofs() -> Select[*tuple[Any, ...]]:
    return (
        select(TransferProof, Payment, OrderGroup, User.name)
        .join(Payment, Payment.id == TransferProof.payment_id)
        .join(OrderGroup, OrderGroup.id == Payment.group_id)
        .outerjoin(User, User.id == TransferProof.decided_by_id)
    )


def _references(payment: Payment, refunds: Sequence[Refund], disputes: Sequence[Dispute]) -> list[str]:
    """What the events of a payment are called in the books."""
    refunded = [name for refund in refunds for name in (f"refund-due:{refund.id}", sending(refund.id, 0))]
    for refund_id, bounces in bounces_of([refund.id for refund in refunds]).items():
        places = range(1, bounces + 1)
        refunded += [name for n in places for name in (f"refund-bounced:{refund_id}:{n}", sending(refund_id, n))]
    disputed = [
        f"dispute-{what}:{dispute.id}" for dispute in disputes for what in ("opened", "won", "lost", "replaced")
    ]
    taken = []
    if payment.gateway == CASH:
        orders = select(PaymentSplit.order_id).where(PaymentSplit.payment_id == payment.id)
        taken = [f"cash-received:{order_id}" for order_id in session.scalars(orders)]
    if payment.gateway == TRANSFER:
        accepted = TransferProof.payment_id == payment.id, TransferProof.status == ProofStatus.ACCEPTED
        of_proof = and_(Settlement.reference == TransferProof.bank_reference, Settlement.reversed_at.is_(None))
        settled = select(Settlement.id).join(TransferProof, of_proof).where(Settlement.gateway == TRANSFER, *accepted)
        taken = [f"settlement:{key}" for key in session.scalars(settled)]
    return [f"payment-captured:{payment.id}", f"fee-known:{payment.id}", *taken, *refunded, *disputed]
