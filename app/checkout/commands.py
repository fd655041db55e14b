"""Placing an order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BigInteger, Integer, bindparam, insert, select

from app import audit
from app.accounts.queries import accounts
from app.cart import commands as carts
from app.cart.queries import Holder, Line, lock_cart
from app.catalog import stock
from app.checkout import queries, rules
from app.checkout.errors import CartEmpty, KeyTaken, TooManyUnpaid
from app.checkout.rules import Plan, SellerPlan
from app.clock import now
from app.db import insert_unless_there, session
from app.models.account import Address
from app.models.order import (
    Adjustment,
    AdjustmentKind,
    Bearer,
    CommissionLine,
    CommissionRule,
    Order,
    OrderGroup,
    OrderLine,
    ShippingMethod,
)
from app.numbers import readable_number
from app.outbox import emit
from app.pricing.commission import commission_of
from app.pricing.queries import rules_in_force
from app.regions import queries as regions
from app.settings import setting


@dataclass(frozen=True)
class Buyer:
    """Who buys."""

    id: int
    name: str
    email: str


@dataclass(frozen=True)
class Wish:
    """What the form of the checkout says. `expected_total` is the rupiah the buyer saw."""

    checkout_key: str
    expected_total: int
    address_id: int
    methods: Mapping[int, ShippingMethod] = field(default_factory=dict)
    notes: Mapping[int, str] = field(default_factory=dict)


def place_order(buyer: Buyer, wish: Wish) -> OrderGroup:
    """Turn the buyer's cart into one order per seller, with stock held until payment is due.

    The same key finds the same group, however often the form arrives. Locks the cart, then the stock.
    Raises NotFound, CartEmpty, OffSale, OutOfStock, CannotShip, PriceChanged, KeyTaken, TooManyUnpaid.
    """
    holder = Holder(user_id=buyer.id)
    cart = lock_cart(holder)
    placed, unpaid = queries.placed_and_unpaid(wish.checkout_key, buyer_id=buyer.id)
    if placed is not None:
        if placed.buyer_id != buyer.id:
            raise KeyTaken
        return placed
    if unpaid >= setting("MOST_UNPAID_GROUPS"):
        raise TooManyUnpaid(most=unpaid)
    if cart is None:
        raise CartEmpty
    address = accounts.get_address(buyer.id, wish.address_id)
    place = regions.get_district(address.district_code)
    plan = queries.plan_for(holder, place=place, methods=wish.methods)
    rules.check_can_be_placed(plan, expected_total=wish.expected_total)

    group = _open_group(buyer, wish, plan, address, place.full_name)
    session.execute(
        insert(Order),
        [
            _order(group, position, seller, wish.notes.get(seller.seller_id, ""))
            for position, seller in enumerate(plan.sellers, 1)
        ],
    )
    orders = session.scalars(select(Order).where(Order.group_id == group.id).order_by(Order.position)).all()
    pairs = list(zip(orders, plan.sellers, strict=True))
    stock.reserve(
        [stock.Hold(order.id, line.variant_id, line.quantity) for order, seller in pairs for line in seller.lines]
    )
    _write_lines([(order, line) for order, seller in pairs for line in seller.lines])
    session.execute(
        insert(Adjustment),
        [
            {
                "order_id": order.id,
                "kind": AdjustmentKind.SHIPPING,
                "bearer": Bearer.BUYER,
                "label": order.shipping_label,
                "amount": order.shipping_amount,
            }
            for order in orders
        ],
    )
    carts.take_out(cart.id, [line.id for seller in plan.sellers for line in seller.lines])
    audit.record("order_group.placed", group, total_amount=group.total_amount, orders=len(orders))
    emit("order_group.placed", group_id=group.id)
    return group


def _open_group(buyer: Buyer, wish: Wish, plan: Plan, address: Address, region_text: str) -> OrderGroup:
    group: OrderGroup | None = session.scalar(
        insert_unless_there(OrderGroup)
        .values(
            number=readable_number("SB"),
            checkout_key=wish.checkout_key,
            buyer_id=buyer.id,
            buyer_name=buyer.name,
            buyer_email=buyer.email,
            buyer_phone=address.phone,
            recipient_name=address.recipient_name,
            street=address.street,
            district_code=address.district_code,
            region_text=region_text,
            postal_code=address.postal_code,
            total_amount=plan.total.amount,
            pay_by=now() + setting("PAYMENT_WINDOW"),
        )
        .returning(OrderGroup)
    )
    if group is None:  # another buyer sent the same key, or the number is taken, a moment ago
        raise KeyTaken
    return group


def _order(group: OrderGroup, position: int, seller: SellerPlan, note: str) -> dict[str, Any]:
    quote = seller.quote
    assert quote is not None, "checked before"
    return {
        "group_id": group.id,
        "position": position,
        "number": f"{group.number}-{position}",
        "seller_id": seller.seller_id,
        "seller_name": seller.lines[0].seller_name,
        "items_amount": seller.items_amount,
        "shipping_amount": quote.amount,
        "total_amount": seller.items_amount + quote.amount,
        "shipping_method": seller.method,
        "shipping_label": quote.label,
        "fastest_days": quote.fastest_days,
        "slowest_days": quote.slowest_days,
        "preparation_days": seller.preparation_days,
        "note": note,
        "placed_at": group.placed_at,
    }


def _write_lines(bought: list[tuple[Order, Line]]) -> None:
    in_force = rules_in_force(now())
    session.execute(
        insert(OrderLine).execution_options(render_nulls=True),  # else lines without a picture go separately
        [_line(order, line) for order, line in bought],
    )
    session.connection().execute(
        insert(CommissionLine).from_select(
            ["order_line_id", "rule_id", "rate_bps", "base_amount", "amount"],
            select(
                OrderLine.id,
                bindparam("rule", type_=BigInteger),
                bindparam("rate", type_=Integer),
                bindparam("base", type_=BigInteger),
                bindparam("taken", type_=BigInteger),
            ).where(OrderLine.order_id == bindparam("of_order"), OrderLine.variant_id == bindparam("of_variant")),
        ),
        [_commission(order, line, in_force) for order, line in bought],
    )


def _line(order: Order, line: Line) -> dict[str, Any]:
    return {
        "order_id": order.id,
        "variant_id": line.variant_id,
        "product_id": line.product_id,
        "product_name": line.product_name,
        "product_slug": line.product_slug,
        "variant_label": line.label,
        "sku": line.sku,
        "picture_id": line.picture_id,
        "quantity": line.quantity,
        "unit_price_amount": line.price_amount,
        "line_amount": line.amount,
        "weight_grams": line.weight_grams,
    }


def _commission(order: Order, line: Line, in_force: Sequence[CommissionRule]) -> dict[str, Any]:
    commission = commission_of(
        in_force,
        seller_id=line.seller_id,
        category_id=line.category_id,
        programme_step=line.seller_step,
        base_amount=line.amount,
    )
    return {
        "rule": commission.rule_id,
        "rate": commission.rate_bps,
        "base": commission.base_amount,
        "taken": commission.amount,
        "of_order": order.id,
        "of_variant": line.variant_id,
    }
