"""Double entry, append-only. Positive: we have it; negative: we owe it. Whole rupiah."""

import secrets
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import ActedOn, Base, CreatedAt, Id, Key, Line, Rupiah, choice


class AccountKind(StrEnum):
    GATEWAY_CLEARING = "gateway_clearing"
    BANK = "bank"
    HELD = "held"
    PAYABLE = "payable"
    COMMISSION_INCOME = "commission_income"
    SHIPPING_INCOME = "shipping_income"
    VOUCHER_COST = "voucher_cost"
    GATEWAY_FEES = "gateway_fees"
    PPH22_PAYABLE = "pph22_payable"
    UNALLOCATED_RECEIPTS = "unallocated_receipts"
    REFUNDS_DUE = "refunds_due"
    DISPUTED = "disputed"
    DISPUTE_LOSSES = "dispute_losses"
    OWN_MONEY = "own_money"


class LedgerAccount(Base):
    """One account of the chart, named like `held:7` or `bank`."""

    __tablename__ = "ledger_accounts"
    __table_args__ = (Index(None, "seller_id"),)

    id: Mapped[Id]
    name: Mapped[Line] = mapped_column(unique=True)
    kind: Mapped[AccountKind] = mapped_column(choice(AccountKind, "kind"))
    seller_id: Mapped[Key | None] = mapped_column(ForeignKey("sellers.id"))
    created_at: Mapped[CreatedAt]


def new_entry_id() -> int:
    """A random key: the postings are inserted before their entry and must know it."""
    return secrets.randbits(62)


class JournalEntry(ActedOn, Base):
    """One business event. The database takes it only after its postings, and only if they sum to zero."""

    __tablename__ = "journal_entries"
    __table_args__ = (UniqueConstraint("reference"), Index(None, "occurred_at"))

    id: Mapped[Key] = mapped_column(primary_key=True, autoincrement=False)
    reference: Mapped[Line]
    occurred_at: Mapped[CreatedAt]


class Posting(Base):
    """One line of an entry; `order_id` lets a seller read what it was for."""

    __tablename__ = "postings"
    __table_args__ = (
        Index(None, "entry_id"),
        Index(None, "account_id"),
        Index(None, "order_id"),
        CheckConstraint("amount <> 0", name="amount"),
    )

    id: Mapped[Id]
    entry_id: Mapped[Key] = mapped_column(ForeignKey("journal_entries.id", deferrable=True, initially="DEFERRED"))
    account_id: Mapped[Key] = mapped_column(ForeignKey("ledger_accounts.id"))
    order_id: Mapped[Key | None] = mapped_column(ForeignKey("orders.id"))
    amount: Mapped[Rupiah]
