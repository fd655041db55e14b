"""Refunds that their gateway does not end: the bank took it, somebody sent it by hand, or nobody ever answers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from app import worker
from app.clock import now
from app.db import session, transaction
from app.gateways.payment.base import FetchedRefund, RefundState
from app.ledger import chart
from app.ledger.check import differences
from app.ledger.queries import balances_of
from app.models.audit import AuditEvent
from app.models.order import Order, OrderGroup
from app.models.outbox import DeliveryStatus, OutboxDelivery, OutboxMessage
from app.models.payment import Payment, PaymentStatus, Refund, RefundChannel, RefundStatus
from app.models.state import StateChange
from app.payments import asking
from app.payments.commands import endings, refund_accounts, refunds, sendings, truth
from app.payments.errors import CountedAlready, NotPaidByDispute, NotSentByHand, OwnRefund, RefundOnItsWay
from app.payments.queries import refunds as refund_queries
from app.payments.rules import seen_as
from app.returns.commands import cancel
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import PASSWORD
from tests.fakes.midtrans import FakeMidtrans
from tests.fakes.stripe import FakeStripe
from tests.payments.steps import AN_ADMIN, noted, pay, payments
from tests.payouts.steps import refund
from tests.web.visitors import signed_in

WHY = "Surat bank tanggal 3 November"
BY_DISPUTE = {"akhir-way": "dispute", "akhir-reason": WHY, "akhir-password": PASSWORD}
BY_HAND = BY_DISPUTE | {"akhir-way": "by_hand"}


@dataclass(frozen=True)
class Sale:
    """What is known of a group and its people whatever becomes of the session."""

    number: str
    amount: int
    buyer_id: int
    admin_id: int


@pytest.fixture
def sale(group: OrderGroup, cast: Cast) -> Sale:
    return Sale(group.number, group.total_amount, cast.dewi.id, cast.eko.id)


@pytest.fixture
def admin(new_client: Callable[[], Browser], cast: Cast) -> Browser:
    """Eko's browser."""
    return signed_in(new_client(), cast.eko)


@pytest.fixture
def failed(
    every_method: tuple[FakeStripe, FakeMidtrans], buyer: Browser, admin: Browser, sale: Sale, group: OrderGroup
) -> int:
    """Dewi paid by card and cancelled while her bank asked for the money, so that Stripe refused; the refund's id."""
    stripe, _midtrans = every_method
    pay(buyer, group, "stripe")
    stripe.pay(at_stripe())
    hear()
    stripe.dispute(at_stripe())
    hear()
    return cancelled(sale)


def at_stripe() -> str:
    return str(payments()[0].gateway_reference)


def hear() -> None:
    """The shop asks about every payment."""
    for payment_id in [payment.id for payment in payments()]:
        told = asking.ask(payment_id)
        with transaction():
            truth.record_truth(payment_id, told)


def cancelled(sale: Sale) -> int:
    with transaction():
        cancel.cancel_order(sale.number, 1, buyer_id=sale.buyer_id, because="not needed")
    worker.drain()
    return only_refund().id


def only_refund() -> Refund:
    session.rollback()
    return session.scalars(select(Refund)).one()


def state() -> tuple[RefundStatus, RefundChannel, PaymentStatus]:
    refund = only_refund()
    return refund.status, refund.channel, session.get_one(Payment, refund.payment_id).status


def decide(stripe: FakeStripe, status: str) -> None:
    stripe.decide_dispute(stripe.all("dispute")[0]["id"], status)
    hear()


def booked() -> tuple[int, int, int, int]:
    """Rupiah owed to buyers, at Stripe, kept by it, and lost."""
    session.rollback()
    names = [chart.REFUNDS_DUE, chart.gateway_clearing("stripe"), chart.DISPUTED, chart.DISPUTE_LOSSES]
    amounts = balances_of(names)
    return -amounts[names[0]], amounts[names[1]], amounts[names[2]], amounts[names[3]]


def fee() -> int:
    return int(payments()[0].fee_amount or 0)


def is_silent(app: Flask) -> bool:
    """Nothing differs, here and at the gateway."""
    with time_machine.travel(now() + timedelta(hours=1)):
        results = [
            app.test_cli_runner().invoke(args=command)
            for command in (["payments", "reconcile"], ["books", "reconcile"], ["ledger", "check"])
        ]
    return [result.exit_code for result in results] == [0, 0, 0]


def history() -> list[str]:
    refund_id = str(only_refund().id)
    moves = select(StateChange).where(StateChange.machine == "refunds", StateChange.subject_id == refund_id)
    return [change.to_status for change in session.scalars(moves.order_by(StateChange.id))]


def test_money_that_a_lost_dispute_took_is_owed_no_more_and_no_loss(
    app: Flask, stripe: FakeStripe, failed: int, sale: Sale, buyer: Browser, admin: Browser
) -> None:
    address, whole = f"/admin/pengembalian-dana/{failed}", sale.amount
    assert state()[0] == RefundStatus.FAILED
    assert admin.post(f"{address}/cara-lain", BY_DISPUTE).status_code == 409, "nobody has decided yet"
    decide(stripe, "lost")
    assert booked() == (whole, -fee(), 0, whole)
    page = admin.get(address).get_data(as_text=True)
    assert "Sengketa atas pembayaran ini" in page
    assert f"/admin/pembayaran/{payments()[0].id}" in page
    assert address in admin.get(f"/admin/pembayaran/{payments()[0].id}").get_data(as_text=True)
    assert "Ada sengketa" in admin.get("/admin/pengembalian-dana").get_data(as_text=True)
    for wrong in ({"akhir-reason": "x"}, {"akhir-way": "x"}, {"akhir-password": "bukan"}, {"akhir-way": "by_hand"}):
        assert admin.post(f"{address}/cara-lain", BY_DISPUTE | wrong).status_code == 422, wrong
    assert state()[0] == RefundStatus.FAILED
    for _ in range(2):
        assert admin.post(f"{address}/cara-lain", BY_DISPUTE).status_code == 303
    assert state() == (RefundStatus.SUCCEEDED, RefundChannel.DISPUTE, PaymentStatus.REFUNDED)
    assert booked() == (0, -fee(), 0, 0)
    assert history() == ["sent", "failed", "sent", "succeeded"]
    (event,) = session.scalars(select(AuditEvent).where(AuditEvent.action == "refund.settled"))
    assert (event.actor_id, event.reason, event.facts["way"]) == (sale.admin_id, WHY, "dispute")
    assert is_silent(app)
    worker.drain()
    assert "Sudah kembali lewat sengketa" in buyer.get(f"/pesanan/{sale.number}").get_data(as_text=True)


def test_what_a_lost_dispute_did_not_take_goes_to_a_bank_account(
    app: Flask, stripe: FakeStripe, failed: int, sale: Sale, buyer: Browser, admin: Browser
) -> None:
    stripe.objects[stripe.all("dispute")[0]["id"]]["amount"] = (sale.amount - 1_000) * 100
    decide(stripe, "lost")
    for _ in range(2):
        assert admin.post(f"/admin/pengembalian-dana/{failed}/cara-lain", BY_DISPUTE).status_code == 303
    assert parts() == [
        (sale.amount - 1_000, RefundStatus.SUCCEEDED, RefundChannel.DISPUTE),
        (1_000, RefundStatus.NEEDS_BANK_ACCOUNT, RefundChannel.BANK),
    ]
    assert (booked(), payments()[0].status) == ((1_000, 1_000 - fee(), 0, 0), PaymentStatus.PARTLY_REFUNDED)
    assert is_silent(app)
    assert "/rekening/" in buyer.get(f"/pesanan/{sale.number}").get_data(as_text=True)
    rest_id = failed + 1
    name_account(rest_id)
    look = admin.post(f"/admin/pengembalian-dana/{rest_id}/nomor", {"lihat-password": PASSWORD})
    assert "0140091234567" in look.get_data(as_text=True)
    with transaction():
        seen = seen_as(refund_queries.get_account(rest_id))
        refund_accounts.record_transferred(rest_id, "TRF-1", seen=seen, admin_id=AN_ADMIN)
    assert (booked(), payments()[0].status) == ((0, 1_000 - fee(), 0, 0), PaymentStatus.REFUNDED)
    assert is_silent(app)
    decide(stripe, "won")
    assert [part[1] for part in parts()] == [RefundStatus.NEEDS_BANK_ACCOUNT, RefundStatus.SUCCEEDED]
    assert is_silent(app)


def parts() -> list[tuple[int, RefundStatus, RefundChannel]]:
    session.rollback()
    return [(each.amount, each.status, each.channel) for each in session.scalars(select(Refund).order_by(Refund.id))]


def test_a_lost_dispute_that_is_counted_brings_nothing_more(stripe: FakeStripe, failed: int) -> None:
    stripe.objects[stripe.all("dispute")[0]["id"]]["amount"] = 1_000 * 100
    decide(stripe, "lost")
    settle_by_dispute(failed)
    with pytest.raises(NotPaidByDispute):
        settle_by_dispute(failed + 1)


def test_a_bank_that_gives_the_money_back_after_all_leaves_it_owed_to_the_buyer(
    app: Flask, stripe: FakeStripe, failed: int, sale: Sale
) -> None:
    decide(stripe, "lost")
    settle_by_dispute(failed)
    decide(stripe, "won")
    assert state() == (RefundStatus.NEEDS_BANK_ACCOUNT, RefundChannel.BANK, PaymentStatus.CAPTURED)
    assert booked() == (sale.amount, sale.amount - fee(), 0, 0)
    assert is_silent(app)
    decide(stripe, "lost")
    assert state()[0] == RefundStatus.NEEDS_BANK_ACCOUNT, "an admin has to say so anew"
    with transaction():
        refund_accounts.name_bank_account(failed, refund_accounts.BankAccount("120", "Dewi", "0140091234567"))
    settle_by_dispute(failed)
    assert booked() == (0, -fee(), 0, 0)
    decide(stripe, "won")
    assert state()[0] == RefundStatus.NEEDS_BANK_ACCOUNT
    with transaction():
        refund_accounts.name_bank_account(failed, refund_accounts.BankAccount("120", "Dewi", "0140091234567"))
    assert list(differences()) == []


def settle_by_dispute(refund_id: int) -> None:
    moves = asking.check_not_awaited(refund_id)
    with transaction():
        endings.settle_by_dispute(refund_id, moves, admin_id=AN_ADMIN, because=WHY)


@pytest.fixture
def sent_by_hand(stripe: FakeStripe, failed: int) -> str:
    """The bank gave up, and somebody sent the money back in Stripe's dashboard; its name there."""
    decide(stripe, "won")
    return stripe.refund_by_hand(at_stripe())


def test_money_that_was_sent_in_the_dashboard_is_counted_once_the_gateway_says_so(
    app: Flask, stripe: FakeStripe, failed: int, sent_by_hand: str, sale: Sale, buyer: Browser, admin: Browser
) -> None:
    address = f"/admin/pengembalian-dana/{failed}"
    assert not is_silent(app), "the gateway sent what we still owe"
    assert admin.post(f"{address}/cara-lain", BY_HAND | {"akhir-name": "re_lain"}).status_code == 422
    assert state()[0] == RefundStatus.FAILED
    for _ in range(2):
        assert admin.post(f"{address}/cara-lain", BY_HAND | {"akhir-name": sent_by_hand}).status_code == 303
    assert state() == (RefundStatus.SUCCEEDED, RefundChannel.BY_HAND, PaymentStatus.REFUNDED)
    assert booked() == (0, -fee(), 0, 0)
    assert only_refund().gateway_reference == sent_by_hand
    stripe.settle_refund(sent_by_hand, "succeeded")
    hear()
    worker.drain()
    assert (noted("refund.succeeded"), noted("refund.sent_besides")) == (1, 0)
    assert is_silent(app)
    assert "Sudah dikembalikan" in buyer.get(f"/pesanan/{sale.number}").get_data(as_text=True)


def test_what_was_sent_by_hand_counts_once_and_for_no_more_than_it_is(
    stripe: FakeStripe, failed: int, sale: Sale
) -> None:
    decide(stripe, "won")
    name = stripe.refund_by_hand(at_stripe(), rupiah=sale.amount - 1)
    moves, sent = asking.check_sent_by_hand(failed, name)
    with pytest.raises(CountedAlready), transaction():
        endings.settle_by_hand(failed, moves, sent, admin_id=AN_ADMIN, because=WHY)
    stripe.settle_refund(name, "pending")
    with pytest.raises(NotSentByHand):
        asking.check_sent_by_hand(failed, name)


def test_a_try_of_ours_that_arrives_after_another_ending_is_shown_and_changes_nothing(
    app: Flask, stripe: FakeStripe, failed: int, sent_by_hand: str, admin: Browser
) -> None:
    moves, sent = asking.check_sent_by_hand(failed, sent_by_hand)
    key = refund_queries.keys_of_refund(only_refund())[0]
    with transaction():
        endings.settle_by_hand(failed, moves, sent, admin_id=AN_ADMIN, because=WHY)
    before = booked()
    stripe.objects[sent_by_hand]["metadata"] = {}
    late = dict(stripe.objects[sent_by_hand]) | {"id": "re_late", "metadata": {"key": key}}
    stripe.objects["re_late"] = late
    for _ in range(2):
        hear()
    assert (noted("refund.sent_besides"), booked()) == (1, before)
    assert state()[0] == RefundStatus.SUCCEEDED
    assert "re_late" in admin.get(f"/admin/pengembalian-dana/{failed}").get_data(as_text=True)
    assert not is_silent(app)


def test_nobody_says_that_the_own_money_has_come(failed: int, sale: Sale, stripe: FakeStripe) -> None:
    decide(stripe, "lost")
    sent = FetchedRefund("re_1", "", 1, RefundState.SUCCEEDED)
    for act in (
        lambda: endings.settle_by_dispute(failed, 2, admin_id=sale.buyer_id, because=WHY),
        lambda: endings.settle_by_hand(failed, 2, sent, admin_id=sale.buyer_id, because=WHY),
    ):
        with pytest.raises(OwnRefund), transaction():
            act()


@pytest.fixture
def stuck(
    every_method: tuple[FakeStripe, FakeMidtrans], buyer: Browser, admin: Browser, sale: Sale, group: OrderGroup
) -> int:
    """Dewi paid by card and cancelled, and Stripe has her money on its way; the refund's id."""
    stripe, _midtrans = every_method
    stripe.holds_refunds = True
    pay(buyer, group, "stripe")
    stripe.pay(at_stripe())
    hear()
    return cancelled(sale)


@pytest.fixture
def lose_patience(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From the call on, everything has waited long enough."""
    return lambda: monkeypatch.setitem(app.config, "REFUND_PATIENCE", timedelta())


def give_up(admin: Browser, refund_id: int) -> int:
    """An admin asks for the buyer's account; returns the status of the answer."""
    return admin.post(f"/admin/pengembalian-dana/{refund_id}/minta-rekening", {"serah-reason": WHY}).status_code


def test_what_is_on_its_way_for_ever_need_not_be_waited_for(
    stuck: int, admin: Browser, lose_patience: Callable[[], None]
) -> None:
    assert state()[0] == RefundStatus.SENT
    assert "lama tanpa kabar" not in admin.get("/admin").get_data(as_text=True)
    assert give_up(admin, stuck) == 409, "it may still come"
    lose_patience()
    assert "pengembalian lama tanpa kabar" in admin.get("/admin").get_data(as_text=True)
    without = admin.post(f"/admin/pengembalian-dana/{stuck}/minta-rekening", {"serah-reason": "x"})
    assert (without.status_code, state()[0]) == (422, RefundStatus.SENT)
    assert [give_up(admin, stuck) for _ in range(2)] == [303, 303]
    assert state()[:2] == (RefundStatus.NEEDS_BANK_ACCOUNT, RefundChannel.BANK)
    assert history() == ["sent", "failed", "needs_bank_account"]
    assert noted("refund.given_up") == 1


def test_money_that_arrives_after_it_was_given_up_is_shown_and_not_paid_again(
    app: Flask, stripe: FakeStripe, stuck: int, admin: Browser, lose_patience: Callable[[], None]
) -> None:
    lose_patience()
    assert give_up(admin, stuck) == 303
    with transaction():
        refund_accounts.name_bank_account(stuck, refund_accounts.BankAccount("120", "Dewi", "0140091234567"))
    address, name = f"/admin/pengembalian-dana/{stuck}", stripe.all("refund")[0]["id"]
    look = {"lihat-password": PASSWORD}
    assert "0140091234567" in admin.post(f"{address}/nomor", look).get_data(as_text=True)
    stripe.settle_refund(name, "succeeded")
    assert admin.post(f"{address}/nomor", look).status_code == 409, "the gateway is asked before"
    hear()
    worker.drain()
    assert noted("refund.sent_besides") == 1
    with pytest.raises(RefundOnItsWay), transaction():
        refund_accounts.note_account_seen(stuck)
    assert name in admin.get(address).get_data(as_text=True)
    assert not is_silent(app)
    assert admin.post(f"{address}/cara-lain", BY_HAND | {"akhir-name": name}).status_code == 303
    assert state() == (RefundStatus.SUCCEEDED, RefundChannel.BY_HAND, PaymentStatus.REFUNDED)
    assert booked() == (0, -fee(), 0, 0)
    assert "mengirim uang ini juga" not in admin.get(address).get_data(as_text=True)
    assert is_silent(app)


def test_a_transfer_that_was_made_before_the_gateways_news_stays_a_visible_difference(
    app: Flask, stripe: FakeStripe, stuck: int, admin: Browser, lose_patience: Callable[[], None]
) -> None:
    lose_patience()
    assert give_up(admin, stuck) == 303
    with transaction():
        refund_accounts.name_bank_account(stuck, refund_accounts.BankAccount("120", "Dewi", "0140091234567"))
    with transaction():
        seen = seen_as(refund_queries.get_account(stuck))
        refund_accounts.record_transferred(stuck, "TRF-1", seen=seen, admin_id=AN_ADMIN)
    stripe.settle_refund(stripe.all("refund")[0]["id"], "succeeded")
    with time_machine.travel(now() + timedelta(days=30)):
        hear()
        worker.drain()
        assert not is_silent(app), "however long ago it was paid"
    assert "mengirim uang ini juga" in admin.get(f"/admin/pengembalian-dana/{stuck}").get_data(as_text=True)


@pytest.mark.parametrize(("before", "answer"), [(RefundStatus.REQUESTED, 409), (RefundStatus.FAILED, 422)])
def test_a_gateway_that_refuses_our_keys_for_good_keeps_no_refund(
    app: Flask, every_method: tuple[FakeStripe, FakeMidtrans], buyer: Browser, admin: Browser, sale: Sale,
    group: OrderGroup, monkeypatch: pytest.MonkeyPatch, lose_patience: Callable[[], None], before: RefundStatus,
    answer: int,
) -> None:  # fmt: skip
    stripe, _midtrans = every_method
    pay(buyer, group, "stripe")
    stripe.pay(at_stripe())
    hear()
    monkeypatch.setitem(app.config, "STRIPE_SECRET_KEY", "sk_test_revoked")
    refund_id = cancelled(sale)
    if before == RefundStatus.FAILED:
        with transaction():
            sendings.record_refused(refund_id, "no balance")
            session.execute(update(OutboxDelivery).values(status=DeliveryStatus.FAILED))
    assert state()[0] == before
    assert give_up(admin, refund_id) == answer
    assert state()[0] == before
    lose_patience()
    assert give_up(admin, refund_id) == 303
    assert state()[:2] == (RefundStatus.NEEDS_BANK_ACCOUNT, RefundChannel.BANK)


def test_what_is_asked_for_just_now_is_not_given_up(stripe: FakeStripe, stuck: int) -> None:
    stripe.objects[stripe.all("refund")[0]["id"]]["metadata"] = {}
    moves = asking.check_not_awaited(stuck)
    with transaction():
        asked = select(OutboxMessage.id).where(OutboxMessage.topic == "refund.requested")
        leased = update(OutboxDelivery).where(OutboxDelivery.message_id.in_(asked))
        session.execute(leased.values(lease_until=now() + timedelta(minutes=1)))
    with pytest.raises(RefundOnItsWay), transaction():
        endings.give_up_gateway(stuck, moves, admin_id=AN_ADMIN, because=WHY)
    assert state()[0] == RefundStatus.SENT


def test_no_account_is_shown_while_the_bank_asks_for_the_same_money(
    stripe: FakeStripe, failed: int, admin: Browser
) -> None:
    decide(stripe, "won")
    assert give_up(admin, failed) == 303
    with transaction():
        refund_accounts.name_bank_account(failed, refund_accounts.BankAccount("120", "Dewi", "0140091234567"))
    address, look = f"/admin/pengembalian-dana/{failed}/nomor", {"lihat-password": PASSWORD}
    again = stripe.dispute(at_stripe())
    hear()
    refused = admin.post(address, look)
    assert refused.status_code == 409
    assert "lewat sengketa" in refused.get_data(as_text=True)
    stripe.decide_dispute(again, "won")
    hear()
    assert "0140091234567" in admin.post(address, look).get_data(as_text=True)


def asked_again(stripe: FakeStripe, refund_id: int) -> None:
    """Another admin has the gateway asked once more, and it takes the order."""
    stripe.holds_refunds = True
    with transaction():
        refunds.retry(refund_id, admin_id=AN_ADMIN)
    worker.drain()
    assert state()[0] == RefundStatus.SENT


def test_what_was_asked_for_again_meanwhile_ends_no_other_way(stripe: FakeStripe, failed: int, sale: Sale) -> None:
    decide(stripe, "won")
    moves = asking.check_not_awaited(failed)
    asked_again(stripe, failed)
    sent = FetchedRefund("re_by_hand", "", sale.amount, RefundState.SUCCEEDED)
    for act in (
        lambda: endings.give_up_gateway(failed, moves, admin_id=AN_ADMIN, because=WHY),
        lambda: endings.settle_by_dispute(failed, moves, admin_id=AN_ADMIN, because=WHY),
        lambda: endings.settle_by_hand(failed, moves, sent, admin_id=AN_ADMIN, because=WHY),
    ):
        with pytest.raises(RefundOnItsWay), transaction():
            act()
    assert state()[:2] == (RefundStatus.SENT, RefundChannel.GATEWAY)


def test_what_was_asked_for_again_just_now_is_not_long_without_news(stripe: FakeStripe, failed: int) -> None:
    decide(stripe, "won")
    with time_machine.travel(now() + timedelta(days=30)):
        asked_again(stripe, failed)
        assert session.scalars(select(Refund.id).where(refund_queries.is_stuck())).all() == []
        with pytest.raises(RefundOnItsWay):
            asking.check_not_awaited(failed)
    with time_machine.travel(now() + timedelta(days=60)):
        assert session.scalars(select(Refund.id).where(refund_queries.is_stuck())).all() == [failed]
        session.rollback()


def goes_to_bank(refund_id: int) -> None:
    """The gateway was given up, and Dewi has named an account."""
    moves = asking.check_not_awaited(refund_id)
    with transaction():
        endings.give_up_gateway(refund_id, moves, admin_id=AN_ADMIN, because=WHY)
    name_account(refund_id)


def name_account(refund_id: int) -> None:
    with transaction():
        refund_accounts.name_bank_account(refund_id, refund_accounts.BankAccount("120", "Dewi", "0140091234567"))


def test_no_account_is_shown_for_money_that_the_bank_took_meanwhile_which_ends_by_that(
    app: Flask, stripe: FakeStripe, failed: int, admin: Browser
) -> None:
    decide(stripe, "won")
    goes_to_bank(failed)
    stripe.decide_dispute(stripe.dispute(at_stripe()), "lost")
    hear()
    answer = admin.post(f"/admin/pengembalian-dana/{failed}/nomor", {"lihat-password": PASSWORD})
    assert (answer.status_code, "0140091234567" in answer.get_data(as_text=True)) == (409, False)
    settle_by_dispute(failed)
    assert (state()[:2], booked()) == ((RefundStatus.SUCCEEDED, RefundChannel.DISPUTE), (0, -fee(), 0, 0))
    assert is_silent(app)


def test_a_transfer_that_was_made_before_the_dispute_is_recorded(
    stripe: FakeStripe, failed: int, admin: Browser
) -> None:
    decide(stripe, "won")
    goes_to_bank(failed)
    stripe.dispute(at_stripe())
    hear()
    form = {"reference": "TRF-1", "seen": seen_as(refund_queries.get_account(failed)), "password": PASSWORD}
    session.rollback()
    assert admin.post(f"/admin/pengembalian-dana/{failed}/dibayar", form).status_code == 303
    assert state()[:2] == (RefundStatus.SUCCEEDED, RefundChannel.BANK)


def test_the_try_of_another_refund_is_not_counted_for_this_one(
    app: Flask, every_method: tuple[FakeStripe, FakeMidtrans], buyer: Browser, sale: Sale, group: OrderGroup
) -> None:
    stripe, _midtrans = every_method
    pay(buyer, group, "stripe")
    stripe.pay(at_stripe())
    hear()
    stripe.holds_refunds = True
    first = half_of(group, "return-1")
    name = stripe.all("refund")[0]["id"]
    stripe.dispute(at_stripe(), rupiah=1000)
    hear()
    second = half_of(group, "return-2")
    decide(stripe, "won")
    stripe.settle_refund(name, "succeeded")
    moves, sent = asking.check_sent_by_hand(second, name)
    with pytest.raises(CountedAlready), transaction():
        endings.settle_by_hand(second, moves, sent, admin_id=AN_ADMIN, because=WHY)
    hear()
    assert [session.get_one(Refund, key).status for key in (first, second)] == ["succeeded", "failed"]


def half_of(group: OrderGroup, purpose: str) -> int:
    """One of the two pieces is paid back, and the gateway is asked; the refund's id."""
    refund_id = refund(session.scalars(select(Order).where(Order.group_id == group.id)).one(), purpose=purpose).id
    worker.drain()
    session.rollback()
    return refund_id


@pytest.mark.parametrize("way", ["in the dashboard", "as a try of ours"])
def test_money_that_was_sent_by_hand_and_fails_later_is_owed_again(
    app: Flask, stripe: FakeStripe, stuck: int, admin: Browser, sale: Sale, lose_patience: Callable[[], None], way: str
) -> None:
    lose_patience()
    assert give_up(admin, stuck) == 303
    name_account(stuck)
    name = stripe.all("refund")[0]["id"]
    stripe.settle_refund(name, "succeeded")
    if way == "in the dashboard":
        stripe.objects[name]["metadata"] = {}
    hear()
    address = f"/admin/pengembalian-dana/{stuck}"
    assert admin.post(f"{address}/cara-lain", BY_HAND | {"akhir-name": name}).status_code == 303
    stripe.settle_refund(name, "failed")
    for _ in range(2):
        hear()
    worker.drain()
    assert state() == (RefundStatus.NEEDS_BANK_ACCOUNT, RefundChannel.BANK, PaymentStatus.CAPTURED)
    assert booked() == (sale.amount, sale.amount - fee(), 0, 0)
    assert is_silent(app)
    name_account(stuck)
    answer = admin.post(f"{address}/nomor", {"lihat-password": PASSWORD}).get_data(as_text=True)
    assert "0140091234567" in answer, "nothing is on its way any more"
