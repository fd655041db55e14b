"""A shop in which a good deal has happened already, kept so that every run begins there."""

from collections import Counter
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from random import Random
from typing import Any

import time_machine
from flask import Flask
from sqlalchemy import select

from app import worker
from app.catalog import stock
from app.checkout import commands as checkout
from app.crypto import Vault
from app.db import db, session, transaction
from app.models.account import User
from app.models.catalog import Product
from app.models.order import CommissionRule, Order, OrderGroup, ShippingMethod
from app.models.payment import Payment, Refund, RefundStatus
from app.models.payout import Payout, PayoutAccount, PayoutStatus
from app.models.seller import Seller
from app.models.shipment import CourierArea
from app.models.shipping import OfferKind
from app.models.stock import StockItem
from app.models.voucher import VoucherKind
from app.payments.commands import attempts, refund_accounts, truth
from app.payouts.commands import batches, exports, outcomes
from app.returns.commands import cancel
from app.settings import setting
from app.vouchers import commands as vouchers
from tests import cast as people
from tests.databases import Database
from tests.factories.account import AddressFactory, UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.order import complete, fill_cart, place, wish_for
from tests.factories.shipping import HubFactory, ShippingOfferFactory
from tests.fakes.midtrans import FakeMidtrans
from tests.fakes.server import FakeServer
from tests.fakes.stripe import FakeStripe
from tests.machine.outside import settle_down
from tests.machine.steps import STEPS, do_something
from tests.machine.world import LIVING, World
from tests.orders.steps import accept, ship
from tests.returns.steps import complain, contest, mediate

BEGINNING = datetime(2026, 11, 2, 2, tzinfo=UTC)
EARLIER_STEPS = 150
ENOUGH = 60
SEED = 20261125
LINES = ("lock", "clock", "url", "_server", "_thread", "_stopped", "_troubles")


@dataclass(frozen=True)
class Scene:
    """Where every run begins: a database by its name, what the gateways know, and what time it is."""

    world: World
    stripe: Mapping[str, Any]
    midtrans: Mapping[str, Any]
    moment: datetime


def lived_in(app: Flask, database: Database, stripe: FakeStripe, midtrans: FakeMidtrans) -> Scene:
    """Let people and gateways do this and that for a while, and keep what has come of it."""
    with time_machine.travel(BEGINNING, tick=False) as clock:
        world = _people_and_goods(World(app, people.gather(), [], [], stripe, midtrans, clock))
        chance = Random(SEED)
        fired = Counter(dict.fromkeys(("process_will_die", "line_breaks"), EARLIER_STEPS))
        harmless = [name for name in STEPS if name not in ("process_will_die", "line_breaks")]
        for _ in range(EARLIER_STEPS):
            clock.shift(1)
            do_something(world, chance, chance.choice(harmless), fired)
        _restock(world)
        for pay_out in (_pay_out, settle_down):
            _earn(world)
            clock.shift(8 * 86_400)  # longer than earnings are held back
            pay_out(world)
        world.browsers.clear()  # nobody is signed in for longer than a month
        _leave_open(world)
        moment = datetime.now(UTC)
    session.remove()
    database.leave(db.engine)
    database.keep()
    return Scene(world, _memory(stripe), _memory(midtrans), moment)


def enter(scene: Scene, database: Database, clock: time_machine.Traveller) -> World:
    """The kept shop, as new."""
    session.remove()
    database.leave(db.engine)
    database.renew_from_kept()
    for fake, memory in ((scene.world.stripe, scene.stripe), (scene.world.midtrans, scene.midtrans)):
        fake.reset()
        vars(fake).update(deepcopy(memory))
    world = replace(scene.world, clock=clock, post=[], commits_to_live=0)
    LIVING[:] = [world]
    return world


def _people_and_goods(world: World) -> World:
    cast = world.cast
    with transaction():
        buyers = [cast.dewi, *(UserFactory(email=f"pembeli{number}@contoh.id") for number in (1, 2))]
        for number, buyer in enumerate(buyers):
            if number:
                AddressFactory(user_id=buyer.id, district_code=cast.shop_of_ani.district_code)
        products = [
            ProductFactory(seller_id=shop.id, variant__stock=stock, variant__price_amount=price)
            for shop, stock, price in (
                (cast.shop_of_ani, 400, 41_500),
                (cast.shop_of_ani, 60, 137_001),
                (cast.shop_of_citra, 300, 9_999),
                (cast.shop_of_citra, 8, 75_000),
            )
        ]
        session.add(CommissionRule(position=1, rate_bps=333, fixed_amount=7))
        ShippingOfferFactory(seller_id=cast.shop_of_ani.id, kind=OfferKind.HUB, hub_id=HubFactory(fee_amount=2_345).id)
        for shop in (cast.shop_of_ani, cast.shop_of_citra):
            session.get_one(Seller, shop.id).takes_cash = True
            session.add(CourierArea(seller_id=shop.id, district_code=cast.shop_of_ani.district_code, fee_amount=4_321))
            sealed = Vault(setting("DATA_KEY")).seal("1234567890")
            session.add(
                PayoutAccount(
                    seller_id=shop.id,
                    bank_code="120",
                    holder_name=shop.name,
                    number_encrypted=sealed.ciphertext,
                    number_key_id=sealed.key_id,
                    number_last_digits="7890",
                )
            )
        _vouchers(cast)
    session.expunge_all()  # these rows stay readable whatever becomes of later transactions
    return replace(world, products=products, buyers=buyers)


def _restock(world: World) -> None:
    """Whatever was sold or counted down so far, there is enough of everything for what follows."""
    session.rollback()
    with transaction():
        items = session.scalars(select(StockItem).order_by(StockItem.variant_id)).all()
        stock.set_counts({item.variant_id: item.reserved + ENOUGH for item in items}, because="restocked")


def _earn(world: World) -> None:
    """Every buyer gets goods of both sellers, so that there is something to pay out."""
    for buyer in world.buyers:
        session.rollback()
        group = place(buyer, world.products[:3], 2)
        with transaction():
            payment_id = attempts.open_payment(group.id, gateway="transfer", return_url="http://localhost/").id
        with transaction():
            truth.capture_offline(payment_id, because="the money is in the account")
        complete(group, buyer)
    session.rollback()


def _lose_what_was_owed(world: World) -> None:
    """The bank of a buyer takes money of an order that is cancelled, so that Stripe refuses to send it back."""
    number, group_id = _begin_order(world, "stripe")
    _pay(world, group_id)
    reference = str(session.scalar(select(Payment.gateway_reference).where(Payment.group_id == group_id)))
    session.rollback()
    world.stripe.decide_dispute(world.stripe.dispute(reference), "lost")
    with transaction():
        cancel.cancel_order(number, 1, buyer_id=world.buyers[0].id, because="not needed")
    worker.drain()


def _leave_open(world: World) -> None:
    """Orders that wait at every gateway, paid ones at every step of the way, money on its way back and asked for."""
    for method in ("stripe", "midtrans", "cod"):
        for stage in range(4):
            buyer = world.buyers[stage % len(world.buyers)]
            leaves_in_parts = stage == 2 and method != "cod"  # what is fetched cannot, and couriers take no cash
            way = ShippingMethod.COURIER if leaves_in_parts else ShippingMethod.PICKUP
            group = _order(buyer, world.products[stage % 3], way)
            number, group_id = group.number, group.id
            world.browser(buyer.id).post(f"/pembayaran/{number}", {"cara": method})
            if stage:
                _pay(world, group_id)
            if stage > 1:
                accept(_only_order(group_id))
            if stage > 2:
                ship(_only_order(group_id))
    for pay_somehow in (world.stripe.pay_later, world.midtrans.start):
        method = "stripe" if pay_somehow == world.stripe.pay_later else "midtrans"
        pay_somehow(_begin(world, method))
    _begin(world, "transfer")
    world.stripe.holds_refunds = True
    for _ in range(3):
        number, group_id = _begin_order(world, "stripe")
        _pay(world, group_id)
        with transaction():
            cancel.cancel_order(number, 1, buyer_id=world.buyers[0].id, because="not needed")
        worker.drain()
    for refund, fate in zip(world.stripe.all("refund")[-2:], ("failed", "succeeded"), strict=True):
        world.stripe.settle_refund(refund["id"], fate)
    undecided, reference = _begin(world, "stripe"), _begin(world, "stripe")
    for each in (undecided, reference):
        world.stripe.pay(each)
    world.stripe.dispute(undecided)
    world.stripe.decide_dispute(world.stripe.dispute(reference), "won")
    _lose_what_was_owed(world)
    _listen(world)
    _owe_by_hand(world)
    _complain(world)
    _approve_payouts(world)
    session.rollback()


def _pay_out(world: World) -> None:
    """The bank has paid what was earned."""
    _approve_payouts(world)
    eko = world.cast.eko
    for batch_id in session.scalars(select(Payout.batch_id).where(Payout.status == PayoutStatus.APPROVED)).all():
        with transaction():
            exports.export_batch(batch_id, admin_id=eko.id, proven_hash=eko.password_hash)
    for payout_id in session.scalars(select(Payout.id).where(Payout.status == PayoutStatus.PROCESSING)).all():
        with transaction():
            outcomes.complete_payout(payout_id, admin_id=eko.id, bank_reference=f"bank-{payout_id}")


def _approve_payouts(world: World) -> None:
    with transaction():
        batches.prepare_batch(prepared_by_id=world.cast.eko.id)
    for batch_id in session.scalars(select(Payout.batch_id).where(Payout.status == PayoutStatus.PENDING)).all():
        for admin in (world.cast.eko, world.cast.fitri):
            with transaction():
                batches.approve_batch(batch_id, admin_id=admin.id)


def _owe_by_hand(world: World) -> None:
    """Transferred money of two cancelled orders goes back by hand; one buyer has named the account."""
    for _ in range(2):
        number, group_id = _begin_order(world, "transfer")
        with transaction():
            payment_id = session.scalars(select(Payment.id).where(Payment.group_id == group_id)).one()
            truth.capture_offline(payment_id, because="the money is in the account")
        with transaction():
            cancel.cancel_order(number, 1, buyer_id=world.buyers[0].id, because="not needed")
    worker.drain()
    owed = session.scalars(select(Refund.id).where(Refund.status == RefundStatus.NEEDS_BANK_ACCOUNT)).first()
    session.rollback()
    assert owed is not None
    with transaction():
        account = refund_accounts.BankAccount("120", "Dewi", "1234567890")
        refund_accounts.name_bank_account(owed, account)


def _complain(world: World) -> None:
    """A case that waits for its seller, one that waits for an admin, and one that an admin has taken up."""
    for stage in range(3):
        group_id = _order(world.buyers[0], world.products[0], ShippingMethod.PICKUP).id
        with transaction():
            payment_id = attempts.open_payment(group_id, gateway="transfer", return_url="http://localhost/").id
        with transaction():
            truth.capture_offline(payment_id, because="the money is in the account")
        accept(_only_order(group_id))
        ship(_only_order(group_id))
        case = complain(_only_order(group_id), 1)
        if stage:
            contest(case)
        if stage > 1:
            mediate(case, world.cast.eko.id)
        session.rollback()
    worker.drain()


def _begin(world: World, method: str) -> str:
    """An order whose payment is begun; returns the gateway's name for it."""
    _number, group_id = _begin_order(world, method)
    return str(session.scalar(select(Payment.gateway_reference).where(Payment.group_id == group_id)))


def _begin_order(world: World, method: str) -> tuple[str, int]:
    buyer = world.buyers[0]
    group = _order(buyer, world.products[0], ShippingMethod.PICKUP)
    number, group_id = group.number, group.id
    world.browser(buyer.id).post(f"/pembayaran/{number}", {"cara": method})
    return number, group_id


def _order(buyer: User, product: Product, method: ShippingMethod) -> OrderGroup:
    fill_cart(buyer, [product], 2)
    wish = wish_for(buyer, methods={product.seller_id: method})
    session.rollback()
    with transaction():
        return checkout.place_order(checkout.Buyer(buyer.id, buyer.name, buyer.email), wish)


def _only_order(group_id: int) -> Order:
    return session.scalars(select(Order).where(Order.group_id == group_id)).one()


def _pay(world: World, group_id: int) -> None:
    payment = session.scalars(select(Payment).where(Payment.group_id == group_id)).one()
    gateway, reference = payment.gateway, str(payment.gateway_reference)
    session.rollback()
    if gateway == "stripe":
        world.stripe.pay(reference)
    elif gateway == "midtrans":
        world.midtrans.pay(reference)
    _listen(world)


def _listen(world: World) -> None:
    """All that the gateways have to tell arrives and is done."""
    world.collect_post()
    while world.post:
        world.hear(world.post.pop())
    worker.drain()
    session.rollback()


def _vouchers(cast: people.Cast) -> None:
    offer = vouchers.Offer(
        code="LADA",
        label="Hemat",
        kind=VoucherKind.PERCENT,
        amount=0,
        rate_bps=1_234,
        cap_amount=20_000,
        smallest_items_amount=0,
        most_uses=20,
        most_uses_per_buyer=15,
        first_day=BEGINNING.date(),
        last_day=date(2027, 12, 31),
    )
    vouchers.create_voucher_of_platform(offer, creator_id=cast.eko.id)
    of_agency = replace(offer, code="DINAS", kind=VoucherKind.AMOUNT, amount=5_555, rate_bps=0, cap_amount=None)
    vouchers.create_voucher_of_agency(of_agency, agency_name="Dinas Koperasi", creator_id=cast.eko.id)
    of_seller = replace(offer, code="KEMUJA")
    vouchers.create_voucher_of_seller(of_seller, seller_id=cast.shop_of_ani.id, creator_id=cast.ani.id)


def _memory(fake: FakeServer) -> Mapping[str, Any]:
    return deepcopy({name: value for name, value in vars(fake).items() if name not in LINES})
