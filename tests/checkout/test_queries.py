"""The plan: per seller the ways to get the goods, and what that costs."""

from typing import Any

import pytest

from app.cart.queries import Holder
from app.checkout.queries import plan_for
from app.checkout.rules import Plan
from app.db import session, transaction
from app.models.order import ShippingMethod
from app.models.seller import Seller
from app.regions.queries import districts
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.order import fill_cart
from tests.factories.seller import SellerFactory

JAKARTA, SUNGAILIAT, BELITUNG = "31.74.01", "19.01.01", "19.02.01"


def put(cast: Cast, seller: Seller, quantity: int = 1, **values: Any) -> None:
    with transaction():
        product = ProductFactory(seller_id=seller.id, **values)
    fill_cart(cast.dewi, [product], quantity)


def plan_to(cast: Cast, district: str, **methods: str) -> Plan:
    by_seller = {int(key.removeprefix("s")): method for key, method in methods.items()}
    session.rollback()
    return plan_for(Holder(user_id=cast.dewi.id), place=districts([district])[district], methods=by_seller)


@pytest.mark.parametrize(("district", "amount"), [(SUNGAILIAT, 10_000), (BELITUNG, 18_000), (JAKARTA, 28_000)])
def test_a_courier_is_the_usual_way_and_its_price_follows_the_destination(
    cast: Cast, district: str, amount: int
) -> None:
    put(cast, cast.shop_of_ani)
    plan = plan_to(cast, district)
    assert [seller.choice for seller in plan.sellers] == [ShippingMethod.COURIER]
    assert (plan.total.shipping_amount, plan.total.amount) == (amount, 50_000 + amount)


def test_one_seller_sends_one_parcel_with_the_weight_of_all_lines(cast: Cast) -> None:
    put(cast, cast.shop_of_ani, 2, variant__weight_grams=400)
    put(cast, cast.shop_of_ani, variant__weight_grams=300)
    (seller,) = plan_to(cast, JAKARTA).sellers
    assert seller.weight_grams == 1100
    assert seller.quote is not None
    assert seller.quote.amount == 28_000 + 22_000


def test_a_light_parcel_counts_by_its_room(cast: Cast) -> None:
    sides = {"variant__length_cm": 30, "variant__width_cm": 20, "variant__height_cm": 20}
    put(cast, cast.shop_of_ani, 2, variant__weight_grams=400, **sides)
    (seller,) = plan_to(cast, JAKARTA).sellers
    assert seller.weight_grams == 2 * 2_000
    assert seller.quote is not None
    assert seller.quote.amount == 28_000 + 3 * 22_000


def test_each_seller_sends_from_the_own_island(cast: Cast) -> None:
    with transaction():
        on_belitung = SellerFactory(name="Zaitun", on_belitung=True)
    put(cast, cast.shop_of_ani)
    put(cast, on_belitung)
    amounts = {seller.seller_id: seller.quote and seller.quote.amount for seller in plan_to(cast, JAKARTA).sellers}
    assert amounts == {cast.shop_of_ani.id: 28_000, on_belitung.id: 30_000}


def test_the_buyer_may_come_for_it(cast: Cast) -> None:
    put(cast, cast.shop_of_ani)
    plan = plan_to(cast, JAKARTA, **{f"s{cast.shop_of_ani.id}": ShippingMethod.PICKUP})
    assert plan.total.shipping_amount == 0
    assert plan.can_be_placed


def test_a_choice_for_a_seller_who_is_not_in_the_cart_means_nothing(cast: Cast) -> None:
    put(cast, cast.shop_of_ani)
    assert plan_to(cast, JAKARTA, s999=ShippingMethod.PICKUP).total.shipping_amount == 28_000


@pytest.mark.parametrize(
    ("values", "near", "far"),
    [({"is_cold_chain": True}, SUNGAILIAT, BELITUNG), ({"ships_only_to": ["19.01", "19.03"]}, SUNGAILIAT, JAKARTA)],
)
def test_cold_and_local_goods_go_near_and_are_picked_up_from_afar(
    cast: Cast, values: dict[str, Any], near: str, far: str
) -> None:
    put(cast, cast.shop_of_ani)
    put(cast, cast.shop_of_ani, **values)
    (seller,) = plan_to(cast, near).sellers
    assert (seller.choice, seller.refusal) == (ShippingMethod.COURIER, "")
    (seller,) = plan_to(cast, far).sellers
    assert (seller.choice, [way.method for way in seller.ways]) == (ShippingMethod.PICKUP, [ShippingMethod.PICKUP])
    assert seller.refusal


def test_a_courier_who_cannot_come_cannot_be_chosen(cast: Cast) -> None:
    put(cast, cast.shop_of_ani, is_cold_chain=True)
    plan = plan_to(cast, JAKARTA, **{f"s{cast.shop_of_ani.id}": ShippingMethod.COURIER})
    assert not plan.can_be_placed
    assert plan.total.shipping_amount == 0


def test_what_is_made_to_order_takes_its_days(cast: Cast) -> None:
    put(cast, cast.shop_of_ani)
    assert plan_to(cast, JAKARTA).sellers[0].preparation_days == 1
    put(cast, cast.shop_of_ani, made_to_order_days=14)
    assert plan_to(cast, JAKARTA).sellers[0].preparation_days == 14


def test_an_empty_cart_plans_nothing(cast: Cast) -> None:
    plan = plan_to(cast, JAKARTA)
    assert (list(plan.sellers), plan.total.amount, plan.can_be_placed) == ([], 0, False)
