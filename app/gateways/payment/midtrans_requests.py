"""What Midtrans is told: https://docs.midtrans.com/reference/request-body-json-parameter."""

import re
from datetime import timedelta
from typing import Any

from app.clock import JAKARTA
from app.gateways.payment.base import PaymentRequest, intent_of
from app.gateways.payment.midtrans_methods import METHODS

LONGEST_NAME = 50


def snap_request(request: PaymentRequest) -> dict[str, Any]:
    """Everything Snap is told; whole minutes, so that Midtrans never waits longer than we do."""
    minutes = (request.expires_at - request.opened_at) // timedelta(minutes=1)
    return {
        "transaction_details": {"order_id": order_id_of(request), "gross_amount": request.amount},
        "item_details": [
            {"id": str(place), "name": _item_name(line.name), "price": line.amount, "quantity": 1}
            for place, line in enumerate(request.lines, 1)
        ],
        "customer_details": {"email": request.email},
        "enabled_payments": [method.code for method in METHODS if method.takes(request.amount)],
        "callbacks": {"finish": request.return_url},
        "expiry": {
            "start_time": request.opened_at.astimezone(JAKARTA).strftime("%Y-%m-%d %H:%M:%S %z"),
            "unit": "minute",
            "duration": minutes,
        },
        "page_expiry": {"unit": "minute", "duration": minutes},
    }


def order_id_of(request: PaymentRequest) -> str:
    """A name of its own for each attempt: Midtrans takes an order id once."""
    return f"{request.order_number}-{request.attempt}"


def intent_at(reference: str) -> str:
    """The intent that an order id stands for, or nothing for one that is not ours."""
    number, _, attempt = reference.rpartition("-")
    return intent_of(number, int(attempt)) if re.fullmatch(r"[0-9]{1,9}", attempt) else ""


def _item_name(name: str) -> str:
    """At most 50 characters, and no bar: it breaks Alfamart's receipts."""
    name = name.replace("|", "/")
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
