"""Where the money of a seller goes, how it gets there, and what the tax office wants to know."""

from collections.abc import Mapping, Set
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import ActedOn, Base, Code, CreatedAt, Id, Key, Line, Rupiah, Words, choice
from app.models.seller import Seller
from app.models.state import Stateful

LIVE_ACCOUNT = text("archived_at IS NULL")
OPEN_PAYOUT = text("status IN ('pending', 'approved', 'processing', 'unresolved')")
PAID_OUT = text("bank_reference <> ''")
OPEN_STATEMENT = text("status IN ('submitted', 'accepted')")


class PayoutStatus(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    UNRESOLVED = "unresolved"


class StatementStatus(StrEnum):
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class PayoutAccount(Base):
    """A bank account of a seller, its number encrypted; the one before is archived, never overwritten."""

    __tablename__ = "payout_accounts"
    __table_args__ = (
        Index(
            "uq_payout_accounts_live",
            "seller_id",
            unique=True,
            sqlite_where=LIVE_ACCOUNT,
            postgresql_where=LIVE_ACCOUNT,
        ),
    )

    id: Mapped[Id]
    seller_id: Mapped[Key] = mapped_column(ForeignKey("sellers.id"))
    bank_code: Mapped[Code]
    holder_name: Mapped[Line]
    number_encrypted: Mapped[Words]
    number_key_id: Mapped[Code]
    number_last_digits: Mapped[str] = mapped_column(String(4))
    created_at: Mapped[CreatedAt]
    usable_from: Mapped[CreatedAt]
    archived_at: Mapped[datetime | None]


class PayoutBatch(Base):
    """The payouts of one week; two different admins let it go, then its file goes to the bank."""

    __tablename__ = "payout_batches"

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(16), unique=True)
    prepared_by_id: Mapped[Key | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]
    exported_at: Mapped[datetime | None]

    payouts: Mapped[list["Payout"]] = relationship(order_by="Payout.id", viewonly=True)
    approvals: Mapped[list["PayoutApproval"]] = relationship(order_by="PayoutApproval.id", viewonly=True)


class PayoutApproval(Base):
    """One admin's yes to a batch; the same person counts once."""

    __tablename__ = "payout_approvals"
    __table_args__ = (UniqueConstraint("batch_id", "admin_id"),)

    id: Mapped[Id]
    batch_id: Mapped[Key] = mapped_column(ForeignKey("payout_batches.id"))
    admin_id: Mapped[Key] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]


class Payout(Stateful, Base):
    """Earnings of one seller on their way to the bank account, in rupiah; a seller has one open payout at most."""

    __tablename__ = "payouts"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        Index(None, "batch_id"),
        Index(None, "seller_id", "created_at"),
        Index("uq_payouts_open", "seller_id", unique=True, sqlite_where=OPEN_PAYOUT, postgresql_where=OPEN_PAYOUT),
        Index(
            "uq_payouts_bank_reference", "bank_reference", unique=True, sqlite_where=PAID_OUT, postgresql_where=PAID_OUT
        ),
    )
    TRANSITIONS: ClassVar[Mapping[PayoutStatus, Set[PayoutStatus]]] = {
        PayoutStatus.PENDING: {PayoutStatus.APPROVED, PayoutStatus.FAILED},
        PayoutStatus.APPROVED: {PayoutStatus.PROCESSING, PayoutStatus.FAILED},
        PayoutStatus.PROCESSING: {PayoutStatus.COMPLETED, PayoutStatus.FAILED, PayoutStatus.UNRESOLVED},
        PayoutStatus.UNRESOLVED: {PayoutStatus.COMPLETED, PayoutStatus.FAILED},
        PayoutStatus.COMPLETED: {PayoutStatus.FAILED},  # the bank sent it back
        PayoutStatus.FAILED: {PayoutStatus.COMPLETED},  # by mistake: the bank had paid it after all
    }

    id: Mapped[Id]
    batch_id: Mapped[Key] = mapped_column(ForeignKey("payout_batches.id"))
    seller_id: Mapped[Key] = mapped_column(ForeignKey("sellers.id"))
    account_id: Mapped[Key] = mapped_column(ForeignKey("payout_accounts.id"))
    amount: Mapped[Rupiah]
    status: Mapped[PayoutStatus] = mapped_column(choice(PayoutStatus, "status"), default=PayoutStatus.PENDING)
    bank_reference: Mapped[Line] = mapped_column(default="")
    created_at: Mapped[CreatedAt]
    instructed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    seller: Mapped[Seller] = relationship(viewonly=True)
    account: Mapped[PayoutAccount] = relationship(viewonly=True)


class PayoutOrder(Base):
    """An order whose earnings a payout takes along; one that failed or came back leaves them to the next."""

    __tablename__ = "payout_orders"
    __table_args__ = (Index(None, "order_id"),)

    payout_id: Mapped[Key] = mapped_column(ForeignKey("payouts.id"), primary_key=True)
    order_id: Mapped[Key] = mapped_column(ForeignKey("orders.id"), primary_key=True)


class TurnoverStatement(Stateful, Base):
    """A seller's word, with its paper, that the turnover of a year stays under the limit (PMK 37/2025)."""

    __tablename__ = "turnover_statements"
    __table_args__ = (
        Index(
            "uq_turnover_statements_open",
            "seller_id",
            "year",
            unique=True,
            sqlite_where=OPEN_STATEMENT,
            postgresql_where=OPEN_STATEMENT,
        ),
        Index(None, "status"),
    )
    TRANSITIONS: ClassVar[Mapping[StatementStatus, Set[StatementStatus]]] = {
        StatementStatus.SUBMITTED: {StatementStatus.ACCEPTED, StatementStatus.REJECTED},
    }

    id: Mapped[Id]
    seller_id: Mapped[Key] = mapped_column(ForeignKey("sellers.id"))
    year: Mapped[int]
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), unique=True)
    status: Mapped[StatementStatus] = mapped_column(
        choice(StatementStatus, "status"), default=StatementStatus.SUBMITTED
    )
    decision_note: Mapped[Words] = mapped_column(default="")
    decided_by_id: Mapped[Key | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]
    decided_at: Mapped[datetime | None]


class DatedSetting(ActedOn, Base):
    """A whole number of the trade (a rate, days, rupiah) that counts from a moment on. Rows are only added."""

    __tablename__ = "dated_settings"
    __table_args__ = (UniqueConstraint("name", "valid_from"),)

    id: Mapped[Id]
    name: Mapped[Code]
    value: Mapped[Key]
    valid_from: Mapped[datetime]
    created_at: Mapped[CreatedAt]
