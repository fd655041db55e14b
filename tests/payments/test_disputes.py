"""Money that a bank asks for at a gateway that never tells how that ends, and a dispute about no money at all."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app import worker
from app.clock import now
from app.db import session, transaction
from app.gateways.payment.base import DisputeState, FetchedDispute, GatewayStatus
from app.ledger import chart
from app.ledger.queries import balances_of
from app.models.order import OrderGroup
from app.models.payment import Dispute, DisputeStatus, Refund, RefundStatus
from app.payments.asking import ask
from app.payments.commands import disputes, truth
from app.payments.errors import DecidedByGateway, OwnDispute
from app.returns.commands import cancel
from tests.browser import Browser
from tests.cast import Cast
from tests.fakes.midtrans import FakeMidtrans
from tests.fakes.stripe import FakeStripe
from tests.payments.steps import noted, pay, payments, say, start
from tests.web.visitors import signed_in

REASON = {"reason": "Surat Midtrans tanggal 3"}


@pytest.fixture
def payment_id(every_method: tuple[FakeStripe, FakeMidtrans], buyer: Browser, group: OrderGroup) -> int:
    """A payment at Midtrans that the buyer's bank has taken back."""
    _stripe, midtrans = every_method
    pay(buyer, group, "midtrans")
    (payment,) = payments()
    midtrans.pay(str(payment.gateway_reference))
    hear_about(payment.id)
    midtrans.chargeback(str(payment.gateway_reference))
    hear_about(payment.id)
    return payment.id


def hear_about(payment_id: int) -> None:
    told = ask(payment_id)
    with transaction():
        truth.record_truth(payment_id, told)


def only_dispute() -> Dispute:
    session.rollback()
    return session.scalars(select(Dispute)).one()


def booked(gateway: str = "midtrans") -> tuple[int, int, int]:
    """Rupiah at the gateway, kept by it, and lost."""
    session.rollback()
    names = [chart.gateway_clearing(gateway), chart.DISPUTED, chart.DISPUTE_LOSSES]
    amounts = balances_of(names)
    return amounts[names[0]], amounts[names[1]], amounts[names[2]]


@pytest.mark.parametrize(("verb", "other", "status"), [("menang", "kalah", "won"), ("kalah", "menang", "lost")])
def test_finance_says_once_how_a_chargeback_ended_and_why(
    app: Flask, payment_id: int, group: OrderGroup, new_client: Callable[[], Browser], cast: Cast,
    verb: str, other: str, status: str,
) -> None:  # fmt: skip
    admin, whole = signed_in(new_client(), cast.eko), group.total_amount
    page, address = f"/admin/pembayaran/{payment_id}", f"/admin/pembayaran/sengketa/{only_dispute().id}"
    assert "Kita menang" in admin.get(page).get_data(as_text=True)
    assert booked() == (0, whole, 0)
    assert admin.post(f"{address}/{verb}", {"reason": "x"}).status_code == 422
    assert [admin.post(f"{address}/{verb}", REASON).status_code for _ in range(2)] == [303, 303]
    assert admin.post(f"{address}/{other}", REASON).status_code == 409
    assert (only_dispute().status, noted(f"dispute.{status}")) == (status, 1)
    assert booked() == ((whole, 0, 0) if status == "won" else (0, 0, whole))
    assert "Kita menang" not in admin.get(page).get_data(as_text=True)
    hear_about(payment_id)
    assert only_dispute().status == status, "the gateway calls it a chargeback for ever"
    with time_machine.travel(now() + timedelta(hours=1)):
        result = app.test_cli_runner().invoke(args=["books", "reconcile"])
    assert (result.exit_code, result.output) == (0, "1 pembayaran dibandingkan, 0 selisih\n")


def test_nobody_decides_about_the_own_order(payment_id: int, cast: Cast) -> None:
    with pytest.raises(OwnDispute), transaction():
        disputes.decide(only_dispute().id, DisputeStatus.LOST, admin_id=cast.dewi.id, because="mine")


def test_what_a_gateway_tells_itself_is_not_decided_here(group: OrderGroup, cast: Cast) -> None:
    payment_id, _reference = start(group)
    say(payment_id, GatewayStatus.CAPTURED, disputes=[FetchedDispute("dp_1", 1_000, DisputeState.OPEN, "fraudulent")])
    dispute_id = only_dispute().id
    with pytest.raises(DecidedByGateway), transaction():
        disputes.decide(dispute_id, DisputeStatus.WON, admin_id=cast.eko.id, because="we think so")
    assert only_dispute().status == DisputeStatus.OPEN


def told_of(payment_id: int, amount: int, state: DisputeState) -> None:
    say(payment_id, GatewayStatus.CAPTURED, disputes=[FetchedDispute("dp_1", amount, state, "fraudulent")])


def statuses_and_amounts() -> list[tuple[str, int]]:
    session.rollback()
    return [(each.status.value, each.amount) for each in session.scalars(select(Dispute).order_by(Dispute.id))]


@pytest.mark.parametrize(("before", "after"), [("lost", "won"), ("won", "lost")])
def test_a_bank_that_thinks_again_is_followed_in_the_books(group: OrderGroup, before: str, after: str) -> None:
    payment_id, _reference = start(group)
    told_of(payment_id, 1_000, DisputeState(before))
    for _ in range(2):
        told_of(payment_id, 1_000, DisputeState(after))
    assert statuses_and_amounts() == [("replaced", 1_000), (after, 1_000)]
    lost = 1_000 if after == "lost" else 0
    assert booked("sandbox") == (group.total_amount - lost, 0, lost)
    assert noted("dispute.replaced") == 1


@pytest.mark.parametrize("state", list(DisputeState))
def test_a_bank_that_asks_for_another_amount_is_followed_in_the_books(group: OrderGroup, state: DisputeState) -> None:
    payment_id, _reference = start(group)
    told_of(payment_id, 1_000, state)
    for _ in range(2):
        told_of(payment_id, 700, state)
    assert statuses_and_amounts() == [("replaced", 1_000), (state.value, 700)]
    kept = {DisputeState.OPEN: (700, 0), DisputeState.WON: (0, 0), DisputeState.LOST: (0, 700)}[state]
    assert booked("sandbox") == (group.total_amount - sum(kept), *kept)


def test_an_answer_from_before_the_end_opens_nothing_again(group: OrderGroup) -> None:
    payment_id, _reference = start(group)
    for amount, state in ((1_000, DisputeState.LOST), (1_000, DisputeState.OPEN), (700, DisputeState.OPEN)):
        told_of(payment_id, amount, state)
    assert statuses_and_amounts() == [("lost", 1_000)]


def test_who_reads_of_a_dispute_told_anew_reads_what_holds_now(
    every_method: tuple[FakeStripe, FakeMidtrans], app: Flask, buyer: Browser, group: OrderGroup, cast: Cast,
    new_client: Callable[[], Browser],
) -> None:  # fmt: skip
    stripe, _midtrans = every_method
    order_id = group.orders[0].id
    pay(buyer, group, "stripe")
    (payment,) = payments()
    stripe.pay(str(payment.gateway_reference))
    name = stripe.dispute(str(payment.gateway_reference), rupiah=50_000)
    for status in ("lost", "won"):
        stripe.decide_dispute(name, status)
        hear_about(payments()[0].id)
    seller, admin = signed_in(new_client(), cast.ani), signed_in(new_client(), cast.eko)
    assert "menarik kembali" not in seller.get(f"/penjual/pusat/pesanan/{order_id}").get_data(as_text=True)
    page = admin.get(f"/admin/pembayaran/{payments()[0].id}").get_data(as_text=True)
    assert [word in page for word in ("Dicatat ulang", "Dimenangkan", "dispute-replaced:")] == [True, True, True]
    with time_machine.travel(now() + timedelta(hours=1)):
        result = app.test_cli_runner().invoke(args=["books", "reconcile"])
    assert (result.exit_code, result.output) == (0, "1 pembayaran dibandingkan, 0 selisih\n")


def test_a_chargeback_of_what_went_back_already_opens_nothing_and_is_noted_once(group: OrderGroup) -> None:
    payment_id, _reference = start(group)
    for fee_amount in (None, 1_500):
        nothing = FetchedDispute("dp_1", 0, DisputeState.OPEN, "chargeback")
        say(payment_id, GatewayStatus.CAPTURED, fee_amount=fee_amount, disputes=[nothing])
    assert session.scalars(select(Dispute)).all() == []
    assert (noted("dispute.without_money"), payments()[0].fee_amount) == (1, 1_500)


def test_money_that_a_bank_has_taken_is_not_transferred_once_more(
    payment_id: int, group: OrderGroup, new_client: Callable[[], Browser], cast: Cast
) -> None:
    admin = signed_in(new_client(), cast.eko)
    with transaction():
        cancel.cancel_order(group.number, 1, buyer_id=cast.dewi.id, because="changed_mind")
    worker.drain()
    (refund_id,) = session.scalars(select(Refund.id)).all()
    answer = admin.post(f"/admin/pengembalian-dana/{refund_id}/minta-rekening", {"serah-reason": "Kartunya ditutup"})
    assert answer.status_code == 409, answer.location
    assert "sengketa" in answer.get_data(as_text=True)
    assert session.scalars(select(Refund.status)).one() == RefundStatus.FAILED
