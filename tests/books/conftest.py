"""A shop whose gateway has taken money."""

from collections.abc import Iterator

import pytest

from app.db import session, transaction
from app.gateways.payment import sandbox
from app.gateways.payment.base import GatewayStatus
from app.gateways.payment.sandbox import SandboxGateway
from app.models.catalog import Product
from app.models.order import OrderGroup
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.order import place
from tests.payments.steps import say, start


@pytest.fixture
def gateway(app: object) -> Iterator[SandboxGateway]:
    gateway = sandbox()
    _forget(gateway)
    yield gateway
    session.rollback()
    _forget(gateway)


@pytest.fixture
def pepper(cast: Cast) -> Product:
    with transaction():
        product: Product = ProductFactory(seller_id=cast.shop_of_ani.id, variant__stock=50)
    return product


@pytest.fixture
def group(cast: Cast, pepper: Product) -> OrderGroup:
    return place(cast.dewi, [pepper], quantity=2)


@pytest.fixture
def paid(gateway: SandboxGateway, group: OrderGroup) -> tuple[int, str]:
    """A payment that both sides know as paid: its id and the gateway's name for it."""
    payment_id, reference = start(group)
    gateway.choose(reference, "paid")
    gateway.due_events()  # it happens at the gateway; nobody posts the messages
    say(payment_id, GatewayStatus.CAPTURED)
    return payment_id, reference


def _forget(gateway: SandboxGateway) -> None:
    for path in gateway.path.parent.glob(f"{gateway.path.name}*"):
        path.unlink()
