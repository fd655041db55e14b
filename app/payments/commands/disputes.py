"""Money that a buyer's bank asks for: kept by the gateway until the dispute is decided.

Locks: the group, its orders, the payment, then the dispute.
"""

from app import audit
from app.clock import now
from app.db import session
from app.gateways.payment.base import DisputeState, FetchedDispute
from app.ledger import chart
from app.ledger.commands import Line, post
from app.models.payment import Dispute, DisputeStatus, Payment
from app.orders import queries as order_queries
from app.outbox import emit
from app.payments import queries
from app.payments.errors import DecidedByGateway, OwnDispute
from app.payments.rules import SILENT_ABOUT_DISPUTES

BY_STATE = {DisputeState.WON: DisputeStatus.WON, DisputeState.LOST: DisputeStatus.LOST}


def record_fetched(payment: Payment, told: FetchedDispute) -> None:
    """What a locked payment's gateway says of one of its disputes; one about no money is only noted, once."""
    dispute = queries.find_dispute(payment.id, told.reference)
    if dispute is None:
        if told.amount <= 0:
            if not audit.is_recorded("dispute.without_money", payment):
                audit.record("dispute.without_money", payment, reference=told.reference)
            return
        dispute = _open(payment, told)
    status = BY_STATE.get(told.state)
    if status is not None and dispute.status == DisputeStatus.OPEN:
        _end(dispute, payment, status, because=f"{payment.gateway} says {told.state.value}")


def decide(dispute_id: int, status: DisputeStatus, *, admin_id: int, because: str) -> Dispute:
    """An admin says how a dispute ended at a gateway that never tells it; quiet when it ended so.

    Raises NotFound, OwnDispute, DecidedByGateway, IllegalTransition when it ended the other way.
    """
    payment_id = queries.get_dispute(dispute_id).payment_id
    group = order_queries.lock_group(queries.group_id_of(payment_id))
    if group.buyer_id == admin_id:
        raise OwnDispute
    payment = queries.lock_payment(payment_id)
    dispute = session.get_one(Dispute, dispute_id, with_for_update=True, populate_existing=True)
    if payment.gateway not in SILENT_ABOUT_DISPUTES:
        raise DecidedByGateway
    if dispute.status != status:
        _end(dispute, payment, status, because=because)
    return dispute


def _open(payment: Payment, told: FetchedDispute) -> Dispute:
    dispute = Dispute(payment_id=payment.id, gateway_reference=told.reference, amount=told.amount, reason=told.reason)
    session.add(dispute)
    session.flush()
    clearing = chart.gateway_clearing(payment.gateway)
    lines = [Line(chart.DISPUTED, dispute.amount), Line(clearing, -dispute.amount)]
    post(f"dispute-opened:{dispute.id}", lines, because=f"{payment.gateway} keeps disputed money")
    audit.record("dispute.opened", dispute, amount=dispute.amount)
    emit("dispute.opened", dispute_id=dispute.id)
    return dispute


def _end(dispute: Dispute, payment: Payment, status: DisputeStatus, *, because: str) -> None:
    dispute.move_to(status, because=because)
    dispute.decided_at = now()
    goes_to = chart.gateway_clearing(payment.gateway) if status == DisputeStatus.WON else chart.DISPUTE_LOSSES
    lines = [Line(goes_to, dispute.amount), Line(chart.DISPUTED, -dispute.amount)]
    post(f"dispute-{status.value}:{dispute.id}", lines, because=f"dispute {dispute.id} {status.value}")
    audit.record(f"dispute.{status.value}", dispute, because=because, amount=dispute.amount)
    emit("dispute.decided", dispute_id=dispute.id)
