"""What stops an order, in which order it is said, and what a plan costs."""

from dataclasses import replace

import pytest

from app.cart.errors import BelowMinimum
from app.cart.queries import Line
from app.catalog.errors import OutOfStock
from app.checkout.errors import CannotShip, CartEmpty, OffSale, PriceChanged
from app.checkout.rules import Plan, SellerPlan, check_can_be_placed
from app.models.order import ShippingMethod, ShippingOwner
from app.shipping.queries.ways import Quote

TEXTS = ("sku", "option1_value", "option2_value", "product_name", "product_slug", "seller_name", "seller_slug")
NUMBERS = ("id", "variant_id", "product_id", "category_id", "seller_id", "seller_step", "made_to_order_days")
LINE = Line(
    **dict.fromkeys(TEXTS, "x"),  # type: ignore[arg-type]
    **dict.fromkeys(NUMBERS, 1),  # type: ignore[arg-type]
    quantity=2,
    seen_price_amount=50_000,
    price_amount=50_000,
    weight_grams=300,
    length_cm=None,
    width_cm=None,
    height_cm=None,
    picture_id=None,
    is_cold_chain=False,
    ships_only_to=[],
    ships_not_to=[],
    minimum_quantity=1,
    product_quantity=2,
    seller_regency="19.01",
    handling_days=1,
    is_on_sale=True,
    away_until=None,
    available=5,
)
COURIER = Quote("courier", ShippingMethod.COURIER, ShippingOwner.SELLER, "Kurir", 28_000, 3, 5)
PICKUP = Quote("pickup", ShippingMethod.PICKUP, ShippingOwner.SELLER, "Ambil sendiri", 0, 0, 0)
SELLER = SellerPlan(1, [LINE], [PICKUP, COURIER], "", "courier", 600)
BY_HAND = replace(SELLER, choice="pickup")
NO_COURIER = replace(SELLER, ways=[PICKUP], refusal="Hanya ke wilayah tertentu.")
OFF_SALE = replace(LINE, is_on_sale=False)
TOO_FEW = replace(LINE, minimum_quantity=3)
SCARCE = replace(LINE, available=1)


def test_a_plan_that_holds_may_be_placed() -> None:
    plan = Plan([SELLER, BY_HAND])
    assert plan.can_be_placed
    check_can_be_placed(plan, expected_total=228_000)


@pytest.mark.parametrize(
    ("sellers", "total", "error"),
    [
        ([], 0, CartEmpty),
        ([replace(SELLER, lines=[LINE, OFF_SALE, SCARCE])], 0, OffSale),
        ([replace(SELLER, lines=[LINE, SCARCE, TOO_FEW])], 0, BelowMinimum),
        ([replace(NO_COURIER, lines=[SCARCE])], 0, OutOfStock),
        ([SELLER, NO_COURIER], 0, CannotShip),
    ],
)
def test_the_first_reason_is_the_one_that_is_said(
    sellers: list[SellerPlan], total: int, error: type[Exception]
) -> None:
    plan = Plan(sellers)
    assert not plan.can_be_placed
    with pytest.raises(error):
        check_can_be_placed(plan, expected_total=total)


@pytest.mark.parametrize("seen", [127_999, 128_001, 100_000, 0])
def test_one_rupiah_more_or_less_than_the_buyer_saw_stops_it(seen: int) -> None:
    with pytest.raises(PriceChanged):
        check_can_be_placed(Plan([SELLER]), expected_total=seen)


def test_a_way_that_cannot_be_counts_nothing() -> None:
    assert Plan([SELLER, NO_COURIER, BY_HAND]).total.shipping_amount == 28_000
    assert NO_COURIER.quote is None


@pytest.mark.parametrize(
    ("handling", "making", "days"), [([1, 1], [0, 0], 1), ([2, 2], [0, 7], 7), ([9, 9], [7, 0], 9)]
)
def test_the_slowest_line_decides_when_the_parcel_leaves(handling: list[int], making: list[int], days: int) -> None:
    lines = [
        replace(LINE, handling_days=hand, made_to_order_days=made) for hand, made in zip(handling, making, strict=True)
    ]
    assert replace(SELLER, lines=lines).preparation_days == days
