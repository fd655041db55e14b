"""The check is silent on a sound shop and names every kind of damage."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import inspect, select, text

from app.db import db, dialect_name, session
from app.ledger.check import CHECKS, differences
from app.models.payment import Dispute, Payment, Refund
from app.models.payout import Payout
from app.models.returns import ReturnCase
from migrations import triggers
from tests import cast
from tests.databases import Database
from tests.ledger.damages import DAMAGES
from tests.ledger.history import live_through, statuses


@pytest.fixture(scope="module")
def sound_shop(shared_app: Flask, database: Database) -> Iterator[Flask]:
    """One shop for all tests of this module, which leave it as it is, without the guards of its database."""
    with shared_app.app_context():
        session.remove()
        db.engine.dispose()
        database.renew()
        live_through(cast.gather())
        _drop_guards()
        yield shared_app
        session.remove()
        db.engine.dispose()


@contextmanager
def damaged(*statements: str) -> Iterator[None]:
    """Lies that the database does not refuse, taken back afterwards."""
    session.rollback()
    try:
        if dialect_name() == "sqlite":
            session.execute(text("PRAGMA defer_foreign_keys=ON"))
            session.execute(text("PRAGMA ignore_check_constraints=ON"))
        else:
            session.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            assert session.execute(text(statement)).rowcount > 0, "the damage must hit something"
        yield
    finally:
        session.rollback()


def test_a_sound_shop_is_silent(sound_shop: Flask) -> None:
    result = sound_shop.test_cli_runner().invoke(args=["ledger", "check"])
    assert (result.output, result.exit_code) == ("", 0)


def test_the_sound_shop_has_seen_everything(sound_shop: Flask) -> None:
    assert statuses() == {
        "completed", "paid", "expired", "awaiting_payment", "cancelled", "delivered"
    }  # fmt: skip
    assert set(session.scalars(select(ReturnCase.status))) == {"requested", "approved", "closed", "contested"}
    assert set(session.scalars(select(Payment.status))) == {"captured", "partly_refunded", "refunded", "expired"}
    assert set(session.scalars(select(Refund.status))) == {"requested", "succeeded", "needs_bank_account", "failed"}
    assert set(session.scalars(select(Refund.channel))) == {"gateway", "bank", "void", "dispute", "by_hand", "seller"}
    assert set(session.scalars(select(Dispute.status))) == {"open", "won", "lost", "replaced"}
    assert sorted(session.scalars(select(Payout.status))) == ["completed", "failed", "failed"]
    balances = session.execute(
        text("SELECT a.name, SUM(p.amount) FROM ledger_accounts a JOIN postings p ON p.account_id = a.id GROUP BY name")
    )
    assert {name for name, balance in balances if balance} >= {
        "payable:1", "commission_income", "shipping_income", "pph22_payable", "gateway_fees", "disputed",
        "dispute_losses", "bank", "refunds_due", "gateway_clearing:sandbox", "held:1",
        "voucher_cost:platform", "voucher_cost:dinas-koperasi-babel",
    }  # fmt: skip


def test_every_check_has_its_damage() -> None:
    assert set(DAMAGES) == set(CHECKS)


@pytest.mark.parametrize(("kind", "what"), [(kind, what) for kind in DAMAGES for what in DAMAGES[kind]])
def test_damage_is_named(sound_shop: Flask, kind: str, what: str) -> None:
    with damaged(*DAMAGES[kind][what]):
        kinds = {line.split(": ")[0] for line in differences()}
    assert kind in kinds


def _drop_guards() -> None:
    with db.engine.begin() as connection:
        for statement in triggers.drop(dialect_name()):
            connection.execute(text(statement))
        if dialect_name() == "postgresql":
            for (_schema, table), checks in inspect(connection).get_multi_check_constraints().items():
                for check in checks:
                    connection.execute(text(f'ALTER TABLE "{table}" DROP CONSTRAINT "{check["name"]}"'))
