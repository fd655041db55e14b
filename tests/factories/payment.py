"""Rows around payments that no command of a test makes by itself."""

from datetime import timedelta

from factory import LazyAttribute, LazyFunction, Sequence

from app import clock
from app.db import session, transaction
from app.media import commands as media
from app.models.media import DocumentKind
from app.models.order import OrderGroup
from app.models.payment import Dispute, Payment, ProofStatus, Refund, RefundAccount, RefundStatus, TransferProof
from app.payments.queries import payments as queries
from tests.factories import RowFactory
from tests.files import photo


class RefundAccountFactory(RowFactory):
    """A bank account that a buyer has named for a refund; the number is not a real one."""

    class Meta:
        model = RefundAccount

    bank_code = "120"
    holder_name = "Dewi"
    number_encrypted = "sealed"
    number_key_id = "key"
    number_last_digits = "6789"


class RefundFactory(RowFactory):
    """Money that went back, outside the books."""

    class Meta:
        model = Refund

    purpose = Sequence(lambda n: f"short-9-{n}")
    amount = 1000
    status = RefundStatus.SUCCEEDED
    reason = "a test"
    succeeded_at = LazyFunction(clock.now)


class PaymentFactory(RowFactory):
    """An attempt that waits; which group it is for, its number there and its amount are given."""

    class Meta:
        model = Payment

        exclude = ("number",)

    gateway = "transfer"
    number = ""
    request = LazyAttribute(lambda row: {"order_number": row.number, "attempt": row.attempt})
    gateway_reference = Sequence(lambda n: f"known-{n}")
    expires_at = LazyAttribute(lambda _row: clock.now() + timedelta(hours=24))


class DisputeFactory(RowFactory):
    class Meta:
        model = Dispute

    gateway_reference = Sequence(lambda n: f"dp_{n}")
    amount = 10_000
    reason = "fraudulent"


def transfer_of(group: OrderGroup) -> Payment:
    """One more attempt to pay a group by a transfer, in the transaction of the caller."""
    attempt = queries.count_attempts(group.id) + 1
    payment: Payment = PaymentFactory(
        group_id=group.id, number=group.number, attempt=attempt, amount=group.total_amount
    )
    return payment


def proof_of(payment: Payment, uploaded_by_id: int, *, status: ProofStatus = ProofStatus.RECEIVED) -> TransferProof:
    """A proof with its file."""
    paper = media.store_paper(photo())
    with transaction():
        document = media.receive_document(paper, kind=DocumentKind.PAYMENT_PROOF, uploaded_by_id=uploaded_by_id)
        proof = TransferProof(payment_id=payment.id, document_id=document.id, status=status)
        session.add(proof)
        session.flush()
    return proof
