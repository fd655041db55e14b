"""What finance typed itself, behind the entries of the books."""

import re

from sqlalchemy import exists

from app.db import session
from app.errors import NotFound
from app.models.payment import BankMovement, MovementKind, ProofStatus, Settlement, TransferProof
from app.models.shipping import DeliveryBill
from app.payments.rules import TRANSFER

Typed = Settlement | DeliveryBill | BankMovement
REFERENCE = re.compile(rf"(settlement|delivery-bill|{'|'.join(MovementKind)}):([1-9][0-9]{{0,17}})", re.ASCII)


def find_typed(reference: str) -> Typed | None:
    """The row that an entry is about; None for what came by itself, also by an accepted proof of a transfer."""
    named = REFERENCE.fullmatch(reference)
    if named is None:
        return None
    if named[1] == "delivery-bill":
        return session.get(DeliveryBill, int(named[2]))
    if named[1] != "settlement":
        movement = session.get(BankMovement, int(named[2]))
        return movement if movement is not None and movement.kind == named[1] else None
    settlement = session.get(Settlement, int(named[2]))
    return None if settlement is None or _is_of_proof(settlement) else settlement


def lock_typed(reference: str) -> Typed:
    """The same for changing. Raises NotFound."""
    row = find_typed(reference)
    if row is None:
        raise NotFound
    session.refresh(row, with_for_update=True)
    return row


def _is_of_proof(settlement: Settlement) -> bool:
    """One that was reversed was typed, and a proof that bears its number came after it."""
    accepted = TransferProof.status == ProofStatus.ACCEPTED, TransferProof.bank_reference == settlement.reference
    is_in_force = settlement.gateway == TRANSFER and settlement.reversed_at is None
    return is_in_force and bool(session.scalar(exists().where(*accepted).select()))
