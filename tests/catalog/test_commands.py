"""A seller changes prices and counts."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.catalog.commands import offers as commands
from app.catalog.commands.offers import Offer
from app.catalog.errors import ChangedMeanwhile, StockTooLow
from app.db import session, transaction
from app.errors import NotFound
from app.models.audit import AuditEvent
from app.models.catalog import Product, Variant
from app.models.stock import MovementKind, StockItem, StockMovement
from tests.cast import Cast
from tests.factories.catalog import ProductFactory, VariantFactory
from tests.statements import Statements


@pytest.fixture
def pepper(cast: Cast) -> Product:
    with transaction():
        product: Product = ProductFactory(seller_id=cast.shop_of_ani.id, variant__stock=10)
        product.variants[0].stock.reserved = 4
    return product


def change(product: Product, seller_id: int, *, price_amount: int = 50_000, on_hand: int = 10) -> None:
    offer = Offer(product.variants[0].id, price_amount, on_hand, seen_price_amount=50_000, seen_on_hand=10)
    with transaction():
        commands.change_offers(product.id, seller_id=seller_id, offers=[offer])


def test_a_new_price_is_audited_and_told(
    cast: Cast, pepper: Product, emitted: Callable[[str], list[dict[str, Any]]]
) -> None:
    change(pepper, cast.shop_of_ani.id, price_amount=60_000)
    assert session.get_one(Variant, pepper.variants[0].id).price_amount == 60_000
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "variant.price_changed")).one()
    assert event.facts == {"before": 50_000, "after": 60_000}
    assert emitted("product.changed") == [{"product_id": pepper.id}]


def test_a_new_count_leaves_a_movement(cast: Cast, pepper: Product) -> None:
    change(pepper, cast.shop_of_ani.id, on_hand=7)
    item = session.get_one(StockItem, pepper.variants[0].id)
    assert (item.on_hand, item.reserved) == (7, 4)
    kind = StockMovement.kind == MovementKind.ADJUSTMENT
    assert session.scalars(select(StockMovement.on_hand_change).where(kind)).all() == [-3]


def test_the_same_values_leave_no_trace(cast: Cast, pepper: Product) -> None:
    change(pepper, cast.shop_of_ani.id)
    assert session.scalars(select(AuditEvent)).all() == []


def test_what_is_promised_cannot_be_counted_away(cast: Cast, pepper: Product) -> None:
    with pytest.raises(StockTooLow):
        change(pepper, cast.shop_of_ani.id, price_amount=60_000, on_hand=3)
    assert session.get_one(Variant, pepper.variants[0].id).price_amount == 50_000


def test_another_shops_product_is_not_there(cast: Cast, pepper: Product) -> None:
    with pytest.raises(NotFound):
        change(pepper, cast.shop_of_citra.id, price_amount=1)


def test_another_products_variant_is_not_there(cast: Cast, pepper: Product) -> None:
    with transaction():
        other = ProductFactory(seller_id=cast.shop_of_citra.id)
    offers = [Offer(other.variants[0].id, 1, 1, seen_price_amount=50_000, seen_on_hand=10)]
    with pytest.raises(NotFound), transaction():
        commands.change_offers(pepper.id, seller_id=cast.shop_of_ani.id, offers=offers)


def test_what_the_seller_left_alone_stays_as_it_is_now(cast: Cast, pepper: Product) -> None:
    with transaction():
        session.get_one(StockItem, pepper.variants[0].id).on_hand = 8
    change(pepper, cast.shop_of_ani.id, price_amount=60_000, on_hand=10)
    assert session.get_one(StockItem, pepper.variants[0].id).on_hand == 8, "two were sold while the page was open"


def test_a_count_made_before_a_sale_is_told_and_not_written(cast: Cast, pepper: Product) -> None:
    with transaction():
        session.get_one(StockItem, pepper.variants[0].id).on_hand = 8
    with pytest.raises(ChangedMeanwhile):
        change(pepper, cast.shop_of_ani.id, price_amount=60_000, on_hand=20)
    assert session.get_one(Variant, pepper.variants[0].id).price_amount == 50_000


def test_the_same_change_twice_is_one_change(cast: Cast, pepper: Product) -> None:
    for _ in range(2):
        change(pepper, cast.shop_of_ani.id, price_amount=60_000, on_hand=12)
    assert len(session.scalars(select(AuditEvent)).all()) == 2, "one for the price, one for the count"


def test_fifty_prices_and_counts_cost_what_one_costs(cast: Cast, pepper: Product, statements: Statements) -> None:
    def cost(count: int, amount: int) -> int:
        with transaction():
            product = ProductFactory(seller_id=cast.shop_of_ani.id, variant=False)
            rows = [
                VariantFactory(product_id=product.id, seller_id=product.seller_id, option1_value=str(number))
                for number in range(count)
            ]
        offers = [Offer(each.id, amount, 11, seen_price_amount=50_000, seen_on_hand=10) for each in rows]
        with statements.counted() as seen, transaction():
            commands.change_offers(product.id, seller_id=cast.shop_of_ani.id, offers=offers)
        return len(seen)

    assert cost(1, 60_000) == cost(50, 60_000)
