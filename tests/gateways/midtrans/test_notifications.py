"""Notifications sign three fields, not their bytes: what is believed, and what is not."""

import json
from hashlib import sha256, sha512
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.gateways.payment.base import (
    BadSignature,
    GatewayStatus,
)
from app.gateways.payment.midtrans_snap import MidtransGateway
from tests.fakes.midtrans import KEY, FakeMidtrans
from tests.gateways.midtrans.scene import ID


def test_a_notification_is_known_by_its_bytes_and_names_its_order(
    fake: FakeMidtrans, gateway: MidtransGateway, opened: str
) -> None:
    fake.start(opened)
    fake.pay(opened)
    pending, paid = fake.take_notifications()
    events = [gateway.verify_webhook(*message) for message in (pending, paid, paid)]
    assert [event.kind for event in events] == ["pending", "settlement", "settlement"]
    assert {event.reference for event in events} == {opened}
    assert [event.event_id for event in events] == [sha256(body).hexdigest() for _, body in (pending, paid, paid)]
    assert not fake.take_notifications()


def test_a_state_is_not_signed_so_a_changed_one_is_only_a_hint(
    fake: FakeMidtrans, gateway: MidtransGateway, opened: str
) -> None:
    fake.start(opened)
    ((headers, body),) = fake.take_notifications()
    lie = body.replace(b'"pending"', b'"settlement"')
    assert gateway.verify_webhook(headers, lie).kind == "settlement"
    assert gateway.fetch_payment(opened).status == GatewayStatus.PENDING


@pytest.mark.parametrize(
    "change",
    [
        {"signature_key": "é" * 128},
        {"signature_key": "\ud800"},
        {"signature_key": 7},
        {"gross_amount": 125_000.0},
        {"status_code": 200},
        {"order_id": None},
        {"order_id": ["SB"]},
    ],
)
def test_a_notification_of_strange_types_is_refused(
    fake: FakeMidtrans, gateway: MidtransGateway, change: dict[str, Any]
) -> None:
    headers, body = fake.message(ID)
    with pytest.raises(BadSignature):
        gateway.verify_webhook(headers, json.dumps(json.loads(body) | change).encode())


@pytest.mark.parametrize("order_id", ["SB-\x00", "S" * 51, "\ud800"])
def test_a_signed_name_that_cannot_be_ours_is_refused(
    gateway: MidtransGateway, fake: FakeMidtrans, order_id: str
) -> None:
    about = {"order_id": order_id, "status_code": "200", "gross_amount": "1.00"}
    signed = "".join(about.values()) + KEY
    about["signature_key"] = sha512(signed.encode("utf-8", "surrogatepass")).hexdigest()
    with pytest.raises(BadSignature, match="not a notification"):
        gateway.verify_webhook({}, json.dumps(about).encode())


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
            lambda children: st.lists(children) | st.dictionaries(st.text(), children),
        ).map(lambda content: json.dumps(content).encode()),
        st.just(b"[" * 100_000),
        st.just(b"9" * 5_000),
    )
)
def test_nothing_that_strangers_send_breaks_the_reader(body: bytes) -> None:
    gateway = MidtransGateway(KEY, api_base="", snap_base="", timeout_seconds=1)
    with pytest.raises(BadSignature):
        gateway.verify_webhook({}, body)
