"""What happens around a payment, step by step, and how things stand afterwards."""

from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app import worker
from app.db import session, transaction
from app.gateways.payment import sandbox
from app.gateways.payment.base import FetchedPayment, GatewayStatus
from app.gateways.payment.sandbox import SIGNATURE
from app.ledger import chart
from app.ledger.queries import balances_of
from app.models.audit import AuditEvent
from app.models.order import Order, OrderGroup
from app.models.payment import Payment, PaymentStatus, Refund, RefundStatus
from app.orders.cli import expire_due
from app.payments.commands import attempts, truth
from tests.browser import Browser


class Named(Protocol):
    """An order group, or what a thread knows of one."""

    @property
    def id(self) -> int: ...
    @property
    def number(self) -> str: ...


A_WHILE = timedelta(minutes=1)
A_DAY = timedelta(days=1)
AN_ADMIN = 999  # who neither buys nor sells here


def open_only(group: OrderGroup, *, gateway: str = "sandbox") -> int:
    """The attempt is written down, and then the server is killed; returns the payment's id."""
    with transaction():
        return attempts.open_payment(group.id, gateway=gateway, return_url="http://localhost/kembali").id


def create_only(payment_id: int) -> str:
    """The gateway opens the attempt, and then the server is killed; returns the gateway's name for it."""
    payment = session.get_one(Payment, payment_id)
    request, key = attempts.request_of(payment), attempts.key_of(payment)
    session.rollback()
    return sandbox().create_payment(request, key=key).reference


def start(group: OrderGroup) -> tuple[int, str]:
    """A started attempt: the payment's id and the gateway's name for it."""
    payment_id = open_only(group)
    payment = session.get_one(Payment, payment_id)
    created = sandbox().create_payment(attempts.request_of(payment), key=attempts.key_of(payment))
    with transaction():
        attempts.record_created(payment_id, created)
    return payment_id, created.reference


def hear(client: Browser) -> list[int]:
    """The gateway posts what is due and the worker acts on it; returns the statuses of our answers."""
    answers = []
    for event in sandbox().due_events():
        headers = {SIGNATURE: event.signature, "Sec-Fetch-Site": "cross-site"}
        answers.append(client.post("/webhook/sandbox", event.body, headers=headers).status_code)
        sandbox().mark_delivered(event)
    worker.drain()
    return answers


def pay(buyer: Browser, group: Named, gateway: str) -> TestResponse:
    """The buyer chooses a way and presses the button."""
    return buyer.post(f"/pembayaran/{group.number}", {"cara": gateway})


def payments() -> list[Payment]:
    """All attempts, the oldest first."""
    session.rollback()
    return list(session.scalars(select(Payment).order_by(Payment.id)))


def say(payment_id: int, status: GatewayStatus, **facts: object) -> None:
    """Record what the gateway says; what is not given fits our row."""
    payment = session.get_one(Payment, payment_id)
    told = {"intent": attempts.key_of(payment), "amount": payment.amount, "currency": "IDR", **facts}
    with transaction():
        truth.record_truth(payment_id, FetchedPayment("sbx", status=status, **told))  # type: ignore[arg-type]


def sweep() -> None:
    """The job that ends orders whose time is up, and its news."""
    expire_due()
    worker.drain()


def after_its_time(group: OrderGroup) -> datetime:
    """A minute after the time to pay."""
    return group.pay_by + timedelta(minutes=1)


def status_of(payment_id: int) -> PaymentStatus:
    session.rollback()
    return session.get_one(Payment, payment_id).status


def order_statuses(group: Named) -> set[str]:
    session.rollback()
    return {status.value for status in session.scalars(select(Order.status).where(Order.group_id == group.id))}


def refunds() -> list[tuple[int, RefundStatus]]:
    session.rollback()
    return [(refund.amount, refund.status) for refund in session.scalars(select(Refund).order_by(Refund.id))]


def at_gateway() -> int:
    """Rupiah that the gateway has for us."""
    return balances_of([chart.gateway_clearing("sandbox")])[chart.gateway_clearing("sandbox")]


def held_for(group: OrderGroup) -> int:
    """Rupiah that we hold for the first seller of a group."""
    account = chart.held(group.orders[0].seller_id)
    return -balances_of([account])[account]


def noted(action: str) -> int:
    return session.scalar(select(func.count()).where(AuditEvent.action == action)) or 0
