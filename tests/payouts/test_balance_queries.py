"""Where a seller's money is, and each entry explained."""

from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from app.clock import day_of, now
from app.db import session, transaction
from app.models.order import CommissionRule, Order, OrderGroup, OrderLine, ShippingOwner
from app.models.payment import Refund
from app.models.payout import Payout
from app.money import format_rupiah
from app.payments.commands.endings import reopen_not_given_back, settle_by_seller
from app.payments.commands.refund_accounts import ask_for_bank_account
from app.payments.queries.endings import moves_of
from app.payouts.queries import balances, entries
from app.payouts.queries.entries import Entry, What
from app.payouts.queries.schedule import schedule_of
from app.payouts.queries.statements import statement_of
from app.payouts.rules import last_months
from app.payouts.words import what_text
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.order import capture, complete, place
from tests.payments.steps import AN_ADMIN
from tests.payouts import steps
from tests.payouts.steps import earn
from tests.returns.steps import sell_for_cash

TAX = 751


def sale(cast: Cast, *, shipping_owner: ShippingOwner = ShippingOwner.SELLER, is_completed: bool = True) -> OrderGroup:
    """Dewi buys two peppers of Ani and one of Citra."""
    with transaction():
        products = [
            ProductFactory(seller_id=seller.id, variant__price_amount=75_001)
            for seller in (cast.shop_of_ani, cast.shop_of_citra)
        ]
    group = place(cast.dewi, products, quantity=2)
    with transaction():
        session.execute(update(Order).values(shipping_owner=shipping_owner))
        session.execute(update(OrderLine).values(pph22_amount=TAX))
    capture(group)
    if is_completed:
        complete(group, cast.dewi)
    return group


def columns_of(entry: Entry) -> int:
    return (
        entry.sales_amount + entry.shipping_amount + entry.commission_amount + entry.pph22_amount
        + entry.refunded_amount + entry.cash_amount + entry.payout_amount
    )  # fmt: skip


def entries_of_ani(cast: Cast) -> list[Entry]:
    session.rollback()
    return list(entries.entries_of(cast.shop_of_ani.id, limit=50, offset=0))


@pytest.mark.parametrize("owner", list(ShippingOwner))
@pytest.mark.parametrize("bps", [0, 250, 9_000])
def test_goods_and_the_own_parcel_without_commission_and_tax_are_what_was_earned(
    cast: Cast, owner: ShippingOwner, bps: int
) -> None:
    with transaction():
        session.add(CommissionRule(position=1, rate_bps=bps))
    group = sale(cast, shipping_owner=owner)
    order = next(order for order in group.orders if order.seller_id == cast.shop_of_ani.id)
    (entry,) = entries_of_ani(cast)
    shipping = order.shipping_amount if owner == ShippingOwner.SELLER else 0
    commission = sum(line.commission.amount for line in order.lines)
    explained = (entry.sales_amount, entry.shipping_amount, entry.commission_amount, entry.pph22_amount)
    assert explained == (order.items_amount, shipping, -commission, -TAX)
    balance = balances.balance_of(cast.shop_of_ani.id)
    assert (balance.held_amount, balance.payable_amount) == (0, entry.amount)
    assert columns_of(entry) == entry.amount


@pytest.mark.parametrize("owner", list(ShippingOwner))
def test_what_went_back_before_completion_is_not_among_the_sales(cast: Cast, owner: ShippingOwner) -> None:
    group = sale(cast, shipping_owner=owner, is_completed=False)
    order = next(order for order in group.orders if order.seller_id == cast.shop_of_ani.id)
    steps.refund(order)
    complete(group, cast.dewi)
    (entry,) = entries_of_ani(cast)
    shipping = order.shipping_amount - order.shipping_amount // 2 if owner == ShippingOwner.SELLER else 0
    assert (entry.sales_amount, entry.shipping_amount) == (75_001, shipping)
    assert columns_of(entry) == entry.amount
    assert entry.gone_before == 75_001 + order.shipping_amount // 2
    assert format_rupiah(entry.gone_before) in what_text(entry)
    statement = statement_of(cast.shop_of_ani.id, last_months(now(), 1)[0])
    assert (statement.gone_before, statement.closing_amount) == (entry.gone_before, entry.amount)


def test_money_is_held_until_the_order_is_completed(cast: Cast) -> None:
    group = sale(cast, is_completed=False)
    own = next(order for order in group.orders if order.seller_id == cast.shop_of_ani.id)
    assert balances.balance_of(cast.shop_of_ani.id) == balances.Balance(own.total_amount, 0)
    assert entries_of_ani(cast) == []
    complete(group, cast.dewi)
    (entry,) = entries_of_ani(cast)
    assert balances.balance_of(cast.shop_of_ani.id) == balances.Balance(0, entry.amount)


def test_cash_that_is_promised_is_apart_until_the_seller_has_it(cast: Cast) -> None:
    shop = cast.shop_of_ani
    paid = place(cast.dewi, [steps.product_of(shop)])
    capture(paid)
    order = sell_for_cash(cast.dewi, steps.product_of(shop), quantity=2)
    steps.refund(order)
    left = order.total_amount - order.total_amount // 2
    held = paid.orders[0].total_amount
    assert balances.balance_of(shop.id) == balances.Balance(held, 0, left)
    money = balances.money_of(shop.id)
    assert (money.held_amount, money.promised_amount) == (held, left)
    with transaction():
        steps.take_cash(order.id)
    money = balances.money_of(shop.id)
    assert (money.held_amount, money.promised_amount) == (held + left, 0)


def test_every_seller_has_the_own_money_and_the_newest_entry_comes_first(cast: Cast) -> None:
    groups = [sale(cast), sale(cast)]
    for seller in (cast.shop_of_ani, cast.shop_of_citra):
        numbers = [order.number for group in groups[::-1] for order in group.orders if order.seller_id == seller.id]
        found = entries.entries_of(seller.id, limit=10, offset=0)
        assert [entry.order_number for entry in found] == numbers
        assert entries.entries_of(seller.id, limit=1, offset=1) == found[1:]
        assert entries.count_entries(seller.id) == 2


def test_the_money_of_a_seller_is_in_one_place_at_a_time(cast: Cast) -> None:
    shop = cast.shop_of_ani
    steps.open_account(shop)
    old = earn(cast, shop).orders[0].total_amount
    young = earn(cast, shop, days_ago=1).orders[0]
    held = sale(cast, is_completed=False)
    held_amount = next(order.total_amount for order in held.orders if order.seller_id == shop.id)
    money = balances.money_of(shop.id)
    assert (money.held_amount, money.reckoning.waiting_amount) == (held_amount, young.total_amount)
    assert (money.reckoning.cleared_amount, money.planned_amount) == (old, 0)
    completed_at = session.get_one(Order, young.id).completed_at
    assert completed_at is not None
    assert money.reckoning.clears_at == completed_at + timedelta(days=7)
    steps.prepare()
    money = balances.money_of(shop.id)
    assert (money.reckoning.cleared_amount, money.planned_amount, money.travelling_amount) == (old, old, 0)
    with transaction():
        session.execute(update(steps.Payout).values(status="failed"))
    steps.at_the_bank(cast)
    money = balances.money_of(shop.id)
    assert (money.reckoning.cleared_amount, money.planned_amount, money.travelling_amount) == (0, 0, old)
    steps.complete_all(cast)
    money = balances.money_of(shop.id)
    assert (money.travelling_amount, money.paid_amount, money.reckoning.payable_amount) == (0, old, young.total_amount)


def test_every_kind_of_entry_is_told_apart(cast: Cast) -> None:
    shop = cast.shop_of_ani
    steps.open_account(shop)
    group = earn(cast, shop, quantity=2)
    by_cash = earn(cast, shop).orders[0]
    with transaction():
        steps.take_cash(by_cash.id)
    steps.at_the_bank(cast)
    steps.come_back(cast)
    steps.complete_after_all(cast, steps.only_payout().id)
    steps.refund(group.orders[0])
    refund_id = steps.refund(by_cash).id
    for act in (ask_for_bank_account, settle_by_seller):
        with transaction():
            act(refund_id)
    with transaction():
        moves = moves_of(session.get_one(Refund, refund_id))
        reopen_not_given_back(refund_id, moves, admin_id=AN_ADMIN, because="nobody gave it")
    found = entries_of_ani(cast)
    assert {entry.what for entry in found} == set(What)
    assert [entry for entry in found if columns_of(entry) != entry.amount] == []
    assert sum(entry.amount for entry in found) == steps.earned(shop)
    number = next(entry.batch_number for entry in found if entry.what == What.PAID_OUT)
    assert number
    for again in (What.CAME_BACK, What.ARRIVED):
        assert [entry.batch_number for entry in found if entry.what == again] == [number]


def test_every_completed_order_says_from_when_it_can_be_paid_out_or_that_it_was(cast: Cast) -> None:
    shop = cast.shop_of_ani
    steps.open_account(shop)
    old, young, gone = (earn(cast, shop, days_ago=days).orders[0] for days in (9, 1, 1))
    steps.refund(gone)
    (coming,) = schedule_of(shop.id, hold_days=7).coming

    def read() -> dict[str, tuple[datetime | None, bool]]:
        completed = [entry for entry in entries_of_ani(cast) if entry.what == What.COMPLETED]
        return {entry.order_number: (entry.clears_at, entry.is_paid_out) for entry in completed}

    numbers = old.number, young.number, gone.number
    old_at, young_at = (order.completed_at + timedelta(days=7) for order in (old, young) if order.completed_at)
    assert day_of(young_at) == coming.day
    assert read() == dict(zip(numbers, [(old_at, False), (young_at, False), (None, False)], strict=True))
    steps.at_the_bank(cast)
    steps.come_back(cast)
    assert not any(is_paid_out for _at, is_paid_out in read().values()), "the bank did not pay it"
    steps.at_the_bank(cast)
    steps.complete_all(cast)
    assert read() == dict(zip(numbers, [(old_at, True), (young_at, False), (None, False)], strict=True))


def test_after_an_older_payout_came_back_only_its_own_orders_are_not_paid_out_until_the_next_one(cast: Cast) -> None:
    shop = cast.shop_of_ani
    steps.open_account(shop)
    moment, numbers = now(), []
    for days_ago in (20, 10):
        with time_machine.travel(moment - days_ago * steps.DAY, tick=True):
            numbers.append(earn(cast, shop).orders[0].number)
            steps.at_the_bank(cast)
            steps.complete_all(cast)
    earn(cast, shop, days_ago=1)
    older_id = session.scalars(select(Payout.id).order_by(Payout.id)).first()
    assert older_id

    def paid_out() -> list[str]:
        return sorted(entry.order_number for entry in entries_of_ani(cast) if entry.is_paid_out)

    assert paid_out() == sorted(numbers)
    with time_machine.travel(moment - 2 * steps.DAY, tick=True):
        steps.send_back(cast, older_id)
    assert paid_out() == numbers[1:]
    steps.at_the_bank(cast)
    steps.complete_all(cast)
    assert paid_out() == sorted(numbers)


def paid_out(cast: Cast) -> list[int]:
    """Ani's orders that the statement calls paid out, by their place."""
    entries = [entry for entry in entries_of_ani(cast) if entry.what == What.COMPLETED]
    own = sorted(entry.order_id or 0 for entry in entries)
    return sorted(own.index(entry.order_id or 0) + 1 for entry in entries if entry.is_paid_out)


def pay_next(cast: Cast, *, days_ago: float) -> int:
    """On a day one order more has cleared, and the bank pays what is due; returns the payout's id."""
    with time_machine.travel(now() - days_ago * steps.DAY, tick=True):
        earn(cast, cast.shop_of_ani)
        steps.at_the_bank(cast)
        steps.complete_all(cast)
    return session.scalars(select(func.max(Payout.id))).one()


def come_back(cast: Cast, payout_id: int, *, days_ago: float) -> None:
    with time_machine.travel(now() - days_ago * steps.DAY, tick=True):
        steps.send_back(cast, payout_id)


@pytest.mark.parametrize("order", [("A", "B"), ("B", "A")])
def test_two_payouts_that_come_back_one_after_the_other_leave_their_own_orders(
    cast: Cast, order: tuple[str, str]
) -> None:
    steps.open_account(cast.shop_of_ani)
    ids = {"A": pay_next(cast, days_ago=40), "B": pay_next(cast, days_ago=30)}
    left = {"A": [2], "B": [1]}
    assert paid_out(cast) == [1, 2]
    come_back(cast, ids[order[0]], days_ago=20)
    assert paid_out(cast) == left[order[0]]
    come_back(cast, ids[order[1]], days_ago=19)
    assert paid_out(cast) == []
    steps.at_the_bank(cast)
    assert paid_out(cast) == []
    steps.complete_all(cast)
    assert paid_out(cast) == [1, 2]
    assert steps.earned(cast.shop_of_ani) == 0


@pytest.mark.parametrize(("order", "between"), [(("A", "B"), [1, 3]), (("B", "A"), [2, 3])])
def test_what_a_batch_between_two_returns_paid_stays_paid_out(
    cast: Cast, order: tuple[str, str], between: list[int]
) -> None:
    steps.open_account(cast.shop_of_ani)
    ids = {"A": pay_next(cast, days_ago=40), "B": pay_next(cast, days_ago=30)}
    come_back(cast, ids[order[0]], days_ago=25)
    pay_next(cast, days_ago=20)
    assert paid_out(cast) == [1, 2, 3]
    come_back(cast, ids[order[1]], days_ago=10)
    assert paid_out(cast) == between
    pay_next(cast, days_ago=5)
    assert paid_out(cast) == [1, 2, 3, 4]
    assert steps.earned(cast.shop_of_ani) == 0
    assert steps.is_sound()


def test_what_arrived_after_all_and_what_was_in_no_other_payout_are_told_apart(cast: Cast) -> None:
    steps.open_account(cast.shop_of_ani)
    older, younger = pay_next(cast, days_ago=40), pay_next(cast, days_ago=30)
    for payout_id in (older, younger):
        come_back(cast, payout_id, days_ago=20)
        steps.complete_after_all(cast, payout_id)
    assert paid_out(cast) == [1, 2]
    assert steps.earned(cast.shop_of_ani) == 0


def test_a_longer_hold_holds_again_what_came_back_beside_a_younger_payout(
    cast: Cast, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps.open_account(cast.shop_of_ani)
    older = pay_next(cast, days_ago=2)
    pay_next(cast, days_ago=1)
    monkeypatch.setitem(app.config, "RETURN_DAYS", 30)
    steps.send_back(cast, older)
    reckoning = balances.money_of(cast.shop_of_ani.id).reckoning
    assert (reckoning.cleared_amount, reckoning.waiting_amount) == (0, steps.earned(cast.shop_of_ani))


def test_a_longer_hold_does_not_hold_again_what_was_paid_out(
    cast: Cast, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = cast.shop_of_ani
    steps.open_account(shop)
    old, young = (earn(cast, shop, days_ago=days).orders[0].total_amount for days in (8, 3))
    steps.at_the_bank(cast)
    steps.complete_all(cast)
    monkeypatch.setitem(app.config, "RETURN_DAYS", 14)
    money = balances.money_of(shop.id)
    assert (money.reckoning.cleared_amount, money.reckoning.waiting_amount) == (0, young)
    assert [each.amount for each in schedule_of(shop.id, hold_days=14).coming] == [young]
    assert [entry.is_paid_out for entry in entries_of_ani(cast) if entry.what == What.COMPLETED] == [False, True]
    steps.send_back(cast, steps.only_payout().id)
    money = balances.money_of(shop.id)
    assert (money.reckoning.cleared_amount, money.reckoning.waiting_amount) == (0, old + young)


def test_what_completed_orders_brought_in_by_month(cast: Cast) -> None:
    earn(cast, cast.shop_of_ani, days_ago=0)
    months = last_months(now(), 6)
    assert len(months) == 6
    assert balances.earned_by_month(cast.shop_of_ani.id, months) == [0] * 5 + [steps.earned(cast.shop_of_ani)]
