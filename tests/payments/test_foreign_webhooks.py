"""What Stripe and Midtrans tell us: forged, old, changed, again, in any order, unknown, or while we are broken."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, text

from app import worker
from app.clock import now
from app.db import session, transaction
from app.gateways.payment import build
from app.models.order import OrderGroup
from app.models.payment import Dispute, GatewayEvent, PaymentStatus
from app.orders import queries as orders
from app.payments.cli import reconcile_captured, reconcile_paid
from app.payments.commands.refunds import refund_pieces, retry
from app.pricing import shares
from tests.browser import Browser
from tests.cast import Cast
from tests.fakes.midtrans import FakeMidtrans
from tests.fakes.stripe import FakeStripe
from tests.payments.steps import A_DAY, AN_ADMIN, Named, noted, order_statuses, pay, payments, refunds
from tests.web.visitors import signed_in

Servers = tuple[FakeStripe, FakeMidtrans]
Message = tuple[Mapping[str, str], bytes]


class Side:
    """One gateway with an open attempt of Dewi's."""

    def __init__(self, gateway: str, servers: Servers, client: Browser, group: Named) -> None:
        self.gateway, self.client, self.number = gateway, client, group.number
        self.stripe, self.midtrans = servers
        pay(client, group, gateway)
        self.reference = str(payments()[0].gateway_reference)

    def paid(self) -> list[Message]:
        """The money came; what the gateway says about it."""
        if self.gateway == "midtrans":
            self.midtrans.pay(self.reference)
            return self.midtrans.take_notifications()
        self.stripe.pay(self.reference)
        return [self.stripe.sign(event) for event in self.stripe.events_due()]

    def message(self, **how: object) -> Message:
        """The main message, true or not, signed as told."""
        if self.gateway == "midtrans":
            return self.midtrans.message(self.reference, **how)  # type: ignore[arg-type]
        thing = {"id": self.reference}
        return self.stripe.message("checkout.session.completed", thing, **how)  # type: ignore[arg-type]

    def send(self, messages: Sequence[Message]) -> list[int]:
        """Our answers, before the worker does anything."""
        return [self.post(headers, body) for headers, body in messages]

    def post(self, headers: Mapping[str, str], body: bytes) -> int:
        sent = {"Sec-Fetch-Site": "cross-site", **headers}
        return self.client.post(f"/webhook/{self.gateway}", body, headers=sent).status_code


@pytest.fixture(params=["stripe", "midtrans"])
def side(request: pytest.FixtureRequest, every_method: Servers, buyer: Browser, group: OrderGroup) -> Side:
    return Side(request.param, every_method, buyer, group)


def kept() -> int:
    session.rollback()
    return session.scalar(select(func.count(GatewayEvent.id))) or 0


def test_paid_is_learnt_from_a_message_and_taken_once_however_often_and_in_whatever_order(
    side: Side, group: OrderGroup
) -> None:
    messages = side.paid()
    assert set(side.send([*messages[::-1], *messages, *messages])) == {200}
    assert kept() == len(messages)
    worker.drain()
    assert (payments()[0].status, order_statuses(group), refunds()) == (PaymentStatus.CAPTURED, {"paid"}, [])
    assert noted("payment.captured") == 1
    assert set(side.send(messages)) == {200}
    worker.drain()
    assert noted("payment.captured") == 1


def test_a_message_that_lies_pays_nothing(side: Side, group: OrderGroup) -> None:
    if side.gateway == "midtrans":
        side.midtrans.start(side.reference)
    how = {"status": "settlement"} if side.gateway == "midtrans" else {}
    assert side.send([side.message(**how)]) == [200]
    worker.drain()
    assert (payments()[0].status, order_statuses(group)) == (PaymentStatus.PENDING, {"awaiting_payment"})


def test_forged_old_and_changed_messages_are_refused(side: Side, group: OrderGroup) -> None:
    (headers, body), *_rest = side.paid()
    forged = side.message(**({"key": "another"} if side.gateway == "midtrans" else {"secret": "whsec_another"}))
    wrong = [forged, (headers, body.replace(b"S", b"T", 1)), ({}, b"{}"), (headers, b""), (headers, b"\xff\xfe")]
    if side.gateway == "stripe":
        wrong += [side.message(seconds_ago=301), ({}, body)]
    else:
        wrong += [(headers, body.replace(side.reference.encode(), b"SB-00000000-1"))]
    assert side.send(wrong) == [400] * len(wrong)
    worker.drain()
    assert (kept(), order_statuses(group)) == (0, {"awaiting_payment"})


def test_what_is_none_of_ours_is_taken_and_changes_nothing(side: Side, group: OrderGroup) -> None:
    if side.gateway == "stripe":
        strange = [
            side.stripe.message("customer.created", {"id": "cus_1"}),
            side.stripe.message("checkout.session.completed", {"id": "cs_of_another_shop"}),
            side.stripe.message("a.kind." + "of_next_year_" * 9, {"id": "x"}),
        ]
    else:
        strange = [side.midtrans.message("ORDER-OF-ANOTHER-SHOP"), side.midtrans.message(side.reference, status="new")]
    assert side.send(strange) == [200] * len(strange)
    worker.drain()
    assert (payments()[0].status, order_statuses(group)) == (PaymentStatus.PENDING, {"awaiting_payment"})
    assert session.scalar(select(func.count(GatewayEvent.id)).where(GatewayEvent.applied_at.is_(None))) == 0


def test_too_much_is_refused(side: Side) -> None:
    headers, body = side.message()
    assert side.post(headers, body + b" " * 64 * 1024) == 413
    assert kept() == 0


def test_while_we_are_broken_the_gateway_hears_it_and_comes_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch, side: Side, group: OrderGroup
) -> None:
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)  # answered as on a server, not raised here
    messages = side.paid()
    with transaction():
        session.execute(text("ALTER TABLE gateway_events RENAME TO gateway_events_away"))
    assert {answer >= 500 for answer in side.send(messages)} == {True}
    with transaction():
        session.execute(text("ALTER TABLE gateway_events_away RENAME TO gateway_events"))
    assert set(side.send(messages)) == {200}
    worker.drain()
    assert order_statuses(group) == {"paid"}


@pytest.mark.parametrize("gateway", ["transfer", "cod", "paypal"])
def test_who_has_no_key_to_sign_with_is_not_heard(every_method: Servers, client: Browser, gateway: str) -> None:
    assert client.post(f"/webhook/{gateway}", b"{}").status_code == 404


def test_what_is_not_offered_any_more_is_still_heard_and_still_sends_back(
    app: Flask, monkeypatch: pytest.MonkeyPatch, side: Side, group: OrderGroup
) -> None:
    monkeypatch.setitem(app.config, "PAYMENT_GATEWAYS", ["sandbox"])
    assert pay(side.client, group, side.gateway).status_code == 409
    assert set(side.send(side.paid())) == {200}
    worker.drain()
    assert order_statuses(group) == {"paid"}
    with transaction():
        order = orders.lock_group(group.id).orders[0]
        pieces = {order.lines[0].id: 1}
        refund_pieces(order, pieces, shares.share_of(order, pieces), purpose="short-1-1", because="not there")
    worker.drain()
    assert [status.value for _amount, status in refunds()] == ["succeeded"]


@pytest.mark.parametrize(
    ("gateway", "key"),
    [("stripe", "STRIPE_SECRET_KEY"), ("stripe", "STRIPE_WEBHOOK_SECRETS"), ("midtrans", "MIDTRANS_SERVER_KEY")],
)
def test_without_its_keys_a_gateway_is_not_there(
    app: Flask, monkeypatch: pytest.MonkeyPatch, every_method: Servers, client: Browser, gateway: str, key: str
) -> None:
    assert client.post(f"/webhook/{gateway}", b"{}").status_code == 400
    monkeypatch.setitem(app.config, key, "")
    assert client.post(f"/webhook/{gateway}", b"{}").status_code == 404
    with pytest.raises(LookupError):
        build(gateway)


def test_the_sandbox_is_there_in_a_demo_only(app: Flask, monkeypatch: pytest.MonkeyPatch, client: Browser) -> None:
    monkeypatch.setitem(app.config, "MODE", "production")
    assert client.post("/webhook/sandbox", b"{}").status_code == 404
    with pytest.raises(LookupError):
        build("sandbox")


def test_a_dispute_is_shown_to_whom_it_concerns(
    every_method: Servers, buyer: Browser, new_client: Callable[[], Browser], cast: Cast, group: OrderGroup
) -> None:
    side = Side("stripe", every_method, buyer, group)
    order_id = group.orders[0].id
    admin, seller = signed_in(new_client(), cast.eko), signed_in(new_client(), cast.ani)
    side.send(side.paid())
    worker.drain()
    name = side.stripe.dispute(side.reference, rupiah=50_000)
    side.send([side.stripe.sign(event) for event in side.stripe.events_due()])
    worker.drain()
    payment_id, number = payments()[0].id, side.number
    for path in ("/admin/pembayaran/sengketa", f"/admin/pembayaran/{payment_id}", f"/admin/pesanan/{number}"):
        page = admin.get(path).get_data(as_text=True)
        assert "Terbuka" in page, path
        assert "Rp50.000" in page, path
    assert "dispute-opened" in admin.get(f"/admin/pembayaran/{payment_id}").get_data(as_text=True)
    assert "Kami yang menjawabnya" in seller.get(f"/penjual/pusat/pesanan/{order_id}").get_data(as_text=True)
    side.stripe.decide_dispute(name, "lost")
    side.send([side.stripe.sign(event) for event in side.stripe.events_due()])
    worker.drain()
    assert session.scalars(select(Dispute.status)).all() == ["lost"]
    assert "menarik kembali" in seller.get(f"/penjual/pusat/pesanan/{order_id}").get_data(as_text=True)


def test_a_fee_that_is_booked_later_and_a_refund_on_its_way_are_asked_about(
    every_method: Servers, buyer: Browser, group: OrderGroup
) -> None:
    side = Side("stripe", every_method, buyer, group)
    messages = side.paid()
    charge = side.stripe.all("charge")[0]
    booked, charge["balance_transaction"] = charge["balance_transaction"], None
    side.send(messages)
    worker.drain()
    assert payments()[0].fee_amount is None
    charge["balance_transaction"] = booked
    assert reconcile_captured() == 1
    assert payments()[0].fee_amount
    assert reconcile_captured() == 0


def test_a_refund_that_takes_its_time_is_asked_about_until_it_is_there(
    every_method: Servers, buyer: Browser, group: OrderGroup
) -> None:
    side = Side("stripe", every_method, buyer, group)
    side.send(side.paid())
    worker.drain()
    side.stripe.holds_refunds = True
    with transaction():
        order = orders.lock_group(group.id).orders[0]
        pieces = {order.lines[0].id: 1}
        refund_pieces(order, pieces, shares.share_of(order, pieces), purpose="short-1-1", because="not there")
    worker.drain()
    assert [status.value for _amount, status in refunds()] == ["sent"]
    side.stripe.settle_refund(side.stripe.all("refund")[0]["id"], "succeeded")
    assert reconcile_captured() == 0, "for an hour the message may still come"
    with time_machine.travel(now() + A_DAY):
        assert reconcile_captured() == 1
    assert [status.value for _amount, status in refunds()] == ["succeeded"]


@pytest.mark.parametrize("side", ["stripe"], indirect=True)
def test_a_refund_that_the_bank_of_the_buyer_sends_back_is_learnt_from_a_message_and_sent_again(
    side: Side, group: OrderGroup
) -> None:
    side.send(side.paid())
    worker.drain()
    with transaction():
        order = orders.lock_group(group.id).orders[0]
        pieces = {order.lines[0].id: 2}
        refund_id = refund_pieces(
            order, pieces, shares.share_of(order, pieces), purpose="short-1-1", because="not there"
        ).id
    worker.drain()
    assert [status.value for _amount, status in refunds()] == ["succeeded"]
    side.stripe.settle_refund(side.stripe.all("refund")[0]["id"], "failed")
    side.send([side.stripe.sign(event) for event in side.stripe.events_due()])
    worker.drain()
    assert [status.value for _amount, status in refunds()] == ["failed"]
    assert payments()[0].status == PaymentStatus.CAPTURED
    with transaction():
        retry(refund_id, admin_id=AN_ADMIN)
    worker.drain()
    assert [status.value for _amount, status in refunds()] == ["succeeded"]
    assert [refund["status"] for refund in side.stripe.all("refund")] == ["failed", "succeeded"]
    assert payments()[0].status == PaymentStatus.REFUNDED


def disputes() -> list[str]:
    session.rollback()
    return [status.value for status in session.scalars(select(Dispute.status).order_by(Dispute.id))]


def test_a_dispute_and_its_end_are_found_months_later_although_every_message_was_lost(
    every_method: Servers, buyer: Browser, group: OrderGroup
) -> None:
    side = Side("stripe", every_method, buyer, group)
    side.send(side.paid())
    worker.drain()
    assert reconcile_paid() == 0
    paid_at = now()
    with time_machine.travel(paid_at + timedelta(days=119)):
        name = side.stripe.dispute(side.reference)
        assert (reconcile_paid(), disputes()) == (1, ["open"])
        assert reconcile_paid() == 0, "each payment is asked about once a week"
    with time_machine.travel(paid_at + timedelta(days=200)):
        side.stripe.decide_dispute(name, "lost")
        assert (reconcile_paid(), disputes()) == (1, ["lost"]), "what is undecided is asked about for ever"
    with time_machine.travel(paid_at + timedelta(days=300)):
        assert reconcile_paid() == 0


def test_the_command_finds_a_dispute_of_last_month(
    app: Flask, every_method: Servers, buyer: Browser, group: OrderGroup
) -> None:
    side = Side("stripe", every_method, buyer, group)
    side.send(side.paid())
    worker.drain()
    with time_machine.travel(now() + timedelta(days=30)):
        side.stripe.dispute(side.reference)
        result = app.test_cli_runner().invoke(args=["payments", "reconcile"])
    assert (result.exit_code, result.output) == (0, "1 pembayaran ditanyakan\n")
    assert disputes() == ["open"]


def test_a_chargeback_at_midtrans_is_found_weeks_later_although_its_message_was_lost(
    every_method: Servers, buyer: Browser, group: OrderGroup
) -> None:
    side = Side("midtrans", every_method, buyer, group)
    side.send(side.paid())
    worker.drain()
    side.midtrans.chargeback(side.reference)
    with time_machine.travel(now() + timedelta(days=40)):
        assert (reconcile_paid(), disputes()) == (1, ["open"])


def test_a_refund_that_comes_back_is_found_although_its_message_was_lost(
    every_method: Servers, buyer: Browser, group: OrderGroup
) -> None:
    side = Side("stripe", every_method, buyer, group)
    side.send(side.paid())
    worker.drain()
    with time_machine.travel(now() + timedelta(days=110)):
        with transaction():
            order = orders.lock_group(group.id).orders[0]
            pieces = {order.lines[0].id: 2}
            refund_pieces(order, pieces, shares.share_of(order, pieces), purpose="short-1-1", because="not there")
        worker.drain()
        assert (reconcile_paid(), payments()[0].status) == (1, PaymentStatus.REFUNDED)
    side.stripe.settle_refund(side.stripe.all("refund")[0]["id"], "failed")
    with time_machine.travel(now() + timedelta(days=130)):
        assert reconcile_paid() == 1
    assert [status.value for _amount, status in refunds()] == ["failed"]
    assert payments()[0].status == PaymentStatus.CAPTURED
