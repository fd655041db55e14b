"""Midtrans at the moment a payment is opened."""

from collections.abc import Iterator

import pytest
import time_machine

from app.gateways.payment.midtrans_snap import MidtransGateway
from tests.fakes.midtrans import FakeMidtrans
from tests.gateways.midtrans.scene import OPENED, REQUEST, client_of


@pytest.fixture(autouse=True)
def _at_the_opening() -> Iterator[None]:
    with time_machine.travel(OPENED):
        yield


@pytest.fixture
def fake() -> Iterator[FakeMidtrans]:
    with FakeMidtrans() as fake:
        yield fake


@pytest.fixture
def gateway(fake: FakeMidtrans) -> MidtransGateway:
    return client_of(fake)


@pytest.fixture
def opened(gateway: MidtransGateway) -> str:
    return gateway.create_payment(REQUEST, key=REQUEST.intent).reference
