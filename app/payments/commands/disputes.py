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
from app.payments.commands import endings
from app.payments.errors import DecidedByGateway, OwnDispute
from app.payments.queries import disputes as dispute_queries
from app.payments.queries import payments as queries
from app.payments.rules import SILENT_ABOUT_DISPUTES

BY_STATE = {DisputeState.WON: DisputeStatus.WON, DisputeState.LOST: DisputeStatus.LOST}


def record_fetched(payment: Payment, told: FetchedDispute) -> None:
    """What a locked payment's gateway says of one of its disputes; one about no money is only noted, once.

    One that is told with another amount, or decided anew, is taken back in the books and opened again.
    """
    dispute = dispute_queries.find_dispute(payment.id, told.reference)
    is_told_anew = dispute is not None and _is_told_anew(dispute, told)
    if dispute is not None and is_told_anew:
        _replace(dispute, payment, because=f"{payment.gateway} says {told.amount} and {told.state.value}")
        dispute = None
    if dispute is None:
        if told.amount <= 0:
            if not audit.is_recorded("dispute.without_money", payment):
                audit.record("dispute.without_money", payment, reference=told.reference)
            return
        dispute = _open(payment, told)
    status = BY_STATE.get(told.state)
    if status is not None and dispute.status == DisputeStatus.OPEN:
        _end(dispute, payment, status, because=f"{payment.gateway} says {told.state.value}")
    if is_told_anew:
        endings.reopen_uncovered(payment)


def decide(dispute_id: int, status: DisputeStatus, *, admin_id: int, because: str) -> Dispute:
    """An admin says how a dispute ended at a gateway that never tells it; quiet when it ended so.

    Raises NotFound, OwnDispute, DecidedByGateway, IllegalTransition when it ended the other way.
    """
    payment_id = dispute_queries.get_dispute(dispute_id).payment_id
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


def _is_told_anew(dispute: Dispute, told: FetchedDispute) -> bool:
    """What is open again after its end is rather an answer from before: the daily comparison shows it to the admins."""
    if dispute.status == DisputeStatus.OPEN:
        return 0 < told.amount != dispute.amount
    status = BY_STATE.get(told.state)
    is_same = (status, told.amount) == (dispute.status, dispute.amount)
    return status is not None and not is_same and told.amount > 0


def _replace(dispute: Dispute, payment: Payment, *, because: str) -> None:
    kept_in = {DisputeStatus.OPEN: chart.DISPUTED, DisputeStatus.LOST: chart.DISPUTE_LOSSES}.get(dispute.status)
    dispute.move_to(DisputeStatus.REPLACED, because=because)
    if kept_in is not None:
        lines = [Line(chart.gateway_clearing(payment.gateway), dispute.amount), Line(kept_in, -dispute.amount)]
        post(f"dispute-replaced:{dispute.id}", lines, because=because)
    audit.record("dispute.replaced", dispute, because=because, amount=dispute.amount)
    session.flush()


def _end(dispute: Dispute, payment: Payment, status: DisputeStatus, *, because: str) -> None:
    dispute.move_to(status, because=because)
    dispute.decided_at = now()
    goes_to = chart.gateway_clearing(payment.gateway) if status == DisputeStatus.WON else chart.DISPUTE_LOSSES
    lines = [Line(goes_to, dispute.amount), Line(chart.DISPUTED, -dispute.amount)]
    post(f"dispute-{status.value}:{dispute.id}", lines, because=f"dispute {dispute.id} {status.value}")
    audit.record(f"dispute.{status.value}", dispute, because=because, amount=dispute.amount)
    emit("dispute.decided", dispute_id=dispute.id)
