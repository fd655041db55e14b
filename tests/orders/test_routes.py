"""The buyer's pages: stranger, wrong buyer, wrong method, happy, pressed twice."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from app.cart.queries import Holder, lines_of
from app.clock import now
from app.db import session, transaction
from app.models.catalog import Product, ProductStatus
from app.models.order import Order, OrderStatus
from app.money import format_rupiah
from app.returns.commands import answers
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.order import capture, place
from tests.factories.voucher import VoucherFactory
from tests.orders.conftest import SignIn
from tests.orders.steps import accept, changes_of, expire, receive, ship, status_of
from tests.returns.steps import complain, contest, grant, mediate


@pytest.fixture
def sent(paid: Order) -> Order:
    accept(paid)
    return ship(paid)


def received(order: Order) -> str:
    return f"/pesanan/{order.group.number}/{order.position}/diterima"


def refill(order: Order) -> str:
    return f"/pesanan/{order.group.number}/isi-keranjang"


def test_a_stranger_is_sent_to_sign_in(new_client: Callable[[], Browser], sent: Order) -> None:
    for path in ("/akun/pesanan", f"/pesanan/{sent.group.number}"):
        assert new_client().get(path).location == f"/masuk?lanjut={path}"
    for path in (received(sent), refill(sent)):
        assert new_client().post(path).status_code == 303
    assert status_of(sent) == OrderStatus.SHIPPED


def test_an_order_of_another_is_not_there(sign_in: SignIn, cast: Cast, sent: Order) -> None:
    for stranger in (sign_in(cast.budi), sign_in(cast.ani), sign_in(cast.eko)):
        assert stranger.get(f"/pesanan/{sent.group.number}").status_code == 404
        for path in (received(sent), refill(sent)):
            assert stranger.post(path).status_code == 404
        assert sent.group.number not in stranger.get("/akun/pesanan").get_data(as_text=True)
    assert status_of(sent) == OrderStatus.SHIPPED


def test_orders_change_by_post_only(sign_in: SignIn, cast: Cast, sent: Order) -> None:
    browser = sign_in(cast.dewi)
    assert [browser.get(path).status_code for path in (received(sent), refill(sent))] == [405, 405]
    assert status_of(sent) == OrderStatus.SHIPPED


def test_a_form_without_its_token_changes_nothing(sign_in: SignIn, cast: Cast, sent: Order) -> None:
    browser = sign_in(cast.dewi)
    browser.token = "forged"
    assert browser.post(received(sent)).status_code == 400
    assert status_of(sent) == OrderStatus.SHIPPED


def test_the_buyer_receives_once(sign_in: SignIn, cast: Cast, sent: Order) -> None:
    browser = sign_in(cast.dewi)
    page = f"/pesanan/{sent.group.number}"
    offered = browser.get(page).get_data(as_text=True)
    assert offered.index("Pesanan diterima") < offered.index("Ajukan pengembalian"), "the next thing to do comes first"
    for _ in range(2):
        response = browser.post(received(sent))
        assert (response.status_code, response.location) == (303, page)
    assert status_of(sent) == OrderStatus.COMPLETED
    last = changes_of(sent)[-1]
    assert (last.actor_kind, last.actor_id) == ("user", cast.dewi.id)
    assert last.request_id
    assert "Selesai" in browser.get(page).get_data(as_text=True)


def test_what_was_not_sent_cannot_be_received(sign_in: SignIn, cast: Cast, paid: Order) -> None:
    response = sign_in(cast.dewi).post(received(paid))
    assert response.status_code == 409
    assert paid.group.number in response.get_data(as_text=True)
    assert status_of(paid) == OrderStatus.PAID


@pytest.mark.parametrize("part", ["0", "2", "99", "x"])
def test_a_part_that_is_none_is_not_there(sign_in: SignIn, cast: Cast, sent: Order, part: str) -> None:
    assert sign_in(cast.dewi).post(f"/pesanan/{sent.group.number}/{part}/diterima").status_code == 404


def test_the_page_tells_each_sellers_part_apart(sign_in: SignIn, cast: Cast, pepper: Product, tea: Product) -> None:
    group = place(cast.dewi, [pepper, tea])
    text = sign_in(cast.dewi).get(f"/pesanan/{group.number}").get_data(as_text=True)
    for words in ("Lada Kemuja Makmur", "Lada Delas Airgegas", f"{group.number}-2", "Bayar sekarang", "Kec. Tebet"):
        assert words in text
    assert group.number in sign_in(cast.dewi).get("/akun/pesanan").get_data(as_text=True)


def test_the_tracking_number_reaches_the_buyer(sign_in: SignIn, cast: Cast, sent: Order) -> None:
    assert "JNE-1" in sign_in(cast.dewi).get(f"/pesanan/{sent.group.number}").get_data(as_text=True)


def test_an_expired_order_fills_the_cart_again_once(sign_in: SignIn, cast: Cast, waiting: Order) -> None:
    with time_machine.travel(now() + timedelta(minutes=61)):
        expire(waiting)
    browser = sign_in(cast.dewi)
    assert "Isi keranjang lagi" in browser.get(f"/pesanan/{waiting.group.number}").get_data(as_text=True)
    for _ in range(2):
        response = browser.post(refill(waiting))
        assert (response.status_code, response.location) == (303, "/keranjang")
        assert [line.quantity for line in lines_of(Holder(user_id=cast.dewi.id))] == [4]


def test_nothing_comes_back_of_what_is_not_sold_any_more(
    sign_in: SignIn, cast: Cast, waiting: Order, pepper: Product
) -> None:
    with transaction():
        session.get_one(Product, pepper.id).status = ProductStatus.UNPUBLISHED
    response = sign_in(cast.dewi).post(refill(waiting))
    assert response.status_code == 422
    assert "sedang tidak dijual" in response.get_data(as_text=True)
    assert lines_of(Holder(user_id=cast.dewi.id)) == []


def test_the_page_says_what_was_paid_by_which_way_and_leads_there(
    sign_in: SignIn, cast: Cast, pepper: Product, tea: Product
) -> None:
    group = place(cast.dewi, [pepper, tea])
    page, browser = f"/pesanan/{group.number}", sign_in(cast.dewi)
    assert "Cara membayar" not in between(browser.get(page).get_data(as_text=True))
    capture(group)
    paid = between(browser.get(page).get_data(as_text=True))
    for words in (format_rupiah(group.total_amount), "Gerbang bayar contoh", f"/pembayaran/{group.number}"):
        assert words in paid


def between(page: str) -> str:
    """The panel of the payment."""
    return page.partition(">Pembayaran</h2>")[2].partition("</section>")[0]


def test_the_page_tells_the_voucher_of_all_parts_together(
    sign_in: SignIn, cast: Cast, pepper: Product, tea: Product
) -> None:
    with transaction():
        VoucherFactory(code="HEMAT", amount=10_000, created_by_id=cast.eko.id)
    group = place(cast.dewi, [pepper, tea], voucher_code="HEMAT")
    panel = between(sign_in(cast.dewi).get(f"/pesanan/{group.number}").get_data(as_text=True))
    assert "−Rp10.000" in panel
    assert format_rupiah(group.total_amount + 10_000) in panel


def test_nothing_more_can_be_given_back_when_everything_went_back(sign_in: SignIn, cast: Cast, sent: Order) -> None:
    browser, page = sign_in(cast.dewi), f"/pesanan/{sent.group.number}"
    assert "Ajukan pengembalian" in browser.get(page).get_data(as_text=True)
    grant(complain(sent, sent.lines[0].quantity))
    text = browser.get(page).get_data(as_text=True)
    assert "Ajukan pengembalian" not in text
    assert "tidak ada lagi yang dapat dikembalikan" in text
    assert "tidak ada lagi yang dapat dikembalikan" in browser.get(f"{page}/1/pengembalian/baru").get_data(as_text=True)


def test_nothing_can_be_given_back_after_a_rejection(sign_in: SignIn, cast: Cast, sent: Order) -> None:
    browser, page = sign_in(cast.dewi), f"/pesanan/{sent.group.number}"
    case = complain(sent, 4)
    open_page = browser.get(page).get_data(as_text=True)
    assert not any(words in open_page for words in ("Ajukan pengembalian", "sudah ditolak", "sudah lewat"))
    contest(case)
    mediate(case, cast.eko.id)
    with transaction():
        answers.reject_case(case.number, admin_id=cast.eko.id, note="Tidak terbukti.")
    assert "Pengembalian pesanan ini sudah ditolak" in browser.get(page).get_data(as_text=True)


def test_nothing_can_be_given_back_too_late(sign_in: SignIn, cast: Cast, sent: Order) -> None:
    receive(sent)
    page = f"/pesanan/{sent.group.number}"
    assert "Ajukan pengembalian" in sign_in(cast.dewi).get(page).get_data(as_text=True)
    with time_machine.travel(now() + timedelta(days=8)):
        text = sign_in(cast.dewi).get(page).get_data(as_text=True)
    assert "Ajukan pengembalian" not in text
    assert "sudah lewat" in text
