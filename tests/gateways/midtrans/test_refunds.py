"""Money that goes back through Midtrans, and money that cannot."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import requests
import time_machine

from app.gateways.payment.base import (
    GatewayUnavailable,
    RefundNotPossible,
    RefundState,
    RequestRefused,
)
from app.gateways.payment.midtrans_snap import MidtransGateway
from tests.fakes.midtrans import KEY, FakeMidtrans
from tests.fakes.server import Trouble
from tests.gateways.midtrans.scene import ID, OPENED, SETTLED, Script, client_of


@pytest.mark.parametrize("method", ["bca_va", "echannel", "indomaret", "alfamart"])
def test_money_from_banks_and_shops_does_not_go_back_by_midtrans(
    fake: FakeMidtrans, gateway: MidtransGateway, opened: str, method: str
) -> None:
    fake.pay(opened, method)
    with pytest.raises(RequestRefused):
        gateway.refund(opened, 125_001, key="refund-1")
    with pytest.raises(RefundNotPossible):
        gateway.refund(opened, 125_000, key="refund-1")
    assert not fake.orders[opened].refunds


@pytest.mark.parametrize("method", ["shopeepay", "ovo"])
def test_some_wallets_give_back_only_the_whole(
    fake: FakeMidtrans, gateway: MidtransGateway, opened: str, method: str
) -> None:
    fake.pay(opened, method)
    with pytest.raises(RefundNotPossible, match="only as a whole"):
        gateway.refund(opened, 124_999, key="refund-1")
    assert gateway.refund(opened, 125_000, key="refund-2").state == RefundState.SUCCEEDED


@pytest.mark.parametrize(
    ("method", "days", "is_possible"),
    [("gopay", 44, True), ("gopay", 46, False), ("qris", 6, True), ("qris", 8, False)],
)
def test_a_refund_has_its_days(
    fake: FakeMidtrans, gateway: MidtransGateway, opened: str, method: str, days: int, is_possible: bool
) -> None:
    fake.pay(opened, method)
    with time_machine.travel(OPENED + timedelta(days=days)):
        if is_possible:
            assert gateway.refund(opened, 1_000, key="refund-1").amount == 1_000
        else:
            with pytest.raises(RefundNotPossible, match=f"within {45 if method == 'gopay' else 7} days"):
                gateway.refund(opened, 1_000, key="refund-1")


def test_a_refund_is_on_its_way_until_the_wallet_confirms_it(
    fake: FakeMidtrans, gateway: MidtransGateway, opened: str
) -> None:
    fake.confirms_refunds = False
    fake.pay(opened)
    sent = gateway.refund(opened, 125_000, key="refund-1")
    assert sent.state == RefundState.PENDING
    fake.confirm_refunds(opened)
    assert gateway.fetch_payment(opened).refunds == [replace(sent, state=RefundState.SUCCEEDED)]


def test_a_refund_that_the_bank_denies_has_failed(fake: FakeMidtrans, gateway: MidtransGateway, opened: str) -> None:
    fake.pay(opened)
    fake.refuse_refund_with = "202"
    assert gateway.refund(opened, 1_000, key="refund-1").state == RefundState.FAILED
    fake.refuse_refund_with = ""
    assert gateway.refund(opened, 1_000, key="refund-1").state == RefundState.SUCCEEDED


def test_a_refund_whose_answer_was_lost_is_found_again(
    fake: FakeMidtrans, gateway: MidtransGateway, opened: str
) -> None:
    fake.pay(opened)
    fake.fail_next(Trouble.SLOW, Trouble.LOST)
    with pytest.raises(GatewayUnavailable):
        gateway.refund(opened, 25_000, key="refund-1")
    found = gateway.refund(opened, 25_000, key="refund-1")
    assert gateway.fetch_payment(opened).refunds == [found]
    assert fake.orders[opened].refunded == 25_000


@pytest.mark.parametrize("listed", [True, False])
def test_a_key_that_is_used_already_is_looked_up(listed: bool) -> None:
    refund = {"refund_key": "refund-1", "refund_amount": "25000.00", "refund_chargeback_id": 7}
    after = {**SETTLED, "transaction_status": "partial_refund", "refunds": [refund] if listed else []}
    duplicate = {"status_code": "406", "status_message": "Duplicate refund ID"}
    with Script((200, SETTLED), (200, duplicate), (200, after)) as server:
        if listed:
            assert client_of(server).refund(ID, 25_000, key="refund-1").reference == "7"
        else:
            with pytest.raises(GatewayUnavailable):
                client_of(server).refund(ID, 25_000, key="refund-1")


@pytest.mark.parametrize(
    ("code", "error"), [("412", RefundNotPossible), ("414", RequestRefused), ("400", RequestRefused)]
)
def test_what_midtrans_does_not_refund_after_all(code: str, error: type[Exception]) -> None:
    refusal = {"status_code": code, "status_message": "Merchant cannot modify the status of the transaction"}
    with Script((200, SETTLED), (200, refusal)) as server, pytest.raises(error):
        client_of(server).refund(ID, 25_000, key="refund-1")


@pytest.mark.parametrize("path", ["refund", "refund/online/direct"])
@pytest.mark.parametrize(
    ("method", "content", "code"),
    [
        ("other_qris", {"amount": "5000"}, "400"),
        ("other_qris", {"amount": 5_000, "note": "unknown"}, "400"),
        ("other_qris", {"amount": 125_001}, "414"),
        ("bca_va", {"amount": 5_000}, "412"),
        ("shopeepay", {"amount": 5_000}, "412"),
        ("other_qris", {"amount": 5_000, "refund_key": "used"}, "406"),
    ],
)
def test_the_fake_refuses_refunds_as_midtrans_does(
    fake: FakeMidtrans, gateway: MidtransGateway, opened: str, path: str, method: str, content: Any, code: str
) -> None:
    fake.pay(opened, method)
    if code == "406":
        gateway.refund(opened, 1_000, key="used")
    response = requests.post(f"{fake.url}/v2/{opened}/{path}", json=content, auth=(KEY, ""), timeout=5)
    assert response.json()["status_code"] == code


def test_an_empty_balance_at_midtrans_is_a_matter_of_time(
    fake: FakeMidtrans, gateway: MidtransGateway, opened: str
) -> None:
    fake.pay(opened)
    fake.refuse_refund_with = "414"
    with pytest.raises(GatewayUnavailable, match="414"):
        gateway.refund(opened, 1_000, key="refund-1")
