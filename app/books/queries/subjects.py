"""What events of the books are about: the order group behind each reference."""

from collections.abc import Sequence

from sqlalchemy import literal, select, union_all

from app.db import session
from app.models.order import Order, OrderGroup
from app.models.payment import Dispute, Payment, Refund

SUBJECTS = {
    "payment-captured": "payment",
    "fee-known": "payment",
    "refund-due": "refund",
    "refund-sent": "refund",
    "refund-bounced": "refund",
    "dispute-opened": "dispute",
    "dispute-won": "dispute",
    "dispute-lost": "dispute",
    "dispute-replaced": "dispute",
    "order-completed": "order",
    "cash-received": "order",
}


def subject_of(reference: str) -> tuple[str, int] | None:
    """The payment, refund, dispute or order that an entry is about, by its id."""
    event, row_id, *_which_time = [*reference.split(":"), ""]
    is_known = event in SUBJECTS and row_id.isascii() and row_id.isdigit()
    return (SUBJECTS[event], int(row_id)) if is_known else None


def group_numbers(references: Sequence[str]) -> dict[str, str]:
    """The number of the order group by the reference of an entry, in one statement; none for what is of no order."""
    subjects = {reference: subject for reference in references if (subject := subject_of(reference))}

    def ids(kind: str) -> list[int]:
        return [row_id for of, row_id in subjects.values() if of == kind]

    number = OrderGroup.number
    paid = select(literal("payment"), Payment.id, number).join(OrderGroup, OrderGroup.id == Payment.group_id)
    back = select(literal("refund"), Refund.id, number).join(Payment, Payment.id == Refund.payment_id)
    asked = select(literal("dispute"), Dispute.id, number).join(Payment, Payment.id == Dispute.payment_id)
    ordered = select(literal("order"), Order.id, number).join(OrderGroup, OrderGroup.id == Order.group_id)
    found = session.execute(
        union_all(
            paid.where(Payment.id.in_(ids("payment"))),
            back.join(OrderGroup, OrderGroup.id == Payment.group_id).where(Refund.id.in_(ids("refund"))),
            asked.join(OrderGroup, OrderGroup.id == Payment.group_id).where(Dispute.id.in_(ids("dispute"))),
            ordered.where(Order.id.in_(ids("order"))),
        )
    )
    numbers = {(kind, row_id): text for kind, row_id, text in found}
    return {reference: numbers[subject] for reference, subject in subjects.items() if subject in numbers}
