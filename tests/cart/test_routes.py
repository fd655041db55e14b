"""The cart's page: guests too, wrong forms, pressed twice, signing in."""

from collections.abc import Callable

import pytest

from app.accounts.commands import accounts
from app.cart.queries import Holder, lines_of
from app.db import session, transaction
from app.models.account import User
from app.models.cart import Cart
from app.models.catalog import Product, ProductStatus, Variant
from app.models.stock import StockItem
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import PASSWORD
from tests.factories.catalog import ProductFactory
from tests.factories.order import fill_cart, variant_of

SIGN_IN = {"email": "dewi@contoh.id", "password": PASSWORD}


@pytest.fixture
def pepper(cast: Cast) -> Product:
    with transaction():
        product: Product = ProductFactory(seller_id=cast.shop_of_ani.id, name="Lada Putih")
    return product


def signed_in(browser: Browser, user: User) -> Browser:
    with transaction():
        token = accounts.open_session(user.id)
    browser.sign_in(token)
    return browser


def put(browser: Browser, product: Product, quantity: object = 1) -> int:
    return browser.post("/keranjang", {"variant_id": variant_of(product).id, "quantity": quantity}).status_code


def quantities(user: User) -> list[int]:
    return [line.quantity for line in lines_of(Holder(user_id=user.id))]


def page(browser: Browser) -> str:
    return browser.get("/keranjang").get_data(as_text=True)


def test_a_guest_collects_and_no_other_guest_sees_it(
    new_client: Callable[[], Browser], cast: Cast, pepper: Product
) -> None:
    guest = new_client()
    assert "Keranjang Anda masih kosong" in page(guest)
    assert put(guest, pepper, 2) == 303
    assert "Rp100.000" in page(guest)
    assert "Keranjang Anda masih kosong" in page(new_client())


def test_pressing_twice_adds_twice_in_one_line(client: Browser, cast: Cast, pepper: Product) -> None:
    signed_in(client, cast.dewi)
    assert [put(client, pepper), put(client, pepper)] == [303, 303]
    assert quantities(cast.dewi) == [2]


@pytest.mark.parametrize("quantity", ["", "0", "-1", "1,5", "1000", "banyak", "١"])
def test_a_quantity_that_is_none_adds_nothing(client: Browser, cast: Cast, pepper: Product, quantity: str) -> None:
    signed_in(client, cast.dewi)
    assert put(client, pepper, quantity) == 422
    assert session.query(Cart).count() == 0


@pytest.mark.parametrize("variant_id", ["", "0", "x", "999999", "9" * 30])
def test_a_thing_that_is_none_adds_nothing(client: Browser, cast: Cast, variant_id: str) -> None:
    response = client.post("/keranjang", {"variant_id": variant_id, "quantity": "1"})
    assert response.status_code == 422
    assert 'role="alert"' in response.get_data(as_text=True)
    assert session.query(Cart).count() == 0


def test_what_is_not_sold_is_refused_with_a_sentence(client: Browser, cast: Cast, pepper: Product) -> None:
    with transaction():
        session.get_one(Product, pepper.id).status = ProductStatus.UNPUBLISHED
    response = client.post("/keranjang", {"variant_id": variant_of(pepper).id, "quantity": 1})
    assert response.status_code == 422
    assert "sedang tidak dijual" in response.get_data(as_text=True)


def test_the_cart_changes_by_post_only(client: Browser, pepper: Product) -> None:
    assert client.get("/keranjang/ubah").status_code == 405


def test_quantities_change_and_a_second_press_changes_nothing(client: Browser, cast: Cast, pepper: Product) -> None:
    signed_in(client, cast.dewi)
    put(client, pepper)
    (line,) = lines_of(Holder(user_id=cast.dewi.id))
    for _ in range(2):
        assert client.post("/keranjang/ubah", {f"q-{line.id}": "4"}).status_code == 303
        assert quantities(cast.dewi) == [4]
    for _ in range(2):
        assert client.post("/keranjang/ubah", {f"q-{line.id}": "4", "hapus": line.id}).status_code == 303
        assert quantities(cast.dewi) == []


@pytest.mark.parametrize("typed", ["", "-1", "1000", "dua"])
def test_a_wrong_quantity_changes_no_line(client: Browser, cast: Cast, pepper: Product, typed: str) -> None:
    signed_in(client, cast.dewi)
    put(client, pepper)
    (line,) = lines_of(Holder(user_id=cast.dewi.id))
    response = client.post("/keranjang/ubah", {f"q-{line.id}": typed})
    assert response.status_code == 422
    assert "bilangan bulat" in response.get_data(as_text=True)
    assert quantities(cast.dewi) == [1]


def test_nobody_changes_the_cart_of_another(new_client: Callable[[], Browser], cast: Cast, pepper: Product) -> None:
    fill_cart(cast.dewi, [pepper], 3)
    (line,) = lines_of(Holder(user_id=cast.dewi.id))
    for stranger in (new_client(), signed_in(new_client(), cast.citra)):
        assert stranger.post("/keranjang/ubah", {f"q-{line.id}": "0", "hapus": line.id}).status_code == 303
    assert quantities(cast.dewi) == [3]


def test_shops_stand_apart_with_their_weights(client: Browser, cast: Cast, pepper: Product) -> None:
    with transaction():
        tea = ProductFactory(seller_id=cast.shop_of_citra.id, variant__weight_grams=850)
    fill_cart(cast.dewi, [pepper, tea], 2)
    text = page(signed_in(client, cast.dewi))
    assert text.index("Lada Delas Airgegas") < text.index("Lada Kemuja Makmur")
    assert "Berat kirim 600 g" in text
    assert "Berat kirim 1,7 kg" in text
    assert "Rp200.000" in text
    assert "/checkout" in text


def test_a_price_that_changed_is_told_until_it_was_seen(client: Browser, cast: Cast, pepper: Product) -> None:
    fill_cart(cast.dewi, [pepper])
    with transaction():
        session.get_one(Variant, variant_of(pepper).id).price_amount = 65_000
    signed_in(client, cast.dewi)
    assert "Harga berubah dari Rp50.000" in page(client)
    client.post("/keranjang/ubah")
    assert "Harga berubah" not in page(client)


def test_what_ran_out_is_marked_and_stops_the_way_to_the_order(client: Browser, cast: Cast, pepper: Product) -> None:
    fill_cart(cast.dewi, [pepper], 4)
    signed_in(client, cast.dewi)
    for reserved, words in ((7, "Tinggal 3"), (10, "Habis")):
        with transaction():
            session.get_one(StockItem, variant_of(pepper).id).reserved = reserved
        assert words in page(client)
    with transaction():
        session.get_one(Product, pepper.id).status = ProductStatus.UNPUBLISHED
    text = page(client)
    assert "Sedang tidak dijual" in text
    assert 'href="/checkout"' not in text


def test_signing_in_brings_the_cart_along_once(new_client: Callable[[], Browser], cast: Cast, pepper: Product) -> None:
    fill_cart(cast.dewi, [pepper])
    browser = new_client()
    put(browser, pepper, 2)
    assert browser.post("/masuk", SIGN_IN).status_code == 303
    assert quantities(cast.dewi) == [3]
    assert "Rp150.000" in page(browser)
    assert browser.post("/keluar").status_code == 303
    assert "Keranjang Anda masih kosong" in page(browser)
    assert browser.post("/masuk", SIGN_IN).status_code == 303
    assert quantities(cast.dewi) == [3]


def test_a_wrong_password_leaves_the_cart_where_it_is(client: Browser, cast: Cast, pepper: Product) -> None:
    put(client, pepper, 2)
    assert client.post("/masuk", {**SIGN_IN, "password": "salah sekali"}).status_code == 422
    assert "Rp100.000" in page(client)
    assert quantities(cast.dewi) == []
