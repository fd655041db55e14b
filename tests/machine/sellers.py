"""What sellers do."""

from collections.abc import Callable
from random import Random

from sqlalchemy import select

from app.db import session
from app.models.order import Order, OrderStatus
from app.models.payout import PayoutAccount
from app.models.returns import ReturnCase, ReturnStatus
from app.orders import commands as orders
from app.orders import desk, parcels
from app.payouts.commands import accounts as payout_accounts
from app.returns import queries as returns
from app.returns import rules
from app.returns.commands import answers, cancel, cases
from app.shipping.codes import code_of
from tests.machine.steps import at_any_time, step
from tests.machine.world import World, in_transaction

ARRIVING = (OrderStatus.SHIPPED, OrderStatus.DELIVERED)


@step
def accept(world: World, chance: Random) -> bool:
    order = _order(world, chance, OrderStatus.PAID)
    return order is not None and _as_seller(
        world, order, lambda key, seller: orders.accept_order(key, seller_id=seller)
    )


@step
def ship(world: World, chance: Random) -> bool:
    order = _order(world, chance, OrderStatus.PROCESSING)
    number = f"JNE-{chance.randint(1, 10**9)}"
    return order is not None and _as_seller(
        world,
        order,
        lambda key, seller: orders.ship_order(
            key, seller_id=seller, courier="JNE", tracking_number=number, code=code_of(session.get_one(Order, key))
        ),
    )


@step
def ship_part(world: World, chance: Random) -> bool:
    order = _order(world, chance, OrderStatus.PROCESSING)
    if order is None:
        return False
    waiting = parcels.waiting_pieces(order)
    parcel_id = parcels.in_preparation(order).id
    line_id = chance.choice(sorted(waiting))
    pieces, number = {line_id: chance.randint(1, waiting[line_id])}, f"JNE-{chance.randint(1, 10**9)}"
    return _as_seller(
        world,
        order,
        lambda key, seller: desk.ship_part(
            key, parcel_id, pieces, seller_id=seller, courier="JNE", tracking_number=number
        ),
    )


@step
def hand_over(world: World, chance: Random) -> bool:
    order = _order(world, chance, OrderStatus.SHIPPED)
    return order is not None and _as_seller(
        world,
        order,
        lambda key, seller: orders.deliver_order(key, seller_id=seller, code=code_of(session.get_one(Order, key))),
    )


@step
def take_cash(world: World, chance: Random) -> bool:
    order = world.any(
        select(Order)
        .where(Order.takes_cash, Order.cash_amount.is_(None), Order.status.in_(ARRIVING))
        .order_by(Order.id),
        chance,
    )
    return order is not None and _as_seller(world, order, lambda key, seller: orders.take_cash(key, seller_id=seller))


@step
def report_shortage(world: World, chance: Random) -> bool:
    order = _order(world, chance, OrderStatus.PAID, OrderStatus.PROCESSING)
    if order is None or chance.random() < 0.5:
        return False
    left = rules.what_is_left(order)
    line_id = chance.choice(sorted(left))
    pieces, shortage = {line_id: chance.randint(1, left[line_id])}, len(returns.shortages_of(order.id)) + 1
    return _as_seller(
        world,
        order,
        lambda key, seller: cancel.report_shortage(
            key, pieces, seller_id=seller, shortage=shortage, because="none is left"
        ),
    )


@step
def refuse_order(world: World, chance: Random) -> bool:
    order = _order(world, chance, OrderStatus.PAID, OrderStatus.PROCESSING)
    if order is None or chance.random() < 0.7:
        return False
    return _as_seller(
        world, order, lambda key, seller: cancel.refuse_order(key, seller_id=seller, because="none is left")
    )


@step
def lose_parcel(world: World, chance: Random) -> bool:
    order = _order(world, chance, OrderStatus.PROCESSING, OrderStatus.SHIPPED)
    if order is None or chance.random() < 0.8:
        return False
    parcel_id = chance.choice([parcel.id for parcel in parcels.parcels_of(order)])
    if chance.random() < 0.5:
        act = lambda key, seller: cases.lose_parcel(key, seller_id=seller, parcel_id=parcel_id)  # noqa: E731
    else:
        act = lambda key, seller: cases.take_parcel_back(key, seller_id=seller, on_shelf={}, parcel_id=parcel_id)  # noqa: E731
    return _as_seller(world, order, act)


@step
def accept_case(world: World, chance: Random) -> bool:
    case = _case(world, chance)
    if case is None:
        return False
    number, seller_id = case.number, case.order.seller_id
    act = lambda: answers.accept_case(number, seller_id=seller_id, on_shelf={})  # noqa: E731
    return in_transaction(act, by=_owner(world, seller_id))


@step
def contest_case(world: World, chance: Random) -> bool:
    case = _case(world, chance)
    if case is None:
        return False
    number, seller_id = case.number, case.order.seller_id
    reply = answers.Reply("Barangnya baik waktu dikirim.", [], _owner(world, seller_id))
    act = lambda: answers.contest_case(number, reply, seller_id=seller_id)  # noqa: E731
    return in_transaction(act, by=_owner(world, seller_id))


@at_any_time
def change_bank_account(world: World, chance: Random) -> bool:
    seller_id = chance.choice((world.cast.shop_of_ani.id, world.cast.shop_of_citra.id))
    if chance.random() < 0.5:
        return False
    live = session.scalar(
        select(PayoutAccount).where(PayoutAccount.seller_id == seller_id, PayoutAccount.archived_at.is_(None))
    )
    owner = world.cast.ani if seller_id == world.cast.shop_of_ani.id else world.cast.citra
    owner_id, proven_hash, seen_id = owner.id, owner.password_hash, live.id if live else None
    account = payout_accounts.NewAccount("120", f"{chance.randint(10**9, 10**10 - 1)}", owner.name)
    session.rollback()
    return in_transaction(
        lambda: payout_accounts.change_account(
            seller_id, account, owner_id=owner_id, proven_hash=proven_hash, seen_id=seen_id
        ),
        by=owner_id,
    )


def _order(world: World, chance: Random, *statuses: OrderStatus) -> Order | None:
    return world.any(select(Order).where(Order.status.in_(statuses)).order_by(Order.id), chance)


def _case(world: World, chance: Random) -> ReturnCase | None:
    return world.any(
        select(ReturnCase).where(ReturnCase.status == ReturnStatus.REQUESTED).order_by(ReturnCase.id), chance
    )


def _owner(world: World, seller_id: int) -> int:
    return world.cast.ani.id if seller_id == world.cast.shop_of_ani.id else world.cast.citra.id


def _as_seller(world: World, order: Order, act: Callable[[int, int], object]) -> bool:
    order_id, seller_id = order.id, order.seller_id
    return in_transaction(lambda: act(order_id, seller_id), by=_owner(world, seller_id))
