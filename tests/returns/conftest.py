"""Dewi's order of four peppers of Ani, in each state; whatever a test does, the books are sound afterwards."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from app.accounts.commands import accounts
from app.db import session, transaction
from app.ledger.check import differences
from app.models.account import User
from app.models.catalog import Product
from app.models.order import Order
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.order import capture, place
from tests.orders.steps import accept, ship

SignIn = Callable[[User], Browser]


@pytest.fixture(autouse=True)
def sound_books(app: Flask) -> Iterator[None]:
    yield
    session.rollback()
    assert list(differences()) == []


@pytest.fixture
def pepper(cast: Cast) -> Product:
    with transaction():
        product: Product = ProductFactory(seller_id=cast.shop_of_ani.id, name="Lada Putih")
    return product


@pytest.fixture
def waiting(cast: Cast, pepper: Product) -> Order:
    return place(cast.dewi, [pepper], 4).orders[0]


@pytest.fixture
def paid(waiting: Order) -> Order:
    capture(waiting.group)
    return waiting


@pytest.fixture
def sent(paid: Order) -> Order:
    accept(paid)
    return ship(paid)


@pytest.fixture
def sign_in(new_client: Callable[[], Browser]) -> SignIn:
    """A browser in which somebody has signed in."""

    def browser_of(user: User) -> Browser:
        browser = new_client()
        with transaction():
            token = accounts.open_session(user.id)
        browser.sign_in(token)
        return browser

    return browser_of
