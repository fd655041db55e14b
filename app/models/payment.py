"""Attempts to pay a group, what each order got of a capture, what went back, and what gateways told us."""

from collections.abc import Mapping, Set
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, CreatedAt, Id, Key, Line, Rupiah, Words, choice
from app.models.state import Stateful

NOT_APPLIED = text("applied_at IS NULL")
IN_FORCE = text("status <> 'replaced'")
NOT_REVERSED = text("reversed_at IS NULL")
PAID_BACK = text("channel = 'bank' AND status = 'succeeded'")


class PaymentStatus(StrEnum):
    PENDING = "pending"
    CAPTURED = "captured"
    FAILED = "failed"
    EXPIRED = "expired"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"


class RefundStatus(StrEnum):
    REQUESTED = "requested"
    SENT = "sent"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    NEEDS_BANK_ACCOUNT = "needs_bank_account"


class RefundChannel(StrEnum):
    GATEWAY = "gateway"
    BANK = "bank"
    VOID = "void"  # cash that was promised and never taken
    DISPUTE = "dispute"  # the buyer's bank took it
    BY_HAND = "by_hand"  # at the gateway, besides what we asked it for
    SELLER = "seller"  # who took the cash gave it back in cash


class DisputeStatus(StrEnum):
    OPEN = "open"
    WON = "won"
    LOST = "lost"
    REPLACED = "replaced"  # the gateway tells another amount or another end: its money is in a newer row


class ProofStatus(StrEnum):
    RECEIVED = "received"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Payment(Stateful, Base):
    """One attempt to pay a group through one gateway; `request` is exactly what is sent, also on a retry."""

    __tablename__ = "payments"
    __table_args__ = (
        UniqueConstraint("group_id", "attempt"),
        UniqueConstraint("gateway", "gateway_reference"),
        Index(None, "status", "expires_at"),
        Index(None, "gateway", "charge_reference"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("currency = 'IDR'", name="currency"),
        CheckConstraint("fee_amount IS NULL OR fee_amount >= 0", name="fee_amount"),
    )
    TRANSITIONS: ClassVar[Mapping[PaymentStatus, Set[PaymentStatus]]] = {
        PaymentStatus.PENDING: {PaymentStatus.CAPTURED, PaymentStatus.FAILED, PaymentStatus.EXPIRED},
        PaymentStatus.FAILED: {PaymentStatus.CAPTURED},
        PaymentStatus.EXPIRED: {PaymentStatus.CAPTURED},
        PaymentStatus.CAPTURED: {PaymentStatus.PARTLY_REFUNDED, PaymentStatus.REFUNDED},
        PaymentStatus.PARTLY_REFUNDED: {
            PaymentStatus.PARTLY_REFUNDED,
            PaymentStatus.REFUNDED,
            PaymentStatus.CAPTURED,
        },
        PaymentStatus.REFUNDED: {PaymentStatus.PARTLY_REFUNDED, PaymentStatus.CAPTURED},  # what was sent came back
    }

    id: Mapped[Id]
    group_id: Mapped[Key] = mapped_column(ForeignKey("order_groups.id"))
    attempt: Mapped[int]
    gateway: Mapped[Code]
    status: Mapped[PaymentStatus] = mapped_column(choice(PaymentStatus, "status"), default=PaymentStatus.PENDING)
    amount: Mapped[Rupiah]
    currency: Mapped[str] = mapped_column(String(3), default="IDR")
    request: Mapped[dict[str, Any]]
    gateway_reference: Mapped[str | None] = mapped_column(String(120))
    gateway_url: Mapped[Words | None]
    charge_reference: Mapped[str | None] = mapped_column(String(120))
    method: Mapped[Code] = mapped_column(default="")
    fee_amount: Mapped[Rupiah | None]
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[datetime]
    captured_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]  # when a job last wanted to know from the gateway


class PaymentSplit(Base):
    """What one order got of the capture that paid its group. An order can be paid only once."""

    __tablename__ = "payment_splits"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("0 <= refunded_amount AND refunded_amount <= amount", name="refunded_within_amount"),
        Index(None, "payment_id"),
    )

    id: Mapped[Id]
    payment_id: Mapped[Key] = mapped_column(ForeignKey("payments.id"))
    order_id: Mapped[Key] = mapped_column(ForeignKey("orders.id"), unique=True)
    amount: Mapped[Rupiah]
    refunded_amount: Mapped[Rupiah] = mapped_column(default=0)
    created_at: Mapped[CreatedAt]


class Refund(Stateful, Base):
    """Money that goes back: a share of a split, or a whole capture that no order could take (split_id empty).

    All amounts in rupiah, frozen when it is decided; only a dispute that brought less parts them with another row.
    `amount` goes to the buyer, and `shipping_amount` of it was for the parcel; `voucher_amount` goes back to who bore
    the voucher; commission and tax on it are taken back as well. `is_earned` says that the order was
    completed before, so that the seller's earnings pay for it.
    """

    __tablename__ = "refunds"
    __table_args__ = (
        UniqueConstraint("payment_id", "purpose"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint(
            "0 <= shipping_amount AND shipping_amount <= amount AND voucher_amount >= 0 AND commission_amount >= 0"
            " AND pph22_amount >= 0",
            name="shares",
        ),
        Index(None, "split_id"),
        Index(None, "status"),
        Index(
            "uq_refunds_bank_reference",
            "gateway_reference",
            unique=True,
            sqlite_where=PAID_BACK,
            postgresql_where=PAID_BACK,
        ),
    )
    TRANSITIONS: ClassVar[Mapping[RefundStatus, Set[RefundStatus]]] = {
        RefundStatus.REQUESTED: {RefundStatus.SENT, RefundStatus.NEEDS_BANK_ACCOUNT},
        RefundStatus.SENT: {RefundStatus.SUCCEEDED, RefundStatus.FAILED},
        # the buyer's bank sent it back; or took nothing after all in the dispute that had brought it
        RefundStatus.SUCCEEDED: {RefundStatus.FAILED, RefundStatus.NEEDS_BANK_ACCOUNT},
        RefundStatus.FAILED: {RefundStatus.SENT, RefundStatus.NEEDS_BANK_ACCOUNT},
        RefundStatus.NEEDS_BANK_ACCOUNT: {RefundStatus.REQUESTED},
    }

    id: Mapped[Id]
    payment_id: Mapped[Key] = mapped_column(ForeignKey("payments.id"))
    split_id: Mapped[Key | None] = mapped_column(ForeignKey("payment_splits.id"))
    purpose: Mapped[Code]
    channel: Mapped[RefundChannel] = mapped_column(choice(RefundChannel, "channel"), default=RefundChannel.GATEWAY)
    amount: Mapped[Rupiah]
    shipping_amount: Mapped[Rupiah] = mapped_column(default=0)
    voucher_amount: Mapped[Rupiah] = mapped_column(default=0)
    commission_amount: Mapped[Rupiah] = mapped_column(default=0)
    pph22_amount: Mapped[Rupiah] = mapped_column(default=0)
    is_earned: Mapped[bool] = mapped_column(default=False)
    status: Mapped[RefundStatus] = mapped_column(choice(RefundStatus, "status"), default=RefundStatus.REQUESTED)
    reason: Mapped[Words]
    failure: Mapped[Words] = mapped_column(default="")
    gateway_reference: Mapped[str | None] = mapped_column(String(120))
    created_at: Mapped[CreatedAt]
    succeeded_at: Mapped[datetime | None]


class RefundLine(Base):
    """How many pieces of an order line a refund is for."""

    __tablename__ = "refund_lines"
    __table_args__ = (
        UniqueConstraint("refund_id", "order_line_id"),
        Index(None, "order_line_id"),
        CheckConstraint("quantity > 0", name="quantity"),
    )

    id: Mapped[Id]
    refund_id: Mapped[Key] = mapped_column(ForeignKey("refunds.id"))
    order_line_id: Mapped[Key] = mapped_column(ForeignKey("order_lines.id"))
    quantity: Mapped[int]


class RefundAccount(Base):
    """Where a buyer wants money that cannot go back the way it came; the number is encrypted."""

    __tablename__ = "refund_accounts"

    id: Mapped[Id]
    refund_id: Mapped[Key] = mapped_column(ForeignKey("refunds.id"), unique=True)
    bank_code: Mapped[Code]
    holder_name: Mapped[Line]
    number_encrypted: Mapped[Words]
    number_key_id: Mapped[Code]
    number_last_digits: Mapped[str] = mapped_column(String(4))
    created_at: Mapped[CreatedAt]


class Dispute(Stateful, Base):
    """The buyer's bank asks for the money of a payment; until it is decided the gateway keeps that amount in rupiah."""

    __tablename__ = "disputes"
    __table_args__ = (
        Index(
            "uq_disputes_in_force",
            "payment_id",
            "gateway_reference",
            unique=True,
            sqlite_where=IN_FORCE,
            postgresql_where=IN_FORCE,
        ),
        Index(None, "status"),
        CheckConstraint("amount > 0", name="amount"),
    )
    TRANSITIONS: ClassVar[Mapping[DisputeStatus, Set[DisputeStatus]]] = {
        DisputeStatus.OPEN: {DisputeStatus.WON, DisputeStatus.LOST, DisputeStatus.REPLACED},
        DisputeStatus.WON: {DisputeStatus.REPLACED},
        DisputeStatus.LOST: {DisputeStatus.REPLACED},
    }

    id: Mapped[Id]
    payment_id: Mapped[Key] = mapped_column(ForeignKey("payments.id"))
    gateway_reference: Mapped[str] = mapped_column(String(120))
    amount: Mapped[Rupiah]
    reason: Mapped[Code] = mapped_column(default="")
    status: Mapped[DisputeStatus] = mapped_column(choice(DisputeStatus, "status"), default=DisputeStatus.OPEN)
    created_at: Mapped[CreatedAt]
    decided_at: Mapped[datetime | None]


class TransferProof(Stateful, Base):
    """A buyer's proof that money was transferred to our account, and what the admin who looked there says."""

    __tablename__ = "transfer_proofs"
    __table_args__ = (Index(None, "payment_id"), Index(None, "status", "created_at"))
    TRANSITIONS: ClassVar[Mapping[ProofStatus, Set[ProofStatus]]] = {
        ProofStatus.RECEIVED: {ProofStatus.ACCEPTED, ProofStatus.REJECTED},
    }

    id: Mapped[Id]
    payment_id: Mapped[Key] = mapped_column(ForeignKey("payments.id"))
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), unique=True)
    status: Mapped[ProofStatus] = mapped_column(choice(ProofStatus, "status"), default=ProofStatus.RECEIVED)
    decision_note: Mapped[Words] = mapped_column(default="")
    bank_reference: Mapped[str] = mapped_column(String(120), default="")
    decided_by_id: Mapped[Key | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]
    decided_at: Mapped[datetime | None]


class Settlement(Base):
    """Money that a gateway has handed over to our bank account on a day there, and what it kept. Whole rupiah.

    What was typed wrongly stays, reversed in the books, and counts for nothing.
    """

    __tablename__ = "settlements"
    __table_args__ = (
        Index(
            "uq_settlements_in_force",
            "gateway",
            "reference",
            unique=True,
            sqlite_where=NOT_REVERSED,
            postgresql_where=NOT_REVERSED,
        ),
        CheckConstraint("amount >= 0 AND fee_amount >= 0 AND amount + fee_amount > 0", name="amounts"),
    )

    id: Mapped[Id]
    gateway: Mapped[Code]
    reference: Mapped[str] = mapped_column(String(120))
    amount: Mapped[Rupiah]
    fee_amount: Mapped[Rupiah] = mapped_column(default=0)
    settled_on: Mapped[date]
    recorded_by_id: Mapped[Key | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]
    reversed_at: Mapped[datetime | None]


class MovementKind(StrEnum):
    TAX_PAID = "tax-paid"
    VOUCHER_PAID = "voucher-paid"
    MONEY_ADDED = "money-added"
    MONEY_TAKEN = "money-taken"


class BankMovement(Base):
    """Money that came to our bank account or left it on a day, neither a sale's nor a parcel's. Whole rupiah.

    What was typed wrongly stays, reversed in the books, and counts for nothing.
    """

    __tablename__ = "bank_movements"
    __table_args__ = (
        Index(
            "uq_bank_movements_in_force",
            "reference",
            unique=True,
            sqlite_where=NOT_REVERSED,
            postgresql_where=NOT_REVERSED,
        ),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("(kind = 'voucher-paid') = (bearer <> '')", name="bearer"),
    )

    id: Mapped[Id]
    kind: Mapped[MovementKind] = mapped_column(choice(MovementKind, "kind"))
    bearer: Mapped[Line] = mapped_column(default="")
    amount: Mapped[Rupiah]
    moved_on: Mapped[date]
    reference: Mapped[str] = mapped_column(String(120))
    note: Mapped[Line]
    recorded_by_id: Mapped[Key | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]
    reversed_at: Mapped[datetime | None]


class GatewayState(Base):
    """A gateway that cannot be used for now, since when and why; no row means that it works."""

    __tablename__ = "gateway_states"

    gateway: Mapped[Code] = mapped_column(primary_key=True)
    refused_at: Mapped[datetime]
    reason: Mapped[Words]


class Reconciliation(Base):
    """One comparison of gateways, payments, splits, books and stock: how much was compared, and what did not fit."""

    __tablename__ = "reconciliations"

    id: Mapped[Id]
    started_at: Mapped[CreatedAt]
    finished_at: Mapped[datetime | None]
    compared: Mapped[int] = mapped_column(default=0)


class Difference(Base):
    """One thing that did not fit. The facts are ids and business values; the payment leads to its page."""

    __tablename__ = "differences"
    __table_args__ = (Index(None, "reconciliation_id"),)

    id: Mapped[Id]
    reconciliation_id: Mapped[Key] = mapped_column(ForeignKey("reconciliations.id"))
    kind: Mapped[Code]
    facts: Mapped[Words]
    payment_id: Mapped[Key | None] = mapped_column(ForeignKey("payments.id"))


class GatewayEvent(Base):
    """One verified message of a gateway, kept once; it is only a hint to ask the gateway for the truth."""

    __tablename__ = "gateway_events"
    __table_args__ = (
        UniqueConstraint("gateway", "event_id"),
        Index("ix_gateway_events_waiting", "received_at", sqlite_where=NOT_APPLIED, postgresql_where=NOT_APPLIED),
    )

    id: Mapped[Id]
    gateway: Mapped[Code]
    event_id: Mapped[str] = mapped_column(String(120))
    kind: Mapped[Code]
    payment_reference: Mapped[str] = mapped_column(String(120))
    received_at: Mapped[CreatedAt]
    applied_at: Mapped[datetime | None]
