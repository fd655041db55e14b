"""A sound shop in which everything that touches the books has happened."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from app.catalog import stock
from app.db import session, transaction
from app.gateways.payment.base import FetchedPayment, FetchedRefund, GatewayStatus, RefundState, intent_of
from app.models.catalog import Product
from app.models.order import CommissionRule, Order, OrderGroup, OrderStatus, ShippingOwner
from app.models.payment import Payment, Refund
from app.orders import commands as orders
from app.payments.commands import refunds, truth
from app.pricing.settings import PPH22_BPS
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.order import capture, complete, place, variant_of
from tests.factories.payout import DatedSettingFactory
from tests.factories.voucher import VoucherFactory


def live_through(cast: Cast) -> None:
    """Sales with and without commission and our own parcels; paid twice, late, too late and never."""
    with transaction():
        products = [
            ProductFactory(seller_id=cast.shop_of_ani.id, variant__stock=30),
            ProductFactory(seller_id=cast.shop_of_citra.id, variant__stock=30),
        ]
        scarce = ProductFactory(seller_id=cast.shop_of_citra.id, variant__stock=3)
    complete(_paid(cast, products, quantity=2), cast.dewi)
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
    _vouchers(cast, products)
    session.remove()


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


def _attempt(group: OrderGroup, attempt: int) -> int:
    payment = Payment(
        group_id=group.id,
        attempt=attempt,
        gateway="sandbox",
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
    with transaction():
        amount = session.get_one(Refund, refund_id).amount
        refunds.record_sent(refund_id, FetchedRefund(f"re-{refund_id}", "", amount, RefundState.SUCCEEDED))


def statuses() -> set[OrderStatus]:
    """The states that the orders of this shop are in."""
    return set(session.scalars(select(Order.status)))
