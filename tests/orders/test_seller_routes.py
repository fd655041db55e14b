"""The seller's orders: stranger, wrong seller, wrong method, bad form, happy, pressed twice."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from app.clock import now
from app.db import session, transaction
from app.models.catalog import Product
from app.models.order import Order, OrderStatus, ShippingMethod
from app.models.returns import ReturnStatus
from app.models.seller import MemberRole, SellerMember
from app.shipping.codes import code_of
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.order import capture, place
from tests.factories.returns import ReturnCaseFactory
from tests.orders.conftest import SignIn
from tests.orders.steps import accept, changes_of, pack, receive, ship, shipment_of, status_of

LIST = "/penjual/pusat/pesanan"
THE_BUYER = ("Jalan Tebet Raya", "wa.me/62", "Penerima")
PARCEL = {"courier": "JNE", "tracking_number": "JNE 0012-3"}


def path(order: Order, step: str = "") -> str:
    return f"{LIST}/{order.id}{step}"


def test_nobody_else_accepts_or_sends(
    new_client: Callable[[], Browser], sign_in: SignIn, cast: Cast, paid: Order
) -> None:
    people = ((new_client(), 303), (sign_in(cast.dewi), 403), (sign_in(cast.eko), 403), (sign_in(cast.citra), 404))
    for browser, status in people:
        for step in ("/terima", "/kirim"):
            assert browser.post(path(paid, step), PARCEL).status_code == status
        assert browser.get(path(paid)).status_code == status
    assert status_of(paid) == OrderStatus.PAID


def test_a_bookkeeper_reads_and_changes_nothing(sign_in: SignIn, cast: Cast, paid: Order) -> None:
    with transaction():
        session.query(SellerMember).filter_by(user_id=cast.budi.id).one().role = MemberRole.BOOKKEEPER
    browser = sign_in(cast.budi)
    page = browser.get(path(paid))
    assert page.status_code == 200
    assert "Pembukuan tidak memerlukannya" in page.text
    assert not any(text in page.text for text in THE_BUYER), "where a parcel goes is for those who send it"
    assert browser.post(path(paid, "/terima")).status_code == 403
    assert status_of(paid) == OrderStatus.PAID


def test_orders_change_by_post_only(sign_in: SignIn, cast: Cast, paid: Order) -> None:
    browser = sign_in(cast.ani)
    assert [browser.get(path(paid, step)).status_code for step in ("/terima", "/kirim")] == [405, 405]


def test_staff_accepts_once_and_leaves_a_name(sign_in: SignIn, cast: Cast, paid: Order) -> None:
    browser = sign_in(cast.budi)
    for _ in range(2):
        response = browser.post(path(paid, "/terima"))
        assert (response.status_code, response.location) == (303, path(paid))
    assert status_of(paid) == OrderStatus.PROCESSING
    assert [(change.to_status, change.actor_id) for change in changes_of(paid)][1:] == [("processing", cast.budi.id)]


def test_the_parcel_is_sent_once(sign_in: SignIn, cast: Cast, paid: Order) -> None:
    accept(paid)
    browser = sign_in(cast.ani)
    typed = {"courier": "  JNE ", "tracking_number": "JNE 0012-3"}
    for _ in range(2):
        assert browser.post(path(paid, "/kirim"), typed).status_code == 303
    assert (shipment_of(paid).courier, shipment_of(paid).tracking_number) == ("JNE", "JNE 0012-3")
    assert len(changes_of(paid)) == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"courier": ""},
        {"courier": "   "},
        {"courier": "k" * 61},
        {"tracking_number": ""},
        {"tracking_number": "ab"},
        {"tracking_number": "a   "},
        {"tracking_number": "<b>123</b>"},
        {"tracking_number": "-123"},
        {"tracking_number": "9" * 40},
        {"tracking_number": "JNE\n123"},
    ],
)
def test_a_wrong_label_sends_nothing_and_stays_on_the_page(
    sign_in: SignIn, cast: Cast, paid: Order, wrong: dict[str, str]
) -> None:
    accept(paid)
    response = sign_in(cast.ani).post(path(paid, "/kirim"), {**PARCEL, **wrong})
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.get_data(as_text=True)
    assert status_of(paid) == OrderStatus.PROCESSING


def test_what_is_not_accepted_or_not_paid_is_not_sent(sign_in: SignIn, cast: Cast, waiting: Order) -> None:
    browser = sign_in(cast.ani)
    assert browser.post(path(waiting, "/terima")).status_code == 409
    capture(waiting.group)
    response = browser.post(path(waiting, "/kirim"), PARCEL)
    assert response.status_code == 409
    assert waiting.number in response.get_data(as_text=True)
    assert status_of(waiting) == OrderStatus.PAID


def test_an_old_page_cannot_accept_what_was_sent(sign_in: SignIn, cast: Cast, paid: Order) -> None:
    accept(paid)
    ship(paid)
    browser = sign_in(cast.ani)
    assert browser.post(path(paid, "/terima")).status_code == 409
    assert browser.post(path(paid, "/kirim"), PARCEL).status_code == 409
    assert shipment_of(paid).tracking_number == "JNE-1"


def test_what_is_picked_up_needs_no_label(sign_in: SignIn, cast: Cast, pepper: Product) -> None:
    with transaction():
        session.get_one(Product, pepper.id).is_cold_chain = True
    (order,) = place(cast.dewi, [pepper]).orders
    capture(order.group)
    accept(order)
    browser = sign_in(cast.ani)
    assert "Sudah diambil" in browser.get(path(order)).get_data(as_text=True)
    assert browser.post(path(order, "/kirim"), {"code": code_of(order)}).status_code == 303
    assert shipment_of(order).courier == "Ambil sendiri"


def test_the_address_is_shown_only_after_the_payment(sign_in: SignIn, cast: Cast, waiting: Order) -> None:
    browser = sign_in(cast.ani)
    assert "Jalan Tebet Raya" not in browser.get(path(waiting)).get_data(as_text=True)
    capture(waiting.group)
    assert "Jalan Tebet Raya" in browser.get(path(waiting)).get_data(as_text=True)


def test_a_shop_forgets_the_buyer_some_days_after_the_time_for_returns(
    app: Flask, sign_in: SignIn, cast: Cast, paid: Order
) -> None:
    ani, shown = sign_in(cast.ani), timedelta(days=app.config["BUYER_SHOWN_DAYS"])
    assert shown > timedelta(days=app.config["RETURN_DAYS"])
    ship(accept(paid))
    ended_at = receive(paid).completed_at
    assert ended_at is not None
    with time_machine.travel(ended_at + shown - timedelta(hours=1)):
        page = ani.get(path(paid)).text
        assert all(text in page for text in THE_BUYER)
    with time_machine.travel(ended_at + shown + timedelta(hours=1)):
        page = ani.get(path(paid)).text
        assert not any(text in page for text in THE_BUYER)
        assert "tidak tampil lagi: pesanan ini sudah berakhir" in page
        with transaction():
            ReturnCaseFactory(order_id=paid.id, status=ReturnStatus.MEDIATING)
        assert "Jalan Tebet Raya" in ani.get(path(paid)).text, "somebody still has to decide about it"


def test_a_cancelled_order_is_over_too(app: Flask, sign_in: SignIn, cast: Cast, paid: Order) -> None:
    with transaction():
        session.get_one(Order, paid.id).move_to(OrderStatus.CANCELLED, because="cancelled by the buyer")
    with time_machine.travel(now() + timedelta(days=app.config["BUYER_SHOWN_DAYS"], hours=1)):
        assert "Jalan Tebet Raya" not in sign_in(cast.ani).get(path(paid)).text


def test_each_tab_holds_its_states_and_no_order_of_another_shop(
    sign_in: SignIn, cast: Cast, pepper: Product, tea: Product
) -> None:
    group = place(cast.dewi, [pepper, tea])
    theirs, ours = group.orders
    capture(group)
    browser = sign_in(cast.ani)

    def tabs() -> list[str]:
        names = ("baru", "kemas", "kirim", "dikirim", "selesai", "lain", "", "palsu")
        pages = {name: browser.get(f"{LIST}?status={name}").get_data(as_text=True) for name in names}
        assert not any(theirs.number in page for page in pages.values())
        return [name for name, page in pages.items() if ours.number in page]

    stages = ((None, "baru"), (accept, "kemas"), (pack, "kirim"), (ship, "dikirim"), (receive, "selesai"))
    for step, tab in stages:
        if step:
            step(ours)
        assert tabs() == [tab, "", "palsu"]


def test_the_own_courier_leaves_without_a_number(sign_in: SignIn, cast: Cast, paid: Order) -> None:
    with transaction():
        session.get_one(Order, paid.id).shipping_method = ShippingMethod.OWN_COURIER
    accept(paid)
    browser = sign_in(cast.ani)
    assert "Nomor resi" not in browser.get(path(paid)).get_data(as_text=True)
    assert [browser.post(path(paid, "/kirim")).status_code for _ in range(2)] == [303, 303]
    assert (shipment_of(paid).courier, shipment_of(paid).tracking_number) == ("Kurir toko", "")
