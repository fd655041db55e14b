"""What every payment gateway must be able to do. Amounts are whole rupiah on our side of the adapter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class GatewayUnavailable(Exception):
    """The gateway did not answer in time, or not sensibly; asking again is safe."""


class KeysRefused(GatewayUnavailable):
    """The gateway does not know our keys any more: an admin has to mend them."""


class RequestRefused(Exception):
    """The gateway understood and said no for good; the same request again gets the same answer."""


class RefundNotPossible(Exception):
    """Money that was paid this way cannot be sent back by the gateway: the buyer has to name a bank account."""


class BadSignature(Exception):
    """The message was not signed by the gateway, is too old, or was changed."""


class GatewayStatus(StrEnum):
    NOT_STARTED = "not_started"  # the gateway knows no money and no method yet, or cannot tell
    PENDING = "pending"
    CAPTURED = "captured"
    FAILED = "failed"
    EXPIRED = "expired"


class RefundState(StrEnum):
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class DisputeState(StrEnum):
    OPEN = "open"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True)
class PaymentLine:
    """One line of the bill in rupiah."""

    name: str
    amount: int


@dataclass(frozen=True)
class PaymentRequest:
    """Everything that is sent to open a payment. The lines sum to the amount."""

    order_number: str
    attempt: int
    amount: int
    currency: str
    lines: Sequence[PaymentLine]
    email: str
    return_url: str
    opened_at: datetime
    expires_at: datetime

    def __post_init__(self) -> None:
        if sum(line.amount for line in self.lines) != self.amount:
            raise ValueError("the lines of a payment must sum to its amount")

    @property
    def intent(self) -> str:
        """What this attempt is called at the gateway, and the idempotency key of opening it."""
        return intent_of(self.order_number, self.attempt)


@dataclass(frozen=True)
class CreatedPayment:
    """Where the buyer pays, and the gateway's name for it; no address where its page cannot be had again."""

    reference: str
    url: str


@dataclass(frozen=True)
class FetchedRefund:
    """Money on its way back: `key` is the one it was asked for with, empty when somebody else asked for it."""

    reference: str
    key: str
    amount: int
    state: RefundState


@dataclass(frozen=True)
class FetchedDispute:
    """The buyer's bank asks for the money; until it is decided the gateway keeps it."""

    reference: str
    amount: int
    state: DisputeState
    reason: str


@dataclass(frozen=True)
class FetchedPayment:
    """The truth of the gateway at this moment. Amount and currency say nothing while it is not started.

    `charge_reference` is another name for it in later messages; `fee_amount` is None while it is not known.
    """

    reference: str
    intent: str
    status: GatewayStatus
    amount: int
    currency: str
    charge_reference: str = ""
    method: str = ""
    fee_amount: int | None = None
    refunds: Sequence[FetchedRefund] = ()
    disputes: Sequence[FetchedDispute] = ()


@dataclass(frozen=True)
class WebhookEvent:
    """A verified message: only a hint to fetch the payment. The reference is empty for what is none of ours."""

    event_id: str
    kind: str
    reference: str


class PaymentGateway(Protocol):
    """A payment gateway. Every call that asks it may raise GatewayUnavailable, also as KeysRefused."""

    name: str
    smallest_amount: int
    largest_amount: int

    def create_payment(self, request: PaymentRequest, *, key: str) -> CreatedPayment:
        """Open a payment; the same key opens it once. Raises RequestRefused."""

    def fetch_payment(self, reference: str) -> FetchedPayment:
        """Ask for the truth."""

    def expire_payment(self, reference: str) -> None:
        """Close a payment that nobody made; one that was made stays."""

    def refund(self, reference: str, amount: int, *, key: str) -> FetchedRefund:
        """Send rupiah back; the same key sends them once. Raises RequestRefused, RefundNotPossible."""

    def verify_webhook(self, headers: Mapping[str, str], body: bytes) -> WebhookEvent:
        """Read a message. Raises BadSignature."""


def intent_of(order_number: str, attempt: int) -> str:
    """One attempt to pay one order group; no other attempt of this or a restored shop is called the same."""
    return f"{order_number}-payment-{attempt}"
