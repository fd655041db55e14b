"""A page before a transaction, and what its states mean."""

import pytest
import time_machine

from app.gateways.payment.base import (
    DisputeState,
    GatewayStatus,
    RequestRefused,
)
from app.gateways.payment.midtrans_snap import MidtransGateway
from tests.fakes.midtrans import FakeMidtrans, NotPossible
from tests.gateways.midtrans.scene import REQUEST


@pytest.mark.parametrize("hides_codes", [True, False])
def test_before_a_method_is_chosen_there_is_nothing_to_know_close_or_refund(
    fake: FakeMidtrans, gateway: MidtransGateway, opened: str, hides_codes: bool
) -> None:
    fake.hides_codes = hides_codes
    gateway.expire_payment(opened)
    truth = gateway.fetch_payment(opened)
    assert (truth.status, truth.intent, truth.amount) == (GatewayStatus.NOT_STARTED, REQUEST.intent, 0)
    with pytest.raises(RequestRefused):
        gateway.refund(opened, 1, key="refund-1")


def test_a_page_that_nobody_used_closes_with_our_time(fake: FakeMidtrans, opened: str) -> None:
    with time_machine.travel(REQUEST.expires_at), pytest.raises(NotPossible):
        fake.pay(opened)


def test_what_was_paid_tells_its_method_and_its_other_name(
    fake: FakeMidtrans, gateway: MidtransGateway, opened: str
) -> None:
    fake.pay(opened, "bca_va")
    truth = gateway.fetch_payment(opened)
    assert (truth.status, truth.amount, truth.method) == (GatewayStatus.CAPTURED, 125_000, "bank_transfer")
    assert truth.charge_reference == fake.orders[opened].transaction_id
    assert truth.fee_amount is None, "Midtrans does not tell"


def test_a_refused_try_closes_nothing_before_the_time_is_up(
    fake: FakeMidtrans, gateway: MidtransGateway, opened: str
) -> None:
    fake.deny(opened)
    assert gateway.fetch_payment(opened).status == GatewayStatus.PENDING
    with time_machine.travel(REQUEST.expires_at):
        assert gateway.fetch_payment(opened).status == GatewayStatus.FAILED
    fake.pay(opened)
    assert gateway.fetch_payment(opened).status == GatewayStatus.CAPTURED


def test_the_time_to_pay_runs_out_by_itself(fake: FakeMidtrans, gateway: MidtransGateway, opened: str) -> None:
    fake.start(opened)
    with time_machine.travel(REQUEST.expires_at):
        assert gateway.fetch_payment(opened).status == GatewayStatus.EXPIRED


def test_what_was_closed_can_still_be_paid_while_its_page_is_open(
    fake: FakeMidtrans, gateway: MidtransGateway, opened: str
) -> None:
    fake.start(opened)
    gateway.expire_payment(opened)
    fake.pay(opened, "gopay")
    assert gateway.fetch_payment(opened).status == GatewayStatus.CAPTURED


@pytest.mark.parametrize(
    ("fraud", "status"), [("accept", GatewayStatus.CAPTURED), ("challenge", GatewayStatus.PENDING)]
)
def test_a_card_counts_once_fraud_is_ruled_out(
    fake: FakeMidtrans, gateway: MidtransGateway, opened: str, fraud: str, status: GatewayStatus
) -> None:
    fake.orders[opened].methods.append("credit_card")
    fake.capture(opened, fraud)
    assert gateway.fetch_payment(opened).status == status


def test_a_chargeback_is_a_dispute_over_what_was_not_refunded(
    fake: FakeMidtrans, gateway: MidtransGateway, opened: str
) -> None:
    fake.pay(opened)
    gateway.refund(opened, 25_000, key="refund-1")
    fake.chargeback(opened)
    truth = gateway.fetch_payment(opened)
    (dispute,) = truth.disputes
    assert truth.status == GatewayStatus.CAPTURED
    assert (dispute.amount, dispute.state, dispute.reason) == (100_000, DisputeState.OPEN, "chargeback")
    with pytest.raises(RequestRefused):
        gateway.refund(opened, 1, key="refund-2")


def test_a_reversed_payment_does_not_count_any_more(fake: FakeMidtrans, gateway: MidtransGateway, opened: str) -> None:
    fake.pay(opened, "permata_va")
    fake.reverse(opened)
    assert gateway.fetch_payment(opened).status == GatewayStatus.PENDING
