"""Midtrans, as far as its published pages tell: Snap and the Core API over HTTP, with a tester's hand inside."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from tests.fakes import midtrans_rules as rules
from tests.fakes.server import Answer, FakeServer, Request

Message = tuple[Mapping[str, str], bytes]

KEY = "SB-Mid-server-fake"
JAKARTA = ZoneInfo("Asia/Jakarta")
AGAIN, PAID = ("", "deny", "expire", "cancel", "failure"), ("settlement", "partial_refund")
CODES = {"pending": "201", "deny": "202", "expire": "202", "cancel": "202", "failure": "202"}


class NotPossible(Exception):
    """What a buyer or a bank cannot do at this moment."""


@dataclass
class Order:
    """An order id: only a page until the buyer chooses a method, a transaction from then on."""

    order_id: str
    amount: int
    methods: list[str]
    pays_until: datetime
    page_until: datetime
    token: str
    finish_url: str
    status: str = ""
    transaction_id: str = ""
    payment_type: str = ""
    fraud_status: str = "accept"
    chosen_at: datetime | None = None
    settled_at: datetime | None = None
    refunds: list[dict[str, Any]] = field(default_factory=list)

    @property
    def refunded(self) -> int:
        return sum(int(refund["refund_amount"][:-3]) for refund in self.refunds)


class FakeMidtrans(FakeServer):
    """Tests act as the buyer and the banks; what Midtrans would send waits in `notifications`.

    What cannot happen raises NotPossible.
    """

    def __init__(self) -> None:
        super().__init__()
        self.reset()

    def reset(self) -> None:
        super().reset()
        with self.lock:
            self.orders: dict[str, Order] = {}
            self.notifications: list[Message] = []
            self.numbers = count(1)
            self.server_key = KEY
            self.hides_codes = True  # the Core API answers HTTP 200 and puts its number inside
            self.confirms_refunds = True  # the bank or wallet says at once that the money has come
            self.refuse_refund_with = ""  # a number of Midtrans, for every refund that would be right

    def start(self, order_id: str, method: str = "qris") -> None:
        """The buyer chooses a method (a code of `enabled_payments`, or "qris") on an open page."""
        method = "other_qris" if method == "qris" else method
        with self.lock:
            order = self._now(order_id)
            if method not in order.methods:
                raise NotPossible(f"{method} is not offered for {order_id}")
            if order.status not in AGAIN:
                raise NotPossible(f"{order_id} is {order.status}")
            if datetime.now(UTC) >= min(order.page_until, order.pays_until):
                raise NotPossible(f"the page of {order_id} is closed")
            order.transaction_id = f"{next(self.numbers):08d}-0000-4000-8000-000000000000"
            order.payment_type, order.chosen_at = rules.PAYMENT_TYPES[method], datetime.now(UTC)
            self._become(order, "pending")

    def pay(self, order_id: str, method: str = "qris") -> None:
        """The money comes: by the method that was chosen last and still waits, or else by this one."""
        self._decide(order_id, "settlement", method)

    def capture(self, order_id: str, fraud_status: str = "accept") -> None:
        """A card is charged and suspected, or not."""
        with self.lock:
            self._now(order_id).fraud_status = fraud_status
            self._decide(order_id, "capture", "credit_card")

    def deny(self, order_id: str, method: str = "qris") -> None:
        """A try is refused; the buyer may try again."""
        self._decide(order_id, "deny", method)

    def fail(self, order_id: str, method: str = "qris") -> None:
        self._decide(order_id, "failure", method)

    def expire(self, order_id: str) -> None:
        """The time to pay passes."""
        with self.lock:
            order = self._now(order_id)
            order.pays_until = order.page_until = datetime.now(UTC)
            self._now(order_id)

    def chargeback(self, order_id: str, status: str = "chargeback") -> None:
        """The buyer's bank takes the money back."""
        with self.lock:
            order = self._now(order_id)
            if order.status not in PAID:
                raise NotPossible(f"{order_id} is {order.status}")
            self._become(order, status)

    def reverse(self, order_id: str) -> None:
        """The rare reversal: a settled payment turns into a refused one."""
        with self.lock:
            self._become(self._now(order_id), "deny")

    def confirm_refunds(self, order_id: str) -> None:
        with self.lock:
            order = self._now(order_id)
            for refund in order.refunds:
                refund.setdefault("bank_confirmed_at", _wib(datetime.now(UTC)))
            self._become(order, order.status)

    def message(self, order_id: str, *, status: str = "", key: str = "") -> Message:
        """A notification of this order, with another state or signed with another key where told."""
        with self.lock:
            order = self.orders.get(order_id)
            about = self._describe(order) if order and order.status else _stranger(order_id)
            about["transaction_status"] = status or about["transaction_status"]
            about["status_code"] = CODES.get(about["transaction_status"], "200")
            about["status_message"] = "midtrans payment notification"
            body = json.dumps(self._signed(about, key or self.server_key)).encode()
            return {"Content-Type": "application/json", "User-Agent": "Veritrans"}, body

    def take_notifications(self) -> list[Message]:
        """What waits to be sent, and is forgotten here: late, twice, out of order or never is up to the test."""
        with self.lock:
            taken, self.notifications = self.notifications, []
            return taken

    def _decide(self, order_id: str, status: str, method: str) -> None:
        with self.lock:
            if self._now(order_id).status != "pending":
                self.start(order_id, method)
            order = self.orders[order_id]
            if status == "settlement":
                order.settled_at = datetime.now(UTC)
            self._become(order, status)

    def _now(self, order_id: str) -> Order:
        order = self.orders[order_id]
        if order.status == "pending" and datetime.now(UTC) >= order.pays_until:
            self._become(order, "expire")
        return order

    def _become(self, order: Order, status: str) -> None:
        order.status = status
        self.notifications.append(self.message(order.order_id))

    def answer(self, request: Request) -> Answer:
        wanted = "Basic " + b64encode(f"{self.server_key}:".encode()).decode()
        is_snap = request.path == "/snap/v1/transactions"
        if request.headers.get("authorization") != wanted:
            why = "Access denied due to unauthorized transaction, please check client or server key"
            return _json(401, {"error_messages": [why]} if is_snap else {"status_code": "401", "status_message": why})
        try:
            content = json.loads(request.body or b"{}")
        except ValueError:
            return self._core(413, "The request cannot be processed due to syntax error in the request body")
        if is_snap and request.method == "POST":
            return self._open_page(content)
        _, version, order_id, *verb = request.path.split("/")
        act = {
            ("GET", "status"): self._status,
            ("POST", "expire"): self._expire,
            ("POST", "refund"): self._refund,
            ("POST", "refund/online/direct"): self._refund,
        }.get((request.method, "/".join(verb)))
        order = self.orders.get(order_id)
        if version != "v2" or act is None:
            return _json(404, {"status_code": "404", "status_message": "The requested resource is not found"})
        if order is None or not self._now(order_id).status:
            return self._core(404, "Transaction doesn't exist.")
        return act(order, content)

    def _open_page(self, content: Any) -> Answer:
        faults = rules.faults_of_snap(content)
        if faults:
            return _json(400, {"error_messages": faults})
        order_id = content["transaction_details"]["order_id"]
        known = self.orders.get(order_id)
        if known and known.status:
            return _json(400, {"error_messages": ["transaction_details.order_id has already been taken"]})
        token = f"token-{next(self.numbers)}"
        self.orders[order_id] = Order(
            order_id,
            content["transaction_details"]["gross_amount"],
            content.get("enabled_payments", list(rules.PAYMENT_TYPES)),
            rules.pays_until(content),
            datetime.now(UTC) + rules.lasting(content.get("page_expiry", {"unit": "hour", "duration": 24})),
            token,
            content.get("callbacks", {}).get("finish", ""),
        )
        return _json(201, {"token": token, "redirect_url": f"{self.url}/snap/v4/redirection/{token}"})

    def _status(self, order: Order, _content: Any) -> Answer:
        about = self._describe(order) | {"status_message": "Success, transaction is found"}
        if order.status == "expire":
            about["status_code"] = "407"
        return _json(200, self._signed(about, self.server_key))

    def _expire(self, order: Order, _content: Any) -> Answer:
        if order.status != "pending":
            return self._core(412, "Merchant cannot modify the status of the transaction")
        self._become(order, "expire")
        success = {"status_code": "407", "status_message": "Success, transaction has expired"}
        return _json(200, self._describe(order) | success)

    def _refund(self, order: Order, content: Any) -> Answer:
        faults = list(rules.REFUND(content, "refund"))
        if faults:
            return self._core(400, "One or more parameters in the payload is invalid.")
        number = next(self.numbers)
        key = content.get("refund_key", f"refund-of-midtrans-{number}")
        amount = content.get("amount", order.amount)
        if any(refund["refund_key"] == key for each in self.orders.values() for refund in each.refunds):
            return self._core(406, "Duplicate refund ID")
        days = timedelta(days=rules.REFUND_DAYS.get(order.payment_type, 0))
        if order.status not in PAID or order.settled_at is None or datetime.now(UTC) > order.settled_at + days:
            return self._core(412, "Merchant cannot modify the status of the transaction")
        if amount > order.amount - order.refunded:
            return self._core(414, "Refund request is rejected due to invalid amount")
        if amount < order.amount and order.payment_type in rules.REFUNDED_WHOLE:
            return self._core(412, "Merchant cannot modify the status of the transaction")
        named = {"refund_chargeback_id": number, "refund_key": key}
        if self.refuse_refund_with == "202":
            denied = {"status_code": "202", "status_message": "Refund denied by the bank", "refund_amount": "0.00"}
            return _json(200, self._describe(order) | named | denied)
        if self.refuse_refund_with:
            return self._core(int(self.refuse_refund_with), "Refund request is rejected due to insufficient funds")
        refund = named | {"refund_amount": f"{amount}.00", "created_at": _wib(datetime.now(UTC)), "reason": ""}
        if self.confirms_refunds:
            refund["bank_confirmed_at"] = refund["created_at"]
        order.refunds.append(refund)
        self._become(order, "refund" if order.refunded == order.amount else "partial_refund")
        success = {"status_message": "Success, refund request is approved", "refund_amount": f"{amount}.00"}
        return _json(200, self._describe(order) | named | success)

    def _core(self, code: int, why: str) -> Answer:
        return _json(200 if self.hides_codes else code, {"status_code": str(code), "status_message": why})

    def _describe(self, order: Order) -> dict[str, Any]:
        about = {
            "order_id": order.order_id,
            "transaction_id": order.transaction_id,
            "transaction_status": order.status,
            "transaction_time": _wib(order.chosen_at),
            "expiry_time": _wib(order.pays_until),
            "status_code": CODES.get(order.status, "200"),
            "payment_type": order.payment_type,
            "gross_amount": f"{order.amount}.00",
            "currency": "IDR",
            "fraud_status": order.fraud_status,
        }
        if order.settled_at:
            about["settlement_time"] = _wib(order.settled_at)
        if order.refunds:
            about |= {"refunds": [dict(refund) for refund in order.refunds], "refund_amount": f"{order.refunded}.00"}
        return about

    def _signed(self, about: dict[str, Any], key: str) -> dict[str, Any]:
        signed = about["order_id"] + about["status_code"] + about["gross_amount"] + key
        return about | {"signature_key": hashlib.sha512(signed.encode()).hexdigest()}


def _stranger(order_id: str) -> dict[str, Any]:
    return {"order_id": order_id, "transaction_status": "settlement", "gross_amount": "125000.00", "currency": "IDR"}


def _wib(moment: datetime | None) -> str:
    return moment.astimezone(JAKARTA).strftime("%Y-%m-%d %H:%M:%S") if moment else ""


def _json(status: int, content: Mapping[str, Any]) -> Answer:
    return Answer(status, json.dumps(content).encode())
