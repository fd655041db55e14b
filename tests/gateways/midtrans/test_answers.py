"""Answers that make no sense."""

from typing import Any

import pytest

from app.gateways.payment.base import GatewayStatus, GatewayUnavailable, KeysRefused
from tests.fakes.midtrans import FakeMidtrans
from tests.fakes.server import Trouble
from tests.gateways.midtrans.scene import ID, REQUEST, SETTLED, Script, client_of


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((200, {"status_code": "401", "status_message": "unknown key"}), KeysRefused),
        ((403, b"<html>"), KeysRefused),
        ((200, {"status_code": "429"}), GatewayUnavailable),
        ((200, {"status_code": "505"}), GatewayUnavailable),
        ((200, b"<html>"), GatewayUnavailable),
        ((200, [SETTLED]), GatewayUnavailable),
        ((200, {"status_code": "402", "status_message": "no access"}), GatewayUnavailable),
        ((200, SETTLED | {"order_id": "SB-OTHER-1"}), GatewayUnavailable),
        ((200, SETTLED | {"signature_key": "0" * 128}), GatewayUnavailable),
        ((200, SETTLED | {"signature_key": None}), GatewayUnavailable),
        ((200, SETTLED | {"gross_amount": "125000.50"}), GatewayUnavailable),
        ((200, SETTLED | {"gross_amount": None}), GatewayUnavailable),
        ((200, SETTLED | {"gross_amount": "-125000.00"}), GatewayUnavailable),
        ((200, SETTLED | {"transaction_status": "sattlement"}), GatewayUnavailable),
        ((200, SETTLED | {"transaction_status": "deny", "expiry_time": "soon"}), GatewayUnavailable),
        ((200, SETTLED | {"refunds": ["all"]}), GatewayUnavailable),
        ((200, SETTLED | {"refunds": [{"refund_amount": "0.5"}]}), GatewayUnavailable),
    ],
)
def test_an_answer_that_makes_no_sense_is_no_truth(answer: tuple[int, Any], error: type[Exception]) -> None:
    with Script(answer) as server, pytest.raises(error) as raised:
        client_of(server).fetch_payment(ID)
    assert isinstance(raised.value, KeysRefused) == (error is KeysRefused)


def test_keys_do_not_follow_a_redirect() -> None:
    with Script((302, b""), (200, SETTLED)) as server, pytest.raises(GatewayUnavailable):
        client_of(server).fetch_payment(ID)


def test_states_are_read_in_any_case_and_expired_ones_carry_an_error_number() -> None:
    shouted = SETTLED | {"transaction_status": "PENDING"}
    expired = SETTLED | {"transaction_status": "expire", "status_code": "407"}
    with Script((200, shouted), (200, expired)) as server:
        gateway = client_of(server)
        assert gateway.fetch_payment(ID).status == GatewayStatus.PENDING
        assert gateway.fetch_payment(ID).status == GatewayStatus.EXPIRED


def test_an_opening_without_a_page_is_no_opening() -> None:
    answer = 201, {"token": "t", "redirect_url": "javascript:alert(1)"}
    with Script(answer) as server, pytest.raises(GatewayUnavailable):
        client_of(server).create_payment(REQUEST, key="")


def test_resetting_forgets_everything(fake: FakeMidtrans, opened: str) -> None:
    fake.start(opened)
    fake.fail_next(Trouble.ERROR)
    fake.reset()
    assert not fake.orders
    assert not fake.notifications
    assert client_of(fake).fetch_payment(opened).status == GatewayStatus.NOT_STARTED
