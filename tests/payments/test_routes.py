"""Paying: one's own orders only; pressed twice, it is one attempt."""

from collections.abc import Callable
from datetime import timedelta

import time_machine
from sqlalchemy import func, select

from app.clock import now
from app.db import session, transaction
from app.gateways.payment.sandbox import SandboxGateway
from app.models.order import OrderGroup
from app.models.payment import Payment
from app.orders.cli import expire_due
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.order import capture
from tests.payments.steps import open_only, order_statuses
from tests.web.visitors import signed_in


def attempts() -> int:
    return session.scalar(select(func.count(Payment.id))) or 0


def test_paying_leads_to_the_gateway_and_pressed_twice_to_the_same_page(
    client: Browser, cast: Cast, group: OrderGroup
) -> None:
    browser, path = signed_in(client, cast.dewi), f"/pembayaran/{group.number}"
    answers = [browser.post(path) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert answers[0].headers["Location"].startswith(f"http://localhost/pembayaran/{group.number}/sandbox/sbx_")
    assert attempts() == 1


def test_strangers_find_nothing_and_visitors_sign_in_first(
    new_client: Callable[[], Browser], cast: Cast, group: OrderGroup
) -> None:
    for path in (f"/pembayaran/{group.number}", "/pembayaran/SB-00000000"):
        for stranger in (cast.ani, cast.citra, cast.eko):
            browser = signed_in(new_client(), stranger)
            assert (browser.get(path).status_code, browser.post(path).status_code) == (404, 404)
        for answer in (new_client().get(path), new_client().post(path)):
            assert (answer.status_code, answer.headers["Location"][:6]) == (303, "/masuk")
    assert attempts() == 0


def test_a_form_of_another_site_opens_no_attempt(client: Browser, cast: Cast, group: OrderGroup) -> None:
    browser, path = signed_in(client, cast.dewi), f"/pembayaran/{group.number}"
    assert browser.post(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400
    assert browser.post(path, {"csrf_token": "none"}).status_code == 400
    assert attempts() == 0


def test_the_page_says_what_is_due_and_the_return_page_alone_pays_nothing(
    client: Browser, cast: Cast, group: OrderGroup
) -> None:
    browser, path = signed_in(client, cast.dewi), f"/pembayaran/{group.number}"
    assert f"{group.total_amount:,}".replace(",", ".") in browser.get(path).get_data(as_text=True)
    browser.post(path)
    assert "Menunggu kabar" in browser.get(f"{path}?status=paid").get_data(as_text=True)
    assert order_statuses(group) == {"awaiting_payment"}


def test_an_order_that_is_paid_cannot_be_paid_again(client: Browser, cast: Cast, group: OrderGroup) -> None:
    capture(group)
    answer = signed_in(client, cast.dewi).post(f"/pembayaran/{group.number}")
    assert (answer.status_code, attempts()) == (409, 1)
    assert "tidak menunggu pembayaran lagi" in answer.get_data(as_text=True)


def test_an_order_whose_time_is_up_cannot_be_paid(client: Browser, cast: Cast, group: OrderGroup) -> None:
    browser = signed_in(client, cast.dewi)
    with transaction():
        session.get_one(OrderGroup, group.id).pay_by = now() - timedelta(seconds=1)
    expire_due()
    answer = browser.post(f"/pembayaran/{group.number}")
    assert (answer.status_code, attempts()) == (409, 0)
    assert "Waktu bayar" in answer.get_data(as_text=True)


def test_a_gateway_that_is_away_is_said_plainly_and_the_same_attempt_is_tried_again(
    client: Browser, cast: Cast, group: OrderGroup, gateway: SandboxGateway
) -> None:
    browser, path = signed_in(client, cast.dewi), f"/pembayaran/{group.number}"
    gateway.path.mkdir()
    answer = browser.post(path)
    assert answer.status_code == 422
    assert "tidak menjawab" in answer.get_data(as_text=True)
    gateway.path.rmdir()
    with time_machine.travel(now() + timedelta(minutes=2)):
        assert browser.post(path).status_code == 303
    assert (attempts(), order_statuses(group)) == (1, {"awaiting_payment"})


def test_a_payment_that_failed_can_be_tried_anew(
    client: Browser, cast: Cast, group: OrderGroup, gateway: SandboxGateway
) -> None:
    browser, path = signed_in(client, cast.dewi), f"/pembayaran/{group.number}"
    open_only(group)
    assert "Bayar Rp" in browser.get(path).get_data(as_text=True)
    assert browser.post(path).status_code == 303
    assert attempts() == 1
