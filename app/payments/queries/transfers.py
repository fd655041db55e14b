"""Proofs of transfers to our account."""

from collections.abc import Sequence

from sqlalchemy import select

from app.db import session
from app.errors import NotFound
from app.models.media import Document
from app.models.payment import (
    TransferProof,
)


def proofs_of(payment_id: int) -> Sequence[TransferProof]:
    """The proofs of a transfer, the newest first."""
    return session.scalars(
        select(TransferProof).where(TransferProof.payment_id == payment_id).order_by(TransferProof.id.desc())
    ).all()


def find_proof_document(document_id: str, *, payment_id: int) -> Document | None:
    """The document of a proof of this transfer."""
    of_payment = TransferProof.document_id == document_id, TransferProof.payment_id == payment_id
    query = select(Document).join(TransferProof, TransferProof.document_id == Document.id).where(*of_payment)
    return session.scalar(query)


def get_proof(proof_id: int) -> TransferProof:
    """A proof. Raises NotFound."""
    proof = session.get(TransferProof, proof_id)
    if proof is None:
        raise NotFound
    return proof
