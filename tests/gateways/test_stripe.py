"""What only Stripe does, seen through the adapter, and that our own Stripe is as strict as the real one."""

import json
import subprocess
import sys
import traceback
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import stripe
import time_machine
from flask import Flask

from app.clock import now
from app.gateways.payment import build
from app.gateways.payment.base import (
    BadSignature,
    DisputeState,
    GatewayStatus,
    GatewayUnavailable,
    KeysRefused,
    PaymentLine,
    RefundState,
    RequestRefused,
)
from config import Config, ConfigError
from tests.fakes.server import Answer
from tests.fakes.stripe import SECRET_KEY, WEBHOOK_SECRET, Event
from tests.gateways.test_payment import OTHER_REQUEST, REQUEST, StripeSide, open_at, paid_at

TWO_DAYS = timedelta(days=2)


@pytest.fixture
def side(tmp_path: Path) -> StripeSide:
    return StripeSide(tmp_path)


def test_stripe_gets_hundredths_of_a_rupiah_and_everything_that_was_kept_on_the_row(side: StripeSide) -> None:
    reference = open_at(side, REQUEST)
    (session,) = side.fake.all("checkout.session")
    assert (session["id"], session["amount_total"], session["currency"]) == (reference, 12_500_000, "idr")
    assert session["client_reference_id"] == session["metadata"]["intent"] == REQUEST.intent
    assert session["success_url"] == session["cancel_url"] == REQUEST.return_url
    assert session["expires_at"] == int(REQUEST.expires_at.timestamp())
    assert (session["customer_email"], session["locale"]) == (REQUEST.email, "id")
    side.pay(reference)
    assert side.fake.all("payment_intent")[0]["metadata"] == {"intent": REQUEST.intent}


def test_a_guest_without_an_address_types_it_at_stripe(side: StripeSide) -> None:
    open_at(side, replace(REQUEST, email=""))
    assert side.fake.all("checkout.session")[0]["customer_email"] is None


def test_the_largest_amount_passes_and_one_rupiah_more_does_not(side: StripeSide) -> None:
    largest = side.adapter.largest_amount
    for request, amount in ((REQUEST, largest), (OTHER_REQUEST, largest + 1), (OTHER_REQUEST, 9_999)):
        lines = [PaymentLine("Lada putih", amount)]
        if amount == largest:
            assert side.adapter.fetch_payment(open_at(side, replace(request, amount=amount, lines=lines))).amount
            continue
        with pytest.raises(RequestRefused):
            open_at(side, replace(request, amount=amount, lines=lines))


@pytest.mark.parametrize("minutes", [29, 24 * 60 + 1])
def test_a_time_that_stripe_does_not_take_is_refused(side: StripeSide, minutes: int) -> None:
    with pytest.raises(RequestRefused):
        open_at(side, replace(REQUEST, expires_at=now() + timedelta(minutes=minutes)))


def test_what_stripe_says_of_the_buyer_stays_out_of_our_errors(side: StripeSide) -> None:
    email = "no-address-of-dewi"
    with pytest.raises(RequestRefused) as refused:
        open_at(side, replace(REQUEST, email=email))
    told = "".join(traceback.format_exception(refused.value))
    assert "customer_email" in told
    assert email not in told


def test_a_complete_session_is_paid_only_when_its_money_is_there(side: StripeSide) -> None:
    paid, failed = (open_at(side, request) for request in (REQUEST, OTHER_REQUEST))
    for reference in (paid, failed):
        side.fake.pay_later(reference)
        waiting = side.adapter.fetch_payment(reference)
        assert (waiting.status, waiting.fee_amount) == (GatewayStatus.PENDING, None)
    side.fake.pay(paid)
    side.fake.fail(failed)
    truth = side.adapter.fetch_payment(paid)
    assert (truth.status, truth.method) == (GatewayStatus.CAPTURED, "customer_balance")
    assert side.adapter.fetch_payment(failed).status == GatewayStatus.FAILED


def test_a_declined_card_leaves_the_payment_open_for_another_one(side: StripeSide) -> None:
    reference = open_at(side, REQUEST)
    side.fake.fail(reference)
    assert side.adapter.fetch_payment(reference).status == GatewayStatus.PENDING
    side.fake.pay(reference)
    assert side.adapter.fetch_payment(reference).status == GatewayStatus.CAPTURED


def test_time_ends_a_session(side: StripeSide) -> None:
    reference = open_at(side, replace(REQUEST, expires_at=now() + timedelta(minutes=31)))
    with time_machine.travel(now() + timedelta(minutes=32)):
        assert side.adapter.fetch_payment(reference).status == GatewayStatus.EXPIRED
        side.adapter.expire_payment(reference)
        assert [event.kind for event in side.fake.events_due()] == ["checkout.session.expired"]


def test_closing_what_stripe_does_not_know_is_told(side: StripeSide) -> None:
    with pytest.raises(GatewayUnavailable):
        side.adapter.expire_payment("cs_none")


def test_a_captured_payment_tells_its_fee_its_method_and_its_other_name(side: StripeSide) -> None:
    truth = side.adapter.fetch_payment(paid_at(side))
    assert (truth.fee_amount, truth.method) == (125_000 * 29 // 1000 + 2_000, "card")
    assert truth.charge_reference == side.fake.all("payment_intent")[0]["id"]
    assert side.fake.rupiah() == 125_000 - 5_625


@pytest.mark.parametrize(
    ("booked", "fee"), [({"fee": 562_549}, 5_625), ({"fee": 562_550}, 5_626), ({"currency": "usd", "fee": 35}, None)]
)
def test_a_fee_is_whole_rupiah_or_not_known(side: StripeSide, booked: dict[str, Any], fee: int | None) -> None:
    paid = paid_at(side)
    side.fake.all("balance_transaction")[0].update(booked)
    assert side.adapter.fetch_payment(paid).fee_amount == fee


@pytest.mark.parametrize("kind", ["checkout.session", "refund"])
def test_an_amount_that_is_not_whole_rupiah_is_no_truth_of_ours(side: StripeSide, kind: str) -> None:
    paid = paid_at(side)
    side.adapter.refund(paid, 25_000, key="refund-1")
    side.fake.all(kind)[0].update({"amount": 2_500_050, "amount_total": 12_500_050})
    with pytest.raises(GatewayUnavailable):
        side.adapter.fetch_payment(paid)


@pytest.mark.parametrize(
    ("status", "state"),
    [("pending", RefundState.PENDING), ("requires_action", RefundState.PENDING), ("succeeded", RefundState.SUCCEEDED),
     ("failed", RefundState.FAILED), ("canceled", RefundState.FAILED)],
)  # fmt: skip
def test_a_refund_may_take_days_and_may_come_back(side: StripeSide, status: str, state: RefundState) -> None:
    paid = paid_at(side)
    side.fake.holds_refunds = True
    sent = side.adapter.refund(paid, 125_000, key="refund-1")
    assert sent.state == RefundState.PENDING
    side.fake.settle_refund(sent.reference, status)
    (refund,) = side.adapter.fetch_payment(paid).refunds
    assert refund == replace(sent, state=state)
    assert side.fake.rupiah() == (-5_625 if state != RefundState.FAILED else 119_375)


def test_a_key_that_stripe_has_forgotten_still_sends_once(side: StripeSide) -> None:
    paid = paid_at(side)
    first = side.adapter.refund(paid, 25_000, key="refund-1")
    with time_machine.travel(now() + TWO_DAYS):
        assert side.adapter.refund(paid, 25_000, key="refund-1") == first
        with pytest.raises(RequestRefused):
            side.adapter.refund(paid, 24_999, key="refund-1")
    assert len(side.fake.all("refund")) == 1


def test_a_refund_that_was_asked_for_elsewhere_has_no_key_of_ours(side: StripeSide) -> None:
    paid = paid_at(side)
    client(side).v1.refunds.create({"payment_intent": side.fake.all("payment_intent")[0]["id"], "amount": 100_00})
    (refund,) = side.adapter.fetch_payment(paid).refunds
    assert (refund.key, refund.amount) == ("", 100)


def test_all_refunds_are_told_however_many(side: StripeSide) -> None:
    paid = paid_at(side)
    for number in range(23):
        side.adapter.refund(paid, 1_000, key=f"refund-{number}")
    keys = {refund.key for refund in side.adapter.fetch_payment(paid).refunds}
    assert keys == {f"refund-{number}" for number in range(23)}


def test_one_key_sends_once_from_many_threads(side: StripeSide) -> None:
    paid = paid_at(side)
    with ThreadPoolExecutor(8) as threads:
        sent = set(threads.map(lambda _: side.adapter.refund(paid, 25_000, key="refund-1"), range(16)))
    assert len(sent) == len(side.fake.all("refund")) == 1


def test_money_that_is_awaited_or_disputed_is_not_sent_back(side: StripeSide) -> None:
    waiting, paid = (open_at(side, request) for request in (REQUEST, OTHER_REQUEST))
    side.fake.pay_later(waiting)
    side.fake.pay(paid)
    side.fake.dispute(paid)
    for reference in (waiting, paid, "cs_none"):
        with pytest.raises(RequestRefused):
            side.adapter.refund(reference, 1_000, key=f"refund-{reference}")


@pytest.mark.parametrize(
    ("status", "state", "is_with_us"),
    [("prevented", DisputeState.WON, True), ("needs_response", DisputeState.OPEN, False),
     ("under_review", DisputeState.OPEN, False),
     ("won", DisputeState.WON, True), ("lost", DisputeState.LOST, False)],
)  # fmt: skip
def test_disputes_are_told(side: StripeSide, status: str, state: DisputeState, is_with_us: bool) -> None:
    paid = paid_at(side)
    assert side.adapter.fetch_payment(paid).disputes == []
    reference = side.fake.dispute(paid, rupiah=97_000)
    side.fake.decide_dispute(reference, status)
    truth = side.adapter.fetch_payment(paid)
    (dispute,) = truth.disputes
    assert (dispute.reference, dispute.amount, dispute.state) == (reference, 97_000, state)
    assert (truth.status, dispute.reason) == (GatewayStatus.CAPTURED, "fraudulent")
    assert side.fake.rupiah() == 119_375 - (0 if is_with_us else 97_000)


@pytest.mark.parametrize("status", ["warning_needs_response", "warning_under_review", "warning_closed"])
def test_an_inquiry_moves_no_money_and_is_no_dispute_yet(side: StripeSide, status: str) -> None:
    paid = paid_at(side)
    side.fake.dispute(paid, status=status)
    assert side.adapter.fetch_payment(paid).disputes == []
    assert side.fake.rupiah() == 119_375


def test_a_dispute_in_another_currency_is_no_truth_of_ours(side: StripeSide) -> None:
    paid = paid_at(side)
    side.fake.dispute(paid)
    side.fake.all("dispute")[0]["currency"] = "usd"
    with pytest.raises(GatewayUnavailable):
        side.adapter.fetch_payment(paid)


@pytest.mark.parametrize(
    ("kind", "thing", "reference"),
    [("checkout.session.async_payment_succeeded", {"id": "cs_1", "payment_intent": "pi_1"}, "cs_1"),
     ("payment_intent.payment_failed", {"id": "pi_1"}, "pi_1"),
     ("charge.refunded", {"id": "ch_1", "payment_intent": "pi_1"}, "pi_1"),
     ("charge.dispute.created", {"id": "du_1", "payment_intent": "pi_1"}, "pi_1"),
     ("refund.failed", {"id": "re_1", "payment_intent": "pi_1"}, "pi_1"),
     ("charge.succeeded", {"id": "ch_1", "payment_intent": None}, ""),
     ("customer.subscription.pending_update_applied", {"id": "sub_1"}, ""),
     ("v2.core.event_destination.ping", {}, "")],
)  # fmt: skip
def test_a_message_names_the_payment_it_is_about_if_it_is_about_one(
    side: StripeSide, kind: str, thing: dict[str, Any], reference: str
) -> None:
    event = side.adapter.verify_webhook(*side.fake.message(kind, thing))
    assert (event.kind, event.reference) == (kind[:40], reference)


def test_the_news_of_a_payment_lead_to_it_by_one_of_its_names(side: StripeSide) -> None:
    paid = paid_at(side)
    side.fake.settle_refund(side.adapter.refund(paid, 25_000, key="refund-1").reference, "failed")
    side.fake.decide_dispute(side.fake.dispute(paid), "lost")
    truth = side.adapter.fetch_payment(paid)
    due = side.fake.events_due()
    told = [side.adapter.verify_webhook(*side.fake.sign(event)) for event in due]
    assert [event.kind for event in told] == [
        "charge.succeeded", "payment_intent.succeeded", "checkout.session.completed", "refund.created",
        "charge.refunded", "refund.failed", "charge.dispute.created", "charge.dispute.closed",
    ]  # fmt: skip
    assert {event.reference for event in told} == {truth.reference, truth.charge_reference}
    assert side.fake.events_due() == []


def test_secrets_are_changed_without_losing_a_message(side: StripeSide) -> None:
    event = Event("evt_1", "checkout.session.completed", {"id": "cs_1"})
    new, old, foreign = (
        side.fake.sign(event, secret=secret) for secret in (WEBHOOK_SECRET, "whsec_of_last_year", "whsec_of_others")
    )
    signed_twice = with_signature(new, lambda given: f"{signature(foreign)},v1={given.rpartition('=')[2]}")
    for headers, body in (new, old, signed_twice):
        assert side.adapter.verify_webhook(headers, body).reference == "cs_1"
    with pytest.raises(BadSignature):
        side.adapter.verify_webhook(*foreign)


Message = tuple[Mapping[str, str], bytes]


def signature(message: Message) -> str:
    return message[0]["Stripe-Signature"]


def with_signature(message: Message, change: Any) -> Message:
    return {"stripe-SIGNATURE": change(signature(message))}, message[1]


@pytest.mark.parametrize(
    "change",
    [str.upper, lambda given: given.replace("v1=", "v0="), lambda given: given.partition(",")[2],
     lambda given: given.partition(",")[0], lambda given: given.replace("t=", "t=1"), lambda _: "", lambda _: "t=,v1=",
     lambda given: f"{given},v1=é", lambda given: given.replace("t=", "t=²"), lambda _: "t=" + "9" * 5000 + ",v1=a"],
)  # fmt: skip
def test_a_signature_that_is_not_quite_one_is_refused(side: StripeSide, change: Any) -> None:
    with pytest.raises(BadSignature):
        side.adapter.verify_webhook(*with_signature(side.message("cs_1"), change))


@pytest.mark.parametrize("body", [b"", b"\xff", b"[]", b"{}", b'{"type": "refund.created", "id": "evt_1", "data": 1}',
                                  b'{"type": "a", "id": "\\u0000"}', b"[" * 100_000])  # fmt: skip
def test_a_signed_body_that_is_no_event_is_refused(side: StripeSide, body: bytes) -> None:
    requests = (body, body.decode("latin-1").encode())
    for each in requests:
        header = stripe.WebhookSignature.generate_signature_header(each.decode("latin-1"), WEBHOOK_SECRET)
        with pytest.raises(BadSignature):
            side.adapter.verify_webhook({"Stripe-Signature": header}, each)


@pytest.mark.parametrize(
    ("status", "error"),
    [(400, RequestRefused), (402, RequestRefused), (404, RequestRefused), (401, KeysRefused), (403, KeysRefused),
     (409, GatewayUnavailable), (424, GatewayUnavailable), (429, GatewayUnavailable), (503, GatewayUnavailable)],
)  # fmt: skip
def test_every_refusal_of_stripe_is_one_of_ours(
    side: StripeSide, monkeypatch: pytest.MonkeyPatch, status: int, error: type[Exception]
) -> None:
    said = {"error": {"type": "idempotency_error" if status == 409 else "invalid_request_error", "message": "No"}}
    monkeypatch.setattr(side.fake, "answer", lambda _request: Answer(status, json.dumps(said).encode()))
    with pytest.raises(error) as refused:
        open_at(side, REQUEST)
    assert refused.type is error


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b"[]", b"null", b'{"object": "checkout.session"}'])
def test_an_answer_that_is_none_of_stripe_is_no_answer(
    side: StripeSide, monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    monkeypatch.setattr(side.fake, "answer", lambda _request: Answer(200, body))
    for ask in (lambda: open_at(side, REQUEST), lambda: side.adapter.fetch_payment("cs_1"),
                lambda: side.adapter.refund("cs_1", 1_000, key="refund-1")):  # fmt: skip
        with pytest.raises(GatewayUnavailable):
            ask()


def client(side: StripeSide) -> stripe.StripeClient:
    """Somebody else with our key: the dashboard, or a version of us that errs."""
    return stripe.StripeClient(SECRET_KEY, base_addresses={"api": side.fake.url}, max_network_retries=0)


GOOD: dict[str, Any] = {
    "mode": "payment",
    "success_url": "https://sebalai.example",
    "line_items": [{"quantity": 1, "price_data": {"currency": "idr", "unit_amount": 10_000_00,
                                                  "product_data": {"name": "Lada"}}}],
}  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [{"colour": "red"}, {"mode": "gift"}, {"expires_at": "tomorrow"}, {"metadata": {"a": {"b": "c"}}},
     {"line_items": []}, {"line_items": [{"price_data": {"unit_amount": 10_000_00}}]}, {"success_url": "toko"},
     {"locale": "xx"}, {"payment_intent_data": {"color": "red"}}, {"expand": ["charge"]},
     {"payment_method_types": ["card"]}],
)  # fmt: skip
def test_our_own_stripe_refuses_what_the_package_does_not_know(side: StripeSide, wrong: dict[str, Any]) -> None:
    sessions = client(side).v1.checkout.sessions
    sessions.create({**GOOD})
    with pytest.raises(stripe.InvalidRequestError):
        sessions.create({**GOOD, **wrong})


def test_a_shop_without_stripe_does_not_carry_its_package() -> None:
    script = "import sys, app, app.cli, app.worker; assert 'stripe' not in sys.modules"
    subprocess.run([sys.executable, "-c", script], check=True)


def test_a_shop_with_stripe_asks_the_server_of_its_settings(
    app: Flask, side: StripeSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(LookupError):
        build("stripe")
    settings = {"STRIPE_SECRET_KEY": SECRET_KEY, "STRIPE_WEBHOOK_SECRETS": [WEBHOOK_SECRET]}
    for name, value in {"PAYMENT_GATEWAYS": ["stripe"], "STRIPE_API_BASE": side.fake.url, **settings}.items():
        monkeypatch.setitem(app.config, name, value)
    gateway = build("stripe")
    assert gateway.fetch_payment(open_at(side, REQUEST)).amount == REQUEST.amount
    assert (gateway.name, gateway.smallest_amount) == ("stripe", 10_000)


@pytest.mark.parametrize("mode", ["demo", "production"])
def test_a_boot_with_stripe_and_without_keys_names_both(tmp_path: Path, mode: str) -> None:
    config = Config({"SEBALAI_MODE": mode, "DATA_DIR": str(tmp_path), "PAYMENT_GATEWAYS": "transfer,stripe"})
    with pytest.raises(ConfigError, match=r"STRIPE_SECRET_KEY .*STRIPE_WEBHOOK_SECRETS "):
        config.check()
