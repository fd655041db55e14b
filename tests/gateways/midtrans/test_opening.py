"""What is sent to open a payment at Midtrans, and how strict its fake is about it."""

from dataclasses import replace
from typing import Any

import pytest
import requests
from flask import Flask

from app.gateways.payment import build
from app.gateways.payment.base import PaymentLine
from app.gateways.payment.midtrans_methods import METHODS
from app.gateways.payment.midtrans_requests import snap_request
from app.gateways.payment.midtrans_snap import MidtransGateway
from tests.fakes import midtrans_rules as rules
from tests.fakes.midtrans import KEY, FakeMidtrans
from tests.gateways.midtrans.scene import ID, REQUEST


def test_the_order_id_is_the_reference_and_names_the_intent(fake: FakeMidtrans, gateway: MidtransGateway) -> None:
    created = gateway.create_payment(REQUEST, key=REQUEST.intent)
    assert created.reference == ID
    assert created.url.startswith(f"{fake.url}/snap/")
    assert gateway.fetch_payment(ID).intent == REQUEST.intent


def test_times_are_those_of_jakarta_and_never_later_than_ours() -> None:
    request = snap_request(REQUEST)
    assert request["expiry"] == {"start_time": "2026-12-01 01:05:09 +0700", "unit": "minute", "duration": 60}
    assert request["page_expiry"] == {"unit": "minute", "duration": 60}
    assert rules.pays_until(request) <= REQUEST.expires_at


def test_long_names_and_bars_fit_the_bill(fake: FakeMidtrans, gateway: MidtransGateway) -> None:
    lines = [PaymentLine("Keripik | " + "telur cumi " * 9, 60_000), PaymentLine("Ongkir", 65_000)]
    gateway.create_payment(replace(REQUEST, lines=lines), key="")
    name = snap_request(replace(REQUEST, lines=lines))["item_details"][0]["name"]
    assert len(name) == 50
    assert name.startswith("Keripik / telur")
    assert name.endswith("…")


@pytest.mark.parametrize(
    ("amount", "offered", "not_offered"),
    [
        (1, {"other_qris", "gopay", "bni_va"}, {"bca_va", "indomaret", "bsi_va"}),
        (10_000, {"bca_va", "indomaret"}, set()),
        (10_000_001, {"gopay", "bca_va"}, {"other_qris", "indomaret", "alfamart"}),
        (300_000_000, {"bca_va", "echannel"}, {"gopay", "ovo", "cimb_va"}),
    ],
)
def test_only_methods_that_take_the_amount_are_offered(
    gateway: MidtransGateway, amount: int, offered: set[str], not_offered: set[str]
) -> None:
    request = replace(REQUEST, amount=amount, lines=[PaymentLine("Lada", amount)])
    codes = set(snap_request(request)["enabled_payments"])
    assert offered <= codes
    assert not not_offered & codes
    assert gateway.create_payment(request, key="").reference == ID


def test_every_method_is_known_and_some_method_takes_every_amount_between() -> None:
    assert {method.code: method.payment_type for method in METHODS}.items() <= rules.PAYMENT_TYPES.items()
    for method in METHODS:
        assert method.refund_days <= rules.REFUND_DAYS.get(method.payment_type, 0)
        assert not (method.partly_refundable and method.payment_type in rules.REFUNDED_WHOLE)
    edges = [MidtransGateway.smallest_amount, MidtransGateway.largest_amount]
    assert all(any(method.takes(amount) for method in METHODS) for amount in edges)


@pytest.mark.parametrize(
    "change",
    [
        {"transaction_details": {"order_id": ID}},
        {"transaction_details": {"order_id": ID, "gross_amount": "125000"}},
        {"transaction_details": {"order_id": ID, "gross_amount": 125_000.0}},
        {"transaction_details": {"order_id": "SB 7/2", "gross_amount": 125_000}},
        {"transaction_details": {"order_id": "S" * 51, "gross_amount": 125_000}},
        {"transaction_details": {"order_id": ID, "gross_amount": 124_999}},
        {"item_details": [{"name": "n" * 51, "price": 125_000, "quantity": 1}]},
        {"item_details": [{"name": "Lada", "price": 125_000, "quantity": 0}]},
        {"item_details": [{"id": "1", "name": "Lada", "price": 62_500, "quantity": 1}] * 2},
        {"customer_details": {"email": "dewi..@contoh"}},
        {"enabled_payments": ["qris"]},
        {"enabled_payments": []},
        {"callbacks": {"finish": "javascript:alert(1)"}},
        {"expiry": {"start_time": "2026-12-01T01:05:09+07:00", "unit": "minute", "duration": 60}},
        {"expiry": {"start_time": "2026-12-01 00:05:09 +0700", "unit": "minute", "duration": 60}},
        {"expiry": {"unit": "week", "duration": 1}},
        {"page_expiry": {"unit": "minute", "duration": "60"}},
        {"custom_field4": "unknown"},
    ],
)
def test_the_fake_refuses_what_the_rules_do_not_know(fake: FakeMidtrans, change: dict[str, Any]) -> None:
    content = {**snap_request(REQUEST), **change}
    url = f"{fake.url}/snap/v1/transactions"
    response = requests.post(url, json=content, auth=(KEY, ""), timeout=5)
    assert response.status_code == 400
    assert response.json()["error_messages"]
    assert not fake.orders


def test_a_page_on_which_somebody_chose_is_open_but_not_given_again(
    fake: FakeMidtrans, gateway: MidtransGateway, opened: str
) -> None:
    gateway.create_payment(REQUEST, key=REQUEST.intent)
    fake.start(opened)
    created = gateway.create_payment(REQUEST, key=REQUEST.intent)
    assert (created.reference, created.url) == (opened, "")


def test_the_shop_builds_it_from_its_settings(app: Flask, fake: FakeMidtrans, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "PAYMENT_GATEWAYS", ["midtrans"])
    monkeypatch.setitem(app.config, "MIDTRANS_SERVER_KEY", KEY)
    for name in ("MIDTRANS_API_BASE", "MIDTRANS_SNAP_BASE"):
        monkeypatch.setitem(app.config, name, fake.url)
    with app.app_context():
        assert build("midtrans").create_payment(REQUEST, key=REQUEST.intent).reference == ID
