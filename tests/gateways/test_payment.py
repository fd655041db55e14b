"""One contract for all payment gateways: what the shop relies on, whoever takes the money."""

import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Protocol

import pytest

from app.clock import now
from app.gateways.payment.base import (
    BadSignature,
    GatewayStatus,
    GatewayUnavailable,
    KeysRefused,
    PaymentGateway,
    PaymentLine,
    PaymentRequest,
    RefundNotPossible,
    RefundState,
    RequestRefused,
)
from app.gateways.payment.midtrans_snap import MidtransGateway
from app.gateways.payment.offline import OfflineGateway
from app.gateways.payment.sandbox import SIGNATURE, SandboxGateway
from app.gateways.payment.stripe_checkout import StripeGateway
from tests.fakes.midtrans import FakeMidtrans
from tests.fakes.server import FakeServer, Trouble
from tests.fakes.stripe import SECRET_KEY, WEBHOOK_SECRET, FakeStripe

Message = tuple[Mapping[str, str], bytes]

REQUEST = PaymentRequest(
    order_number="SB-7K3M9QXT",
    attempt=1,
    amount=125_000,
    currency="IDR",
    lines=[PaymentLine("Lada putih 250 g × 2", 97_000), PaymentLine("Kurir · Lada Kemuja", 28_000)],
    email="dewi@contoh.id",
    return_url="http://localhost/pembayaran/SB-7K3M9QXT",
    opened_at=now(),
    expires_at=now() + timedelta(minutes=60),
)

OTHER_REQUEST = replace(REQUEST, attempt=2)


class OtherSide(Protocol):
    """A gateway as seen from outside the shop: the buyer pays, the gateway sends messages."""

    adapter: PaymentGateway

    def begin(self, reference: str) -> None:
        """The buyer opens the page and chooses how to pay, where that is a step of its own."""

    def pay(self, reference: str) -> None: ...

    def fail(self, reference: str) -> None: ...

    def message(self, reference: str, *, seconds_ago: int = 0) -> Message: ...

    def bad_messages(self) -> list[Message]:
        """Changed, old, unsigned or signed by nobody, where the signature is a header and says how old it is."""
        headers, body = self.message("ref-1")
        foreign = dict.fromkeys(headers, "é")
        return [(headers, body + b" "), self.message("ref-1", seconds_ago=301), ({}, body), (foreign, body)]


class SandboxSide(OtherSide):
    """The embedded gateway needs no other side than itself."""

    def __init__(self, folder: Path) -> None:
        self.adapter = SandboxGateway(folder / "sandbox.db", secret="s" * 43, base_url="http://localhost")

    def pay(self, reference: str) -> None:
        self.adapter.choose(reference, "paid")

    def fail(self, reference: str) -> None:
        self.adapter.choose(reference, "failed")

    def message(self, reference: str, *, seconds_ago: int = 0) -> Message:
        body = json.dumps({"id": "evt_1", "type": "payment.captured", "reference": reference}).encode()
        moment = str(int(time.time()) - seconds_ago)
        return {SIGNATURE: f"t={moment},v1={self.adapter._sign(moment, body)}"}, body


@cache
def stripe_server() -> FakeStripe:
    """One that listens until the tests end."""
    return FakeStripe().__enter__()


class RemoteSide(OtherSide, Protocol):
    """A gateway at the other end of a line that can break."""

    fake: FakeServer

    def change_keys(self) -> None: ...


class StripeSide(RemoteSide):
    """A Stripe of our own, over HTTP."""

    def __init__(self, _folder: Path) -> None:
        self.fake = stripe_server()
        self.fake.reset()
        self.adapter = StripeGateway(
            secret_key=SECRET_KEY,
            webhook_secrets=["whsec_of_last_year", WEBHOOK_SECRET],
            api_base=self.fake.url,
            smallest_amount=10_000,
            timeout_seconds=1,
        )

    def pay(self, reference: str) -> None:
        self.fake.pay(reference)

    def fail(self, reference: str) -> None:
        self.fake.pay_later(reference)
        self.fake.fail(reference)

    def message(self, reference: str, *, seconds_ago: int = 0) -> Message:
        return self.fake.message("checkout.session.completed", {"id": reference}, seconds_ago=seconds_ago)

    def change_keys(self) -> None:
        self.fake.secret_key = "sk_test_of_tomorrow"


@cache
def midtrans_server() -> FakeMidtrans:
    """One that listens until the tests end."""
    return FakeMidtrans().__enter__()


class MidtransSide(RemoteSide):
    """Midtrans signs inside the body, and neither the state nor the age: an old message is a hint like a new one."""

    def __init__(self, _folder: Path) -> None:
        self.fake = midtrans_server()
        self.fake.reset()
        self.adapter = MidtransGateway(
            self.fake.server_key, api_base=self.fake.url, snap_base=self.fake.url, timeout_seconds=1
        )

    def begin(self, reference: str) -> None:
        self.fake.start(reference)

    def pay(self, reference: str) -> None:
        self.fake.pay(reference)

    def fail(self, reference: str) -> None:
        self.fake.fail(reference)

    def message(self, reference: str, *, seconds_ago: int = 0) -> Message:
        return self.fake.message(reference)

    def bad_messages(self) -> list[Message]:
        headers, body = self.message("ref-1")
        content = json.loads(body)
        unsigned = {name: value for name, value in content.items() if name != "signature_key"}
        changed = [content | {"order_id": "ref-2"}, content | {"gross_amount": "1.00"}, unsigned, {}, [content], None]
        return [
            self.fake.message("ref-1", key="another-key"),
            *((headers, json.dumps(each).encode()) for each in changed),
        ]

    def change_keys(self) -> None:
        self.fake.server_key = "Mid-server-of-tomorrow"


class OfflineSide(OtherSide):
    """Nobody is at the other side: people say what came."""

    def __init__(self, name: str) -> None:
        self.adapter = OfflineGateway(name)

    def bad_messages(self) -> list[Message]:
        return [({}, b"{}")]


REMOTE_SIDES: Mapping[str, Callable[[Path], RemoteSide]] = {
    "midtrans": MidtransSide,
    "stripe": StripeSide,
}
SIDES: Mapping[str, Callable[[Path], OtherSide]] = {
    "sandbox": SandboxSide,
    **REMOTE_SIDES,
}
ALL_SIDES: Mapping[str, Callable[[Path], OtherSide]] = {
    **SIDES,
    **{name: lambda _folder, name=name: OfflineSide(name) for name in ("transfer", "cod")},
}


@pytest.fixture(params=sorted(SIDES))
def side(request: pytest.FixtureRequest, tmp_path: Path) -> OtherSide:
    return SIDES[request.param](tmp_path)


@pytest.fixture(params=sorted(ALL_SIDES))
def any_side(request: pytest.FixtureRequest, tmp_path: Path) -> OtherSide:
    """Also those where nobody at the other side answers."""
    return ALL_SIDES[request.param](tmp_path)


@pytest.fixture(params=sorted(REMOTE_SIDES))
def remote(request: pytest.FixtureRequest, tmp_path: Path) -> RemoteSide:
    return REMOTE_SIDES[request.param](tmp_path)


def test_the_same_key_opens_one_payment(any_side: OtherSide) -> None:
    first, again = (any_side.adapter.create_payment(REQUEST, key=REQUEST.intent) for _ in range(2))
    other = any_side.adapter.create_payment(OTHER_REQUEST, key=OTHER_REQUEST.intent)
    assert first.reference == again.reference
    assert other.reference != first.reference
    assert first.url.startswith("http")


def test_a_new_payment_waits_and_carries_what_was_sent(side: OtherSide) -> None:
    reference = open_at(side, REQUEST)
    truth = side.adapter.fetch_payment(reference)
    assert (truth.reference, truth.intent, truth.status) == (reference, REQUEST.intent, GatewayStatus.PENDING)
    assert (truth.amount, truth.currency) == (125_000, "IDR"), "whole rupiah on our side"


def test_what_the_buyer_does_is_the_truth(side: OtherSide) -> None:
    paid, failed = (open_at(side, request) for request in (REQUEST, OTHER_REQUEST))
    side.pay(paid)
    side.fail(failed)
    assert side.adapter.fetch_payment(paid).status == GatewayStatus.CAPTURED
    assert side.adapter.fetch_payment(failed).status == GatewayStatus.FAILED


def test_closing_ends_what_nobody_paid_and_leaves_what_was_paid(side: OtherSide) -> None:
    waiting, paid = (open_at(side, request) for request in (REQUEST, OTHER_REQUEST))
    side.pay(paid)
    for reference in (waiting, waiting, paid):
        side.adapter.expire_payment(reference)
    assert side.adapter.fetch_payment(waiting).status == GatewayStatus.EXPIRED
    assert side.adapter.fetch_payment(paid).status == GatewayStatus.CAPTURED


def test_closing_twice_what_waits_harms_nothing(any_side: OtherSide) -> None:
    reference = any_side.adapter.create_payment(REQUEST, key=REQUEST.intent).reference
    for _ in range(2):
        any_side.adapter.expire_payment(reference)
    truth = any_side.adapter.fetch_payment(reference)
    assert truth.status in (GatewayStatus.EXPIRED, GatewayStatus.NOT_STARTED)
    assert not truth.refunds


def open_at(side: OtherSide, request: PaymentRequest) -> str:
    reference = side.adapter.create_payment(request, key=request.intent).reference
    side.begin(reference)
    return reference


def test_the_same_key_refunds_once_and_never_more_than_was_paid(side: OtherSide) -> None:
    reference = side.adapter.create_payment(REQUEST, key=REQUEST.intent).reference
    side.pay(reference)
    first, again = (side.adapter.refund(reference, 100_000, key="refund-1") for _ in range(2))
    assert first == again
    with pytest.raises(RequestRefused):
        side.adapter.refund(reference, 25_001, key="refund-2")
    assert side.adapter.refund(reference, 25_000, key="refund-3").reference != first.reference
    refunds = {refund.key: refund for refund in side.adapter.fetch_payment(reference).refunds}
    assert {key: refund.amount for key, refund in refunds.items()} == {"refund-1": 100_000, "refund-3": 25_000}
    assert all(refund.state == RefundState.SUCCEEDED for refund in refunds.values())


def test_what_was_not_paid_is_not_refunded(any_side: OtherSide) -> None:
    reference = any_side.adapter.create_payment(REQUEST, key=REQUEST.intent).reference
    with pytest.raises((RequestRefused, RefundNotPossible)):
        any_side.adapter.refund(reference, 1, key="refund-1")


def test_a_payment_the_gateway_does_not_know_is_no_truth(any_side: OtherSide) -> None:
    with suppress(GatewayUnavailable):
        assert any_side.adapter.fetch_payment("none").status == GatewayStatus.NOT_STARTED


def test_a_good_message_names_its_payment(side: OtherSide) -> None:
    headers, body = side.message("ref-1")
    event = side.adapter.verify_webhook(headers, body)
    assert event == side.adapter.verify_webhook(headers, body)
    assert event.reference == "ref-1"
    assert event.event_id


def test_a_message_that_is_old_changed_or_unsigned_is_refused(any_side: OtherSide) -> None:
    for bad_headers, bad_body in any_side.bad_messages():
        with pytest.raises(BadSignature):
            any_side.adapter.verify_webhook(bad_headers, bad_body)


CALLS: Mapping[str, Callable[[PaymentGateway, str], object]] = {
    "create": lambda gateway, _paid: gateway.create_payment(OTHER_REQUEST, key=OTHER_REQUEST.intent).reference,
    "fetch": lambda gateway, paid: gateway.fetch_payment(paid),
    "expire": lambda gateway, paid: gateway.expire_payment(paid),
    "refund": lambda gateway, paid: gateway.refund(paid, 25_000, key="refund-1"),
}


def paid_at(side: OtherSide) -> str:
    reference = open_at(side, REQUEST)
    side.pay(reference)
    return reference


@pytest.mark.parametrize("trouble", [trouble for trouble in Trouble if trouble != Trouble.SLOW])
@pytest.mark.parametrize("call", CALLS)
def test_a_broken_line_is_no_answer_and_asking_again_does_it_once(
    remote: RemoteSide, call: str, trouble: Trouble
) -> None:
    paid = paid_at(remote)
    remote.fake.fail_next(trouble)
    with pytest.raises(GatewayUnavailable):
        CALLS[call](remote.adapter, paid)
    first, again = (CALLS[call](remote.adapter, paid) for _ in range(2))
    assert first == again
    assert len(remote.adapter.fetch_payment(paid).refunds) == (call == "refund")


@pytest.mark.parametrize("call", CALLS)
def test_a_slow_answer_is_an_answer(remote: RemoteSide, call: str) -> None:
    paid = paid_at(remote)
    remote.fake.fail_next(Trouble.SLOW)
    CALLS[call](remote.adapter, paid)


@pytest.mark.parametrize("call", CALLS)
def test_keys_that_are_not_known_any_more_are_told_apart(remote: RemoteSide, call: str) -> None:
    paid = paid_at(remote)
    remote.change_keys()
    with pytest.raises(KeysRefused):
        CALLS[call](remote.adapter, paid)


def test_the_same_key_never_opens_a_payment_of_another_amount(remote: RemoteSide) -> None:
    open_at(remote, REQUEST)
    other = replace(REQUEST, amount=97_000, lines=REQUEST.lines[:1])
    with suppress(RequestRefused):
        assert not remote.adapter.create_payment(other, key=REQUEST.intent).url, "or there is no page for it"


def test_a_server_that_is_not_there_is_no_answer(remote: RemoteSide) -> None:
    paid = paid_at(remote)
    remote.fake.__exit__()
    try:
        for call in CALLS.values():
            with pytest.raises(GatewayUnavailable):
                call(remote.adapter, paid)
    finally:
        remote.fake.__enter__()


def test_lines_that_do_not_sum_to_the_amount_are_never_sent() -> None:
    with pytest.raises(ValueError, match="sum"):
        replace(REQUEST, amount=125_001)


def test_a_sandbox_that_is_away_says_so(tmp_path: Path) -> None:
    gateway = SandboxGateway(tmp_path / "nowhere" / "sandbox.db", secret="s", base_url="http://localhost")
    with pytest.raises(GatewayUnavailable):
        gateway.create_payment(REQUEST, key=REQUEST.intent)
