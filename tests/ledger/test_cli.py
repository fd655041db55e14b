"""What the administrator sees of the check."""

from flask import Flask

from app.db import session, transaction
from app.models.stock import StockItem
from tests.cast import Cast
from tests.factories.catalog import ProductFactory


def test_a_difference_is_printed_and_ends_with_an_error(app: Flask, cast: Cast) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, variant__stock=3)
    with transaction():
        session.query(StockItem).one().on_hand = 4
    result = app.test_cli_runner().invoke(args=["ledger", "check"])
    facts = "variant=1 on_hand=4 on_hand_moved=3 reserved=0 reserved_moved=0"
    assert (result.output, result.exit_code) == (f"stock_moved: {facts}\n", 1)
