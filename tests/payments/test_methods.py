"""Which way to pay: all that are on are shown, what cannot be used says why, and another one is never too late."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app import worker
from app.clock import now
from app.db import session, transaction
from app.gateways.payment import build
from app.gateways.payment.base import GatewayUnavailable
from app.gateways.payment.sandbox import SandboxGateway
from app.models.order import Order, OrderGroup, ShippingMethod
from app.models.payment import GatewayState, Payment, PaymentStatus
from app.models.seller import Seller
from app.payments import senders
from app.payments.cli import reconcile_pending
from app.payments.commands import attempts
from tests.browser import Browser
from tests.cast import Cast
from tests.fakes.midtrans import FakeMidtrans
from tests.fakes.server import Trouble
from tests.fakes.stripe import FakeStripe
from tests.payments.steps import A_DAY, A_WHILE, noted, open_only, order_statuses, pay, payments, refunds
from tests.web.visitors import signed_in

Servers = tuple[FakeStripe, FakeMidtrans]
RADIO = re.compile(r'name="cara" value="(\w+)" required( disabled)?')


def offered(buyer: Browser, group: OrderGroup) -> dict[str, bool]:
    """The ways on the page, and whether they can be chosen."""
    page = buyer.get(f"/pembayaran/{group.number}").get_data(as_text=True)
    return {gateway: not disabled for gateway, disabled in RADIO.findall(page)}


def statuses() -> list[tuple[str, str]]:
    return [(payment.gateway, payment.status.value) for payment in payments()]


def test_every_way_that_is_on_is_shown_in_plain_words(every_method: Servers, buyer: Browser, group: OrderGroup) -> None:
    page = buyer.get(f"/pembayaran/{group.number}").get_data(as_text=True)
    for words in ("Kartu dan dompet internasional", "QRIS, virtual account", "Transfer bank", "Bayar di tempat"):
        assert words in page
    assert offered(buyer, group) == {
        "stripe": True, "midtrans": True, "transfer": True, "cod": False, "sandbox": True
    }  # fmt: skip
    assert "dari penjual yang menerima uang tunai" in page


def test_with_one_way_there_is_nothing_to_choose(buyer: Browser, group: OrderGroup) -> None:
    assert offered(buyer, group) == {}
    assert "Gerbang bayar contoh" not in buyer.get(f"/pembayaran/{group.number}").get_data(as_text=True)


@pytest.mark.parametrize("wanted", ["", "cod", "paypal", "stripe "])
def test_what_is_not_offered_or_not_chosen_opens_nothing(
    every_method: Servers, buyer: Browser, group: OrderGroup, wanted: str
) -> None:
    answer = pay(buyer, group, wanted)
    assert answer.status_code == 409
    assert 'role="alert"' in answer.get_data(as_text=True) or "Pilih" in answer.get_data(as_text=True)
    assert payments() == []


def test_an_amount_that_a_gateway_does_not_take_is_said_before(
    app: Flask, every_method: Servers, buyer: Browser, group: OrderGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "STRIPE_SMALLEST_AMOUNT", 200_000)
    assert offered(buyer, group)["stripe"] is False
    assert "mulai Rp200.000" in buyer.get(f"/pembayaran/{group.number}").get_data(as_text=True)
    assert pay(buyer, group, "stripe").status_code == 409


def test_the_form_may_lead_to_the_pages_of_gateways_and_nowhere_else(
    every_method: Servers, buyer: Browser, group: OrderGroup
) -> None:
    """Browsers check form-action where the answer of a form leads, too: without this nobody could pay at Stripe."""
    stripe, midtrans = every_method
    policy = buyer.get(f"/pembayaran/{group.number}").headers["Content-Security-Policy"]
    assert f"form-action 'self' https://checkout.stripe.com {stripe.url} {midtrans.url};" in policy
    assert "form-action 'self';" in buyer.get("/akun").headers["Content-Security-Policy"]


def test_another_way_closes_the_one_before_at_its_gateway(
    every_method: Servers, buyer: Browser, group: OrderGroup
) -> None:
    stripe, midtrans = every_method
    assert pay(buyer, group, "stripe").status_code == 303
    assert pay(buyer, group, "midtrans").location.startswith(midtrans.url)
    worker.drain()
    assert [each["status"] for each in stripe.all("checkout.session")] == ["expired"]
    assert statuses() == [("stripe", "expired"), ("midtrans", "pending")]
    page = buyer.get(f"/pembayaran/{group.number}").get_data(as_text=True)
    assert "Percobaan membayar" in page
    assert page.count("Lanjutkan membayar") == 1
    assert ">Lanjutkan<" not in page, "what is closed is not continued"
    assert pay(buyer, group, "stripe").status_code == 303
    assert statuses()[2:] == [("stripe", "pending")], "a new attempt, since an expired page is no use"


def test_a_paid_order_closes_every_other_page_and_never_the_paid_one(
    every_method: Servers, buyer: Browser, group: OrderGroup
) -> None:
    stripe, midtrans = every_method
    pay(buyer, group, "midtrans")
    pay(buyer, group, "stripe")
    reference = payments()[1].gateway_reference
    stripe.pay(str(reference))
    midtrans.start(f"{group.number}-1")
    with time_machine.travel(now() + A_WHILE):
        reconcile_pending()
        worker.drain()
    assert order_statuses(group) == {"paid"}
    assert (midtrans.orders[f"{group.number}-1"].status, refunds()) == ("expire", [])
    assert statuses() == [("midtrans", "expired"), ("stripe", "captured")]


def test_a_silent_gateway_keeps_no_answer_of_another_one_from_being_recorded(
    every_method: Servers, gateway: SandboxGateway, buyer: Browser, group: OrderGroup
) -> None:
    _stripe, midtrans = every_method
    pay(buyer, group, "sandbox")
    pay(buyer, group, "midtrans")
    midtrans.start(f"{group.number}-2")
    with gateway._open() as db:
        db.execute("DELETE FROM sessions")
    with pytest.raises(GatewayUnavailable):
        senders.expire_at_gateway(group.id, key="delivery-1")
    assert statuses() == [("sandbox", "pending"), ("midtrans", "expired")]


def test_paying_twice_at_two_gateways_sends_the_second_back_by_itself(
    every_method: Servers, buyer: Browser, group: OrderGroup
) -> None:
    stripe, midtrans = every_method
    pay(buyer, group, "stripe")
    pay(buyer, group, "midtrans")
    stripe.pay(str(payments()[0].gateway_reference))
    midtrans.pay(f"{group.number}-2")
    worker.drain()
    with time_machine.travel(now() + A_WHILE):
        reconcile_pending()
        worker.drain()
    assert sorted(status for _gateway, status in statuses()) == ["captured", "refunded"]
    assert [status.value for _amount, status in refunds()] == ["succeeded"]
    assert order_statuses(group) == {"paid"}
    assert stripe.rupiah() + midtrans.orders[f"{group.number}-2"].amount - midtrans.orders[
        f"{group.number}-2"
    ].refunded == group.total_amount - (payments()[0].fee_amount or 0)


def test_keys_that_are_refused_are_written_down_once_and_never_half_make_an_order(
    every_method: Servers, buyer: Browser, group: OrderGroup, emitted: Callable[[str], list[dict[str, Any]]]
) -> None:
    stripe, _midtrans = every_method
    stripe.secret_key = "sk_of_tomorrow"
    answer = pay(buyer, group, "stripe")
    assert (answer.status_code, order_statuses(group)) == (409, {"awaiting_payment"})
    assert "pilih cara lain" in answer.get_data(as_text=True)
    assert offered(buyer, group)["stripe"] is False
    assert "Sedang tidak tersedia" in buyer.get(f"/pembayaran/{group.number}").get_data(as_text=True)
    with time_machine.travel(now() + A_WHILE):
        assert reconcile_pending() == 0
    assert emitted("gateway.refused_keys") == [{"gateway": "stripe"}]
    assert noted("gateway.keys_refused") == 1
    assert pay(buyer, group, "midtrans").status_code == 303, "the order is not lost"


def test_keys_that_work_again_are_noticed_by_the_next_answer(
    every_method: Servers, buyer: Browser, group: OrderGroup
) -> None:
    stripe, _midtrans = every_method
    stripe.secret_key, right = "sk_of_tomorrow", stripe.secret_key
    pay(buyer, group, "stripe")
    stripe.secret_key = right
    with time_machine.travel(now() + A_WHILE):
        assert reconcile_pending() == 1
    assert session.scalar(select(func.count(GatewayState.gateway))) == 0
    assert offered(buyer, group)["stripe"] is True


def test_an_admin_asks_again_after_the_keys_are_mended(
    every_method: Servers, buyer: Browser, new_client: Callable[[], Browser], cast: Cast, group: OrderGroup
) -> None:
    stripe, midtrans = every_method
    admin = signed_in(new_client(), cast.eko)
    path = "/admin/pembayaran/metode/{}/coba-lagi"
    for server, gateway in ((stripe, "stripe"), (midtrans, "midtrans")):
        key = "secret_key" if gateway == "stripe" else "server_key"
        right = getattr(server, key)
        setattr(server, key, "of_tomorrow")
        pay(buyer, group, gateway)
        assert "Kunci ditolak" in admin.get("/admin/pembayaran/metode").get_data(as_text=True)
        assert admin.post(path.format(gateway)).status_code == 409
        setattr(server, key, right)
        assert admin.post(path.format(gateway)).status_code == 303
        assert "Kunci ditolak" not in admin.get("/admin/pembayaran/metode").get_data(as_text=True)
        assert noted("gateway.keys_accepted") == noted("gateway.keys_refused")
    assert admin.post(path.format("transfer")).status_code == 404
    assert admin.post(path.format("paypal")).status_code == 404


def test_a_gateway_that_says_no_for_good_leaves_the_order_to_the_others(
    every_method: Servers, buyer: Browser, group: OrderGroup
) -> None:
    _stripe, midtrans = every_method
    with transaction():
        session.get_one(OrderGroup, group.id).buyer_email = "not an address"
    answer = pay(buyer, group, "midtrans")
    assert (answer.status_code, statuses()) == (409, [("midtrans", "failed")])
    assert midtrans.orders == {}
    assert pay(buyer, group, "sandbox").status_code == 303


@pytest.mark.parametrize("trouble", [Trouble.ERROR, Trouble.RESET, Trouble.LOST, Trouble.BUSY])
@pytest.mark.parametrize("gateway", ["stripe", "midtrans"])
def test_a_line_that_breaks_is_tried_again_with_the_same_attempt(
    every_method: Servers, buyer: Browser, group: OrderGroup, gateway: str, trouble: Trouble
) -> None:
    server = dict(zip(("stripe", "midtrans"), every_method, strict=True))[gateway]
    server.fail_next(trouble)
    answer = pay(buyer, group, gateway)
    assert answer.status_code == 422
    assert "tidak menjawab" in answer.get_data(as_text=True)
    assert pay(buyer, group, gateway).status_code == 303
    assert statuses() == [(gateway, "pending")]
    if gateway == "stripe":
        assert len(every_method[0].all("checkout.session")) == 1, "opened once under its key"


def test_whoever_chose_a_bank_at_midtrans_and_came_back_is_led_there_again(
    every_method: Servers, buyer: Browser, group: OrderGroup
) -> None:
    _stripe, midtrans = every_method
    first = pay(buyer, group, "midtrans")
    midtrans.start(f"{group.number}-1")
    again = pay(buyer, group, "midtrans")
    assert (again.status_code, again.location) == (303, first.location)
    assert statuses() == [("midtrans", "pending")]


def lose_page(midtrans: FakeMidtrans, group: OrderGroup) -> int:
    """Midtrans answered with a page on which somebody chose a method, and we were killed before noting it."""
    payment_id = open_only(group, gateway="midtrans")
    payment = session.get_one(Payment, payment_id)
    request, key = attempts.request_of(payment), attempts.key_of(payment)
    session.rollback()
    build("midtrans").create_payment(request, key=key)
    midtrans.start(f"{group.number}-1")
    return payment_id


def test_a_page_that_was_lost_is_closed_and_the_next_press_opens_another(
    every_method: Servers, buyer: Browser, group: OrderGroup
) -> None:
    lose_page(every_method[1], group)
    assert pay(buyer, group, "midtrans").location == f"/pembayaran/{group.number}"
    assert (statuses(), every_method[1].orders[f"{group.number}-1"].status) == ([("midtrans", "expired")], "expire")
    assert "/snap/" in pay(buyer, group, "midtrans").location
    assert statuses() == [("midtrans", "expired"), ("midtrans", "pending")]


@pytest.mark.parametrize("is_pressed", [True, False])
def test_money_on_a_page_that_was_lost_is_found(
    every_method: Servers, buyer: Browser, group: OrderGroup, is_pressed: bool
) -> None:
    lose_page(every_method[1], group)
    every_method[1].pay(f"{group.number}-1")
    if is_pressed:
        pay(buyer, group, "midtrans")
    with time_machine.travel(now() + A_WHILE):
        reconcile_pending()
    assert (statuses(), order_statuses(group)) == ([("midtrans", "captured")], {"paid"})


def test_an_attempt_lasts_a_day_at_most_however_long_the_order_is_kept(
    every_method: Servers, buyer: Browser, group: OrderGroup
) -> None:
    with transaction():
        session.get_one(OrderGroup, group.id).pay_by = now() + 2 * A_DAY
    assert pay(buyer, group, "stripe").status_code == 303, "Stripe takes no longer time than that"


def test_cash_is_offered_for_all_but_couriers_by_sellers_who_take_it(
    every_method: Servers, buyer: Browser, cast: Cast, group: OrderGroup
) -> None:
    for takes_cash, method, is_offered in (
        (False, ShippingMethod.PICKUP, False),
        (True, ShippingMethod.COURIER, False),
        (True, ShippingMethod.PICKUP, True),
        (True, ShippingMethod.OWN_COURIER, True),
        (False, ShippingMethod.HUB, False),
        (True, ShippingMethod.HUB, True),
    ):
        with transaction():
            session.get_one(Seller, cast.shop_of_ani.id).takes_cash = takes_cash
            session.get_one(Order, group.orders[0].id).shipping_method = method
        assert offered(buyer, group)["cod"] is is_offered
    assert PaymentStatus.CAPTURED not in {payment.status for payment in payments()}
