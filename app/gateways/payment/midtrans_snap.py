"""Midtrans Snap: QRIS, e-wallets, virtual accounts and convenience stores. Whole rupiah, times of Jakarta.

An order id is used once there, so it is made of the order number and the attempt; it is also our reference.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from urllib.parse import quote

import requests

from app.gateways.payment.base import (
    BadSignature,
    CreatedPayment,
    FetchedPayment,
    FetchedRefund,
    GatewayStatus,
    GatewayUnavailable,
    KeysRefused,
    PaymentRequest,
    RefundNotPossible,
    RefundState,
    RequestRefused,
    WebhookEvent,
)
from app.gateways.payment.midtrans_answers import (
    Answer,
    check_refund,
    disputes_of,
    find_refund,
    refunds_of,
    rupiah,
    status_of,
)
from app.gateways.payment.midtrans_methods import METHODS
from app.gateways.payment.midtrans_requests import LONGEST_NAME, intent_at, order_id_of, snap_request

LONGEST_KIND = 40
TAKEN = "order_id has already been taken"
SIGNED = ("order_id", "status_code", "gross_amount", "signature_key")
DENIED = "202"
UNAUTHORIZED, FORBIDDEN, NOT_FOUND, TOO_MANY = 401, 403, 404, 429
DUPLICATE, UNCHANGEABLE, REFUND_REJECTED = 406, 412, 414


class MidtransRefused(RequestRefused):
    """No, with Midtrans' own number: https://docs.midtrans.com/reference/code-4xx."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(f"{code} {why}")
        self.code = code


class MidtransGateway:
    """Our small client of Snap (the page to pay on) and of the Core API (status, expiry, refunds)."""

    name = "midtrans"
    smallest_amount = min(method.smallest_amount for method in METHODS)
    largest_amount = max(method.largest_amount for method in METHODS)

    def __init__(self, server_key: str, *, api_base: str, snap_base: str, timeout_seconds: float) -> None:
        self.server_key, self.api_base, self.snap_base = server_key, api_base, snap_base
        self.timeout_seconds = timeout_seconds

    def create_payment(self, request: PaymentRequest, *, key: str) -> CreatedPayment:  # noqa: ARG002 - the id is the key
        """Ask for a page to pay on; asking again before a method is chosen gives another page of the same payment.

        Once a method is chosen the order id is taken, and its page is not given again: money may come there.
        https://docs.midtrans.com/reference/request-body-json-parameter
        """
        try:
            answer = self._ask("POST", f"{self.snap_base}/snap/v1/transactions", snap_request(request))
        except MidtransRefused as refused:
            if TAKEN not in str(refused):
                raise
            return CreatedPayment(order_id_of(request), "")
        url = str(answer.get("redirect_url"))
        if not url.startswith(("https://", "http://")):
            raise GatewayUnavailable("no page to pay on")
        return CreatedPayment(order_id_of(request), url)

    def fetch_payment(self, reference: str) -> FetchedPayment:
        """The state of an order id: https://docs.midtrans.com/reference/get-transaction-status."""
        answer = self._find(reference)
        if answer is None:
            return FetchedPayment(reference, intent_at(reference), GatewayStatus.NOT_STARTED, 0, "IDR")
        return FetchedPayment(
            reference,
            intent_at(reference),
            status_of(answer),
            rupiah(answer.get("gross_amount")),
            str(answer.get("currency", "IDR")),
            charge_reference=str(answer.get("transaction_id", "")),
            method=str(answer.get("payment_type", "")),
            refunds=refunds_of(answer),
            disputes=disputes_of(answer),
        )

    def expire_payment(self, reference: str) -> None:
        """Close what waits for money; a page on which no method was chosen closes by itself (`page_expiry`).

        https://docs.midtrans.com/reference-link/expire-transaction
        """
        try:
            self._ask("POST", self._url(reference, "expire"))
        except MidtransRefused as refused:
            if refused.code not in (NOT_FOUND, UNCHANGEABLE):
                raise GatewayUnavailable(str(refused)) from refused

    def refund(self, reference: str, amount: int, *, key: str) -> FetchedRefund:
        """Send rupiah back where the method allows it: https://docs.midtrans.com/reference/refund-transaction.

        What counts is the list of refunds in the status, before and after: an answer can get lost, a key is used once.
        """
        answer = self._find(reference)
        if answer is None:
            raise RequestRefused("nothing was paid")
        known = find_refund(answer, key)
        if known is not None:
            return known
        check_refund(answer, amount)
        asked = self._ask_refund(reference, {"refund_key": key, "amount": amount, "reason": f"Refund {reference}"})
        if asked.get("status_code") == DENIED:
            return FetchedRefund(str(asked.get("refund_chargeback_id", "")), key, amount, RefundState.FAILED)
        sent = find_refund(self._find(reference) or {}, key)
        if sent is None:
            raise GatewayUnavailable("the refund is not listed yet")
        return sent

    def verify_webhook(self, headers: Mapping[str, str], body: bytes) -> WebhookEvent:  # noqa: ARG002 - all is inside
        """Read a notification. Neither its state nor its age is signed, so it is a hint to ask, kept once.

        https://docs.midtrans.com/docs/https-notification-webhooks
        """
        try:
            message = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise BadSignature("not a notification") from error
        if not isinstance(message, dict) or not self._is_signed(message):
            raise BadSignature("no fitting signature")
        kind, reference = str(message.get("transaction_status", ""))[:LONGEST_KIND], message["order_id"]
        if not (kind.isprintable() and reference.isprintable() and len(reference) <= LONGEST_NAME):
            raise BadSignature("not a notification")
        return WebhookEvent(hashlib.sha256(body).hexdigest(), kind, reference)

    def _find(self, reference: str) -> Answer | None:
        """The status, checked to be Midtrans' own word about this order id; None before a method was chosen."""
        try:
            answer = self._ask("GET", self._url(reference, "status"))
        except MidtransRefused as refused:
            if refused.code == NOT_FOUND:
                return None
            raise GatewayUnavailable(str(refused)) from refused
        if answer.get("order_id") != reference:
            raise GatewayUnavailable("an answer about something else")
        if "signature_key" in answer and not self._is_signed(answer):
            raise GatewayUnavailable("an answer with a wrong signature")
        return answer

    def _ask_refund(self, reference: str, refund: Answer) -> Answer:
        """Midtrans' refusals of a refund, in our words; its pages give 414 two meanings, one of which passes."""
        try:
            return self._ask("POST", self._url(reference, "refund"), refund)
        except MidtransRefused as refused:
            if refused.code == DUPLICATE:
                return {}
            if refused.code == UNCHANGEABLE:
                raise RefundNotPossible(str(refused)) from refused
            if refused.code == REFUND_REJECTED and "insufficient" in str(refused).lower():
                raise GatewayUnavailable(str(refused)) from refused
            raise

    def _ask(self, verb: str, url: str, content: Answer | None = None) -> Answer:
        """Their answer. The number that counts can hide in an HTTP 200; a transaction that was found is no error."""
        try:
            response = requests.request(
                verb,
                url,
                json=content,
                auth=(self.server_key, ""),
                headers={"Accept": "application/json"},
                timeout=self.timeout_seconds,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise GatewayUnavailable(type(error).__name__) from error
        answer = _read(response)
        why = str(answer.get("error_messages") or answer.get("status_message") or response.reason)[:200]
        _check_code(response.status_code, why)
        if "transaction_status" not in answer:
            _check_code(_number(answer.get("status_code")), why)
        if not answer:
            raise GatewayUnavailable("no JSON")
        return answer

    def _url(self, reference: str, verb: str) -> str:
        return f"{self.api_base}/v2/{quote(reference, safe='')}/{verb}"

    def _is_signed(self, message: Answer) -> bool:
        """SHA-512 over the strings as they were sent, then the server key."""
        parts = [message.get(name) for name in SIGNED]
        if not all(isinstance(part, str) for part in parts):
            return False
        *signed, given = (str(part).encode("utf-8", "surrogatepass") for part in parts)
        wanted = hashlib.sha512(b"".join(signed) + self.server_key.encode()).hexdigest()
        return hmac.compare_digest(wanted.encode(), given)


def _read(response: requests.Response) -> Answer:
    try:
        answer = response.json()
    except requests.JSONDecodeError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _number(text: object) -> int:
    return int(text) if isinstance(text, str) and re.fullmatch(r"[0-9]{3}", text) else 0


def _check_code(code: int, why: str) -> None:
    if code in (UNAUTHORIZED, FORBIDDEN):
        raise KeysRefused(f"{code} {why}")
    if code == TOO_MANY or 300 <= code < 400 or code >= 500:
        raise GatewayUnavailable(f"{code} {why}")
    if code >= 400:
        raise MidtransRefused(code, why)
