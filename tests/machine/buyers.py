"""What buyers do."""

import secrets
from random import Random

from sqlalchemy import func, select

from app.checkout import commands as checkout
from app.db import session
from app.errors import DomainError
from app.media.commands import Paper
from app.models.order import Order, OrderGroup, OrderStatus, ShippingMethod
from app.models.payment import Payment, PaymentStatus, Refund, RefundStatus
from app.models.returns import ReturnReason
from app.models.shipping import ShippingOffer
from app.models.voucher import Voucher
from app.orders import commands as orders
from app.payments.commands import refund_accounts, transfers
from app.returns.commands import cancel, cases
from tests.factories.order import fill_cart, wish_for
from tests.machine.steps import step
from tests.machine.world import World, in_transaction

METHODS = ("stripe", "stripe", "midtrans", "midtrans", "transfer", "cod")


@step
def place_order(world: World, chance: Random) -> bool:
    buyer = chance.choice(world.buyers)
    products = chance.sample(list(world.products), chance.choice((1, 1, 2, 3)))
    session.rollback()
    fill_cart(buyer, products, chance.choice((1, 2, 3)))
    code = chance.choice(["", "", *session.scalars(select(Voucher.code).order_by(Voucher.id))])
    at_hub = f"hub-{session.scalars(select(ShippingOffer.id)).one()}"
    method = chance.choice((ShippingMethod.COURIER, ShippingMethod.OWN_COURIER, ShippingMethod.PICKUP, at_hub))
    beside = ShippingMethod.PICKUP if method == at_hub else method  # Citra's shop is too far from the hub
    methods = {world.cast.shop_of_ani.id: method, world.cast.shop_of_citra.id: beside}
    try:
        wish = wish_for(buyer, methods=methods, voucher_code=code)
    except DomainError:
        return False
    session.rollback()
    who = checkout.Buyer(buyer.id, buyer.name, buyer.email)
    return in_transaction(lambda: checkout.place_order(who, wish), by=buyer.id)


@step
def start_payment(world: World, chance: Random) -> bool:
    waits = OrderGroup.orders.any(Order.status == OrderStatus.AWAITING_PAYMENT)
    group = world.any(select(OrderGroup).where(waits).order_by(OrderGroup.id), chance)
    if group is None:
        return False
    number, buyer_id = group.number, world.buyer_of(group.buyer_id)
    before = session.scalar(select(func.count(Payment.id)))
    answer = world.browser(buyer_id).post(f"/pembayaran/{number}", {"cara": chance.choice(METHODS)})
    assert answer.status_code in (303, 409, 422), answer.get_data(as_text=True)
    return session.scalar(select(func.count(Payment.id))) != before


@step
def send_proof(world: World, chance: Random) -> bool:
    is_by_transfer = Payment.gateway == "transfer", Payment.status == PaymentStatus.PENDING
    payment = world.any(select(Payment).where(*is_by_transfer).order_by(Payment.id), chance)
    if payment is None:
        return False
    group = session.get_one(OrderGroup, payment.group_id)
    group_id, buyer_id = group.id, world.buyer_of(group.buyer_id)
    paper = Paper(secrets.token_hex(16), pages=1, key_id="key")
    return in_transaction(lambda: transfers.attach_proof(group_id, paper, buyer_id=buyer_id), by=buyer_id)


@step
def cancel_unpaid(world: World, chance: Random) -> bool:
    waits = OrderGroup.orders.any(Order.status == OrderStatus.AWAITING_PAYMENT)
    group = world.any(select(OrderGroup).where(waits).order_by(OrderGroup.id), chance)
    if group is None or chance.random() < 0.8:
        return False
    number, buyer_id = group.number, world.buyer_of(group.buyer_id)
    return in_transaction(lambda: orders.cancel_group(number, buyer_id=buyer_id, because="not needed"), by=buyer_id)


@step
def cancel_paid(world: World, chance: Random) -> bool:
    found = _order(world, chance, OrderStatus.PAID)
    if found is None or chance.random() < 0.5:
        return False
    number, part, buyer_id = found
    act = lambda: cancel.cancel_order(number, part, buyer_id=buyer_id, because="not needed")  # noqa: E731
    return in_transaction(act, by=buyer_id)


@step
def receive(world: World, chance: Random) -> bool:
    found = _order(world, chance, OrderStatus.SHIPPED, OrderStatus.DELIVERED)
    if found is None:
        return False
    number, part, buyer_id = found
    return in_transaction(lambda: orders.receive_order(number, part, buyer_id=buyer_id), by=buyer_id)


@step
def open_case(world: World, chance: Random) -> bool:
    states = (OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.COMPLETED)
    order = world.any(select(Order).where(Order.status.in_(states)).order_by(Order.id), chance)
    if order is None:
        return False
    line = chance.choice(order.lines)
    claim = cases.Claim(
        chance.choice(list(ReturnReason)), "Tidak seperti di foto.", {line.id: chance.randint(1, line.quantity)}
    )
    number, part, buyer_id = order.group.number, order.position, world.buyer_of(order.group.buyer_id)
    act = lambda: cases.open_case(number, part, buyer_id=buyer_id, claim=claim, papers=[])  # noqa: E731
    return in_transaction(act, by=buyer_id)


@step
def name_bank_account(world: World, chance: Random) -> bool:
    needs = select(Refund).where(Refund.status == RefundStatus.NEEDS_BANK_ACCOUNT).order_by(Refund.id)
    refund = world.any(needs, chance)
    if refund is None:
        return False
    refund_id = refund.id
    buyer_id = session.scalar(
        select(OrderGroup.buyer_id)
        .join(Payment, Payment.group_id == OrderGroup.id)
        .where(Payment.id == refund.payment_id)
    )
    account = refund_accounts.BankAccount("120", "Dewi", "1234567890")
    buyer = world.buyer_of(buyer_id)
    return in_transaction(lambda: refund_accounts.name_bank_account(refund_id, account), by=buyer)


def _order(world: World, chance: Random, *statuses: OrderStatus) -> tuple[str, int, int] | None:
    order = world.any(select(Order).where(Order.status.in_(statuses)).order_by(Order.id), chance)
    if order is None:
        return None
    return order.group.number, order.position, world.buyer_of(order.group.buyer_id)
