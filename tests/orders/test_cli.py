"""The sweepers: run twice is run once, and one bad row stops nobody."""

from datetime import timedelta

import time_machine
from flask import Flask
from sqlalchemy import update

from app.clock import now
from app.db import session, transaction
from app.models.catalog import Product
from app.models.order import Order, OrderGroup, OrderStatus
from app.models.stock import StockItem
from app.orders import cli
from tests.cast import Cast
from tests.factories.order import place, variant_of
from tests.orders.steps import accept, changes_of, ship, status_of, stock_of


def run(app: Flask, *words: str) -> str:
    result = app.test_cli_runner().invoke(args=["orders", *words])
    assert result.exit_code == 0, result.output
    session.rollback()
    return result.output


def end_time_to_pay() -> None:
    with transaction():
        session.execute(update(OrderGroup).values(pay_by=now() - timedelta(seconds=1)))


def test_expiring_twice_gives_stock_back_once(app: Flask, waiting: Order, pepper: Product) -> None:
    assert "0 pesanan" in run(app, "expire")
    end_time_to_pay()
    assert "1 pesanan" in run(app, "expire")
    assert "0 pesanan" in run(app, "expire")
    assert status_of(waiting) == OrderStatus.EXPIRED
    assert stock_of(pepper) == (10, 0)
    (change,) = changes_of(waiting)
    assert (change.actor_kind, change.actor_id, change.reason) == ("job", None, "the time to pay is up")


def test_completing_twice_pays_the_seller_once(app: Flask, paid: Order) -> None:
    accept(paid)
    ship(paid)
    assert "0 pesanan" in run(app, "auto-complete")
    with transaction():
        session.get_one(Order, paid.id).auto_complete_at = now() - timedelta(seconds=1)
    assert "1 pesanan" in run(app, "auto-complete")
    assert "0 pesanan" in run(app, "auto-complete")
    assert [change.to_status for change in changes_of(paid)].count("completed") == 1


def test_a_bad_row_stops_nobody_and_is_done_when_it_is_mended(cast: Cast, pepper: Product, tea: Product) -> None:
    bad, good = place(cast.dewi, [pepper], 2).orders[0], place(cast.dewi, [tea]).orders[0]
    end_time_to_pay()
    set_reserved(pepper, 0)
    assert cli.expire_due() == 1
    assert (status_of(bad), status_of(good)) == (OrderStatus.AWAITING_PAYMENT, OrderStatus.EXPIRED)
    set_reserved(pepper, 2)
    assert cli.expire_due() == 1
    assert (status_of(bad), stock_of(pepper)) == (OrderStatus.EXPIRED, (10, 0))


def set_reserved(product: Product, reserved: int) -> None:
    with transaction():
        session.execute(
            update(StockItem).where(StockItem.variant_id == variant_of(product).id).values(reserved=reserved)
        )


def test_the_jobs_do_what_the_commands_do(paid: Order) -> None:
    accept(paid)
    ship(paid)
    with time_machine.travel(now() + timedelta(days=13)):
        assert [cli.auto_complete_due(), cli.auto_complete_due()] == [1, 0]
    assert status_of(paid) == OrderStatus.COMPLETED
