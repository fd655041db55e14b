"""Cash at the door: ordered like any other way, never called paid before it is, and owed from then on."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app import worker
from app.db import session, transaction
from app.ledger import chart
from app.ledger.queries import balances_of
from app.models.order import CommissionRule, Order, OrderGroup
from app.models.payment import Payment, PaymentStatus
from app.models.seller import Seller
from app.orders import commands as orders
from app.settings import setting
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.order import fill_cart
from tests.payments.steps import order_statuses, pay
from tests.web.visitors import signed_in


@pytest.fixture
def seller(new_client: Callable[[], Browser], cast: Cast) -> Browser:
    return signed_in(new_client(), cast.ani)


@pytest.fixture
def group(app: Flask, monkeypatch: pytest.MonkeyPatch, buyer: Browser, cast: Cast) -> OrderGroup:
    """Dewi picks two peppers up at Ani's, who takes cash and gives a twentieth to us."""
    monkeypatch.setitem(app.config, "PAYMENT_GATEWAYS", ["sandbox", "cod"])
    with transaction():
        session.get_one(Seller, cast.shop_of_ani.id).takes_cash = True
        session.add(CommissionRule(position=1, rate_bps=500))
        pepper = ProductFactory(seller_id=cast.shop_of_ani.id, name="Lada Putih", variant__stock=3)
    fill_cart(cast.dewi, [pepper], 2)
    page = buyer.get(f"/checkout?kirim-{cast.shop_of_ani.id}=pickup").get_data(as_text=True)
    key = page.split('name="checkout_key" value="')[1].split('"')[0]
    form = {"checkout_key": key, "expected_total": 100_000, "alamat": cast.address_of_dewi.id}
    assert buyer.post("/checkout", {**form, f"kirim-{cast.shop_of_ani.id}": "pickup"}).status_code == 303
    return session.scalars(select(OrderGroup)).one()


def order_of(group: OrderGroup) -> Order:
    session.rollback()
    return session.scalars(select(Order).where(Order.group_id == group.id)).one()


def balances(cast: Cast) -> tuple[int, int, int]:
    """Cash that sellers still have to take, what Ani has earned (above zero: owes us), and our commission."""
    names = [chart.gateway_clearing("cod"), chart.payable(cast.shop_of_ani.id), chart.COMMISSION_INCOME]
    session.rollback()
    found = balances_of(names)
    return found[names[0]], found[names[1]], -found[names[2]]


def hand_over(group: OrderGroup, seller: Browser) -> str:
    path = f"/penjual/pusat/pesanan/{order_of(group).id}"
    assert seller.post(f"{path}/terima").status_code == 303
    assert seller.post(f"{path}/kirim").status_code == 303
    return path


def mails(app: Flask) -> str:
    worker.drain()
    return "\n".join(each.read_text() for each in (Path(setting("DATA_DIR")) / "mail").glob("*.eml"))


def test_the_order_is_to_be_prepared_and_nobody_calls_it_paid(
    app: Flask, buyer: Browser, seller: Browser, new_client: Callable[[], Browser], cast: Cast, group: OrderGroup
) -> None:
    answer = pay(buyer, group, "cod")
    assert (answer.status_code, answer.location) == (303, f"http://localhost/pembayaran/{group.number}")
    assert order_statuses(group) == {"paid"}
    assert order_of(group).takes_cash
    admin = signed_in(new_client(), cast.eko)
    pages = {
        buyer: ["/akun/pesanan", f"/pesanan/{group.number}", f"/pembayaran/{group.number}"],
        seller: ["/penjual/pusat", "/penjual/pusat/pesanan", f"/penjual/pusat/pesanan/{order_of(group).id}"],
        admin: [f"/admin/pesanan/{group.number}"],
    }
    for browser, paths in pages.items():
        for path in paths:
            text = browser.get(path).get_data(as_text=True).split("<main")[1].split("</main")[0]
            assert "Bayar di tempat" in text or "tunai" in text, path
            assert "dibayar" not in text.lower().replace("sudah dibayar pembeli", ""), path
    letters = mails(app)
    assert letters.count("tempat") >= 2
    assert "sudah dibayar" not in letters
    assert "sudah kami terima" not in letters


def test_pressed_twice_it_is_ordered_once(buyer: Browser, group: OrderGroup) -> None:
    assert [pay(buyer, group, "cod").status_code for _ in range(2)] == [303, 409]
    (payment,) = session.scalars(select(Payment))
    assert (payment.status, payment.attempt) == (PaymentStatus.CAPTURED, 1)


def test_the_seller_takes_the_cash_and_owes_the_commission_from_then_on(
    buyer: Browser, seller: Browser, cast: Cast, group: OrderGroup
) -> None:
    pay(buyer, group, "cod")
    path = f"/penjual/pusat/pesanan/{order_of(group).id}"
    assert seller.post(f"{path}/tunai").status_code == 409, "nothing was handed over yet"
    assert "Uang tunai diterima" not in seller.get(path).get_data(as_text=True)
    hand_over(group, seller)
    assert "Uang tunai diterima" in seller.get(path).get_data(as_text=True)
    assert [seller.post(f"{path}/tunai").status_code for _ in range(2)] == [303, 303]
    assert order_of(group).cash_amount == 100_000
    assert balances(cast) == (0, 100_000, 0)
    assert "Bayar di tempat" not in buyer.get("/akun/pesanan").get_data(as_text=True)
    buyer.post(f"/pesanan/{group.number}/1/diterima")
    assert balances(cast) == (0, 5_000, 5_000), "Ani has the money and owes us a twentieth"


def test_completing_takes_the_cash_by_itself(buyer: Browser, seller: Browser, cast: Cast, group: OrderGroup) -> None:
    pay(buyer, group, "cod")
    hand_over(group, seller)
    buyer.post(f"/pesanan/{group.number}/1/diterima")
    assert (order_of(group).status.value, order_of(group).cash_amount) == ("completed", 100_000)
    assert balances(cast) == (0, 5_000, 5_000)


def test_what_is_paid_in_advance_brings_no_cash(seller: Browser, buyer: Browser, group: OrderGroup) -> None:
    assert pay(buyer, group, "sandbox").status_code == 303
    order_id = order_of(group).id
    assert seller.post(f"/penjual/pusat/pesanan/{order_id}/tunai").status_code == 409


def test_other_sellers_take_no_cash_of_it(new_client: Callable[[], Browser], cast: Cast, group: OrderGroup) -> None:
    path = f"/penjual/pusat/pesanan/{order_of(group).id}/tunai"
    assert signed_in(new_client(), cast.citra).post(path).status_code == 404


def test_a_shop_that_stops_taking_cash_keeps_what_was_promised(
    buyer: Browser, seller: Browser, cast: Cast, group: OrderGroup
) -> None:
    pay(buyer, group, "cod")
    seller.post("/penjual/pusat/pengiriman/tunai", {"tunai": "tolak"})
    path = hand_over(group, seller)
    assert seller.post(f"{path}/tunai").status_code == 303
    with transaction():
        orders.take_cash(order_of(group).id, seller_id=cast.shop_of_ani.id)
    assert balances(cast) == (0, 100_000, 0)
