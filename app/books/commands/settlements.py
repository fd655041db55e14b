"""Money that a gateway has handed over. Locks: the clearing account of the gateway."""

from dataclasses import dataclass
from datetime import date

from app import audit
from app.books import rules
from app.books.errors import MoreThanThere, ReferenceTaken
from app.books.queries import settlements as queries
from app.clock import JAKARTA, now
from app.db import session
from app.ledger import chart
from app.ledger.commands import Line, post
from app.models.payment import Settlement


@dataclass(frozen=True)
class HandedOver:
    """What stands on the bank's statement: rupiah that came, rupiah that the gateway kept, the reference, the day."""

    gateway: str
    amount: int
    fee_amount: int
    reference: str
    settled_on: date


def record_settlement(handed: HandedOver, *, admin_id: int, matched_with: str = "") -> Settlement:
    """Write down what a gateway handed over, once for each bank reference; quiet when exactly that is known.

    More than is there is recorded only when it was `matched_with` a report of the gateway: what it handed over can have
    gone back to a buyer since then. Raises NothingHandedOver, OddDay, ReferenceTaken, MoreThanThere.
    """
    rules.check_settlement(handed.amount, handed.fee_amount, handed.settled_on, now().astimezone(JAKARTA).date())
    balance_amount = queries.lock_clearing(handed.gateway)
    known = queries.find_settlement(handed.gateway, handed.reference)
    if known is not None:
        if (known.amount, known.fee_amount, known.settled_on) != (handed.amount, handed.fee_amount, handed.settled_on):
            raise ReferenceTaken
        return known
    if handed.amount + handed.fee_amount > balance_amount and not matched_with:
        raise MoreThanThere(balance_amount)
    settlement = Settlement(
        gateway=handed.gateway,
        reference=handed.reference,
        amount=handed.amount,
        fee_amount=handed.fee_amount,
        settled_on=handed.settled_on,
        recorded_by_id=admin_id,
    )
    session.add(settlement)
    session.flush()
    lines = [
        Line(chart.BANK, settlement.amount),
        Line(chart.GATEWAY_FEES, settlement.fee_amount),
        Line(chart.gateway_clearing(settlement.gateway), -(settlement.amount + settlement.fee_amount)),
    ]
    post(f"settlement:{settlement.id}", lines, because=matched_with or f"{settlement.gateway} hands over")
    audit.record(
        "settlement.recorded",
        settlement,
        because=matched_with,
        gateway=settlement.gateway,
        amount=settlement.amount,
        fee_amount=settlement.fee_amount,
    )
    return settlement
