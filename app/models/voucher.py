"""Vouchers: what they take off, who bears it, and who has used them."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CreatedAt, Id, Key, Line, Rupiah, choice
from app.models.order import Bearer


class VoucherKind(StrEnum):
    AMOUNT = "amount"
    PERCENT = "percent"


class Voucher(Base):
    """A code that takes rupiah off the goods of a checkout: an amount, or a rate with a cap.

    The database refuses one use too many. `bearer_name` is the agency that pays, for a voucher that an agency bears.
    """

    __tablename__ = "vouchers"
    __table_args__ = (
        Index(None, "seller_id"),
        CheckConstraint("bearer IN ('platform', 'seller', 'agency')", name="bearer_of_cost"),
        CheckConstraint("(bearer = 'seller') = (seller_id IS NOT NULL)", name="seller_bears_own"),
        CheckConstraint("(bearer = 'agency') = (bearer_name <> '')", name="agency_is_named"),
        CheckConstraint(
            "(kind = 'amount' AND amount > 0 AND rate_bps = 0)"
            " OR (kind = 'percent' AND rate_bps BETWEEN 1 AND 10000 AND amount = 0)",
            name="value",
        ),
        CheckConstraint("cap_amount IS NULL OR cap_amount > 0", name="cap_amount"),
        CheckConstraint("smallest_items_amount >= 0", name="smallest_items_amount"),
        CheckConstraint("0 <= used AND (most_uses IS NULL OR used <= most_uses)", name="used"),
        CheckConstraint("most_uses_per_buyer > 0", name="most_uses_per_buyer"),
        CheckConstraint("starts_at < ends_at", name="dates"),
    )

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(24), unique=True)
    label: Mapped[Line]
    kind: Mapped[VoucherKind] = mapped_column(choice(VoucherKind, "kind"))
    amount: Mapped[Rupiah] = mapped_column(default=0)
    rate_bps: Mapped[int] = mapped_column(default=0)
    cap_amount: Mapped[Rupiah | None]
    smallest_items_amount: Mapped[Rupiah] = mapped_column(default=0)
    bearer: Mapped[Bearer] = mapped_column(choice(Bearer, "bearer"))
    bearer_name: Mapped[Line] = mapped_column(default="")
    seller_id: Mapped[Key | None] = mapped_column(ForeignKey("sellers.id"))
    most_uses: Mapped[int | None]
    most_uses_per_buyer: Mapped[int] = mapped_column(default=1)
    used: Mapped[int] = mapped_column(default=0)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    created_by_id: Mapped[Key] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]
    archived_at: Mapped[datetime | None]

    @property
    def last_moment(self) -> datetime:
        """The last second in which it counts."""
        return self.ends_at - timedelta(seconds=1)


class VoucherUse(Base):
    """One use of a voucher by one checkout, for how many rupiah; given back when the checkout came to nothing."""

    __tablename__ = "voucher_uses"
    __table_args__ = (
        Index(None, "voucher_id", "buyer_id"),
        CheckConstraint("amount > 0", name="amount"),
    )

    id: Mapped[Id]
    voucher_id: Mapped[Key] = mapped_column(ForeignKey("vouchers.id"))
    group_id: Mapped[Key] = mapped_column(ForeignKey("order_groups.id"), unique=True)
    buyer_id: Mapped[Key] = mapped_column(ForeignKey("users.id"))
    amount: Mapped[Rupiah]
    created_at: Mapped[CreatedAt]
    given_back_at: Mapped[datetime | None]
