"""What every payment gateway must be able to do. Amounts are whole rupiah on our side of the adapter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class GatewayUnavailable(Exception):
    """The gateway did not answer in time, or not sensibly; asking again is safe."""


class BadSignature(Exception):
    """The message was not signed by the gateway, is too old, or was changed."""


class GatewayStatus(StrEnum):
    PENDING = "pending"
    CAPTURED = "captured"
    FAILED = "failed"
    EXPIRED = "expired"


@dataclass(frozen=True)
class PaymentLine:
    """One line of the bill in rupiah."""

    name: str
    amount: int


@dataclass(frozen=True)
class PaymentRequest:
    """Everything that is sent to open a payment. The lines sum to the amount."""

    intent: str
    order_number: str
    amount: int
    currency: str
    lines: Sequence[PaymentLine]
    email: str
    return_url: str
    expires_at: datetime

    def __post_init__(self) -> None:
        if sum(line.amount for line in self.lines) != self.amount:
            raise ValueError("the lines of a payment must sum to its amount")


@dataclass(frozen=True)
class CreatedPayment:
    """Where the buyer pays, and the gateway's name for it."""

    reference: str
    url: str


@dataclass(frozen=True)
class FetchedPayment:
    """The truth of the gateway at this moment."""

    reference: str
    intent: str
    status: GatewayStatus
    amount: int
    currency: str


@dataclass(frozen=True)
class WebhookEvent:
    """A verified message: only a hint to fetch the payment."""

    event_id: str
    kind: str
    reference: str


class PaymentGateway(Protocol):
    """A payment gateway. Every call may raise GatewayUnavailable."""

    name: str

    def create_payment(self, request: PaymentRequest, *, key: str) -> CreatedPayment:
        """Open a payment; the same key opens it once."""

    def fetch_payment(self, reference: str) -> FetchedPayment:
        """Ask for the truth."""

    def expire_payment(self, reference: str) -> None:
        """Close a payment that nobody made; one that was made stays."""

    def refund(self, reference: str, amount: int, *, key: str) -> str:
        """Send rupiah back; the same key sends them once. Returns the gateway's name for it."""

    def verify_webhook(self, headers: Mapping[str, str], body: bytes) -> WebhookEvent:
        """Read a message. Raises BadSignature."""
