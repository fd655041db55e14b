"""Refunds that their gateway never answers for, and who may end one."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from app import worker
from app.clock import now
from app.db import session, transaction
from app.gateways.payment.base import FetchedRefund, RefundState
from app.models.order import OrderGroup
from app.models.outbox import DeliveryStatus, OutboxDelivery, OutboxMessage
from app.models.payment import PaymentStatus, Refund, RefundChannel, RefundStatus
from app.payments import asking
from app.payments.commands import endings, refund_accounts, refunds, sendings
from app.payments.errors import OwnRefund, RefundOnItsWay
from app.payments.queries import refunds as refund_queries
from app.payments.rules import seen_as
from tests.browser import Browser
from tests.factories.account import PASSWORD
from tests.fakes.midtrans import FakeMidtrans
from tests.fakes.stripe import FakeStripe
from tests.payments.ending_steps import (
    BY_HAND,
    WHY,
    Sale,
    at_stripe,
    booked,
    cancelled,
    decide,
    fee,
    give_up,
    hear,
    history,
    is_silent,
    state,
)
from tests.payments.steps import AN_ADMIN, noted, pay


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


def test_nobody_says_that_the_own_money_has_come(failed: int, sale: Sale, stripe: FakeStripe) -> None:
    decide(stripe, "lost")
    sent = FetchedRefund("re_1", "", 1, RefundState.SUCCEEDED)
    for act in (
        lambda: endings.settle_by_dispute(failed, 2, admin_id=sale.buyer_id, because=WHY),
        lambda: endings.settle_by_hand(failed, 2, sent, admin_id=sale.buyer_id, because=WHY),
    ):
        with pytest.raises(OwnRefund), transaction():
            act()
