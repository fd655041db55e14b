"""Cash at the door: ordered like any other way, never called paid before it is, and owed from then on."""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app import worker
from app.checkout.errors import TooManyUnpaid
from app.db import session, transaction
from app.gateways.payment.base import CreatedPayment, GatewayStatus, PaymentRequest
from app.gateways.payment.offline import OfflineGateway
from app.ledger import chart
from app.ledger.queries import balances_of
from app.models.catalog import Product
from app.models.order import CommissionRule, Order, OrderGroup, ShippingMethod
from app.models.payment import Payment, PaymentStatus
from app.models.seller import Seller
from app.orders import commands as orders
from app.orders.queries import lock_group
from app.payments.commands import attempts, cash, truth
from app.payments.commands.refunds import refund_pieces
from app.payments.errors import AlreadyPaid
from app.pricing import shares
from app.settings import setting
from app.shipping.codes import code_of
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.order import fill_cart, place
from tests.payments.steps import (
    after_its_time,
    noted,
    open_only,
    order_statuses,
    pay,
    payments,
    refunds,
    say,
    start,
    status_of,
    sweep,
)
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
    assert seller.post(f"{path}/kirim", {"code": code_of(order_of(group))}).status_code == 303
    return path


def mails(app: Flask) -> str:
    worker.drain()
    return "\n".join(each.read_text().replace("=\n", "") for each in (Path(setting("DATA_DIR")) / "mail").glob("*.eml"))


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
            text = text.lower().replace("sudah dibayar pembeli", "").replace("dibayar pembeli saat", "")
            assert "dibayar" not in text, path
    letters = mails(app)
    assert letters.count("tempat") >= 2
    assert "sudah dibayar" not in letters
    assert "sudah kami terima" not in letters


def test_who_picks_up_is_asked_for_no_address_and_told_of_no_parcel(
    app: Flask, buyer: Browser, seller: Browser, group: OrderGroup
) -> None:
    street = group.street
    pay(buyer, group, "cod")
    for browser, path in ((buyer, f"/pesanan/{group.number}"), (seller, hand_over(group, seller))):
        page = browser.get(path).get_data(as_text=True)
        assert street not in page, path
        assert "Diambil oleh" in page, path
    assert "dalam perjalanan" not in mails(app)
    assert "sudah diambil" in mails(app)


def test_own_couriers_bring_no_money_back_that_was_never_paid(
    app: Flask, buyer: Browser, seller: Browser, group: OrderGroup
) -> None:
    with transaction():
        session.get_one(Order, order_of(group).id).shipping_method = ShippingMethod.OWN_COURIER
    pay(buyer, group, "cod")
    path = hand_over(group, seller)
    assert "dicatat terpisah" in seller.get(path).get_data(as_text=True)
    page = seller.get(f"{path}/paket").get_data(as_text=True)
    assert "Tidak ada uang yang dikembalikan" in page
    assert "kurir" not in page.split("<main")[1].split("</main")[0]
    letters = mails(app)
    assert "sedang mengantar" in letters
    assert "Siapkan uang tunainya" in letters
    assert seller.post(f"{path}/tunai").status_code == 303
    page = seller.get(f"{path}/paket").get_data(as_text=True)
    assert "kembali kepada pembeli" in page
    assert "ganti rugi" not in page
    assert seller.post(f"{path}/sampai").status_code == 303
    assert "sudah sampai di tangan Anda" in mails(app)


def test_whoever_promises_cash_has_not_paid(
    app: Flask, monkeypatch: pytest.MonkeyPatch, buyer: Browser, seller: Browser, cast: Cast, group: OrderGroup
) -> None:
    monkeypatch.setitem(app.config, "MOST_UNPAID_GROUPS", 1)
    product = session.scalars(select(Product)).one()
    pay(buyer, group, "cod")
    assert order_statuses(group) == {"paid"}
    with pytest.raises(TooManyUnpaid):
        place(cast.dewi, [product])
    path = hand_over(group, seller)
    with pytest.raises(TooManyUnpaid):
        place(cast.dewi, [])
    assert seller.post(f"{path}/tunai").status_code == 303
    assert place(cast.dewi, []).id != group.id


def test_pressed_twice_it_is_ordered_once(buyer: Browser, group: OrderGroup) -> None:
    assert [pay(buyer, group, "cod").status_code for _ in range(2)] == [303, 303]
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


def promised(payment_id: int) -> str:
    """What the second half of the route hears, after somebody else was faster: a refusal's code, or nothing."""
    with transaction():
        refusal = cash.promise(payment_id, CreatedPayment("key", "http://localhost/"))
    return refusal.code if refusal else ""


@pytest.mark.parametrize("how", ["cancelled", "paid", "expired", "out of time"])
def test_a_promise_that_comes_too_late_fails_and_no_money_goes_back(
    app: Flask, cast: Cast, group: OrderGroup, how: str
) -> None:
    card_id, _reference = start(group)
    payment_id = open_only(group, gateway="cod")
    with time_machine.travel(after_its_time(group)) if how in ("expired", "out of time") else nullcontext():
        if how == "cancelled":
            with transaction():
                orders.cancel_group(group.number, buyer_id=cast.dewi.id, because="another tab")
        elif how == "paid":
            say(card_id, GatewayStatus.CAPTURED)
        elif how == "expired":
            sweep()
        before = order_statuses(group)
        assert {promised(payment_id), promised(payment_id)} == {"already_paid" if how == "paid" else "time_is_up"}
        worker.drain()
    assert (status_of(payment_id), order_statuses(group)) == (PaymentStatus.FAILED, before)
    assert (refunds(), noted("payment.captured")) == ([], how == "paid")
    assert noted("payment.refused") == 1


def test_the_buyer_is_told_that_a_promise_came_too_late(
    buyer: Browser, cast: Cast, group: OrderGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = OfflineGateway.create_payment

    def cancel_meanwhile(self: OfflineGateway, request: PaymentRequest, *, key: str) -> CreatedPayment:
        with transaction():
            orders.cancel_group(group.number, buyer_id=cast.dewi.id, because="another tab")
        return create(self, request, key=key)

    monkeypatch.setattr(OfflineGateway, "create_payment", cancel_meanwhile)
    answer = pay(buyer, group, "cod")
    assert (answer.status_code, refunds()) == (409, [])
    assert "Waktu bayar" in answer.get_data(as_text=True)
    assert [payment.status for payment in payments()] == [PaymentStatus.FAILED]


def test_cash_that_no_order_can_take_is_never_captured(cast: Cast, group: OrderGroup) -> None:
    payment_id = open_only(group, gateway="cod")
    with transaction():
        orders.cancel_group(group.number, buyer_id=cast.dewi.id, because="another tab")
    with pytest.raises(AlreadyPaid), transaction():
        truth.capture_offline(payment_id, because="promised at the door")
    assert (status_of(payment_id), refunds()) == (PaymentStatus.PENDING, [])


def test_a_promise_that_was_only_opened_is_made_by_the_next_press(buyer: Browser, group: OrderGroup) -> None:
    payment_id = open_only(group, gateway="cod")
    with transaction():
        attempts.record_created(payment_id, CreatedPayment("key", "http://localhost/"))
    assert pay(buyer, group, "cod").status_code == 303
    assert order_statuses(group) == {"paid"}


def test_what_was_promised_at_the_door_cannot_be_paid_another_way(buyer: Browser, group: OrderGroup) -> None:
    pay(buyer, group, "cod")
    assert pay(buyer, group, "sandbox").status_code == 409


def test_cash_goes_back_by_bank_also_when_it_is_not_offered_any_more(
    app: Flask, buyer: Browser, seller: Browser, group: OrderGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    pay(buyer, group, "cod")
    assert seller.post(f"{hand_over(group, seller)}/tunai").status_code == 303
    monkeypatch.setitem(app.config, "PAYMENT_GATEWAYS", ["sandbox"])
    with transaction():
        order = lock_group(group.id).orders[0]
        pieces = {order.lines[0].id: 1}
        refund_pieces(order, pieces, shares.share_of(order, pieces), purpose="return-1", because="broken")
    worker.drain()
    assert [status.value for _amount, status in refunds()] == ["needs_bank_account"]
