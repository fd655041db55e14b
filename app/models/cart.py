"""What a visitor means to buy."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock
from app.models.base import Base, CreatedAt, Id, Key, Rupiah
from app.models.catalog import Variant
from app.models.search import LONGEST_TEXT

LARGEST_QUANTITY = 999


class Cart(Base):
    """One per person, or one per browser before signing in (found by the hash of a random token)."""

    __tablename__ = "carts"
    __table_args__ = (
        UniqueConstraint("user_id"),
        UniqueConstraint("token_hash"),
        CheckConstraint("(user_id IS NULL) <> (token_hash IS NULL)", name="one_holder"),
    )

    id: Mapped[Id]
    user_id: Mapped[Key | None] = mapped_column(ForeignKey("users.id"))
    token_hash: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)


class CartLine(Base):
    """A variant and how many; `seen_price_amount` is the price when it was put in, to tell of changes.

    `found_by` is the search that led to it, forgotten when it is ordered.
    """

    __tablename__ = "cart_lines"
    __table_args__ = (
        UniqueConstraint("cart_id", "variant_id"),
        Index(None, "variant_id"),
        CheckConstraint(f"quantity BETWEEN 1 AND {LARGEST_QUANTITY}", name="quantity"),
    )

    id: Mapped[Id]
    cart_id: Mapped[Key] = mapped_column(ForeignKey("carts.id", ondelete="CASCADE"))
    variant_id: Mapped[Key] = mapped_column(ForeignKey("variants.id"))
    quantity: Mapped[int]
    seen_price_amount: Mapped[Rupiah]
    found_by: Mapped[str | None] = mapped_column(String(LONGEST_TEXT))
    created_at: Mapped[CreatedAt]

    variant: Mapped[Variant] = relationship(viewonly=True)
