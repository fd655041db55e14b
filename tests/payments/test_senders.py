"""What comes of each outcome at the gateway; a sender that runs twice has run once."""

import pytest
import time_machine
from sqlalchemy import func, select

from app import worker
from app.catalog import stock
from app.db import is_reading_or_writing, session, transaction
from app.gateways.payment.base import GatewayStatus, RequestRefused
from app.gateways.payment.sandbox import SandboxGateway
from app.models.catalog import Product
from app.models.order import OrderGroup
from app.models.outbox import DeliveryStatus, OutboxDelivery
from app.models.payment import GatewayEvent, PaymentStatus, Refund, RefundStatus
from app.models.stock import StockItem
from app.payments import senders
from tests.browser import Browser
from tests.factories.order import variant_of
from tests.payments.steps import (
    after_its_time,
    at_gateway,
    hear,
    held_for,
    order_statuses,
    refunds,
    start,
    status_of,
    sweep,
)

WHOLE = RefundStatus.SUCCEEDED


@pytest.fixture
def variant_id(pepper: Product) -> int:
    return variant_of(pepper).id


def on_hand(variant_id: int) -> tuple[int, int]:
    item = session.get_one(StockItem, variant_id, populate_existing=True)
    return item.on_hand, item.reserved


def test_paid_pays_the_orders_and_holds_the_money_for_the_seller(
    client: Browser, gateway: SandboxGateway, group: OrderGroup, variant_id: int
) -> None:
    payment_id, reference = start(group)
    gateway.choose(reference, "paid")
    assert hear(client) == [200]
    assert (status_of(payment_id), order_statuses(group)) == (PaymentStatus.CAPTURED, {"paid"})
    assert at_gateway() == held_for(group) == group.total_amount
    assert on_hand(variant_id) == (1, 0)


@pytest.mark.parametrize("outcome", ["failed", "expired"])
def test_an_attempt_that_came_to_nothing_leaves_the_order_to_be_paid_by_another(
    client: Browser, gateway: SandboxGateway, group: OrderGroup, outcome: str
) -> None:
    first, reference = start(group)
    gateway.choose(reference, outcome)
    hear(client)
    assert (status_of(first), order_statuses(group), at_gateway()) == (outcome, {"awaiting_payment"}, 0)
    second, reference = start(group)
    gateway.choose(reference, "paid")
    hear(client)
    assert second != first
    assert (status_of(second), order_statuses(group)) == (PaymentStatus.CAPTURED, {"paid"})


def test_money_that_comes_late_pays_while_there_is_stock(
    client: Browser, gateway: SandboxGateway, group: OrderGroup, variant_id: int
) -> None:
    payment_id, reference = start(group)
    with time_machine.travel(after_its_time(group), tick=False) as clock:
        sweep()
        assert (order_statuses(group), on_hand(variant_id)) == ({"expired"}, (3, 0))
        gateway.choose(reference, "late")
        hear(client)
        assert status_of(payment_id) == PaymentStatus.EXPIRED
        clock.shift(10)
        hear(client)
    assert (status_of(payment_id), order_statuses(group)) == (PaymentStatus.CAPTURED, {"paid"})
    assert (on_hand(variant_id), refunds()) == ((1, 0), [])


def test_money_that_comes_late_goes_back_whole_when_the_stock_is_gone(
    client: Browser, gateway: SandboxGateway, group: OrderGroup, variant_id: int
) -> None:
    payment_id, reference = start(group)
    with time_machine.travel(after_its_time(group), tick=False) as clock:
        sweep()
        with transaction():
            stock.set_counts({variant_id: 1}, because="sold in the shop")
        gateway.choose(reference, "late")
        hear(client)
        clock.shift(10)
        hear(client)
    assert (status_of(payment_id), order_statuses(group)) == (PaymentStatus.REFUNDED, {"expired"})
    assert (refunds(), at_gateway()) == ([(group.total_amount, WHOLE)], 0)
    assert on_hand(variant_id) == (1, 0)


def test_news_that_comes_three_times_pays_once(client: Browser, gateway: SandboxGateway, group: OrderGroup) -> None:
    _payment_id, reference = start(group)
    gateway.choose(reference, "duplicate")
    with time_machine.travel(after_its_time(group)):
        assert hear(client) == [200, 200, 200]
    assert session.scalar(select(func.count(GatewayEvent.id))) == 2
    assert (order_statuses(group), refunds(), at_gateway()) == ({"paid"}, [], group.total_amount)


def test_the_second_of_two_payments_goes_back_whole(
    client: Browser, gateway: SandboxGateway, group: OrderGroup
) -> None:
    first, first_reference = start(group)
    gateway.choose(first_reference, "failed")
    hear(client)
    second, second_reference = start(group)
    gateway.choose(second_reference, "paid")
    gateway.choose(first_reference, "paid")
    hear(client)
    ended = {status_of(first), status_of(second)}
    assert ended == {PaymentStatus.CAPTURED, PaymentStatus.REFUNDED}
    assert (refunds(), at_gateway()) == ([(group.total_amount, WHOLE)], group.total_amount)
    assert held_for(group) == group.total_amount


def test_an_event_that_is_applied_again_changes_nothing(
    client: Browser, gateway: SandboxGateway, group: OrderGroup
) -> None:
    _payment_id, reference = start(group)
    gateway.choose(reference, "paid")
    hear(client)
    event_id = session.scalars(select(GatewayEvent.id)).one()
    record = senders.apply_gateway_event(event_id, key="delivery-1")
    assert record is not None
    assert not is_reading_or_writing(), "the gateway was asked with no transaction open"
    with transaction():
        record()
    assert (order_statuses(group), at_gateway()) == ({"paid"}, group.total_amount)


def test_a_refund_that_is_sent_again_is_sent_once(client: Browser, gateway: SandboxGateway, group: OrderGroup) -> None:
    first, reference = start(group)
    gateway.choose(reference, "failed")
    hear(client)
    _second, second_reference = start(group)
    gateway.choose(second_reference, "paid")
    hear(client)
    gateway.choose(reference, "paid")
    for event in gateway.due_events():
        client.post("/webhook/sandbox", event.body, headers={"Sandbox-Signature": event.signature})
    worker.relay()
    worker.carry_out_next()
    (refund_id,) = session.scalars(select(Refund.id))
    killed = senders.send_refund(refund_id, key="delivery-1")
    record = senders.send_refund(refund_id, key="delivery-1")
    assert killed is not None
    assert record is not None
    for each in (record, killed):
        with transaction():
            each()
    assert senders.send_refund(refund_id, key="delivery-1") is None
    assert (refunds(), status_of(first)) == ([(group.total_amount, WHOLE)], PaymentStatus.REFUNDED)
    with pytest.raises(RequestRefused):
        gateway.refund(reference, 1, key="another")


def test_an_expired_order_closes_its_attempt_at_the_gateway(gateway: SandboxGateway, group: OrderGroup) -> None:
    _payment_id, reference = start(group)
    with time_machine.travel(after_its_time(group)):
        sweep()
        for _ in range(2):
            senders.expire_at_gateway(group.id, key="delivery-1")
    assert gateway.fetch_payment(reference).status == GatewayStatus.EXPIRED


def test_while_the_gateway_is_away_the_news_waits(client: Browser, gateway: SandboxGateway, group: OrderGroup) -> None:
    payment_id, reference = start(group)
    gateway.choose(reference, "paid")
    away = gateway.path.with_suffix(".away")
    (event,) = gateway.due_events()
    gateway.path.rename(away)
    gateway.path.mkdir()
    client.post("/webhook/sandbox", event.body, headers={"Sandbox-Signature": event.signature})
    worker.drain()
    waiting = select(OutboxDelivery).where(OutboxDelivery.handler == "payments.senders.apply_gateway_event")
    assert session.scalars(waiting).one().status == DeliveryStatus.DUE
    gateway.path.rmdir()
    away.rename(gateway.path)
    with time_machine.travel(after_its_time(group)):
        worker.drain()
    assert (status_of(payment_id), order_statuses(group)) == (PaymentStatus.CAPTURED, {"paid"})
