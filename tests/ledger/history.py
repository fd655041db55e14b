"""A sound shop in which everything that touches the books has happened."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import time_machine
from sqlalchemy import select, update

from app.books.commands import bank, bills, corrections
from app.catalog import stock
from app.catalog.commands import stock_room
from app.clock import now
from app.db import session, transaction
from app.gateways.payment.base import (
    DisputeState,
    FetchedDispute,
    FetchedPayment,
    FetchedRefund,
    GatewayStatus,
    RefundState,
    intent_of,
)
from app.models.catalog import Product
from app.models.order import CommissionRule, Order, OrderGroup, OrderLine, OrderStatus, ShippingOwner
from app.models.payment import MovementKind, Payment, Refund, RefundStatus
from app.orders import commands as orders
from app.orders import queries as order_queries
from app.payments.commands import endings, refund_accounts, refunds, sendings, truth
from app.payments.queries import refunds as refund_queries
from app.payments.queries.endings import moves_of
from app.payments.rules import seen_as
from app.payouts.commands import batches
from app.pricing import shares
from app.pricing.settings import PPH22_BPS
from app.returns.commands import answers
from app.returns.handlers import close_refunded_case
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.order import capture, complete, place, variant_of
from tests.factories.payment import RefundAccountFactory
from tests.factories.payout import DatedSettingFactory, PayoutAccountFactory
from tests.factories.voucher import VoucherFactory
from tests.orders.steps import accept, ship
from tests.payments.steps import AN_ADMIN
from tests.payouts import steps
from tests.returns.steps import cancel_it, complain, contest, grant, mediate


def live_through(cast: Cast) -> None:
    """Sales with and without commission and our own parcels; paid twice, late, too late and never; payouts."""
    with transaction():
        products = [
            ProductFactory(seller_id=cast.shop_of_ani.id, variant__stock=40),
            ProductFactory(seller_id=cast.shop_of_citra.id, variant__stock=30),
        ]
        scarce = ProductFactory(seller_id=cast.shop_of_citra.id, variant__stock=3)
    complete(_paid(cast, products, quantity=2), cast.dewi)
    _pay_out(cast)
    with transaction():
        session.add(CommissionRule(position=1, rate_bps=500))
    shared = _paid(cast, products, quantity=3)
    _bring_ourselves(shared)
    complete(shared, cast.dewi)

    twice = _paid(cast, products[:1])
    _send_back(capture(twice, payment_id=_attempt(twice, 2)))
    capture(twice, payment_id=_attempt(twice, 3))

    late = place(cast.dewi, products)
    late_id = _expire(late)
    capture(late, payment_id=late_id)
    too_late = place(cast.dewi, [scarce], quantity=2)
    too_late_id = _expire(too_late)
    with transaction():
        stock.set_counts({variant_of(scarce).id: 1}, because="sold on the market")
    _send_back(capture(too_late, payment_id=too_late_id))
    _expire(place(cast.dewi, products))
    place(cast.dewi, products)
    _send_some_back(cast, products)
    _pay_at_the_door(cast, products[:1])
    _dispute(cast, products[:1])
    _give_back(cast, products[:1])
    _end_otherwise(cast, products[:1])
    _bounce(cast, products[:1])
    _vouchers(cast, products)
    _sell_elsewhere(cast, products[0])
    _pay_the_courier(cast)
    _move_other_money(cast)
    session.remove()


def _pay_the_courier(cast: Cast) -> None:
    with transaction():
        for amount in (4_100, 4_000):
            bill = bills.record_bill(
                bills.Bill("JNE Pangkalpinang", "INV-1", amount, now().date()), admin_id=cast.eko.id
            )
            if amount == 4_100:
                corrections.reverse(f"delivery-bill:{bill.id}", because="typed wrongly")


def _move_other_money(cast: Cast) -> None:
    """Each kind once, and once typed wrongly; what is taken out is what was added."""
    amounts = {"money-added": 5_000_000, "money-taken": 300, "voucher-paid": 400, "tax-paid": 20}
    for what, amount in amounts.items():
        bearer = "dinas-koperasi-babel" if what == "voucher-paid" else ""
        for part in (2, 1):
            moved = bank.Movement(MovementKind(what), amount * part, now().date(), what, "a test", bearer)
            with transaction():
                movement = bank.record_movement(moved, admin_id=cast.eko.id)
                if part == 2:
                    corrections.reverse(f"{what}:{movement.id}", because="typed wrongly")


def _sell_elsewhere(cast: Cast, product: Product) -> None:
    """Two sales outside the marketplace, of which one never was."""
    seller_id, variant_id = product.seller_id, variant_of(product).id
    for quantity in (2, 1):
        sold = stock_room.Sold(variant_id, quantity, 40_000, now().date())
        with transaction():
            sale = stock_room.record_offline_sale(sold, seller_id=seller_id, form_key=str(quantity))
    with transaction():
        stock_room.cancel_offline_sale(sale.id, seller_id=seller_id, member_id=cast.ani.id, reason="salah hitung")


def _vouchers(cast: Cast, products: Sequence[Product]) -> None:
    """One of the platform, earned by both sellers; one of an agency; one of a seller, taxed; one given back."""
    with transaction():
        VoucherFactory(code="DARI-KAMI", created_by_id=cast.eko.id, most_uses_per_buyer=9)
        VoucherFactory(code="DARI-DINAS", created_by_id=cast.eko.id, of_agency=True, percent=True)
        VoucherFactory(code="DARI-ANI", created_by_id=cast.ani.id, of_seller=True, seller_id=cast.shop_of_ani.id)
    complete(_paid(cast, products, quantity=2, voucher_code="DARI-KAMI"), cast.dewi)
    _paid(cast, products, voucher_code="DARI-DINAS")
    with transaction():
        DatedSettingFactory(name=PPH22_BPS, value=50)
    complete(_paid(cast, products, voucher_code="DARI-ANI"), cast.dewi)
    late = place(cast.dewi, products, voucher_code="DARI-KAMI")
    capture(late, payment_id=_expire(late))
    _expire(place(cast.dewi, products, voucher_code="DARI-KAMI"))


def _paid(cast: Cast, products: Sequence[Product], *, quantity: int = 1, voucher_code: str = "") -> OrderGroup:
    group = place(cast.dewi, products, quantity, voucher_code=voucher_code)
    capture(group)
    return group


def _bring_ourselves(group: OrderGroup) -> None:
    with transaction():
        for order in session.scalars(select(Order).where(Order.group_id == group.id)):
            order.shipping_owner = ShippingOwner.MARKETPLACE


def _send_some_back(cast: Cast, products: Sequence[Product]) -> None:
    """A piece before the order is completed, one after it, one to a bank account, one that waits for its account."""
    group = _paid(cast, products, quantity=5)
    _bring_ourselves(group)
    with transaction():
        of_group = OrderLine.order_id.in_(select(Order.id).where(Order.group_id == group.id))
        session.execute(update(OrderLine).where(of_group).values(pph22_amount=500))
    _succeed(_refund(group, "short-1-1"))
    complete(group, cast.dewi)
    _succeed(_refund(group, "return-A"))
    transferred, waiting = _refund(group, "return-B"), _refund(group, "return-C")
    with transaction():
        refund_accounts.ask_for_bank_account(transferred)
        refund_accounts.ask_for_bank_account(waiting)
    _transfer(transferred, "bank-1")


def _pay_at_the_door(cast: Cast, products: Sequence[Product]) -> None:
    """Cash for what is left after a piece that was not there, which the seller gives back only the second time."""
    group = place(cast.dewi, products, 2)
    payment_id = _attempt(group, 1, gateway=orders.CASH)
    with transaction():
        truth.capture_offline(payment_id, because="promised at the door")
    _refund(group, "short-1-1")
    complete(group, cast.dewi)
    refund_id = _refund(group, "return-1")
    for act in (refund_accounts.ask_for_bank_account, endings.settle_by_seller, _disprove, endings.settle_by_seller):
        with transaction():
            act(refund_id)


def _disprove(refund_id: int) -> None:
    """The seller did not give the cash back after all."""
    moves = moves_of(session.get_one(Refund, refund_id))
    endings.reopen_not_given_back(refund_id, moves, admin_id=AN_ADMIN, because="the buyer knew nothing of it")


def _dispute(cast: Cast, products: Sequence[Product]) -> None:
    """The gateway keeps its fee, and money that the buyer's bank asks for: once for now, once for good, once not.

    What was lost is won after all, and what was won is lost; one that is open and one that was lost become smaller.
    """
    group = place(cast.dewi, products)
    payment_id = capture(group)
    told = FetchedPayment(
        "sbx", intent_of(group.number, 1), GatewayStatus.CAPTURED, group.total_amount, "IDR", fee_amount=2_500
    )
    disputes = [
        FetchedDispute("dp_open", 1_000, DisputeState.OPEN, "fraudulent"),
        FetchedDispute("dp_won", 2_000, DisputeState.WON, "fraudulent"),
        FetchedDispute("dp_lost", 3_000, DisputeState.LOST, "fraudulent"),
        FetchedDispute("dp_won_late", 400, DisputeState.LOST, "fraudulent"),
        FetchedDispute("dp_lost_late", 500, DisputeState.WON, "fraudulent"),
        FetchedDispute("dp_less", 600, DisputeState.OPEN, "fraudulent"),
        FetchedDispute("dp_less_lost", 700, DisputeState.LOST, "fraudulent"),
    ]
    later = [
        FetchedDispute("dp_won_late", 400, DisputeState.WON, "fraudulent"),
        FetchedDispute("dp_lost_late", 500, DisputeState.LOST, "fraudulent"),
        FetchedDispute("dp_less", 550, DisputeState.OPEN, "fraudulent"),
        FetchedDispute("dp_less_lost", 650, DisputeState.LOST, "fraudulent"),
    ]
    for each in (told, replace(told, disputes=disputes), replace(told, disputes=later)):
        with transaction():
            truth.record_truth(payment_id, each)


def _end_otherwise(cast: Cast, products: Sequence[Product]) -> None:
    """Refunds that a lost dispute brought, also in part, or somebody made by hand; money of two others comes back."""
    for name, ends in (
        ("dp_took", DisputeState.LOST),
        ("dp_took_for_now", DisputeState.WON),
        ("dp_took_some", DisputeState.LOST),
        ("", None),
        ("re_", None),
    ):
        group = _paid(cast, products)
        refund_id = _refund(group, "short-1-1")
        payment_id = session.get_one(Refund, refund_id).payment_id
        _tell(refund_id, RefundState.FAILED)
        moves = moves_of(session.get_one(Refund, refund_id))
        told = FetchedPayment("sbx", intent_of(group.number, 1), GatewayStatus.CAPTURED, group.total_amount, "IDR")
        session.rollback()
        for state in (DisputeState.LOST, ends) if ends else ():
            dispute = FetchedDispute(name, told.amount - (name == "dp_took_some"), state, "fraudulent")
            with transaction():
                truth.record_truth(payment_id, replace(told, disputes=[dispute]))
            if state == DisputeState.LOST:
                with transaction():
                    endings.settle_by_dispute(refund_id, moves, admin_id=AN_ADMIN, because="the bank wrote")
        if ends is None:
            sent = FetchedRefund("re_by_hand", "", told.amount, RefundState.SUCCEEDED)
            with transaction():
                endings.settle_by_hand(refund_id, moves, sent, admin_id=AN_ADMIN, because="the dashboard says so")
        if name == "re_":
            with transaction():
                back = replace(sent, state=RefundState.FAILED)
                truth.record_truth(payment_id, replace(told, refunds=[back]))


def _give_back(cast: Cast, products: Sequence[Product]) -> None:
    """An order that is cancelled, and cases: asked for, granted and on the shelf, paid back, contested, rejected."""
    cancel_it(_paid(cast, products).orders[0])
    _asked, granted, paid_back, contested, rejected = (complain(_send(cast, products), 1) for _ in range(5))
    grant(granted, {granted.lines[0].order_line_id: 1})
    refund_id = grant(paid_back).refund_id
    assert refund_id is not None
    _succeed(refund_id)
    with transaction():
        close_refunded_case(refund_id)
    _tell(refund_id, RefundState.FAILED)
    contest(contested)
    contest(rejected)
    mediate(rejected, cast.eko.id)
    with transaction():
        answers.reject_case(rejected.number, admin_id=cast.eko.id, note="Tidak terbukti.")


def _bounce(cast: Cast, products: Sequence[Product]) -> None:
    """Money that comes back: for now, once before it arrived, twice, and once before transfers that come back too."""
    left, arrived, often, by_hand = (_refund(_paid(cast, products), "short-1-1") for _ in range(4))
    for refund_id, times in ((left, 1), (arrived, 1), (often, 2), (by_hand, 1)):
        for _ in range(times):
            _succeed(refund_id)
            _tell(refund_id, RefundState.FAILED)
    _succeed(arrived)
    _succeed(often)
    group = _paid(cast, products, quantity=2)
    _succeed(_refund(group, "short-1-1"))
    _tell(_refund(group, "short-1-2"), RefundState.FAILED)
    with transaction():
        refund_accounts.ask_for_bank_account(by_hand)
    for transfer in ("bank-2", "bank-3"):
        _transfer(by_hand, transfer)
        with transaction():
            back = refund_accounts.SentBack(transfer, f"back of {transfer}", "the account is closed")
            refund_accounts.record_sent_back(by_hand, back, admin_id=AN_ADMIN)
    _transfer(by_hand, "bank-4")


def _transfer(refund_id: int, reference: str) -> None:
    """The buyer names an account, and an admin sends the money there."""
    with transaction():
        account = RefundAccountFactory(refund_id=refund_id)
        session.get_one(Refund, account.refund_id).move_to(RefundStatus.REQUESTED, because="named by the buyer")
    with transaction():
        refund_accounts.record_transferred(refund_id, reference, seen=seen_as(account), admin_id=AN_ADMIN)


def _send(cast: Cast, products: Sequence[Product]) -> Order:
    order = _paid(cast, products).orders[0]
    accept(order)
    return ship(order)


def _refund(group: OrderGroup, purpose: str) -> int:
    """One piece of every line of the group's first order goes back."""
    with transaction():
        order = order_queries.lock_group(group.id).orders[0]
        pieces = {line.id: 1 for line in order.lines}
        share = shares.share_of(order, pieces)
        return refunds.refund_pieces(order, pieces, share, purpose=purpose, because="not as it should be").id


def _succeed(refund_id: int) -> None:
    _tell(refund_id, RefundState.SUCCEEDED)


def _tell(refund_id: int, state: RefundState) -> None:
    refund = session.get_one(Refund, refund_id)
    told = FetchedRefund(f"re-{refund_id}", refund_queries.key_of_refund(refund), refund.amount, state)
    session.rollback()
    with transaction():
        sendings.record_sent(refund_id, told)


def _attempt(group: OrderGroup, attempt: int, *, gateway: str = "sandbox") -> int:
    payment = Payment(
        group_id=group.id,
        attempt=attempt,
        gateway=gateway,
        amount=group.total_amount,
        request={"order_number": group.number, "attempt": attempt},
        expires_at=group.pay_by,
    )
    with transaction():
        session.add(payment)
        session.flush()
        return payment.id


def _expire(group: OrderGroup) -> int:
    """The time of the group and of its attempt is up; returns the payment's id."""
    payment_id = _attempt(group, 1)
    with transaction():
        session.get_one(OrderGroup, group.id).pay_by = group.placed_at - timedelta(seconds=1)
    with transaction():
        assert orders.expire_group(group.id)
    told = FetchedPayment("sbx", intent_of(group.number, 1), GatewayStatus.EXPIRED, group.total_amount, "IDR")
    with transaction():
        truth.record_truth(payment_id, told)
    return payment_id


def _send_back(payment_id: int) -> None:
    refund_id = session.scalars(select(Refund.id).where(Refund.payment_id == payment_id)).one()
    _succeed(refund_id)


def _pay_out(cast: Cast) -> None:
    """To Citra: once the bank failed, once an admin refused, once it was paid; the seller has nothing left then."""
    with transaction():
        PayoutAccountFactory(seller_id=cast.shop_of_citra.id)
    with time_machine.travel(now() + timedelta(days=8)):  # longer than earnings are held back
        steps.at_the_bank(cast)
        steps.come_back(cast)
        batch_id = steps.prepare()
        with transaction():
            batches.refuse_batch(batch_id, admin_id=cast.eko.id, reason="looked at again")
        steps.at_the_bank(cast)
        steps.complete_all(cast)


def statuses() -> set[OrderStatus]:
    """The states that the orders of this shop are in."""
    return set(session.scalars(select(Order.status)))
