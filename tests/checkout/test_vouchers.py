"""A voucher in the checkout: what the page says, what is placed, and who guesses."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.clock import now
from app.db import session, transaction
from app.models.account import User
from app.models.catalog import Product
from app.models.order import AdjustmentKind, Bearer, Order, OrderGroup
from app.models.voucher import Voucher
from app.payments.commands import attempts
from app.pricing import shares
from app.web.limits import limiter
from tests.browser import Browser
from tests.cast import Cast
from tests.checkout.test_routes import seen
from tests.factories.catalog import ProductFactory
from tests.factories.order import fill_cart, place
from tests.factories.voucher import VoucherFactory

SignIn = Callable[[User], Browser]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def fresh_limits(app: Flask) -> None:
    limiter.reset()


@pytest.fixture
def products(cast: Cast) -> list[Product]:
    """Pepper of Ani's for Rp50.000, tea of Citra's for Rp30.000."""
    with transaction():
        return [
            ProductFactory(seller_id=cast.shop_of_ani.id, name="Lada Putih"),
            ProductFactory(seller_id=cast.shop_of_citra.id, name="Teh Lada", variant__price_amount=30_000),
        ]


@pytest.fixture
def dewi(cast: Cast, products: list[Product], browser_of: SignIn) -> Browser:
    """Dewi with two of each in her cart."""
    fill_cart(cast.dewi, products, 2)
    return browser_of(cast.dewi)


def make(cast: Cast, **values: Any) -> Voucher:
    with transaction():
        voucher: Voucher = VoucherFactory(created_by_id=cast.eko.id, **{"code": "HEMAT", **values})
    return voucher


def orders() -> list[Order]:
    session.rollback()
    return list(session.query(Order).order_by(Order.id))


def test_the_page_says_what_a_voucher_takes_off_and_the_order_keeps_it(cast: Cast, dewi: Browser) -> None:
    make(cast, amount=16_000)
    page = dewi.get("/checkout?kode=hemat").get_data(as_text=True)
    for text in ("−Rp16.000", "−Rp10.000", "−Rp6.000", "Voucher HEMAT", "Diskon panen lada"):
        assert text in page
    form = seen(dewi, "?kode=hemat")
    assert (form["kode"], form["expected_total"]) == ("HEMAT", "200000")
    location = dewi.post("/checkout", form).location
    citras, anis = orders()
    assert [(each.items_amount, each.discount_amount, each.total_amount) for each in (anis, citras)] == [
        (100_000, 10_000, 118_000),
        (60_000, 6_000, 82_000),
    ]
    shares_of_it = [each for each in anis.adjustments if each.kind == AdjustmentKind.VOUCHER]
    assert [(each.amount, each.bearer, each.label, each.cost_account, each.order_line_id) for each in shares_of_it] == [
        (-10_000, Bearer.PLATFORM, "Voucher HEMAT", "voucher_cost:platform", anis.lines[0].id)
    ]
    assert session.query(OrderGroup).one().total_amount == 200_000
    for address in (location, location.replace("pembayaran", "pesanan")):
        assert "Rp10.000" in dewi.get(address).get_data(as_text=True)


def test_a_sellers_voucher_makes_only_the_own_goods_cheaper(cast: Cast, dewi: Browser, browser_of: SignIn) -> None:
    make(cast, of_seller=True, seller_id=cast.shop_of_citra.id, percent=True)
    dewi.post("/checkout", seen(dewi, "?kode=HEMAT"))
    citras, anis = orders()
    assert (anis.discount_amount, citras.discount_amount) == (0, 6_000)
    assert citras.voucher is not None
    assert (citras.voucher.cost_account, shares.subsidies_of(citras)) == ("", {})
    page = browser_of(cast.citra).get(f"/penjual/pusat/pesanan/{citras.id}").get_data(as_text=True)
    assert "ditanggung toko Anda" in page


@pytest.mark.parametrize(
    ("values", "code", "said"),
    [
        ({}, "LAIN", "tidak dikenal"),
        ({}, "!", "tidak dikenal"),
        ({"starts_at": now() + DAY, "ends_at": now() + 2 * DAY}, "HEMAT", "baru berlaku mulai"),
        ({"starts_at": now() - 2 * DAY, "ends_at": now() - DAY}, "HEMAT", "sudah tidak berlaku"),
        ({"archived_at": now()}, "HEMAT", "sudah tidak berlaku"),
        ({"most_uses": 1, "used": 1}, "HEMAT", "sudah habis dipakai"),
        ({"smallest_items_amount": 160_001}, "HEMAT", "paling sedikit Rp160.001"),
    ],
)
def test_a_voucher_that_does_not_apply_says_why_and_costs_nothing(
    cast: Cast, dewi: Browser, values: dict[str, Any], code: str, said: str
) -> None:
    make(cast, **values)
    page = dewi.get(f"/checkout?kode={code}").get_data(as_text=True)
    assert said in page
    assert seen(dewi, f"?kode={code}")["expected_total"] == "216000"
    form = {**seen(dewi), "kode": code}
    response = dewi.post("/checkout", form)
    assert response.status_code in (409, 422)
    assert said in response.get_data(as_text=True)
    assert orders() == []


def test_a_voucher_of_a_shop_that_is_not_there_and_one_that_was_used(cast: Cast, dewi: Browser) -> None:
    make(cast, code="TOKO-LAIN", of_seller=True, seller_id=cast.shop_of_ani.id)
    make(cast)
    dewi.post("/checkout", seen(dewi, "?kode=HEMAT"))
    with transaction():
        tea = ProductFactory(seller_id=cast.shop_of_citra.id)
    fill_cart(cast.dewi, [tea])
    assert "hanya untuk barang dari toko" in dewi.get("/checkout?kode=TOKO-LAIN").get_data(as_text=True)
    assert "sudah terpakai" in dewi.get("/checkout?kode=HEMAT").get_data(as_text=True)


def test_a_voucher_that_ran_out_meanwhile_shows_the_new_total(cast: Cast, dewi: Browser) -> None:
    voucher = make(cast, most_uses=1)
    form = seen(dewi, "?kode=HEMAT")
    with transaction():
        session.get_one(Voucher, voucher.id).used = 1
    response = dewi.post("/checkout", form)
    assert response.status_code == 409
    assert 'name="expected_total" value="216000"' in response.get_data(as_text=True)
    assert orders() == []


def test_the_same_form_twice_uses_one_use(cast: Cast, dewi: Browser) -> None:
    voucher = make(cast)
    form = seen(dewi, "?kode=HEMAT")
    assert dewi.post("/checkout", form).location == dewi.post("/checkout", form).location
    session.rollback()
    assert session.get_one(Voucher, voucher.id).used == 1


def test_what_the_gateway_is_asked_for_is_what_is_left(cast: Cast, products: list[Product]) -> None:
    make(cast, amount=16_001)
    group = place(cast.dewi, products, 2, voucher_code="HEMAT")
    with transaction():
        payment = attempts.open_payment(group.id, gateway="sandbox", return_url="http://localhost/")
    lines = attempts.request_of(payment).lines
    assert sum(line.amount for line in lines) == payment.amount == group.total_amount == 199_999


def test_guesses_are_limited_for_one_person_and_orders_are_not(
    app: Flask, cast: Cast, dewi: Browser, browser_of: SignIn
) -> None:
    make(cast)
    for _ in range(20):
        assert dewi.get("/checkout?kode=HEMAT").status_code == 200, "a right code is no guess"
        assert dewi.get("/checkout?kode=TEBAK-AN").status_code == 200
    assert dewi.get("/checkout?kode=TEBAK-AN").status_code == 429
    assert dewi.post("/checkout", {**seen(dewi), "kode": "TEBAK-AN"}).status_code == 429
    assert browser_of(cast.ani).get("/checkout?kode=TEBAK-AN").status_code in (200, 303), "others are not slowed"
    assert dewi.post("/checkout", seen(dewi)).status_code == 303
