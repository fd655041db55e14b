"""Prices and stock in the seller centre."""

from collections.abc import Callable

import pytest

from app.accounts import commands as accounts
from app.db import session, transaction
from app.models.account import User
from app.models.catalog import Product, Variant
from app.models.stock import StockItem
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.catalog import ProductFactory


@pytest.fixture
def pepper(cast: Cast) -> Product:
    with transaction():
        product: Product = ProductFactory(seller_id=cast.shop_of_ani.id, name="Lada Putih", variant__stock=10)
    return product


def signed_in(browser: Browser, user: User) -> Browser:
    with transaction():
        token = accounts.open_session(user.id)
    browser.sign_in(token)
    return browser


def form(product: Product, *, price: str = "75.000", stock: str = "12") -> dict[str, str]:
    variant = product.variants[0]
    return {
        f"harga-{variant.id}": price,
        f"harga-dilihat-{variant.id}": "50000",
        f"stok-{variant.id}": stock,
        f"stok-dilihat-{variant.id}": "10",
    }


def offer(product: Product) -> tuple[int, int]:
    variant_id = product.variants[0].id
    return session.get_one(Variant, variant_id).price_amount, session.get_one(StockItem, variant_id).on_hand


def test_a_seller_sees_the_own_products_only(client: Browser, cast: Cast, pepper: Product) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_citra.id, name="Punya Citra")
    page = signed_in(client, cast.ani).get("/penjual/pusat/produk").get_data(as_text=True)
    assert "Lada Putih" in page
    assert "Punya Citra" not in page


@pytest.mark.parametrize(("typed", "amount"), [("Rp 1.250.000", 1_250_000), ("1250000", 1_250_000), ("75.000", 75_000)])
def test_prices_are_read_as_people_write_them(
    client: Browser, cast: Cast, pepper: Product, typed: str, amount: int
) -> None:
    response = signed_in(client, cast.ani).post(f"/penjual/pusat/produk/{pepper.id}", form(pepper, price=typed))
    assert response.status_code == 303
    assert offer(pepper) == (amount, 12)


@pytest.mark.parametrize("typed", ["1,5", "-5", "0", "", "gratis", "99", "1e6", "12.34", "9" * 30, "١٢٣"])
def test_a_price_that_is_none_changes_nothing(client: Browser, cast: Cast, pepper: Product, typed: str) -> None:
    response = signed_in(client, cast.ani).post(f"/penjual/pusat/produk/{pepper.id}", form(pepper, price=typed))
    assert response.status_code == 422
    assert "rupiah utuh" in response.get_data(as_text=True)
    assert offer(pepper) == (50_000, 10)


@pytest.mark.parametrize("typed", ["-1", "1,5", "", "banyak", "1000001", "9" * 30])
def test_a_count_that_is_none_changes_nothing(client: Browser, cast: Cast, pepper: Product, typed: str) -> None:
    response = signed_in(client, cast.ani).post(f"/penjual/pusat/produk/{pepper.id}", form(pepper, stock=typed))
    assert response.status_code == 422
    assert offer(pepper) == (50_000, 10)


def test_a_count_below_what_is_promised_is_refused_and_what_was_typed_stays(
    client: Browser, cast: Cast, pepper: Product
) -> None:
    with transaction():
        session.get_one(StockItem, pepper.variants[0].id).reserved = 5
    response = signed_in(client, cast.ani).post(f"/penjual/pusat/produk/{pepper.id}", form(pepper, stock="4"))
    assert response.status_code == 422
    assert 'value="75.000"' in response.get_data(as_text=True)
    assert offer(pepper) == (50_000, 10)


def test_staff_may_change_prices(client: Browser, cast: Cast, pepper: Product) -> None:
    assert signed_in(client, cast.budi).post(f"/penjual/pusat/produk/{pepper.id}", form(pepper)).status_code == 303


def test_nobody_else_may(new_client: Callable[[], Browser], cast: Cast, pepper: Product) -> None:
    path = f"/penjual/pusat/produk/{pepper.id}"
    assert signed_in(new_client(), cast.citra).post(path, form(pepper)).status_code == 404
    assert signed_in(new_client(), cast.dewi).post(path, form(pepper)).status_code == 403
    assert new_client().post(path, form(pepper)).status_code == 303
    assert offer(pepper) == (50_000, 10)
