"""Counting, marks below which stock runs low, sales outside the marketplace: each once, with who, when and why."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.actor import USER, Actor, acting
from app.catalog import stock
from app.catalog.commands import stock_room
from app.catalog.errors import CountedMeanwhile, OutOfStock, SoldInTheFuture, StockTooHigh, StockTooLow
from app.catalog.queries import stock_room as queries
from app.clock import day_of, now
from app.db import session, transaction
from app.errors import NotFound
from app.ledger.check import differences
from app.models.audit import AuditEvent
from app.models.catalog import Product, ProductStatus
from app.models.stock import LARGEST_STOCK, OfflineSale, StockItem
from app.orders import commands as orders
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.order import capture, place, variant_of

Emitted = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
def pepper(cast: Cast) -> Product:
    """Ten bags of Ani's pepper."""
    with transaction():
        product: Product = ProductFactory(seller_id=cast.shop_of_ani.id, name="Lada Putih")
    return product


def item_of(product: Product) -> StockItem:
    session.rollback()
    return session.get_one(StockItem, variant_of(product).id)


def count(product: Product, counted: int, seen: int = 10) -> None:
    with transaction():
        stock_room.count_variant(variant_of(product).id, seller_id=product.seller_id, counted=counted, seen=seen)


def mark(product: Product, low_at: int | None) -> None:
    with transaction():
        stock_room.set_low_mark(variant_of(product).id, seller_id=product.seller_id, low_at=low_at)


def sell(product: Product, quantity: int = 2, key: str = "k", **sold: Any) -> OfflineSale:
    facts = {"variant_id": variant_of(product).id, "quantity": quantity, "unit_price_amount": 45_000}
    facts |= {"sold_on": day_of(now()).date(), **sold}
    with transaction():
        return stock_room.record_offline_sale(stock_room.Sold(**facts), seller_id=product.seller_id, form_key=key)


def take_back(sale: OfflineSale, cast: Cast, reason: str = "salah tulis") -> OfflineSale:
    with transaction():
        return stock_room.cancel_offline_sale(sale.id, seller_id=sale.seller_id, member_id=cast.ani.id, reason=reason)


def moves(product: Product) -> list[tuple[str, int, str]]:
    session.rollback()
    return [
        (move.kind.value, move.on_hand_change, move.reason)
        for move in queries.moves_of(variant_of(product).id, limit=9, offset=0)
    ]


def actions() -> list[str]:
    session.rollback()
    return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def sound() -> bool:
    session.rollback()
    return not list(differences())


def test_a_count_is_kept_once_with_who_and_why(cast: Cast, pepper: Product) -> None:
    with acting(Actor(USER, cast.ani.id)):
        for _ in range(2):
            count(pepper, 7)
    assert item_of(pepper).on_hand == 7
    assert moves(pepper)[0] == ("adjustment", -3, "counted by the seller")
    assert queries.moves_of(variant_of(pepper).id, limit=1, offset=0)[0].name == cast.ani.name
    assert actions().count("variant.stock_changed") == 1


def test_what_changed_meanwhile_is_not_overwritten(cast: Cast, pepper: Product) -> None:
    capture(place(cast.dewi, [pepper], 4))
    with pytest.raises(CountedMeanwhile) as refusal:
        count(pepper, 9)
    assert "sekarang 6" in str(refusal.value.message)
    count(pepper, 9, seen=6)
    assert item_of(pepper).on_hand == 9


def test_a_count_below_what_is_promised_is_refused(cast: Cast, pepper: Product) -> None:
    place(cast.dewi, [pepper], 4)
    with pytest.raises(StockTooLow):
        count(pepper, 3)


def test_nobody_counts_or_sells_for_another_shop(cast: Cast, pepper: Product) -> None:
    variant_id, seller_id = variant_of(pepper).id, cast.shop_of_citra.id
    with pytest.raises(NotFound), transaction():
        stock_room.count_variant(variant_id, seller_id=seller_id, counted=1, seen=10)
    with pytest.raises(NotFound), transaction():
        stock_room.set_low_mark(variant_id, seller_id=seller_id, low_at=1)
    with pytest.raises(NotFound), transaction():
        stock_room.record_offline_sale(
            stock_room.Sold(variant_id, 1, 1000, now().date()), seller_id=seller_id, form_key="k"
        )
    sale = sell(pepper)
    with pytest.raises(NotFound), transaction():
        stock_room.cancel_offline_sale(sale.id, seller_id=seller_id, member_id=cast.citra.id, reason="x")
    assert item_of(pepper).on_hand == 8


def test_archived_goods_are_not_counted_any_more(pepper: Product) -> None:
    with transaction():
        session.get_one(Product, pepper.id).status = ProductStatus.ARCHIVED
    with pytest.raises(NotFound):
        count(pepper, 1)


def test_running_low_is_told_once_for_each_crossing(cast: Cast, pepper: Product, emitted: Emitted) -> None:
    told = [{"variant_id": variant_of(pepper).id}]
    capture(place(cast.dewi, [pepper], 6))
    assert emitted("stock.ran_low") == []
    capture(place(cast.dewi, [pepper], 1))
    assert emitted("stock.ran_low") == told
    for _ in range(2):
        capture(place(cast.dewi, [pepper], 1))
    assert emitted("stock.ran_low") == told
    count(pepper, 20, seen=1)
    assert item_of(pepper).low_since is None
    sell(pepper, 18)
    assert emitted("stock.ran_low") == told * 2
    assert item_of(pepper).low_since is not None


def test_the_seller_chooses_the_mark(cast: Cast, pepper: Product, emitted: Emitted) -> None:
    mark(pepper, 10)
    mark(pepper, 10)
    assert len(emitted("stock.ran_low")) == 1
    assert actions().count("variant.low_mark_set") == 1
    mark(pepper, 0)
    assert item_of(pepper).low_since is None
    sell(pepper, 9)
    assert len(emitted("stock.ran_low")) == 1
    mark(pepper, None)
    assert len(emitted("stock.ran_low")) == 2


def test_what_is_not_on_sale_does_not_run_low(pepper: Product, emitted: Emitted) -> None:
    with transaction():
        session.get_one(Product, pepper.id).status = ProductStatus.UNPUBLISHED
    count(pepper, 0)
    assert emitted("stock.ran_low") == []


def test_a_sale_elsewhere_takes_stock_once_and_remembers_what_it_was(pepper: Product, emitted: Emitted) -> None:
    first, second = sell(pepper), sell(pepper)
    assert first.id == second.id
    assert (first.product_name, first.quantity, first.total_amount) == ("Lada Putih", 2, 90_000)
    assert item_of(pepper).on_hand == 8
    assert moves(pepper)[0] == ("offline_sale", -2, "sold outside the marketplace")
    assert emitted("stock.changed") == [{"variant_id": variant_of(pepper).id}]
    assert actions().count("offline_sale.recorded") == 1
    assert sound()


def test_promised_pieces_are_not_sold_elsewhere(cast: Cast, pepper: Product) -> None:
    place(cast.dewi, [pepper], 9)
    with pytest.raises(OutOfStock):
        sell(pepper, 2)
    assert session.scalars(select(OfflineSale)).all() == []
    sell(pepper, 1)
    assert sound()


def test_nothing_is_sold_tomorrow(pepper: Product) -> None:
    with pytest.raises(SoldInTheFuture):
        sell(pepper, sold_on=day_of(now()).date() + timedelta(days=1))


def test_a_sale_that_never_was_gives_its_pieces_back_once(cast: Cast, pepper: Product) -> None:
    sale = sell(pepper)
    for _ in range(2):
        assert take_back(sale, cast).cancelled_by_id == cast.ani.id
    assert item_of(pepper).on_hand == 10
    assert moves(pepper)[0] == ("offline_sale", 2, "sale taken back: salah tulis")
    assert actions().count("offline_sale.cancelled") == 1
    assert sound()


def test_no_shelf_holds_more_than_the_most(cast: Cast, pepper: Product) -> None:
    sale = sell(pepper)
    with transaction():
        stock.set_counts({variant_of(pepper).id: LARGEST_STOCK}, because="a test")
    with pytest.raises(StockTooHigh):
        take_back(sale, cast)


def test_stock_given_back_by_the_clock_ends_the_lowness(cast: Cast, pepper: Product) -> None:
    with transaction():
        stock.set_counts({variant_of(pepper).id: 4}, because="a test")
    group = place(cast.dewi, [pepper], 2)
    capture(place(cast.dewi, [pepper], 1))
    assert item_of(pepper).low_since is not None
    with transaction():
        session.get_one(type(group), group.id).pay_by = now() - timedelta(seconds=1)
        session.get_one(StockItem, variant_of(pepper).id).low_at = 1
    with transaction():
        assert orders.expire_group(group.id)
    assert item_of(pepper).low_since is None
