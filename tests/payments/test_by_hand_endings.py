"""Refunds that somebody sent in the dashboard of their gateway."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from app import worker
from app.db import session, transaction
from app.models.order import Order, OrderGroup
from app.models.payment import PaymentStatus, Refund, RefundChannel, RefundStatus
from app.payments import asking
from app.payments.commands import endings
from app.payments.errors import CountedAlready, NotSentByHand
from app.payments.queries import refunds as refund_queries
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
    decide,
    fee,
    give_up,
    hear,
    is_silent,
    name_account,
    only_refund,
    state,
)
from tests.payments.steps import AN_ADMIN, noted, pay
from tests.payouts.steps import refund


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
