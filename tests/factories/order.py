"""Orders are made the way people make them: cart, checkout, payment."""

import secrets
from collections.abc import Mapping, Sequence

from factory import LazyAttribute
from sqlalchemy import func, select

from app.accounts.queries.accounts import addresses_of
from app.cart import commands as carts
from app.cart.queries import Holder
from app.checkout import commands as checkout
from app.checkout.queries import plan_for
from app.checkout.rules import with_voucher
from app.clock import now
from app.db import session, transaction
from app.gateways.payment.base import FetchedPayment, GatewayStatus
from app.models.account import User
from app.models.catalog import Product, Variant
from app.models.order import CommissionRule, OrderGroup
from app.models.payment import Payment
from app.orders import commands as orders
from app.payments.commands import attempts, truth
from app.regions.queries import districts
from app.shipping.codes import code_of
from app.vouchers.queries import find_voucher
from tests.factories import RowFactory


class CommissionRuleFactory(RowFactory):
    """A rule for everybody, at the end of the list."""

    class Meta:
        model = CommissionRule

    position = LazyAttribute(lambda _row: (session.scalar(select(func.max(CommissionRule.position))) or 0) + 1)
    rate_bps = 500
    note = "a test"


def variant_of(product: Product) -> Variant:
    """The one variant of a product made by the factory."""
    return session.query(Variant).filter_by(product_id=product.id).one()


def wish_for(
    buyer: User, *, key: str = "", voucher_code: str = "", methods: Mapping[int, str] | None = None
) -> checkout.Wish:
    """The form of the checkout as the buyer would see it now, perhaps with a voucher that applies."""
    address = addresses_of(buyer.id)[0]
    (district,) = districts([address.district_code]).values()
    plan = plan_for(Holder(user_id=buyer.id), place=district, methods=methods or {})
    if voucher_code:
        plan = with_voucher(plan, find_voucher(voucher_code, buyer_id=buyer.id), now())
    return checkout.Wish(
        key or secrets.token_urlsafe(24), plan.total.amount, address.id, methods or {}, voucher_code=voucher_code
    )


def fill_cart(buyer: User, products: Sequence[Product], quantity: int = 1) -> None:
    """Put each product in the buyer's cart."""
    variant_ids = [variant_of(product).id for product in products]
    with transaction():
        for variant_id in variant_ids:
            carts.add(Holder(user_id=buyer.id), variant_id=variant_id, quantity=quantity)


def place(buyer: User, products: Sequence[Product], quantity: int = 1, *, voucher_code: str = "") -> OrderGroup:
    """A placed order."""
    fill_cart(buyer, products, quantity)
    wish = wish_for(buyer, voucher_code=voucher_code)
    with transaction():
        return checkout.place_order(checkout.Buyer(buyer.id, buyer.name, buyer.email), wish)


def capture(group: OrderGroup, *, payment_id: int = 0) -> int:
    """What happens when the gateway says that the group is paid; returns the payment's id."""
    if not payment_id:
        with transaction():
            payment = attempts.open_payment(group.id, gateway="sandbox", return_url="http://localhost/")
            payment_id, key, amount = payment.id, attempts.key_of(payment), payment.amount
    else:
        payment = session.get_one(Payment, payment_id)
        key, amount = attempts.key_of(payment), payment.amount
    with transaction():
        truth.record_truth(payment_id, FetchedPayment("sbx", key, GatewayStatus.CAPTURED, amount, "IDR"))
    return payment_id


def complete(group: OrderGroup, buyer: User) -> None:
    """Every seller sends and the buyer receives."""
    parts = [(order.id, order.seller_id, order.position, order.number, code_of(order)) for order in group.orders]
    for order_id, seller_id, position, number, code in parts:
        with transaction():
            orders.accept_order(order_id, seller_id=seller_id)
        with transaction():
            orders.ship_order(order_id, seller_id=seller_id, courier="JNE", tracking_number=number, code=code)
        with transaction():
            orders.receive_order(group.number, position, buyer_id=buyer.id)
