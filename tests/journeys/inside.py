"""Looking into the database of a running shop, and setting the scene there."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import lru_cache

from click.testing import Result
from flask import Flask
from sqlalchemy import func, select, update

from app import create_app, kept
from app.catalog import stock
from app.clock import now
from app.db import db, session, transaction
from app.models.catalog import Variant
from app.models.order import Order, OrderGroup, OrderStatus
from app.models.outbox import DeliveryStatus, OutboxDelivery, OutboxMessage
from app.models.payment import Payment, PaymentStatus
from app.models.stock import ReservationStatus, StockItem, StockReservation
from app.payments.queries.payments import WITH_MONEY
from app.worker import LEASE
from config import Config
from tests.factories.account import AddressFactory, UserFactory
from tests.journeys.people import LONGEST_WAIT
from tests.journeys.shop import RunningShop

MOST_COMPLAINTS = 60  # lines
AFTER_A_KILL = LEASE.total_seconds() + LONGEST_WAIT  # what a killed worker had taken is free when its lease is over


@contextmanager
def inside(shop: RunningShop) -> Iterator[Flask]:
    """The application of the running shop, in this process."""
    app = _app_of(frozenset(shop.env.items()))
    kept.forget(app)
    with app.app_context():
        try:
            yield app
        finally:
            session.remove()
            db.engine.dispose()


@lru_cache(maxsize=1)  # to make one takes longer than most looks
def _app_of(env: frozenset[tuple[str, str]]) -> Flask:
    return create_app(Config(dict(env)))


def run(shop: RunningShop, *command: str) -> Result:
    """A command of the shop, without a process that has to start first."""
    with inside(shop) as app:
        return app.test_cli_runner().invoke(args=command)


def make_buyers(shop: RunningShop, count: int) -> list[str]:
    """Confirmed people with an address; returns their e-mails."""
    with inside(shop), transaction():
        users = [UserFactory(email=f"antre{number}@contoh.id") for number in range(count)]
        for user in users:
            AddressFactory(user_id=user.id)
        return [user.email for user in users]


def set_stock(shop: RunningShop, sku: str, pieces: int) -> int:
    """Leave so many pieces of a product; returns the variant's id."""
    with inside(shop), transaction():
        variant = session.scalars(select(Variant).where(Variant.sku == sku)).one()
        reserved = session.get_one(StockItem, variant.id).reserved
        assert reserved == 0, "the round before was swept"
        stock.set_counts({variant.id: pieces}, because="a test")
        return variant.id


def end_time_to_pay(shop: RunningShop) -> None:
    """As if the hour were over for every order that waits."""
    with inside(shop), transaction():
        session.execute(update(OrderGroup).values(pay_by=now() - timedelta(seconds=1)))


def reserved_pieces(shop: RunningShop) -> int:
    """All pieces that are promised now."""
    with inside(shop):
        return int(session.scalar(select(func.sum(StockItem.reserved))) or 0)


def waiting_orders_of(shop: RunningShop, variant_id: int) -> int:
    """Groups that wait for payment and hold a variant."""
    with inside(shop):
        held = StockReservation.variant_id == variant_id, StockReservation.status == ReservationStatus.HELD
        query = select(func.count(Order.id)).join(StockReservation, StockReservation.order_id == Order.id)
        return session.scalar(query.where(*held, Order.status == OrderStatus.AWAITING_PAYMENT)) or 0


def wait_for_rest(shop: RunningShop, *, within: float = LONGEST_WAIT) -> None:
    """Until the worker has brought all news, pictures apart; what stays behind is named."""
    until = time.monotonic() + within
    with inside(shop):
        while left := _urgent_news():
            if time.monotonic() > until:
                raise AssertionError(f"the worker never came to rest: {left}")
            time.sleep(0.3)


def complaints(shop: RunningShop) -> str:
    """What a shop logged besides its requests, and the news it has still to bring, as far as they can be read."""
    lines = shop.log.read_text(encoding="utf-8").splitlines() if shop.log.exists() else []
    said = [line for line in lines if '"event": "request"' not in line][-MOST_COMPLAINTS:]
    try:
        with inside(shop):
            said += _urgent_news()
    except Exception as error:  # whatever it is, the failure of the journey matters more
        said.append(f"its database cannot be read: {error!r}")
    return "\n".join(said)


def _urgent_news() -> list[str]:
    session.rollback()
    unrelayed = select(OutboxMessage.topic).where(OutboxMessage.relayed_at.is_(None))
    due = select(OutboxDelivery).where(OutboxDelivery.status == DeliveryStatus.DUE, OutboxDelivery.priority == 0)
    news = Counter(session.scalars(unrelayed))
    news.update(f"{each.handler} {each.last_error}" for each in session.scalars(due))
    return [f"{count} times {name}" for name, count in news.items()]


def groups_and_captures_of(shop: RunningShop, email: str) -> tuple[int, int]:
    """How often somebody ordered, and how often money came for it."""
    with inside(shop):
        groups = session.scalars(select(OrderGroup.id).where(OrderGroup.buyer_email == email)).all()
        captures = select(func.count(Payment.id)).where(
            Payment.group_id.in_(groups), Payment.status == PaymentStatus.CAPTURED
        )
        return len(groups), session.scalar(captures) or 0


def trouble_after_a_sweep(app: Flask, paid: Iterable[str]) -> list[str]:
    """What the chores of a sweep complain about, and payments at the gateway that brought our buyers nothing."""
    runner = app.test_cli_runner()
    chores = ["orders", "expire"], ["payments", "reconcile"], ["ledger", "check"]
    results = [runner.invoke(args=chore) for chore in chores]
    captured = set(session.scalars(select(Payment.gateway_reference).where(Payment.status.in_(WITH_MONEY))))
    session.rollback()
    return [result.output for result in results if result.exit_code] + sorted(set(paid) - captured)
