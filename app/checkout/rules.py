"""What a checkout would be, and what must hold before an order is written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.cart.errors import BelowMinimum
from app.cart.queries import Line, coming_holiday, preparation_days
from app.catalog.errors import OutOfStock
from app.checkout.errors import CannotShip, CartEmpty, OffSale, PriceChanged
from app.models.order import ShippingMethod
from app.models.voucher import Voucher
from app.pricing.totals import GroupTotal, SellerTotal
from app.shipping.queries.ways import Quote
from app.vouchers import rules as vouchers
from app.vouchers.errors import UnknownVoucher, VoucherRefused
from app.vouchers.queries import Found
from app.vouchers.rules import Goods

BROUGHT = (ShippingMethod.COURIER, ShippingMethod.OWN_COURIER)
USUAL = (*BROUGHT, ShippingMethod.HUB, ShippingMethod.PICKUP)


@dataclass(frozen=True)
class SellerPlan:
    """One seller's part: the ways that reach the buyer, and in `refusal` why hardly any does.

    `choice` is the key of a way, perhaps of one that does not reach; `discounts` is what a voucher takes off each line,
    in rupiah.
    """

    seller_id: int
    lines: Sequence[Line]
    ways: Sequence[Quote]
    refusal: str
    choice: str
    weight_grams: int
    discounts: Sequence[int] = ()

    @property
    def quote(self) -> Quote | None:
        """The estimate of the chosen way; None when it cannot be."""
        return next((way for way in self.ways if way.key == self.choice), None)

    @property
    def is_brought(self) -> bool:
        """Whether somebody can bring it."""
        return any(way.method in BROUGHT for way in self.ways)

    @property
    def items_amount(self) -> int:
        """Rupiah of the goods."""
        return sum(line.amount for line in self.lines)

    @property
    def discount_amount(self) -> int:
        """Rupiah that a voucher takes off the goods."""
        return sum(self.discounts)

    @property
    def preparation_days(self) -> int:
        """Days until the parcel can leave, those of the shop's holiday first."""
        return preparation_days(self.lines)

    @property
    def coming_holiday(self) -> tuple[datetime, datetime] | None:
        """The holiday that begins before the parcel has to be sent, and lets it be sent later."""
        return coming_holiday(self.lines)


@dataclass(frozen=True)
class Plan:
    """The whole checkout, with the voucher that makes it cheaper or the reason why one does not."""

    sellers: Sequence[SellerPlan]
    voucher: Voucher | None = None
    voucher_refusal: VoucherRefused | None = None

    @property
    def can_be_placed(self) -> bool:
        """Whether everything can be bought and brought."""
        return bool(self.sellers) and all(
            seller.quote is not None and all(line.can_be_bought for line in seller.lines) for seller in self.sellers
        )

    @property
    def total(self) -> GroupTotal:
        """What it costs; a way that cannot be counts nothing."""
        return GroupTotal(
            [
                SellerTotal(
                    seller.seller_id,
                    seller.items_amount,
                    seller.quote.amount if seller.quote else 0,
                    seller.discount_amount,
                )
                for seller in self.sellers
            ]
        )


def usual_choice(ways: Sequence[Quote]) -> str:
    """The key of what most people want: brought rather than fetched, and of these the cheapest."""
    return min(ways, key=lambda way: (USUAL.index(way.method), way.amount)).key if ways else ""


def with_voucher(plan: Plan, found: Found | None, moment: datetime) -> Plan:
    """The plan under a voucher that was asked for."""
    if found is None:
        return replace(plan, voucher_refusal=UnknownVoucher())
    goods = [Goods(line.seller_id, line.quantity, line.amount) for seller in plan.sellers for line in seller.lines]
    try:
        vouchers.check_counts(found.voucher, goods, uses_of_buyer=found.uses_of_buyer, moment=moment)
    except VoucherRefused as refusal:
        return replace(plan, voucher_refusal=refusal)
    discounts = iter(vouchers.taken_off(found.voucher, goods))
    sellers = [replace(seller, discounts=[next(discounts) for _line in seller.lines]) for seller in plan.sellers]
    return replace(plan, sellers=sellers, voucher=found.voucher)


def check_can_be_placed(plan: Plan, *, expected_total: int) -> None:
    """Raises, in this order, CartEmpty, OffSale, BelowMinimum, OutOfStock, CannotShip, VoucherRefused, PriceChanged."""
    lines = [line for seller in plan.sellers for line in seller.lines]
    if not lines:
        raise CartEmpty
    if not all(line.is_on_sale for line in lines):
        raise OffSale
    for line in lines:
        if line.is_below_minimum:
            raise BelowMinimum(name=line.product_name, minimum=line.minimum_quantity)
    if not all(line.can_be_bought for line in lines):
        raise OutOfStock
    if any(seller.quote is None for seller in plan.sellers):
        raise CannotShip
    if plan.voucher_refusal is not None:
        raise plan.voucher_refusal
    if plan.total.amount != expected_total:
        raise PriceChanged
