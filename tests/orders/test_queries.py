"""Orders through their owner only, and in the order in which they must be done."""

from datetime import timedelta

import pytest

from app.clock import now
from app.db import session, transaction
from app.errors import NotFound
from app.models.account import User
from app.models.catalog import Product
from app.models.order import Order, OrderGroup, OrderStatus
from app.orders import queries, worklist
from tests.cast import Cast
from tests.factories.order import capture, place
from tests.orders.steps import accept, ship
from tests.statements import Statements


def order_of(buyer: User, product: Product) -> Order:
    return place(buyer, [product]).orders[0]


def test_a_buyer_sees_the_own_orders_newest_first_page_by_page(cast: Cast, pepper: Product) -> None:
    ids = [order_of(cast.dewi, pepper).group_id for _ in range(3)]
    pages = [queries.groups_of_buyer(cast.dewi.id, limit=2, offset=offset) for offset in (0, 2)]
    assert [[group.id for group in page] for page in pages] == [[ids[2], ids[1]], [ids[0]]]
    assert queries.count_groups_of_buyer(cast.dewi.id) == 3
    assert queries.groups_of_buyer(cast.budi.id, limit=9, offset=0) == []


def test_a_number_alone_opens_nothing(cast: Cast, waiting: Order) -> None:
    number = waiting.group.number
    assert queries.get_group_of_buyer(number, cast.dewi.id).id == waiting.group_id
    for wrong, buyer_id in ((number, cast.budi.id), (number[:-1], cast.dewi.id), ("%", cast.dewi.id)):
        with pytest.raises(NotFound):
            queries.get_group_of_buyer(wrong, buyer_id)


def test_a_seller_opens_no_order_of_another(cast: Cast, waiting: Order) -> None:
    assert queries.get_order_of_seller(waiting.id, cast.shop_of_ani.id).id == waiting.id
    for get in (queries.get_order_of_seller, queries.lock_order_of_seller):
        with pytest.raises(NotFound), transaction():
            get(waiting.id, cast.shop_of_citra.id)
    with pytest.raises(NotFound), transaction():
        queries.lock_group(10**9)


def test_what_must_be_sent_first_stands_on_top(cast: Cast, pepper: Product) -> None:
    shipped, late, soon, waiting = (order_of(cast.dewi, pepper) for _ in range(4))
    for order in (shipped, late, soon):
        capture(order.group)
    accept(shipped)
    ship(shipped)
    with transaction():
        session.get_one(Order, late.id).ship_by = now() + timedelta(days=9)
    shop = cast.shop_of_ani.id
    found = worklist.orders_of_seller(shop, "", limit=9, offset=0)
    assert [order.id for order in found] == [soon.id, late.id, waiting.id, shipped.id]
    assert worklist.count_orders_of_seller(shop) == {"": 4, "baru": 2, "dikirim": 1, "lain": 1}
    assert not worklist.count_orders_of_seller(cast.shop_of_citra.id)


def test_lists_cost_the_same_for_one_and_for_many(cast: Cast, pepper: Product, statements: Statements) -> None:
    counts = []
    for _ in range(2):
        order_of(cast.dewi, pepper)
        session.rollback()
        with statements.counted() as seen:
            for group in queries.groups_of_buyer(cast.dewi.id, limit=9, offset=0):
                assert group.orders[0].lines
            for order in worklist.orders_of_seller(cast.shop_of_ani.id, "", limit=9, offset=0):
                assert order.group.number
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_admins_find_by_the_beginning_of_a_number_and_by_status(cast: Cast, pepper: Product) -> None:
    unpaid, paid = order_of(cast.dewi, pepper), order_of(cast.dewi, pepper)
    capture(paid.group)

    def found(text: str, status: OrderStatus | None = None) -> list[int]:
        groups = queries.groups(text, status, limit=9, offset=0)
        assert queries.count_groups(text, status) == len(groups)
        return [group.id for group in groups]

    assert found("") == found("SB-") == [paid.group_id, unpaid.group_id]
    assert found(unpaid.group.number) == [unpaid.group_id]
    assert found("", OrderStatus.PAID) == [paid.group_id]
    for nothing in ("%", "_", "SB_", "SB-%", "-"):
        assert found(nothing) == []


def test_only_what_is_due_is_swept_the_oldest_first(cast: Cast, pepper: Product) -> None:
    newer, older, paid, running = (order_of(cast.dewi, pepper) for _ in range(4))
    capture(paid.group)
    with transaction():
        for order, minutes in ((newer, 1), (older, 2), (paid, 3)):
            session.get_one(OrderGroup, order.group_id).pay_by = now() - timedelta(minutes=minutes)
    assert queries.groups_to_expire(now()) == [older.group_id, newer.group_id]
    assert running.group_id in queries.groups_to_expire(now() + timedelta(hours=2))


def test_only_sent_orders_whose_time_is_up_are_completed(paid: Order) -> None:
    accept(paid)
    assert queries.orders_to_complete(now() + timedelta(days=99)) == []
    ship(paid)
    assert queries.orders_to_complete(now() + timedelta(days=11)) == []
    assert queries.orders_to_complete(now() + timedelta(days=13)) == [(paid.group_id, paid.id)]
