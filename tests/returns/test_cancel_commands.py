"""Orders that end before they are sent: each once, with all money and the pieces where they belong."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from app import worker
from app.catalog import stock
from app.clock import now
from app.db import session, transaction
from app.errors import NotFound
from app.ledger import chart
from app.models.catalog import Product
from app.models.order import Order, OrderStatus, ShippingMethod
from app.models.shipment import ShipmentStatus
from app.models.stock import LARGEST_STOCK
from app.models.voucher import Voucher
from app.orders import commands as orders
from app.orders.errors import TimeIsUp, TooLateToCancel
from app.payments.commands import attempts
from app.returns import cli, queries
from app.returns.commands import cancel
from app.returns.errors import NothingChosen, PageTooOld, TooMany
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.order import capture, place
from tests.factories.voucher import VoucherFactory
from tests.orders.steps import accept, changes_of, pack, ship, shipment_of, status_of, stock_of
from tests.returns.steps import balance, cancel_it, line_of, refunds, sell_for_cash

Emitted = Callable[[str], list[dict[str, Any]]]
UNTOUCHED, SOLD = (10, 0), (6, 0)


def fall_short(order: Order, count: int, shortage: int = 1) -> Order:
    with transaction():
        return cancel.report_shortage(
            order.id, {line_of(order): count}, seller_id=order.seller_id, shortage=shortage, because="a test"
        )


def refuse(order: Order) -> Order:
    with transaction():
        return cancel.refuse_order(order.id, seller_id=order.seller_id, because="a test")


def test_the_buyer_cancels_once_and_gets_everything_back(paid: Order, pepper: Product, emitted: Emitted) -> None:
    for _ in range(2):
        assert cancel_it(paid).status == OrderStatus.CANCELLED
    assert refunds() == [("cancel-1", paid.total_amount, "requested")]
    assert stock_of(pepper) == UNTOUCHED
    assert balance(chart.held(paid.seller_id)) == 0
    assert emitted("order.cancelled") == [{"order_id": paid.id}]
    assert changes_of(paid)[-1].reason == "a test"


@pytest.mark.parametrize("room", [0, 3])
def test_a_shelf_that_is_full_holds_no_money_back(paid: Order, pepper: Product, room: int) -> None:
    with transaction():
        stock.set_counts({paid.lines[0].variant_id: LARGEST_STOCK - room}, because="counted by the seller")
    assert cancel_it(paid).status == OrderStatus.CANCELLED
    assert refunds() == [("cancel-1", paid.total_amount, "requested")]
    assert stock_of(pepper) == (LARGEST_STOCK, 0)


def test_what_the_seller_has_begun_is_not_cancelled_by_the_buyer(paid: Order) -> None:
    accept(paid)
    with pytest.raises(TooLateToCancel):
        cancel_it(paid)
    assert refunds() == []


def test_one_part_of_a_group_is_cancelled_alone(cast: Cast, pepper: Product) -> None:
    with transaction():
        tea = ProductFactory(seller_id=cast.shop_of_citra.id)
    first, second = place(cast.dewi, [pepper, tea]).orders
    capture(first.group)
    cancel_it(first)
    assert [status_of(first), status_of(second)] == ["cancelled", "paid"]
    assert refunds() == [("cancel-1", first.total_amount, "requested")]
    cancel_it(second)
    assert [purpose for purpose, _amount, _status in refunds()] == ["cancel-1", "cancel-2"]


def test_nobody_else_cancels(cast: Cast, paid: Order) -> None:
    number = paid.group.number
    for part, buyer in ((1, cast.budi), (2, cast.dewi)):
        with pytest.raises(NotFound), transaction():
            cancel.cancel_order(number, part, buyer_id=buyer.id, because="a test")
    with pytest.raises(NotFound), transaction():
        cancel.refuse_order(paid.id, seller_id=cast.shop_of_citra.id, because="a test")


def test_cash_that_was_never_taken_goes_nowhere(cast: Cast, pepper: Product) -> None:
    order = sell_for_cash(cast.dewi, pepper)
    cancel_it(order)
    assert refunds() == [("cancel-1", order.total_amount, "succeeded")]
    assert balance(chart.gateway_clearing("cod")) == 0


def test_an_unpaid_order_is_given_up_whole_and_late_money_goes_back(waiting: Order, pepper: Product) -> None:
    number, buyer_id = waiting.group.number, waiting.group.buyer_id
    with transaction():
        payment_id = attempts.open_payment(waiting.group_id, gateway="sandbox", return_url="http://localhost/").id
    for _ in range(2):
        with transaction():
            orders.cancel_group(number, buyer_id=buyer_id, because="a test")
    assert (status_of(waiting), stock_of(pepper)) == (OrderStatus.CANCELLED, UNTOUCHED)
    with pytest.raises(TimeIsUp), transaction():
        attempts.open_payment(waiting.group_id, gateway="sandbox", return_url="http://localhost/again")
    capture(waiting.group, payment_id=payment_id)
    assert (status_of(waiting), stock_of(pepper)) == (OrderStatus.CANCELLED, UNTOUCHED)
    assert refunds() == [("unallocated", waiting.total_amount, "requested")]


def test_a_paid_group_is_not_given_up_whole(paid: Order) -> None:
    with pytest.raises(TooLateToCancel), transaction():
        orders.cancel_group(paid.group.number, buyer_id=paid.group.buyer_id, because="a test")


def test_a_shortage_pays_its_share_back_and_the_rest_is_sent(paid: Order, pepper: Product, emitted: Emitted) -> None:
    accept(paid)
    for _ in range(2):
        fall_short(paid, 1)
    (refund,) = refunds()
    assert refund == ("short-1-1", paid.total_amount // 4, "requested")
    assert stock_of(pepper) == SOLD
    assert len(emitted("order.shortened")) == 1
    fall_short(paid, 2, shortage=2)
    assert ship(paid).status == OrderStatus.SHIPPED
    assert sum(amount for _purpose, amount, _status in refunds()) == paid.total_amount * 3 // 4


def test_when_nothing_remains_the_order_is_cancelled(paid: Order, pepper: Product, emitted: Emitted) -> None:
    fall_short(paid, 3)
    assert fall_short(paid, 1, shortage=2).status == OrderStatus.CANCELLED
    assert sum(amount for _purpose, amount, _status in refunds()) == paid.total_amount
    assert stock_of(pepper) == SOLD, "what is not there goes on no shelf"
    assert len(emitted("order.cancelled")) == 1


def test_a_buyer_cancels_what_a_shortage_left(paid: Order, pepper: Product) -> None:
    fall_short(paid, 3)
    cancel_it(paid)
    assert sum(amount for _purpose, amount, _status in refunds()) == paid.total_amount
    assert stock_of(pepper) == (7, 0), "only what was there comes back"


def test_an_old_page_or_a_wrong_number_changes_nothing(paid: Order) -> None:
    fall_short(paid, 1)
    for count, shortage, refusal in ((2, 1, PageTooOld), (1, 3, PageTooOld), (4, 2, TooMany), (0, 2, NothingChosen)):
        with pytest.raises(refusal):
            fall_short(paid, count, shortage)
    assert len(refunds()) == 1


def test_the_seller_refuses_the_whole_once(paid: Order, pepper: Product) -> None:
    accept(paid)
    for _ in range(2):
        assert refuse(paid).status == OrderStatus.CANCELLED
    assert refunds() == [("short-1", paid.total_amount, "requested")]
    assert stock_of(pepper) == SOLD
    assert shipment_of(paid).status == ShipmentStatus.PREPARING


def test_what_is_sent_is_not_refused_any_more(sent: Order) -> None:
    for step in (refuse, lambda order: fall_short(order, 1)):
        with pytest.raises(TooLateToCancel):
            step(sent)


def voucher_used(code: str) -> int:
    session.rollback()
    return session.scalars(select(Voucher.used).where(Voucher.code == code)).one()


def test_the_voucher_is_free_again_with_the_last_part(cast: Cast, pepper: Product) -> None:
    with transaction():
        tea = ProductFactory(seller_id=cast.shop_of_citra.id)
        VoucherFactory(code="HEMAT", created_by_id=cast.eko.id)
    group = place(cast.dewi, [pepper, tea], 3, voucher_code="HEMAT")
    first, second = group.orders
    capture(group)
    for order in (first, second):
        fall_short(order, 1)
        assert voucher_used("HEMAT") == 1
        cancel_it(order)
    assert voucher_used("HEMAT") == 0
    assert sum(amount for _purpose, amount, _status in refunds()) == group.total_amount
    assert balance(chart.voucher_cost("platform")) == 0


def test_an_unpaid_order_gives_its_voucher_back(cast: Cast, pepper: Product) -> None:
    with transaction():
        VoucherFactory(code="HEMAT", created_by_id=cast.eko.id)
    group = place(cast.dewi, [pepper], voucher_code="HEMAT")
    with transaction():
        orders.cancel_group(group.number, buyer_id=cast.dewi.id, because="a test")
    assert voucher_used("HEMAT") == 0


def sweep() -> tuple[int, int, int]:
    return cli.remind_due(), cli.tell_late(), cli.cancel_late_due()


def test_the_seller_is_reminded_then_both_are_told_then_it_is_cancelled(
    paid: Order, pepper: Product, emitted: Emitted
) -> None:
    accept(paid)
    assert paid.ship_by is not None
    with time_machine.travel(now(), tick=False) as clock:
        seen = []
        for hours in (-25, -23, -1, 1, 2, 47, 49, 50):
            clock.move_to(paid.ship_by + timedelta(hours=hours))
            seen.append(sweep())
    assert seen == [(0, 0, 0), (1, 0, 0), (0, 0, 0), (0, 1, 0), (0, 0, 0), (0, 0, 0), (0, 0, 1), (0, 0, 0)]
    assert status_of(paid) == OrderStatus.CANCELLED
    assert refunds() == [("late-1", paid.total_amount, "requested")]
    assert stock_of(pepper) == UNTOUCHED
    assert [len(emitted(f"order.ship_by_{what}")) for what in ("neared", "passed")] == [1, 1]


def test_what_is_sent_in_time_is_left_alone(sent: Order) -> None:
    assert sent.ship_by is not None
    with time_machine.travel(sent.ship_by + timedelta(days=9)):
        assert sweep() == (0, 0, 0)
    assert status_of(sent) == OrderStatus.SHIPPED


def test_the_news_of_a_cancelled_order_is_told(paid: Order) -> None:
    cancel_it(paid)
    worker.drain()
    session.rollback()
    assert refunds()[0][2] in ("requested", "sent", "succeeded", "failed")


def test_who_was_told_that_it_waits_is_not_looked_at_again(paid: Order) -> None:
    accept(paid)
    with transaction():
        order = session.get_one(Order, paid.id)
        order.shipping_method, order.ship_reminded_at = ShippingMethod.PICKUP, now()
    fetch_by = pack(paid).fetch_by
    assert fetch_by is not None
    with time_machine.travel(fetch_by - timedelta(hours=2)):
        assert queries.orders_to_remind_buyers_of(now()) == [(paid.group_id, paid.id)]
        assert cli.remind_buyers_due() == 1
        assert queries.orders_to_remind_buyers_of(now()) == []
