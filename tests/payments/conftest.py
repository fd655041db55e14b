"""Dewi has ordered two peppers of the three that Ani has; the pretended gateway remembers nothing."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask

from app.db import session, transaction
from app.gateways.payment import sandbox
from app.gateways.payment.sandbox import SandboxGateway
from app.ledger.check import differences
from app.models.catalog import Product
from app.models.order import OrderGroup
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.order import place
from tests.fakes.midtrans import FakeMidtrans
from tests.fakes.stripe import FakeStripe
from tests.payments.ending_steps import Sale, at_stripe, cancelled, hear
from tests.payments.steps import pay
from tests.web.visitors import signed_in


@pytest.fixture(autouse=True)
def gateway(app: Flask) -> Iterator[SandboxGateway]:
    """The sandbox; whatever a test did, the books must be sound afterwards."""
    gateway = sandbox()
    _forget(gateway)
    yield gateway
    session.rollback()
    assert list(differences()) == []
    _forget(gateway)


@pytest.fixture
def pepper(cast: Cast) -> Product:
    with transaction():
        product: Product = ProductFactory(seller_id=cast.shop_of_ani.id, name="Lada Putih", variant__stock=3)
    return product


@pytest.fixture
def group(cast: Cast, pepper: Product) -> OrderGroup:
    return place(cast.dewi, [pepper], quantity=2)


@pytest.fixture
def stripe(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeStripe]:
    """A Stripe of our own, whose keys the shop knows."""
    with FakeStripe() as fake:
        monkeypatch.setitem(app.config, "STRIPE_API_BASE", fake.url)
        monkeypatch.setitem(app.config, "STRIPE_SECRET_KEY", fake.secret_key)
        monkeypatch.setitem(app.config, "STRIPE_WEBHOOK_SECRETS", [fake.webhook_secret])
        yield fake


@pytest.fixture
def midtrans(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeMidtrans]:
    """A Midtrans of our own, whose key the shop knows."""
    with FakeMidtrans() as fake:
        monkeypatch.setitem(app.config, "MIDTRANS_API_BASE", fake.url)
        monkeypatch.setitem(app.config, "MIDTRANS_SNAP_BASE", fake.url)
        monkeypatch.setitem(app.config, "MIDTRANS_SERVER_KEY", fake.server_key)
        yield fake


@pytest.fixture
def every_method(
    app: Flask, monkeypatch: pytest.MonkeyPatch, stripe: FakeStripe, midtrans: FakeMidtrans
) -> tuple[FakeStripe, FakeMidtrans]:
    """All ways to pay are on; returns the two servers."""
    monkeypatch.setitem(app.config, "PAYMENT_GATEWAYS", ["stripe", "midtrans", "transfer", "cod", "sandbox"])
    return stripe, midtrans


@pytest.fixture
def buyer(client: Browser, cast: Cast) -> Browser:
    """Dewi's browser."""
    return signed_in(client, cast.dewi)


@pytest.fixture
def sale(group: OrderGroup, cast: Cast) -> Sale:
    return Sale(group.number, group.total_amount, cast.dewi.id, cast.eko.id)


@pytest.fixture
def admin(new_client: Callable[[], Browser], cast: Cast) -> Browser:
    """Eko's browser."""
    return signed_in(new_client(), cast.eko)


@pytest.fixture
def failed(
    every_method: tuple[FakeStripe, FakeMidtrans], buyer: Browser, admin: Browser, sale: Sale, group: OrderGroup
) -> int:
    """Dewi paid by card and cancelled while her bank asked for the money, so that Stripe refused; the refund's id."""
    stripe, _midtrans = every_method
    pay(buyer, group, "stripe")
    stripe.pay(at_stripe())
    hear()
    stripe.dispute(at_stripe())
    hear()
    return cancelled(sale)


@pytest.fixture
def stuck(
    every_method: tuple[FakeStripe, FakeMidtrans], buyer: Browser, admin: Browser, sale: Sale, group: OrderGroup
) -> int:
    """Dewi paid by card and cancelled, and Stripe has her money on its way; the refund's id."""
    stripe, _midtrans = every_method
    stripe.holds_refunds = True
    pay(buyer, group, "stripe")
    stripe.pay(at_stripe())
    hear()
    return cancelled(sale)


@pytest.fixture
def lose_patience(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From the call on, everything has waited long enough."""
    return lambda: monkeypatch.setitem(app.config, "REFUND_PATIENCE", timedelta())


def _forget(gateway: SandboxGateway) -> None:
    for path in gateway.path.parent.glob(f"{gateway.path.name}*"):
        path.unlink()
