"""Dewi has ordered two peppers of the three that Ani has; the pretended gateway remembers nothing."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app.db import session, transaction
from app.gateways.payment import sandbox
from app.gateways.payment.sandbox import SandboxGateway
from app.ledger.check import differences
from app.models.catalog import Product
from app.models.order import OrderGroup
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.order import place


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


def _forget(gateway: SandboxGateway) -> None:
    for path in gateway.path.parent.glob(f"{gateway.path.name}*"):
        path.unlink()
