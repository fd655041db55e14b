"""The index follows the shop."""

from flask import Flask

from app import worker
from app.db import session, transaction
from app.models.catalog import Product, ProductStatus
from app.outbox import emit
from app.search import commands, queries
from app.search.engine import whoosh_files as index
from app.search.rules import Filters
from tests.cast import Cast
from tests.factories.catalog import ProductFactory


def found(text: str) -> list[int]:
    return queries.search(Filters(text), limit=24, offset=0).product_ids


def test_a_change_reaches_the_index_through_the_worker(cast: Cast) -> None:
    commands.rebuild()
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, name="Madu Pelawan")
        emit("product.changed", product_id=product.id)
    assert found("pelawan") == []
    worker.drain()
    assert found("pelawan") == [product.id]


def test_what_is_no_longer_sold_leaves_the_index(cast: Cast) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, name="Madu Pelawan")
    commands.rebuild()
    assert found("pelawan") == [product.id], "an open searcher must not keep what is deleted"
    with transaction():
        session.get_one(Product, product.id).move_to(ProductStatus.UNPUBLISHED, because="test")
        emit("product.changed", product_id=product.id)
    worker.drain()
    assert found("pelawan") == []


def test_the_same_message_twice_changes_nothing(cast: Cast) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, name="Madu Pelawan")
    commands.rebuild()
    commands.update([product.id, product.id])
    commands.update([product.id])
    assert found("pelawan") == [product.id]


def test_an_unknown_product_is_no_error(app: Flask) -> None:
    commands.rebuild()
    commands.update([999_999])
    assert found("pelawan") == []


def test_an_update_without_an_index_builds_it(cast: Cast) -> None:
    (index.folder() / index.CURRENT).unlink(missing_ok=True)
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, name="Madu Pelawan")
    commands.update([product.id])
    assert index.current() is not None
    assert found("pelawan") == [product.id]


def test_a_damaged_index_is_built_anew_by_the_next_change(cast: Cast) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, name="Madu Pelawan")
    commands.rebuild()
    damaged = index.current()
    assert damaged is not None
    for path in damaged.glob("*.seg"):
        path.write_bytes(b"damage" * 100)
    with transaction():
        emit("product.changed", product_id=product.id)
    worker.drain()
    assert index.current() not in (None, damaged)
    assert found("pelawan") == [product.id]
