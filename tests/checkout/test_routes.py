"""The page before paying: stranger, wrong form, happy, pressed twice, and what changed meanwhile."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from app.accounts.commands import accounts
from app.accounts.queries import accounts as people
from app.clock import now
from app.db import session, transaction
from app.models.account import User
from app.models.catalog import Product, Variant
from app.models.order import OrderGroup
from app.models.seller import HolidayOrders, Seller
from app.models.stock import StockItem
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import AddressFactory
from tests.factories.catalog import ProductFactory
from tests.factories.order import fill_cart, variant_of

FIELD = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"')


@pytest.fixture
def pepper(cast: Cast) -> Product:
    with transaction():
        product: Product = ProductFactory(seller_id=cast.shop_of_ani.id, name="Lada Putih")
    return product


@pytest.fixture
def dewi(client: Browser, cast: Cast, pepper: Product) -> Browser:
    """Dewi with two peppers in her cart, on the checkout page."""
    fill_cart(cast.dewi, [pepper], 2)
    return signed_in(client, cast.dewi)


def signed_in(browser: Browser, user: User) -> Browser:
    with transaction():
        token = accounts.open_session(user.id)
    browser.sign_in(token)
    return browser


def form_of(page: str) -> dict[str, str]:
    """The hidden fields of the order form."""
    return dict(FIELD.findall(page[page.index('<form method="post" action="/checkout"') :]))


def seen(browser: Browser, query: str = "") -> dict[str, str]:
    return form_of(browser.get(f"/checkout{query}").get_data(as_text=True))


def count_groups() -> int:
    return session.query(OrderGroup).count()


def test_a_stranger_signs_in_first(new_client: Callable[[], Browser], cast: Cast) -> None:
    guest = new_client()
    assert guest.get("/checkout").location == "/masuk?lanjut=/checkout"
    assert guest.post("/checkout").status_code == 303
    assert count_groups() == 0


def test_an_address_is_asked_for_first(client: Browser, cast: Cast, pepper: Product) -> None:
    fill_cart(cast.budi, [pepper])
    assert signed_in(client, cast.budi).get("/checkout").location == "/akun/alamat/baru?lanjut=/checkout"


@pytest.mark.parametrize(
    ("typed", "status"),
    [({"recipient_name": "   "}, 422), ({"street": " " * 9}, 422), ({"postal_code": "12820\n"}, 303)],
)
def test_a_parcel_goes_to_somebody_somewhere(client: Browser, cast: Cast, typed: dict[str, str], status: int) -> None:
    place = {"recipient_name": "Budi", "phone": "081234567890", "street": "Jalan Kemuja 7", "district_code": "31.74.01"}
    response = signed_in(client, cast.budi).post("/akun/alamat/baru?lanjut=/checkout", {**place, **typed})
    assert response.status_code == status
    assert len(people.addresses_of(cast.budi.id)) == (status == 303)


def test_only_a_confirmed_person_orders(dewi: Browser, cast: Cast) -> None:
    form = seen(dewi)
    with transaction():
        people.lock_user(cast.dewi.id).confirmed_at = None
    assert "Konfirmasikan e-mail Anda" in dewi.get("/checkout").get_data(as_text=True)
    assert dewi.post("/checkout", form).status_code == 403
    assert count_groups() == 0


def test_the_order_is_placed_and_leads_to_paying(dewi: Browser, cast: Cast) -> None:
    response = dewi.post("/checkout", {**seen(dewi), f"catatan-{cast.shop_of_ani.id}": "  Bungkus rapi  "})
    group = session.query(OrderGroup).one()
    assert (response.status_code, response.location) == (303, f"/pembayaran/{group.number}")
    assert (group.total_amount, group.orders[0].note) == (128_000, "Bungkus rapi")


def test_pressing_twice_leads_to_the_same_order(dewi: Browser) -> None:
    form = seen(dewi)
    assert dewi.post("/checkout", form).location == dewi.post("/checkout", form).location
    assert count_groups() == 1


def test_an_old_page_without_a_cart_says_where_the_order_is(dewi: Browser) -> None:
    form, other = seen(dewi), seen(dewi)
    assert form["checkout_key"] != other["checkout_key"]
    dewi.post("/checkout", form)
    response = dewi.post("/checkout", other)
    assert response.status_code == 409
    assert "/akun/pesanan" in response.get_data(as_text=True)
    assert count_groups() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"checkout_key": ""},
        {"checkout_key": "short"},
        {"checkout_key": "k" * 65},
        {"checkout_key": "'" * 24},
        {"expected_total": ""},
        {"expected_total": "-1"},
        {"expected_total": "128.000"},
        {"expected_total": "9" * 30},
        {"alamat": ""},
        {"alamat": "rumah"},
    ],
)
def test_a_form_that_is_not_ours_places_nothing(dewi: Browser, wrong: dict[str, str]) -> None:
    response = dewi.post("/checkout", {**seen(dewi), **wrong})
    assert response.status_code == 422
    assert "tidak lengkap" in response.get_data(as_text=True)
    assert count_groups() == 0


def test_a_long_note_is_refused_and_stays_on_the_page(dewi: Browser, cast: Cast) -> None:
    response = dewi.post("/checkout", {**seen(dewi), f"catatan-{cast.shop_of_ani.id}": "n" * 201})
    assert response.status_code == 422
    assert "n" * 201 in response.get_data(as_text=True)


def test_no_other_method_places_an_order(dewi: Browser) -> None:
    assert dewi.http.put("/checkout", headers={"Sec-Fetch-Site": "same-origin"}).status_code in (400, 405)
    assert dewi.get("/checkout", query_string=seen(dewi)).status_code == 200
    assert count_groups() == 0


def test_the_address_of_another_is_not_there(dewi: Browser, cast: Cast) -> None:
    with transaction():
        foreign = AddressFactory(user_id=cast.budi.id, street="Jalan Rahasia 5")
    assert dewi.post("/checkout", {**seen(dewi), "alamat": foreign.id}).status_code == 404
    assert "Jalan Rahasia" not in dewi.get(f"/checkout?alamat={foreign.id}").get_data(as_text=True)
    assert count_groups() == 0


def test_a_price_that_changed_meanwhile_is_shown_and_can_be_accepted(dewi: Browser, pepper: Product) -> None:
    form = seen(dewi)
    with transaction():
        session.get_one(Variant, variant_of(pepper).id).price_amount = 55_000
    response = dewi.post("/checkout", form)
    page = response.get_data(as_text=True)
    assert response.status_code == 409
    assert "Rp138.000" in page
    assert count_groups() == 0
    assert dewi.post("/checkout", form_of(page)).status_code == 303
    assert session.query(OrderGroup).one().total_amount == 138_000


def test_a_total_made_up_by_the_buyer_is_refused(dewi: Browser) -> None:
    assert dewi.post("/checkout", {**seen(dewi), "expected_total": "1"}).status_code == 409
    assert count_groups() == 0


def test_the_last_pieces_went_to_somebody_else(dewi: Browser, pepper: Product) -> None:
    form = seen(dewi)
    with transaction():
        session.get_one(StockItem, variant_of(pepper).id).reserved = 9
    response = dewi.post("/checkout", form)
    page = response.get_data(as_text=True)
    assert response.status_code == 409
    assert "stok tidak cukup" in page
    assert "Buat pesanan dan bayar" not in page
    assert session.get_one(StockItem, variant_of(pepper).id).reserved == 9
    assert count_groups() == 0


def test_choices_are_made_by_get_and_kept(dewi: Browser, cast: Cast) -> None:
    with transaction():
        near = AddressFactory(user_id=cast.dewi.id, district_code="19.01.01", is_default=False)
    way = f"kirim-{cast.shop_of_ani.id}"
    assert seen(dewi)["expected_total"] == "128000"
    near_form = seen(dewi, f"?alamat={near.id}")
    assert (near_form["expected_total"], near_form["alamat"]) == ("110000", str(near.id))
    by_hand = seen(dewi, f"?{way}=pickup")
    assert (by_hand["expected_total"], by_hand[way]) == ("100000", "pickup")
    assert seen(dewi, f"?{way}=drone&kirim-x=pickup")["expected_total"] == "128000"
    assert dewi.post("/checkout", by_hand).status_code == 303
    assert session.query(OrderGroup).one().orders[0].shipping_amount == 0


def test_what_cannot_be_sent_says_why_and_offers_pickup(dewi: Browser, cast: Cast, pepper: Product) -> None:
    with transaction():
        session.get_one(Product, pepper.id).is_cold_chain = True
    page = dewi.get("/checkout").get_data(as_text=True)
    assert "Barang dingin atau beku hanya dikirim di pulau yang sama" in page
    form = form_of(page)
    assert form["expected_total"] == "100000"
    by_courier = {**form, f"kirim-{cast.shop_of_ani.id}": "courier"}
    assert dewi.post("/checkout", by_courier).status_code == 422
    assert dewi.post("/checkout", form).status_code == 303


@pytest.mark.parametrize(("begins_in", "is_said"), [(2, True), (40, False), (-1, False)])
def test_a_holiday_that_begins_before_it_can_be_sent_is_said_in_the_cart_and_before_it_is_paid(
    dewi: Browser, cast: Cast, begins_in: int, is_said: bool
) -> None:
    begin = now() + timedelta(days=begins_in)
    with transaction():
        shop = session.get_one(Seller, cast.shop_of_ani.id)
        shop.holiday_from, shop.holiday_until = begin, begin + timedelta(days=20)
        shop.holiday_orders = HolidayOrders.LATER
    assert ["Toko libur mulai" in dewi.get(page).text for page in ("/keranjang", "/checkout")] == [is_said, is_said]
