"""Attempts to pay a group, what each order got of a capture, what went back, and what gateways told us."""

from collections.abc import Mapping, Set
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, CreatedAt, Id, Key, Rupiah, Words, choice
from app.models.state import Stateful


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


class Payment(Stateful, Base):
    """One attempt to pay a group through one gateway; `request` is exactly what is sent, also on a retry."""

    __tablename__ = "payments"
    __table_args__ = (
        UniqueConstraint("group_id", "attempt"),
        UniqueConstraint("gateway", "gateway_reference"),
        Index(None, "status", "expires_at"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("currency = 'IDR'", name="currency"),
    )
    TRANSITIONS: ClassVar[Mapping[PaymentStatus, Set[PaymentStatus]]] = {
        PaymentStatus.PENDING: {PaymentStatus.CAPTURED, PaymentStatus.FAILED, PaymentStatus.EXPIRED},
        PaymentStatus.FAILED: {PaymentStatus.CAPTURED},
        PaymentStatus.EXPIRED: {PaymentStatus.CAPTURED},
        PaymentStatus.CAPTURED: {PaymentStatus.PARTLY_REFUNDED, PaymentStatus.REFUNDED},
        PaymentStatus.PARTLY_REFUNDED: {PaymentStatus.PARTLY_REFUNDED, PaymentStatus.REFUNDED},
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
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[datetime]
    captured_at: Mapped[datetime | None]


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
    """Money that goes back: a share of a split, or a whole capture that no order could take (split_id empty)."""

    __tablename__ = "refunds"
    __table_args__ = (
        UniqueConstraint("payment_id", "purpose"),
        CheckConstraint("amount > 0", name="amount"),
    )
    TRANSITIONS: ClassVar[Mapping[RefundStatus, Set[RefundStatus]]] = {
        RefundStatus.REQUESTED: {RefundStatus.SENT, RefundStatus.NEEDS_BANK_ACCOUNT},
        RefundStatus.SENT: {RefundStatus.SUCCEEDED, RefundStatus.FAILED},
        RefundStatus.FAILED: {RefundStatus.SENT},
        RefundStatus.NEEDS_BANK_ACCOUNT: {RefundStatus.REQUESTED},
    }

    id: Mapped[Id]
    payment_id: Mapped[Key] = mapped_column(ForeignKey("payments.id"))
    split_id: Mapped[Key | None] = mapped_column(ForeignKey("payment_splits.id"))
    purpose: Mapped[Code]
    amount: Mapped[Rupiah]
    status: Mapped[RefundStatus] = mapped_column(choice(RefundStatus, "status"), default=RefundStatus.REQUESTED)
    reason: Mapped[Words]
    gateway_reference: Mapped[str | None] = mapped_column(String(120))
    created_at: Mapped[CreatedAt]
    succeeded_at: Mapped[datetime | None]


class GatewayEvent(Base):
    """One verified message of a gateway, kept once; it is only a hint to ask the gateway for the truth."""

    __tablename__ = "gateway_events"
    __table_args__ = (UniqueConstraint("gateway", "event_id"),)

    id: Mapped[Id]
    gateway: Mapped[Code]
    event_id: Mapped[str] = mapped_column(String(120))
    kind: Mapped[Code]
    payment_reference: Mapped[str] = mapped_column(String(120))
    received_at: Mapped[CreatedAt]
    applied_at: Mapped[datetime | None]
