"""Stripe: its hosted Checkout page. It counts rupiah in hundredths, which nobody beyond this adapter sees.

Two decimals and the largest amount: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import stripe
from stripe.params.checkout import SessionCreateParams

from app.gateways.payment.base import (
    BadSignature,
    CreatedPayment,
    FetchedDispute,
    FetchedPayment,
    FetchedRefund,
    GatewayUnavailable,
    KeysRefused,
    PaymentRequest,
    RequestRefused,
    WebhookEvent,
)
from app.gateways.payment.stripe_answers import (
    HUNDREDTHS,
    charge_of,
    dispute_of,
    fee_of,
    refund_of,
    refunds_of,
    rupiah,
    status_of,
)

TOLERANCE_SECONDS = 300
SIGNATURE = "stripe-signature"
CHARGE = "payment_intent.latest_charge"
PARTS = [f"{CHARGE}.balance_transaction", f"{CHARGE}.refunds"]
REFERENCE_IN = {
    "checkout.session.": "id",
    "payment_intent.": "id",
    "charge.": "payment_intent",
    "refund.": "payment_intent",
}


class StripeGateway:
    """The adapter to Stripe. A payment is a Checkout Session, its charge reference the PaymentIntent."""

    name = "stripe"
    largest_amount = 9_999_999_999

    def __init__(
        self,
        *,
        secret_key: str,
        webhook_secrets: Sequence[str],
        api_base: str,
        smallest_amount: int,
        timeout_seconds: float,
    ) -> None:
        self.smallest_amount = smallest_amount
        self._webhook_secrets = webhook_secrets
        self._api = _client(secret_key, api_base, timeout_seconds).v1

    def create_payment(self, request: PaymentRequest, *, key: str) -> CreatedPayment:
        """Open a session; Stripe keeps the key for a day. Raises RequestRefused."""
        params: SessionCreateParams = {
            "mode": "payment",
            "locale": "id",
            "adaptive_pricing": {"enabled": False},  # the buyer pays the rupiah the buyer saw
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": "idr",
                        "unit_amount": line.amount * HUNDREDTHS,
                        "product_data": {"name": line.name},
                    },
                }
                for line in request.lines
            ],
            "client_reference_id": request.intent,
            "metadata": {"intent": request.intent},
            "payment_intent_data": {"metadata": {"intent": request.intent}},
            "success_url": request.return_url,
            "cancel_url": request.return_url,
            "expires_at": int(request.expires_at.timestamp()),
        }
        if request.email:
            params["customer_email"] = request.email
        with _asking():
            session = self._api.checkout.sessions.create(params, {"idempotency_key": key})
            if not session.url:
                raise GatewayUnavailable(f"{session.id} has no page")
            return CreatedPayment(session.id, session.url)

    def fetch_payment(self, reference: str) -> FetchedPayment:
        """Ask for the session, its charge, refunds and disputes; what is not whole rupiah is no truth of ours."""
        with _asking(GatewayUnavailable):
            session = self._retrieve(reference)
            charge = charge_of(session)
            return FetchedPayment(
                session.id,
                session.client_reference_id or "",
                status_of(session),
                rupiah(session.amount_total),
                str(session.currency).upper(),
                charge_reference=session.payment_intent.id if session.payment_intent else "",
                method=charge.payment_method_details.type if charge and charge.payment_method_details else "",
                fee_amount=fee_of(charge),
                refunds=refunds_of(charge),
                disputes=self._disputes_of(charge),
            )

    def expire_payment(self, reference: str) -> None:
        """Close an open session. Stripe refuses one that is complete or expired: that is as quiet as done."""
        with _asking(GatewayUnavailable):
            try:
                self._api.checkout.sessions.expire(reference)
            except stripe.InvalidRequestError:
                if self._retrieve(reference).status == "open":
                    raise

    def refund(self, reference: str, amount: int, *, key: str) -> FetchedRefund:
        """Send rupiah back. The key stays on the refund, since Stripe itself forgets keys after a day or more.

        Raises RequestRefused. https://docs.stripe.com/api/idempotent_requests
        """
        with _asking():
            session = self._retrieve(reference)
            if not session.payment_intent:
                raise RequestRefused(f"{reference} was not paid")
            refund = next((each for each in refunds_of(charge_of(session)) if each.key == key), None)
            if refund is None:
                created = self._api.refunds.create(
                    {
                        "payment_intent": session.payment_intent.id,
                        "amount": amount * HUNDREDTHS,
                        "metadata": {"key": key, "intent": session.client_reference_id or ""},
                    },
                    {"idempotency_key": key},
                )
                refund = refund_of(created)
        if refund.amount != amount:
            raise RequestRefused(f"{key} has sent another amount back")
        return refund

    def verify_webhook(self, headers: Mapping[str, str], body: bytes) -> WebhookEvent:
        """Read a message signed with any of our secrets in the last five minutes. Raises BadSignature.

        https://docs.stripe.com/webhooks#verify-manually
        """
        given = next((value for name, value in headers.items() if name.lower() == SIGNATURE), "")
        if not any(_is_signed(body, given, secret) for secret in self._webhook_secrets):
            raise BadSignature("no fitting signature, or an old one")
        try:
            event = json.loads(body)
            kind = str(event["type"])
            field = next((field for prefix, field in REFERENCE_IN.items() if kind.startswith(prefix)), None)
            reference = event["data"]["object"][field] if field else None
            names = str(event["id"])[:120], kind[:40], str(reference or "")[:120]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise BadSignature("not an event") from error
        if not all(name.isprintable() for name in names):
            raise BadSignature("not an event")
        return WebhookEvent(*names)

    def _retrieve(self, reference: str) -> Any:
        """The session with its parts; the types of the package do not know what was expanded."""
        return self._api.checkout.sessions.retrieve(reference, {"expand": PARTS})

    def _disputes_of(self, charge: Any) -> list[FetchedDispute]:
        """Inquiries are left out: they move no money, and Stripe writes to its account's owner about them."""
        if charge is None or not charge.disputed:
            return []
        disputes = self._api.disputes.list({"charge": charge.id, "limit": 100})
        return [dispute_of(each) for each in disputes.data if not each.status.startswith("warning_")]


def _is_signed(body: bytes, given: str, secret: str) -> bool:
    if not given.isascii():
        return False  # comparing such text raises TypeError
    try:
        stripe.WebhookSignature.verify_header(body, given, secret, TOLERANCE_SECONDS)
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False
    return True


@contextmanager
def _asking(refused: type[Exception] = RequestRefused) -> Iterator[None]:
    """Errors of Stripe as ours, without its sentences, which may repeat what the buyer typed."""
    try:
        yield
    except (stripe.AuthenticationError, stripe.PermissionError) as error:
        raise KeysRefused(_name_of(error)) from None
    except (stripe.InvalidRequestError, stripe.IdempotencyError, stripe.CardError) as error:
        raise refused(_name_of(error)) from None
    except stripe.StripeError as error:
        raise GatewayUnavailable(_name_of(error)) from None
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise GatewayUnavailable("an answer that does not look like Stripe's") from error


def _name_of(error: stripe.StripeError) -> str:
    facts = type(error).__name__, error.http_status, error.code, getattr(error, "param", None), error.request_id
    return " ".join(str(fact) for fact in facts if fact)


@lru_cache(maxsize=8)
def _client(secret_key: str, api_base: str, timeout_seconds: float) -> stripe.StripeClient:
    """One client keeps its lines open. It never asks twice by itself: our own next try has the same key."""
    connecting = timeout_seconds / 4
    return stripe.StripeClient(
        secret_key,
        base_addresses={"api": api_base},
        http_client=stripe.RequestsClient(timeout=(connecting, timeout_seconds - connecting)),
        max_network_retries=0,
    )
