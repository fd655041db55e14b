"""Things that happen at the same moment, on the real database: one effect each."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from io import BytesIO

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app import worker
from app.clock import now
from app.db import session, transaction
from app.gateways.payment.base import CreatedPayment
from app.gateways.payment.sandbox import SIGNATURE, SandboxGateway
from app.ledger.queries import lock_earnings
from app.models.catalog import Product
from app.models.order import Order, OrderGroup, ShippingMethod
from app.models.payment import Payment, PaymentStatus, Settlement, TransferProof
from app.models.seller import Seller
from app.orders import commands as orders
from app.orders.queries import lock_group
from app.payments.cli import reconcile_pending
from app.payments.commands import attempts, cash, transfers
from app.payments.errors import BankReferenceUsed
from app.payments.queries import payments as queries
from app.shipping.codes import code_of
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.order import place
from tests.factories.payment import proof_of
from tests.files import photo
from tests.payments.steps import A_WHILE, noted, order_statuses, pay, payments, refunds
from tests.payments.test_foreign_webhooks import Servers, Side
from tests.races import Race, Threads
from tests.web.visitors import signed_in


@dataclass(frozen=True)
class Known:
    """What a step may know of an order group: no row of another session."""

    id: int
    number: str


@pytest.fixture
def group(group: OrderGroup) -> Known:
    return Known(group.id, group.number)


@pytest.mark.parametrize("gateway", ["stripe", "midtrans", "transfer", "sandbox"])
def test_a_double_click_on_pay_opens_one_attempt(
    race: Race, every_method: Servers, new_client: Callable[[], Browser], cast: Cast, group: Known, gateway: str
) -> None:
    browsers = [signed_in(new_client(), cast.dewi) for _ in range(4)]
    path = f"/pembayaran/{group.number}"
    answers = race.run(
        *(lambda each=each: each.post(path, {"cara": gateway}).status_code for each in browsers),  # type: ignore[misc]
    )
    assert answers == [303] * 4
    assert [payment.attempt for payment in payments()] == [1]
    assert len(every_method[0].all("checkout.session")) == (gateway == "stripe")


def test_two_ways_that_are_chosen_at_once_are_two_attempts(
    race: Race, every_method: Servers, new_client: Callable[[], Browser], cast: Cast, group: Known
) -> None:
    browsers = {gateway: signed_in(new_client(), cast.dewi) for gateway in ("stripe", "midtrans")}
    answers = race.run(
        *(lambda g=g, each=each: pay(each, group, g).status_code for g, each in browsers.items()),  # type: ignore[misc]
    )
    assert answers == [303, 303]
    assert sorted(payment.attempt for payment in payments()) == [1, 2]


def test_a_message_the_return_page_and_the_reconciliation_capture_once(
    race: Race, client: Browser, new_client: Callable[[], Browser], cast: Cast, gateway: SandboxGateway,
    group: Known,
) -> None:  # fmt: skip
    buyer = signed_in(new_client(), cast.dewi)
    pay(buyer, group, "sandbox")
    gateway.choose(str(payments()[0].gateway_reference), "paid")
    (event,) = gateway.due_events()
    headers = {SIGNATURE: event.signature, "Sec-Fetch-Site": "cross-site"}
    hear_together(race, buyer, group, lambda: client.post("/webhook/sandbox", event.body, headers=headers).status_code)


@pytest.mark.parametrize("gateway", ["stripe", "midtrans"])
def test_messages_from_afar_the_return_page_and_the_reconciliation_capture_once(
    race: Race, every_method: Servers, buyer: Browser, new_client: Callable[[], Browser], cast: Cast, group: Known,
    gateway: str,
) -> None:  # fmt: skip
    side = Side(gateway, every_method, buyer, group)
    hear_together(race, signed_in(new_client(), cast.dewi), group, *(partial(side.post, *each) for each in side.paid()))


def hear_together(race: Race, window: Browser, group: Known, *messages: Callable[[], int]) -> None:
    """All that learn of money learn of it at once: each message twice, the buyer's page, the worker, the jobs."""
    with time_machine.travel(now() + A_WHILE):
        answers = race.run(
            *messages * 2,
            lambda: window.get(f"/pembayaran/{group.number}").status_code,
            lambda: (worker.relay(), worker.carry_out_next()),
            reconcile_pending,
            reconcile_pending,
        )
        worker.drain()
    assert set(answers[: len(messages) * 2]) == {200}
    assert (noted("payment.captured"), order_statuses(group), refunds()) == (1, {"paid"}, [])


def test_two_ways_that_are_paid_at_once_pay_once_and_one_goes_back(
    race: Race, every_method: Servers, buyer: Browser, group: Known
) -> None:
    stripe, midtrans = every_method
    pay(buyer, group, "stripe")
    pay(buyer, group, "midtrans")
    stripe.pay(str(payments()[0].gateway_reference))
    midtrans.pay(f"{group.number}-2")
    with time_machine.travel(now() + A_WHILE):
        race.run(*[reconcile_pending] * 3)
        worker.drain()
    assert Counter(payment.status for payment in payments()) == {PaymentStatus.CAPTURED: 1, PaymentStatus.REFUNDED: 1}
    assert (len(refunds()), order_statuses(group)) == (1, {"paid"})


@pytest.mark.parametrize("verbs", [("terima", "terima"), ("terima", "tolak"), ("tolak", "tolak")])
def test_two_admins_decide_about_one_transfer_at_once(
    race: Race, every_method: Servers, buyer: Browser, new_client: Callable[[], Browser], cast: Cast,
    group: Known, verbs: tuple[str, str],
) -> None:  # fmt: skip
    pay(buyer, group, "transfer")
    proof = {"bukti": (BytesIO(photo()), "bukti.jpg")}
    buyer.post(f"/pembayaran/{group.number}/transfer", proof, content_type="multipart/form-data")
    proof_id = session.scalars(select(TransferProof.id)).one()
    admins = [signed_in(new_client(), admin) for admin in (cast.eko, cast.fitri)]
    address = f"/admin/pembayaran/transfer/{proof_id}"
    form = {"reason": "Uangnya belum masuk", "bank_reference": "FT-1"}
    answers = race.run(
        *(lambda a=a, v=v: a.post(f"{address}/{v}", form).status_code  # type: ignore[misc]
          for a, v in zip(admins, verbs, strict=True)),
    )  # fmt: skip
    assert sorted(answers) == ([303, 303] if len(set(verbs)) == 1 else [303, 409])  # type: ignore[type-var]
    is_accepted = session.scalars(select(TransferProof.status)).one() == "accepted"
    assert (session.scalar(select(func.count(Settlement.id))), noted("payment.captured")) == (is_accepted, is_accepted)
    assert order_statuses(group) == ({"paid"} if is_accepted else {"awaiting_payment"})


def test_a_promise_waits_for_whoever_has_the_group(app: Flask, group: Known) -> None:
    with transaction():
        payment_id = attempts.open_payment(group.id, gateway="cod", return_url="http://localhost/").id

    def hold() -> None:
        with transaction():
            lock_group(group.id)
            is_held.set()
            time.sleep(0.5)
            queries.lock_payment(payment_id)

    def promise() -> None:
        is_held.wait(5)
        with transaction():
            cash.promise(payment_id, CreatedPayment("key", "http://localhost/"))

    is_held = threading.Event()
    Threads(app).run(hold, promise)
    assert order_statuses(group) == {"paid"}


def test_cash_waits_for_a_payout_that_takes_from_the_same_earnings(app: Flask, cast: Cast, group: Known) -> None:
    with transaction():
        session.scalars(select(Order)).one().shipping_method = ShippingMethod.PICKUP
        payment_id = attempts.open_payment(group.id, gateway="cod", return_url="http://localhost/").id
    with transaction():
        cash.promise(payment_id, CreatedPayment("key", "http://localhost/"))
    order_id, seller_id = session.scalars(select(Order.id)).one(), cast.shop_of_ani.id
    with transaction():
        orders.accept_order(order_id, seller_id=seller_id)
    with transaction():
        code = code_of(session.get_one(Order, order_id))
        orders.ship_order(order_id, seller_id=seller_id, courier="", tracking_number="", code=code)

    def pay_out() -> None:
        with transaction():
            lock_earnings([seller_id])
            is_held.set()
            time.sleep(0.5)
            ended.append("payout")

    def take_cash() -> None:
        is_held.wait(5)
        with transaction():
            orders.take_cash(order_id, seller_id=seller_id)
            ended.append("cash")

    is_held, ended = threading.Event(), list[str]()
    Threads(app).run(pay_out, take_cash)
    assert ended == ["payout", "cash"]


def test_one_transfer_is_accepted_for_one_of_two_orders(
    race: Race, every_method: Servers, buyer: Browser, cast: Cast, group: Known, pepper: Product
) -> None:
    other = place(cast.dewi, [pepper])
    proof_ids = []
    for each in (group, Known(other.id, other.number)):
        pay(buyer, each, "transfer")
        (transfer,) = session.scalars(select(Payment).where(Payment.group_id == each.id))
        proof_ids.append(proof_of(transfer, cast.dewi.id).id)
    eko_id = cast.eko.id

    def accept(proof_id: int) -> str:
        try:
            with transaction():
                transfers.accept_proof(proof_id, admin_id=eko_id, bank_reference="FT-1")
        except BankReferenceUsed as refusal:
            return refusal.code
        return "accepted"

    answers = race.run(*(lambda key=key: accept(key) for key in proof_ids))  # type: ignore[misc]
    assert sorted(map(str, answers)) == ["accepted", "bank_reference_used"]
    assert (session.scalar(select(func.count(Settlement.id))), noted("payment.captured")) == (1, 1)


def test_a_double_click_on_cash_promises_once(
    race: Race, every_method: Servers, new_client: Callable[[], Browser], cast: Cast, group: Known
) -> None:
    with transaction():
        session.get_one(Seller, cast.shop_of_ani.id).takes_cash = True
        session.scalars(select(Order)).one().shipping_method = ShippingMethod.PICKUP
    browsers = [signed_in(new_client(), cast.dewi) for _ in range(3)]
    answers = race.run(
        *(lambda each=each: pay(each, group, "cod").status_code for each in browsers),  # type: ignore[misc]
    )
    assert set(answers) == {303}
    assert (noted("payment.captured"), len(payments()), order_statuses(group)) == (1, 1, {"paid"})
    with time_machine.travel(now() + timedelta(hours=2)):
        worker.drain()
    assert refunds() == []
