"""What gateways tell us: only what is signed, fresh and unchanged is kept, and kept once."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from app import worker
from app.db import session
from app.gateways.payment.sandbox import SIGNATURE, SandboxGateway
from app.models.order import OrderGroup
from app.models.payment import GatewayEvent, PaymentStatus
from tests.browser import Browser
from tests.payments.steps import hear, order_statuses, start, status_of

BODY = json.dumps({"id": "evt_1", "type": "payment.captured", "reference": "sbx_none"}).encode()


def kept() -> int:
    session.rollback()
    return session.scalar(select(func.count(GatewayEvent.id))) or 0


def signature(gateway: SandboxGateway, body: bytes, *, seconds_ago: int = 0) -> str:
    moment = str(int(time.time()) - seconds_ago)
    return f"t={moment},v1={gateway._sign(moment, body)}"


def send(client: Browser, body: bytes, signed: str | None) -> int:
    headers = {"Sec-Fetch-Site": "cross-site", **({} if signed is None else {SIGNATURE: signed})}
    return client.post("/webhook/sandbox", body, headers=headers).status_code


@pytest.mark.parametrize(
    "signed",
    [None, "", "t=,v1=", "v1=abc", "t=1,v1=abc", "t=abc,v1=abc", "t=\xb2,v1=\xe9\xe9", "t=-1,v1=a", "=" * 500],
)
def test_what_is_not_signed_is_refused_and_changes_nothing(client: Browser, signed: str | None) -> None:
    assert send(client, BODY, signed) == 400
    assert kept() == 0


@pytest.mark.parametrize("wrong", ["\xe9" * 64, "0" * 64, ""])
def test_a_wrong_signature_with_a_good_time_is_refused(client: Browser, wrong: str) -> None:
    assert send(client, BODY, f"t={int(time.time())},v1={wrong}") == 400
    assert kept() == 0


def test_the_unsigned_scheme_is_refused(client: Browser, gateway: SandboxGateway) -> None:
    assert send(client, BODY, signature(gateway, BODY).replace("v1=", "v0=")) == 400
    assert kept() == 0


@pytest.mark.parametrize("seconds_ago", [301, 100_000, -400])
def test_an_old_message_is_refused(client: Browser, gateway: SandboxGateway, seconds_ago: int) -> None:
    assert send(client, BODY, signature(gateway, BODY, seconds_ago=seconds_ago)) == 400
    assert kept() == 0


def test_a_changed_message_is_refused(client: Browser, gateway: SandboxGateway, group: OrderGroup) -> None:
    payment_id, reference = start(group)
    gateway.choose(reference, "paid")
    (event,) = gateway.due_events()
    assert send(client, event.body + b" ", event.signature) == 400
    worker.drain()
    assert (kept(), status_of(payment_id)) == (0, PaymentStatus.PENDING)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"{", b'"x"', b"\xff\xfe"])
def test_a_signed_message_that_is_none_is_refused(client: Browser, gateway: SandboxGateway, body: bytes) -> None:
    assert send(client, body, signature(gateway, body)) == 400
    assert kept() == 0


def test_either_of_two_signatures_is_enough_while_a_secret_changes(client: Browser, gateway: SandboxGateway) -> None:
    assert send(client, BODY, signature(gateway, BODY).replace(",v1=", f",v1={'0' * 64},v1=")) == 200


def test_a_message_that_comes_again_is_kept_and_applied_once(
    client: Browser, gateway: SandboxGateway, group: OrderGroup, emitted: Callable[[str], list[dict[str, Any]]]
) -> None:
    payment_id, reference = start(group)
    gateway.choose(reference, "paid")
    (event,) = gateway.due_events()
    assert [send(client, event.body, event.signature) for _ in range(3)] == [200, 200, 200]
    assert (kept(), len(emitted("gateway.event_received"))) == (1, 1)
    worker.drain()
    assert (status_of(payment_id), order_statuses(group)) == (PaymentStatus.CAPTURED, {"paid"})
    assert hear(client) == [200]
    assert len(emitted("order.paid")) == 1


@pytest.mark.parametrize(
    "event", [{"type": "customer.created", "reference": "sbx_none"}, {"type": "payment.captured", "reference": "?"}]
)
def test_an_unknown_type_or_payment_is_taken_and_changes_nothing(
    client: Browser, gateway: SandboxGateway, group: OrderGroup, event: dict[str, str]
) -> None:
    payment_id, _reference = start(group)
    body = json.dumps({"id": "evt_2", **event}).encode()
    assert send(client, body, signature(gateway, body)) == 200
    worker.drain()
    assert status_of(payment_id) == PaymentStatus.PENDING


def test_a_message_alone_pays_nothing(client: Browser, gateway: SandboxGateway, group: OrderGroup) -> None:
    payment_id, reference = start(group)
    body = json.dumps({"id": "evt_3", "type": "payment.captured", "reference": reference}).encode()
    assert send(client, body, signature(gateway, body)) == 200
    worker.drain()
    assert (status_of(payment_id), order_statuses(group)) == (PaymentStatus.PENDING, {"awaiting_payment"})


def test_other_gateways_ways_and_sizes_are_refused(client: Browser, gateway: SandboxGateway) -> None:
    large = b" " * (64 * 1024 + 1)
    assert client.post("/webhook/stripe", BODY).status_code == 404
    assert client.get("/webhook/sandbox").status_code == 405
    assert send(client, large, signature(gateway, large)) == 413


def test_the_bytes_are_read_as_they_were_sent_whatever_they_are_called(
    client: Browser, gateway: SandboxGateway, group: OrderGroup
) -> None:
    _payment_id, reference = start(group)
    gateway.choose(reference, "paid")
    for event in gateway.due_events():
        headers = {SIGNATURE: event.signature, "Content-Type": "application/x-www-form-urlencoded"}
        assert client.post("/webhook/sandbox", event.body, headers=headers).status_code == 200


@pytest.mark.parametrize("body", [b"[" * 50_000, b'{"id": "e", "type": "a\\u0000b", "reference": "r"}'])
def test_signed_nonsense_is_refused(client: Browser, gateway: SandboxGateway, body: bytes) -> None:
    moment = str(int(time.time()))
    headers = {SIGNATURE: f"t={moment},v1={gateway._sign(moment, body)}"}
    assert client.post("/webhook/sandbox", body, headers=headers).status_code == 400
