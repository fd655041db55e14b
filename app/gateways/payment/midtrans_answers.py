"""Reading Midtrans' word about a transaction: https://docs.midtrans.com/reference/get-transaction-status."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from app.clock import JAKARTA, now
from app.gateways.payment.base import (
    DisputeState,
    FetchedDispute,
    FetchedRefund,
    GatewayStatus,
    GatewayUnavailable,
    RefundNotPossible,
    RefundState,
    RequestRefused,
)
from app.gateways.payment.midtrans_methods import REFUNDABLE

Answer = Mapping[str, Any]

WHOLE_RUPIAH = re.compile(r"([0-9]{1,15})(\.0+)?")
CHARGED_BACK = ("chargeback", "partial_chargeback")
STATUSES = {
    "pending": GatewayStatus.PENDING,
    "authorize": GatewayStatus.PENDING,
    "deny": GatewayStatus.PENDING,
    "settlement": GatewayStatus.CAPTURED,
    "refund": GatewayStatus.CAPTURED,
    "partial_refund": GatewayStatus.CAPTURED,
    **dict.fromkeys(CHARGED_BACK, GatewayStatus.CAPTURED),
    "cancel": GatewayStatus.FAILED,
    "failure": GatewayStatus.FAILED,
    "expire": GatewayStatus.EXPIRED,
}


def status_of(answer: Answer) -> GatewayStatus:
    """A card counts once fraud is ruled out; after a `deny` the buyer may try again until the payment expires.

    https://docs.midtrans.com/docs/transaction-status-cycle
    """
    state = _state(answer)
    if state == "capture":
        return GatewayStatus.CAPTURED if answer.get("fraud_status") == "accept" else GatewayStatus.PENDING
    if state == "deny" and "expiry_time" in answer and _moment(answer["expiry_time"]) <= now():
        return GatewayStatus.FAILED
    if state not in STATUSES:
        raise GatewayUnavailable(f"unknown state {state[:40]!r}")
    return STATUSES[state]


def refunds_of(answer: Answer) -> list[FetchedRefund]:
    """Every refund that Midtrans has taken up; it has arrived when the bank or wallet says so."""
    refunds = answer.get("refunds") or []
    if not isinstance(refunds, list) or not all(isinstance(refund, dict) for refund in refunds):
        raise GatewayUnavailable("refunds that cannot be read")
    return [
        FetchedRefund(
            str(refund.get("refund_chargeback_id", "")),
            str(refund.get("refund_key", "")),
            rupiah(refund.get("refund_amount")),
            RefundState.SUCCEEDED if refund.get("bank_confirmed_at") else RefundState.PENDING,
        )
        for refund in refunds
    ]


def find_refund(answer: Answer, key: str) -> FetchedRefund | None:
    """The refund that was asked for with this key."""
    return next((refund for refund in refunds_of(answer) if refund.key == key), None)


def disputes_of(answer: Answer) -> list[FetchedDispute]:
    """A chargeback has no name, amount or end of its own at Midtrans: its amount is the most that can be meant."""
    state = _state(answer)
    if state not in CHARGED_BACK:
        return []
    return [FetchedDispute(str(answer.get("transaction_id", "")), _left(answer), DisputeState.OPEN, state)]


def check_refund(answer: Answer, amount: int) -> None:
    """Refuse what Midtrans would refuse, while we can still say why. Raises RequestRefused, RefundNotPossible.

    https://docs.midtrans.com/reference/refund-transaction
    """
    state, payment_type = _state(answer), str(answer.get("payment_type"))
    if state not in ("settlement", "partial_refund"):
        raise RequestRefused(f"nothing to refund in {state[:40]!r}")
    if amount > _left(answer):
        raise RequestRefused("more than was paid")
    method = REFUNDABLE.get(payment_type)
    if method is None:
        raise RefundNotPossible(f"{payment_type[:40]!r} is not refunded by Midtrans")
    if amount < rupiah(answer.get("gross_amount")) and not method.partly_refundable:
        raise RefundNotPossible(f"{method.code} is refunded only as a whole")
    if "settlement_time" in answer and now() - _moment(answer["settlement_time"]) > timedelta(days=method.refund_days):
        raise RefundNotPossible(f"{method.code} is refunded within {method.refund_days} days")


def rupiah(text: object) -> int:
    """Whole rupiah out of "125000.00". Raises GatewayUnavailable for anything else."""
    whole = WHOLE_RUPIAH.fullmatch(str(text))
    if whole is None:
        raise GatewayUnavailable("an amount that is not whole rupiah")
    return int(whole[1])


def _state(answer: Answer) -> str:
    return str(answer.get("transaction_status")).lower()


def _left(answer: Answer) -> int:
    return rupiah(answer.get("gross_amount")) - sum(refund.amount for refund in refunds_of(answer))


def _moment(text: object) -> datetime:
    try:
        return datetime.strptime(str(text), "%Y-%m-%d %H:%M:%S").replace(tzinfo=JAKARTA)
    except ValueError as error:
        raise GatewayUnavailable("a time that cannot be read") from error
