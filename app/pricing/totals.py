"""What a checkout costs."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class SellerTotal:
    """One seller's share in rupiah."""

    seller_id: int
    items_amount: int
    shipping_amount: int
    discount_amount: int = 0

    @property
    def amount(self) -> int:
        """What the buyer pays for this seller's order."""
        return self.items_amount + self.shipping_amount - self.discount_amount


@dataclass(frozen=True)
class GroupTotal:
    """The whole checkout in rupiah."""

    sellers: Sequence[SellerTotal]

    @property
    def items_amount(self) -> int:
        """All goods."""
        return sum(total.items_amount for total in self.sellers)

    @property
    def shipping_amount(self) -> int:
        """All parcels."""
        return sum(total.shipping_amount for total in self.sellers)

    @property
    def discount_amount(self) -> int:
        """What a voucher takes off the goods."""
        return sum(total.discount_amount for total in self.sellers)

    @property
    def amount(self) -> int:
        """What the buyer pays."""
        return self.items_amount + self.shipping_amount - self.discount_amount
