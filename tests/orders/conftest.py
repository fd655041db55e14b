"""What the tests of orders share: a pepper of Ani's, Dewi's order of it, browsers of people."""

from collections.abc import Callable

import pytest

from app.accounts.commands import accounts
from app.db import transaction
from app.models.account import User
from app.models.catalog import Product
from app.models.order import Order
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.order import capture, place

SignIn = Callable[[User], Browser]


@pytest.fixture
def pepper(cast: Cast) -> Product:
    with transaction():
        product: Product = ProductFactory(seller_id=cast.shop_of_ani.id, name="Lada Putih")
    return product


@pytest.fixture
def tea(cast: Cast) -> Product:
    with transaction():
        product: Product = ProductFactory(seller_id=cast.shop_of_citra.id, name="Teh Lada", made_to_order_days=5)
    return product


@pytest.fixture
def waiting(cast: Cast, pepper: Product) -> Order:
    """Dewi's order of four peppers that waits for the payment."""
    return place(cast.dewi, [pepper], 4).orders[0]


@pytest.fixture
def paid(waiting: Order) -> Order:
    """The same, paid."""
    capture(waiting.group)
    return waiting


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
