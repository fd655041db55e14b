"""Money that no machine takes: a transfer to our bank account, or cash at the door. People say what has come."""

from collections.abc import Mapping
from typing import Never

from app.gateways.payment.base import (
    BadSignature,
    CreatedPayment,
    FetchedPayment,
    GatewayStatus,
    PaymentRequest,
    RefundNotPossible,
    WebhookEvent,
)
from app.money import LARGEST_AMOUNT


class OfflineGateway:
    """Asks nobody: an admin who checks the account, or the seller who took the cash, tells the shop."""

    smallest_amount = 1
    largest_amount = LARGEST_AMOUNT

    def __init__(self, name: str) -> None:
        self.name = name

    def create_payment(self, request: PaymentRequest, *, key: str) -> CreatedPayment:
        """The buyer stays with us: the page of the payment says what to do."""
        return CreatedPayment(key, request.return_url)

    def fetch_payment(self, reference: str) -> FetchedPayment:
        """There is nobody to ask."""
        return FetchedPayment(reference, reference, GatewayStatus.NOT_STARTED, 0, "IDR")

    def expire_payment(self, reference: str) -> None:
        """There is nothing to close."""

    def refund(self, reference: str, amount: int, *, key: str) -> Never:  # noqa: ARG002 - as the Protocol says
        """Only by hand, to a bank account that the buyer names."""
        raise RefundNotPossible(f"{self.name} cannot send {amount} back")

    def verify_webhook(self, headers: Mapping[str, str], body: bytes) -> WebhookEvent:  # noqa: ARG002
        """Nobody has a key to sign with."""
        raise BadSignature(f"{self.name} sends no messages")
