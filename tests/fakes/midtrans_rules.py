"""What Midtrans takes, written from its published rules: a request that is not in them is refused.

Snap: https://docs.midtrans.com/reference/request-body-json-parameter and /reference/json-objects
Refunds: https://docs.midtrans.com/reference/refund-transaction
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

Check = Callable[[Any, str], Iterator[str]]

PAYMENT_TYPES = {
    "credit_card": "credit_card",
    "gopay": "gopay",
    "shopeepay": "shopeepay",
    "ovo": "ovo",
    "dana": "dana",
    "other_qris": "qris",
    "echannel": "echannel",
    **dict.fromkeys(("bca_va", "bni_va", "bri_va", "permata_va", "cimb_va", "danamon_va"), "bank_transfer"),
    **dict.fromkeys(("bsi_va", "seabank_va", "saqu_va", "other_va"), "bank_transfer"),
    **dict.fromkeys(("indomaret", "alfamart"), "cstore"),
    "akulaku": "akulaku",
    "kredivo": "kredivo",
}
REFUND_DAYS = {"qris": 7, "gopay": 45, "shopeepay": 365, "ovo": 7, "credit_card": 365}
REFUNDED_WHOLE = ("shopeepay", "ovo")
UNITS = {"minute": 1, "minutes": 1, "hour": 60, "hours": 60, "day": 1440, "days": 1440}
EMAIL = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[a-z0-9-]+(\.[a-z0-9-]+)+"


def text(longest: int, pattern: str = r"(?s:.+)") -> Check:
    def check(value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"{path} must be a string"
        elif len(value) > longest:
            yield f"{path} is too long"
        elif not re.fullmatch(pattern, value, re.IGNORECASE | re.ASCII):
            yield f"{path} has an invalid format"

    return check


def integer(value: Any, path: str) -> Iterator[str]:
    if type(value) is not int:
        yield f"{path} is not a number"


def positive(value: Any, path: str) -> Iterator[str]:
    yield from integer(value, path)
    if type(value) is int and value < 1:
        yield f"{path} must be greater than or equal to 1"


def one_of(names: Any) -> Check:
    def check(value: Any, path: str) -> Iterator[str]:
        if value not in names:
            yield f"{path} is unknown"

    return check


def each(of: Check) -> Check:
    def check(value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, list) or not value:
            yield f"{path} must be a list"
            return
        for place, member in enumerate(value):
            yield from of(member, f"{path}[{place}]")

    return check


def fields(required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    known = required | (optional or {})

    def check(value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{path} must be an object"
            return
        yield from (f"{path}.{name} is required" for name in required if name not in value)
        for name, member in value.items():
            yield from known[name](member, f"{path}.{name}") if name in known else [f"{path}.{name} is unknown"]

    return check


URL = text(255, r"https?://\S+")
LASTING = {"unit": one_of(UNITS), "duration": positive}
SNAP = fields(
    {"transaction_details": fields({"order_id": text(50, r"[\w.~-]+"), "gross_amount": positive})},
    {
        "item_details": each(
            fields({"name": text(50, r"[^|]+"), "price": integer, "quantity": positive}, {"id": text(50)})
        ),
        "customer_details": fields({}, {"email": text(255, EMAIL), "first_name": text(255), "phone": text(255)}),
        "enabled_payments": each(one_of(PAYMENT_TYPES)),
        "credit_card": fields({}, {"secure": one_of((True, False))}),
        "callbacks": fields({}, {"finish": URL, "error": URL}),
        "expiry": fields(LASTING, {"start_time": text(255, r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}")}),
        "page_expiry": fields(LASTING),
        **{f"custom_field{number}": text(255) for number in (1, 2, 3)},
    },
)
REFUND = fields({}, {"refund_key": text(255, r"[A-Z0-9_-]+"), "amount": positive, "reason": text(255)})


def faults_of_snap(content: Any) -> list[str]:
    """Everything that is wrong with a request for a page; the sums only when the shapes are right."""
    faults = list(SNAP(content, "request"))
    if faults:
        return faults
    items = content.get("item_details", [])
    if (
        items
        and sum(item["price"] * item["quantity"] for item in items) != content["transaction_details"]["gross_amount"]
    ):
        faults.append("transaction_details.gross_amount is not equal to the sum of item_details")
    ids = [item["id"] for item in items if "id" in item]
    if len(ids) != len(set(ids)):
        faults.append("item_details.id is used twice")
    if pays_until(content) < datetime.now(UTC) + timedelta(seconds=20):
        faults.append("expiry is less than 20 seconds from now")
    return faults


def pays_until(content: Any) -> datetime:
    """When a method that was chosen runs out."""
    expiry = content.get("expiry", {"unit": "day", "duration": 1})
    start = datetime.now(UTC)
    if "start_time" in expiry:
        start = datetime.strptime(expiry["start_time"], "%Y-%m-%d %H:%M:%S %z")
    return start + lasting(expiry)


def lasting(expiry: Any) -> timedelta:
    return timedelta(minutes=UNITS[expiry["unit"]] * expiry["duration"])
