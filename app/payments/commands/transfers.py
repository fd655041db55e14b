"""Transfers by hand: the buyer sends a proof, an admin looks whether the money has come.

Locks: the group, its orders, the payment, then the proof.
"""

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError

from app import audit
from app.clock import JAKARTA, now
from app.db import session
from app.errors import DomainError, NotFound
from app.ledger import chart
from app.ledger.commands import Line, post
from app.media import commands as media
from app.models.media import DocumentKind
from app.models.order import OrderGroup
from app.models.payment import Payment, PaymentStatus, ProofStatus, Settlement, TransferProof
from app.orders import commands as orders
from app.orders import queries as order_queries
from app.outbox import emit
from app.payments.commands import truth
from app.payments.errors import BankReferenceUsed, OwnProof, ProofDecided, ProofWaits, TooManyProofs, TransferClosed
from app.payments.queries import payments as queries
from app.payments.queries import transfers as transfer_queries
from app.payments.rules import TRANSFER
from app.sellers.queries.standing import works_for

MOST_PROOFS = 3  # each keeps the goods from others until it is decided


def check_may_attach(group: OrderGroup) -> Payment:
    """The transfer of a group that a proof may be sent for.

    Raises NotFound when none was chosen, TransferClosed, ProofWaits, TooManyProofs.
    """
    payment = queries.find_newest(group.id, TRANSFER)
    if payment is None:
        raise NotFound
    if refusal := refusal_of(payment, transfer_queries.proofs_of(payment.id)):
        raise refusal
    return payment


def refusal_of(payment: Payment, proofs: Sequence[TransferProof]) -> DomainError | None:
    """Why no proof is taken for a transfer that has these, or None."""
    if payment.status not in (PaymentStatus.PENDING, PaymentStatus.EXPIRED):
        return TransferClosed()
    if any(proof.status == ProofStatus.RECEIVED for proof in proofs):
        return ProofWaits()
    return TooManyProofs(most=MOST_PROOFS) if len(proofs) >= MOST_PROOFS else None


def attach_proof(group_id: int, paper: media.Paper, *, buyer_id: int) -> TransferProof:
    """A proof for the buyer's transfer; the goods are kept while it is looked at. Raises as `check_may_attach`."""
    group = order_queries.lock_group(group_id)
    payment = queries.lock_payment(check_may_attach(group).id)
    document = media.receive_document(paper, kind=DocumentKind.PAYMENT_PROOF, uploaded_by_id=buyer_id)
    proof = TransferProof(payment_id=payment.id, document_id=document.id)
    session.add(proof)
    orders.give_time_to_check(group)
    if payment.status == PaymentStatus.PENDING:
        payment.expires_at = max(payment.expires_at, group.pay_by)
    session.flush()
    audit.record("transfer_proof.received", proof, payment_id=payment.id)
    return proof


def accept_proof(proof_id: int, *, admin_id: int, bank_reference: str) -> TransferProof:
    """The money is in our account under this reference: the payment is captured and settled at once.

    Accepted twice it counts once. Raises NotFound, OwnProof, ProofDecided when it was rejected or has another
    reference, BankReferenceUsed when the same transfer was recorded before.
    """
    proof, payment = _lock(proof_id, admin_id)
    if proof.status == ProofStatus.ACCEPTED and proof.bank_reference == bank_reference:
        return proof
    _decide(proof, ProofStatus.ACCEPTED, admin_id, because="the money is in the account")
    proof.bank_reference = bank_reference
    truth.capture_offline(payment.id, because=f"proof {proof.id} accepted")
    settlement = Settlement(
        gateway=TRANSFER,
        reference=bank_reference,
        amount=payment.amount,
        settled_on=now().astimezone(JAKARTA).date(),
        recorded_by_id=admin_id,
    )
    session.add(settlement)
    try:
        session.flush()
    except IntegrityError as error:
        raise BankReferenceUsed from error
    lines = [Line(chart.BANK, payment.amount), Line(chart.gateway_clearing(TRANSFER), -payment.amount)]
    post(f"settlement:{settlement.id}", lines, because=f"{settlement.reference} is in the account")
    audit.record("transfer_proof.accepted", proof, amount=payment.amount)
    return proof


def reject_proof(proof_id: int, *, admin_id: int, reason: str) -> TransferProof:
    """The money did not come, or not all of it; the buyer reads why and may send another proof.

    Raises NotFound, ProofDecided when it was accepted, OwnProof.
    """
    proof, _payment = _lock(proof_id, admin_id)
    if proof.status == ProofStatus.REJECTED:
        return proof
    _decide(proof, ProofStatus.REJECTED, admin_id, because=reason)
    proof.decision_note = reason
    audit.record("transfer_proof.rejected", proof)
    emit("transfer_proof.rejected", proof_id=proof.id)
    return proof


def note_proof_seen(proof: TransferProof, *, page: int) -> None:
    """An admin looked at a page of somebody's proof."""
    audit.record("transfer_proof.viewed", proof, payment_id=proof.payment_id, page=page)


def _lock(proof_id: int, admin_id: int) -> tuple[TransferProof, Payment]:
    payment_id = transfer_queries.get_proof(proof_id).payment_id
    group = order_queries.lock_group(queries.group_id_of(payment_id))
    if group.buyer_id == admin_id or any(works_for(admin_id, order.seller_id) for order in group.orders):
        raise OwnProof
    payment = queries.lock_payment(payment_id)
    proof = session.get_one(TransferProof, proof_id, with_for_update=True, populate_existing=True)
    return proof, payment


def _decide(proof: TransferProof, status: ProofStatus, admin_id: int, *, because: str) -> None:
    if proof.status != ProofStatus.RECEIVED:
        raise ProofDecided
    proof.move_to(status, because=because)
    proof.decided_by_id, proof.decided_at = admin_id, now()
