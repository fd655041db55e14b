"""The check is silent on a sound shop and names every kind of damage."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import Connection, inspect, text

from app.db import db, dialect_name, session, transaction
from app.ledger.check import CHECKS, differences
from app.models.payment import Payment
from app.orders import commands as orders
from migrations import triggers
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.order import capture, complete, place

DAMAGES = {
    "entry_not_zero": "UPDATE postings SET amount = amount + 1 WHERE id = (SELECT MIN(id) FROM postings)",
    "entry_too_short": "DELETE FROM postings WHERE entry_id = (SELECT MIN(id) FROM journal_entries)",
    "posting_without_entry": "DELETE FROM journal_entries WHERE id = (SELECT MIN(id) FROM journal_entries)",
    "group_total": "UPDATE order_groups SET total_amount = total_amount + 1 WHERE id = 1",
    "order_items": "UPDATE orders SET items_amount = items_amount + 1 WHERE id = 1",
    "order_adjustments": "UPDATE adjustments SET amount = amount + 1 WHERE order_id = 1",
    "order_total": "UPDATE orders SET total_amount = total_amount - 1 WHERE id = 1",
    "line_amount": "UPDATE order_lines SET quantity = quantity + 1 WHERE id = 1",
    "commission_line": "DELETE FROM commission_lines WHERE id = 1",
    "split_sum": "UPDATE payment_splits SET amount = amount - 1 WHERE id = 1",
    "split_not_order": "UPDATE payment_splits SET amount = amount + 1 WHERE id = 1",
    "paid_without_capture": "UPDATE payments SET status = 'pending' WHERE id = 1",
    "split_of_unpaid_order": "UPDATE orders SET status = 'expired' WHERE id = 1",
    "capture_not_in_books": "UPDATE payments SET status = 'captured' WHERE status = 'expired'",
    "capture_without_use": "DELETE FROM refunds",
    "held_balance": "UPDATE orders SET status = 'completed' WHERE status = 'paid'",
    "earnings": "UPDATE journal_entries SET reference = 'lost:' || id WHERE reference LIKE 'order-completed:%'",
    "earnings_too_early": "UPDATE orders SET status = 'shipped' WHERE status = 'completed'",
    "refund_above_split": "UPDATE payment_splits SET refunded_amount = amount + 1 WHERE id = 1",
    "refund_above_payment": "UPDATE refunds SET amount = amount + 1",
    "refund_not_in_books": "UPDATE refunds SET status = 'succeeded'",
    "stock_reserved": "UPDATE stock_items SET reserved = reserved + 1 WHERE variant_id = 1",
    "stock_on_hand": "UPDATE stock_items SET on_hand = on_hand - 1 WHERE variant_id = 1",
    "stock_below_zero": "UPDATE stock_items SET on_hand = -1 WHERE variant_id = 1",
    "reservation_of_ended_order": "UPDATE stock_reservations SET status = 'held' WHERE id = 1",
    "order_status": "DELETE FROM state_changes WHERE machine = 'orders' AND to_status = 'paid'",
}


@contextmanager
def guards_off() -> Iterator[Connection]:
    """A connection for which the database refuses no lie."""
    session.remove()
    with db.engine.connect() as connection:
        if dialect_name() == "sqlite":
            raw = connection.connection.dbapi_connection
            raw.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
            raw.execute("PRAGMA ignore_check_constraints=ON")  # type: ignore[union-attr]
            for statement in triggers.drop("sqlite"):
                connection.execute(text(statement))
        else:
            connection.execute(text("SET session_replication_role = replica"))
            for table in inspect(connection).get_table_names():
                for check in inspect(connection).get_check_constraints(table):
                    connection.execute(text(f'ALTER TABLE "{table}" DROP CONSTRAINT "{check["name"]}"'))
        yield connection
        connection.commit()
    db.engine.dispose()


@pytest.fixture
def history(app: Flask, cast: Cast) -> None:
    """A sound shop with a completed, a paid, an expired, a waiting and a twice-paid order."""
    with transaction():
        products = [
            ProductFactory(seller_id=cast.shop_of_ani.id, variant__stock=30),
            ProductFactory(seller_id=cast.shop_of_citra.id, variant__stock=30),
        ]
    done = place(cast.dewi, products, quantity=2)
    capture(done)
    complete(done, cast.dewi)
    paid = place(cast.dewi, products[:1])
    capture(paid)
    expired = place(cast.dewi, products)
    with transaction():
        session.merge(expired).pay_by = expired.placed_at
    with transaction():
        assert orders.expire_group(expired.id)
    place(cast.dewi, products)
    with transaction():
        second = Payment(
            group_id=paid.id,
            attempt=2,
            gateway="sandbox",
            amount=paid.total_amount,
            request={"intent": "by hand"},
            expires_at=paid.pay_by,
        )
        session.add(second)
        session.flush()
        second_id = second.id
        session.add(
            Payment(
                group_id=expired.id,
                attempt=1,
                gateway="sandbox",
                status="expired",
                amount=expired.total_amount,
                request={"intent": "by hand"},
                expires_at=paid.pay_by,
            )
        )
    capture(paid, payment_id=second_id)
    session.remove()


def test_a_sound_shop_is_silent(app: Flask, history: None) -> None:
    result = app.test_cli_runner().invoke(args=["ledger", "check"])
    assert (result.output, result.exit_code) == ("", 0)


def test_every_check_has_its_damage() -> None:
    assert set(DAMAGES) == set(CHECKS)


@pytest.mark.parametrize("kind", sorted(DAMAGES))
def test_damage_is_named(app: Flask, history: None, kind: str) -> None:
    with guards_off() as connection:
        assert connection.execute(text(DAMAGES[kind])).rowcount > 0, "the damage must hit something"
    kinds = {line.split(":")[0] for line in differences()}
    session.rollback()
    assert kind in kinds
    result = app.test_cli_runner().invoke(args=["ledger", "check"])
    assert result.exit_code == 1
    assert f"{kind}: " in result.output
