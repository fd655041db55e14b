"""Placing an order: once, at the price the buyer saw, all of it or nothing."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.cart.queries import Holder, lines_of
from app.catalog.errors import OutOfStock
from app.checkout import commands
from app.checkout.commands import Buyer, Wish
from app.checkout.errors import CannotShip, CartEmpty, KeyTaken, OffSale, PriceChanged, TooManyUnpaid
from app.clock import now
from app.db import session, transaction
from app.errors import NotFound
from app.models.account import User
from app.models.audit import AuditEvent
from app.models.catalog import Product, ProductStatus, Variant
from app.models.order import AdjustmentKind, Bearer, CommissionRule, OrderGroup, OrderStatus, ShippingMethod
from app.models.stock import MovementKind, StockItem, StockMovement, StockReservation
from tests.cast import Cast
from tests.factories.account import AddressFactory
from tests.factories.catalog import ProductFactory
from tests.factories.order import capture, fill_cart, place, variant_of, wish_for

Emitted = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
def pepper(cast: Cast) -> Product:
    with transaction():
        product: Product = ProductFactory(seller_id=cast.shop_of_ani.id, name="Lada Putih")
    return product


@pytest.fixture
def tea(cast: Cast) -> Product:
    with transaction():
        product: Product = ProductFactory(
            seller_id=cast.shop_of_citra.id, name="Teh Lada", variant__price_amount=30_000, made_to_order_days=5
        )
    return product


def order(user: User, wish: Wish) -> OrderGroup:
    with transaction():
        return commands.place_order(Buyer(user.id, user.name, user.email), wish)


def stock_of(product: Product) -> tuple[int, int]:
    session.rollback()
    item = session.get_one(StockItem, variant_of(product).id)
    return item.on_hand, item.reserved


def assert_nothing_happened(cast: Cast, *products: Product, emitted: Emitted) -> None:
    session.rollback()
    for model in (OrderGroup, StockReservation):
        assert session.scalars(select(model)).all() == []
    assert [stock_of(product) for product in products] == [(10, 0)] * len(products)
    assert len(lines_of(Holder(user_id=cast.dewi.id))) == len(products)
    assert emitted("order_group.placed") == []


def test_one_checkout_makes_one_order_for_each_seller(
    cast: Cast, pepper: Product, tea: Product, emitted: Emitted
) -> None:
    fill_cart(cast.dewi, [pepper, tea], 2)
    group = order(cast.dewi, wish_for(cast.dewi))
    assert re.fullmatch(r"SB-[0-9A-HJKMNP-TV-Z]{8}", group.number)
    assert [(each.number, each.seller_name, each.items_amount, each.shipping_amount) for each in group.orders] == [
        (f"{group.number}-1", "Lada Delas Airgegas", 60_000, 28_000),
        (f"{group.number}-2", "Lada Kemuja Makmur", 100_000, 28_000),
    ]
    assert group.total_amount == sum(each.total_amount for each in group.orders) == 216_000
    assert {each.status for each in group.orders} == {OrderStatus.AWAITING_PAYMENT}
    assert [each.preparation_days for each in group.orders] == [5, 1]
    assert emitted("order_group.placed") == [{"group_id": group.id}]
    assert lines_of(Holder(user_id=cast.dewi.id)) == []


def test_the_group_keeps_who_and_where_to(cast: Cast, pepper: Product) -> None:
    group = place(cast.dewi, [pepper])
    assert (group.buyer_name, group.buyer_email, group.recipient_name) == ("Dewi", "dewi@contoh.id", "Dewi Lestari")
    assert group.region_text.startswith("Kec. Tebet, Kota Administrasi Jakarta Selatan")
    assert 59 * 60 <= (group.pay_by - now()).total_seconds() <= 60 * 60


def test_history_is_never_reckoned_again(cast: Cast, pepper: Product) -> None:
    group = place(cast.dewi, [pepper], 3)
    with transaction():
        session.get_one(Product, pepper.id).name = "Lada Hitam"
        variant = session.get_one(Variant, variant_of(pepper).id)
        variant.price_amount, variant.weight_grams = 99_000, 900
    session.expire_all()
    (line,) = group.orders[0].lines
    assert (line.product_name, line.unit_price_amount, line.line_amount) == ("Lada Putih", 50_000, 150_000)
    assert (line.weight_grams, line.quantity) == (300, 3)


def test_shipping_is_an_adjustment_that_the_buyer_bears(cast: Cast, pepper: Product) -> None:
    (order_,) = place(cast.dewi, [pepper]).orders
    (adjustment,) = order_.adjustments
    assert (adjustment.kind, adjustment.bearer) == (AdjustmentKind.SHIPPING, Bearer.BUYER)
    assert adjustment.amount == order_.shipping_amount == 28_000


def test_commission_is_frozen_with_its_rule(cast: Cast, pepper: Product, tea: Product) -> None:
    with transaction():
        session.add(CommissionRule(position=1, rate_bps=250, seller_id=cast.shop_of_ani.id))
        session.add(CommissionRule(position=2, rate_bps=0))
    group = place(cast.dewi, [pepper, tea])
    with transaction():
        session.execute(update(CommissionRule).values(rate_bps=9_000))
    session.expire_all()
    taken = [each.lines[0].commission for each in group.orders]
    assert [(line.rate_bps, line.base_amount, line.amount) for line in taken] == [(0, 30_000, 0), (250, 50_000, 1_250)]


def test_pieces_are_held_not_sold(cast: Cast, pepper: Product) -> None:
    (order_,) = place(cast.dewi, [pepper], 4).orders
    assert stock_of(pepper) == (10, 4)
    moves = session.scalars(select(StockMovement).where(StockMovement.kind == MovementKind.RESERVE)).all()
    assert [(move.order_id, move.on_hand_change, move.reserved_change) for move in moves] == [(order_.id, 0, 4)]


def test_the_decision_is_audited_without_personal_data(cast: Cast, pepper: Product) -> None:
    group = place(cast.dewi, [pepper])
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "order_group.placed")).one()
    assert (event.subject_id, event.facts) == (str(group.id), {"total_amount": 78_000, "orders": 1})


def test_the_same_form_finds_the_same_order(cast: Cast, pepper: Product, emitted: Emitted) -> None:
    fill_cart(cast.dewi, [pepper])
    wish = wish_for(cast.dewi)
    first = order(cast.dewi, wish)
    fill_cart(cast.dewi, [pepper], 2)
    assert order(cast.dewi, wish).id == first.id
    assert stock_of(pepper) == (10, 1)
    assert [line.quantity for line in lines_of(Holder(user_id=cast.dewi.id))] == [2]
    assert len(emitted("order_group.placed")) == 1


def test_the_form_of_another_person_finds_nothing(cast: Cast, pepper: Product) -> None:
    fill_cart(cast.dewi, [pepper])
    wish = wish_for(cast.dewi)
    order(cast.dewi, wish)
    with transaction():
        AddressFactory(user_id=cast.budi.id)
    fill_cart(cast.budi, [pepper])
    with pytest.raises(KeyTaken):
        order(cast.budi, wish_for(cast.budi, key=wish.checkout_key))


def test_nothing_in_the_cart_makes_no_order(cast: Cast, pepper: Product) -> None:
    with pytest.raises(CartEmpty):
        order(cast.dewi, Wish("k" * 24, 1, cast.address_of_dewi.id))
    place(cast.dewi, [pepper])
    with pytest.raises(CartEmpty):
        order(cast.dewi, Wish("l" * 24, 78_000, cast.address_of_dewi.id))


def test_another_price_than_the_buyer_saw_changes_nothing(cast: Cast, pepper: Product, emitted: Emitted) -> None:
    fill_cart(cast.dewi, [pepper])
    wish = wish_for(cast.dewi)
    for expected in (wish.expected_total - 1, wish.expected_total + 1):
        with pytest.raises(PriceChanged):
            order(cast.dewi, replace(wish, expected_total=expected))
    with transaction():
        session.get_one(Variant, variant_of(pepper).id).price_amount = 40_000
    with pytest.raises(PriceChanged):
        order(cast.dewi, wish)
    assert_nothing_happened(cast, pepper, emitted=emitted)


def test_one_seller_without_stock_stops_the_whole_order(
    cast: Cast, pepper: Product, tea: Product, emitted: Emitted
) -> None:
    fill_cart(cast.dewi, [pepper, tea], 2)
    wish = wish_for(cast.dewi)
    with transaction():
        session.get_one(StockItem, variant_of(tea).id).reserved = 9
    with pytest.raises(OutOfStock):
        order(cast.dewi, wish)
    with transaction():
        session.get_one(StockItem, variant_of(tea).id).reserved = 0
    assert_nothing_happened(cast, pepper, tea, emitted=emitted)


def test_a_product_that_left_the_shop_stops_it(cast: Cast, pepper: Product, emitted: Emitted) -> None:
    fill_cart(cast.dewi, [pepper])
    wish = wish_for(cast.dewi)
    with transaction():
        session.get_one(Product, pepper.id).status = ProductStatus.UNPUBLISHED
    with pytest.raises(OffSale):
        order(cast.dewi, wish)
    assert_nothing_happened(cast, pepper, emitted=emitted)


def test_a_courier_who_cannot_come_stops_it_and_pickup_is_free(cast: Cast, pepper: Product) -> None:
    with transaction():
        session.get_one(Product, pepper.id).ships_only_to = ["19.01"]
    fill_cart(cast.dewi, [pepper])
    by_courier = {cast.shop_of_ani.id: ShippingMethod.COURIER}
    wish = wish_for(cast.dewi)
    with pytest.raises(CannotShip):
        order(cast.dewi, replace(wish, methods=by_courier))
    (order_,) = order(cast.dewi, wish).orders
    assert (order_.shipping_method, order_.shipping_amount, order_.total_amount) == (ShippingMethod.PICKUP, 0, 50_000)


def test_addresses_of_others_and_archived_ones_are_not_there(cast: Cast, pepper: Product) -> None:
    with transaction():
        foreign = AddressFactory(user_id=cast.budi.id)
        archived = AddressFactory(user_id=cast.dewi.id, is_default=False, archived_at=now())
    fill_cart(cast.dewi, [pepper])
    for address_id in (foreign.id, archived.id):
        with pytest.raises(NotFound):
            order(cast.dewi, replace(wish_for(cast.dewi), address_id=address_id))


def test_notes_reach_their_seller_only(cast: Cast, pepper: Product, tea: Product) -> None:
    fill_cart(cast.dewi, [pepper, tea])
    notes = {cast.shop_of_citra.id: "Jangan terlalu manis", 999: "untuk siapa"}
    group = order(cast.dewi, replace(wish_for(cast.dewi), notes=notes))
    assert [each.note for each in group.orders] == ["Jangan terlalu manis", ""]


def test_nobody_empties_the_shelves_without_paying(app: Flask, cast: Cast, pepper: Product) -> None:
    for _ in range(app.config["MOST_UNPAID_GROUPS"]):
        place(cast.dewi, [pepper])
    fill_cart(cast.dewi, [pepper])
    wish = wish_for(cast.dewi)
    with pytest.raises(TooManyUnpaid):
        order(cast.dewi, wish)
    group = session.scalars(select(OrderGroup).order_by(OrderGroup.id)).first()
    assert group is not None
    session.rollback()
    capture(group)
    assert order(cast.dewi, wish).id != group.id
