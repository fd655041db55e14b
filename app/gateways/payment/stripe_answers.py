"""Reading what Stripe answers: its words as ours, its hundredths as whole rupiah.

The types of its package do not know what was expanded, hence `Any`; what is missing raises AttributeError.
"""

from typing import Any

from app.gateways.payment.base import (
    DisputeState,
    FetchedDispute,
    FetchedRefund,
    GatewayStatus,
    GatewayUnavailable,
    RefundState,
)
from app.money import percent_of

HUNDREDTHS = 100
NO_MORE_TRIES = ("requires_payment_method", "canceled")
REFUND_STATES = {"succeeded": RefundState.SUCCEEDED, "failed": RefundState.FAILED, "canceled": RefundState.FAILED}
# A dispute that was stopped before it began leaves the money with us
DISPUTE_STATES = {"won": DisputeState.WON, "prevented": DisputeState.WON, "lost": DisputeState.LOST}


def status_of(session: Any) -> GatewayStatus:
    """A complete session may still wait for its money (transfers), or wait in vain.

    https://docs.stripe.com/payments/checkout/fulfill-orders
    """
    if session.status == "expired":
        return GatewayStatus.EXPIRED
    if session.status != "complete":
        return GatewayStatus.PENDING
    if session.payment_status == "paid":
        return GatewayStatus.CAPTURED
    is_over = session.payment_intent and session.payment_intent.status in NO_MORE_TRIES
    return GatewayStatus.FAILED if is_over else GatewayStatus.PENDING


def charge_of(session: Any) -> Any:
    """The last try to pay, or None before the first."""
    return session.payment_intent and session.payment_intent.latest_charge


def fee_of(charge: Any) -> int | None:
    """What Stripe keeps, also when the money goes back; unknown until booked, or booked in another currency."""
    booked = charge and charge.balance_transaction
    return _nearest_rupiah(booked.fee) if booked and booked.currency == "idr" else None


def refunds_of(charge: Any) -> list[FetchedRefund]:
    """All of them: Stripe tells ten with the charge, the others are asked for."""
    return [refund_of(refund) for refund in charge.refunds.auto_paging_iter()] if charge else []


def refund_of(refund: Any) -> FetchedRefund:
    """Money on its way back; one that was asked for in the dashboard has no key."""
    state = REFUND_STATES.get(refund.status, RefundState.PENDING)
    return FetchedRefund(refund.id, getattr(refund.metadata, "key", ""), rupiah(refund.amount), state)


def dispute_of(dispute: Any) -> FetchedDispute:
    """What the buyer's bank asks for; in every state we do not know it is still open.

    Raises GatewayUnavailable for one in another currency.
    """
    if dispute.currency != "idr":
        raise GatewayUnavailable(f"{dispute.id} is not in rupiah")
    state = DISPUTE_STATES.get(dispute.status, DisputeState.OPEN)
    return FetchedDispute(dispute.id, _nearest_rupiah(dispute.amount), state, dispute.reason)


def rupiah(hundredths: int) -> int:
    """An amount that we once sent. Raises GatewayUnavailable for a part of a rupiah: that is no truth of ours."""
    whole, rest = divmod(hundredths, HUNDREDTHS)
    if rest:
        raise GatewayUnavailable(f"{hundredths} hundredths are no whole rupiah")
    return whole


def _nearest_rupiah(hundredths: int) -> int:
    """For what Stripe reckons by itself (fees, disputes after a change of rates): a fraction is no lie there."""
    return percent_of(hundredths, HUNDREDTHS)
