"""Placing an order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert

from app import audit, tally
from app.cart import commands as carts
from app.cart.queries import Holder, Line, lock_cart
from app.catalog import stock
from app.checkout import queries, rules
from app.checkout.errors import CartEmpty, KeyTaken, TooManyUnpaid
from app.checkout.rules import Plan, SellerPlan
from app.clock import now
from app.db import insert_unless_there, session
from app.i18n import _
from app.models.account import Address
from app.models.order import (
    Adjustment,
    AdjustmentKind,
    Bearer,
    CommissionLine,
    Order,
    OrderGroup,
    OrderLine,
)
from app.models.voucher import Voucher
from app.numbers import readable_number
from app.outbox import emit
from app.pricing.net import net_of
from app.pricing.queries import terms_of
from app.pricing.tax import Tax
from app.settings import setting
from app.vouchers import commands as vouchers
from app.vouchers.rules import cost_account


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
    methods: Mapping[int, str] = field(default_factory=dict)
    notes: Mapping[int, str] = field(default_factory=dict)
    voucher_code: str = ""


def place_order(buyer: Buyer, wish: Wish) -> OrderGroup:
    """Turn the buyer's cart into one order per seller, with stock held until payment is due.

    The same key finds the same group, however often the form arrives. Locks the cart, the voucher, then the stock.
    Raises NotFound, CartEmpty, OffSale, BelowMinimum, OutOfStock, CannotShip, VoucherRefused, PriceChanged, KeyTaken,
    TooManyUnpaid.
    """
    holder = Holder(user_id=buyer.id)
    cart = lock_cart(holder)
    before = queries.before_placing(wish.checkout_key, buyer_id=buyer.id, voucher_code=wish.voucher_code)
    if before.placed is not None:
        if before.placed.buyer_id != buyer.id:
            raise KeyTaken
        return before.placed
    if before.unpaid >= setting("MOST_UNPAID_GROUPS"):
        raise TooManyUnpaid(most=before.unpaid)
    if cart is None:
        raise CartEmpty
    address, place = queries.destination(buyer.id, wish.address_id)
    plan = queries.plan_for(holder, place=place, methods=wish.methods)
    if wish.voucher_code:
        plan = rules.with_voucher(plan, before.voucher, now())
    rules.check_can_be_placed(plan, expected_total=wish.expected_total)

    group = _open_group(buyer, wish, plan, address, place.full_name)
    added = session.scalars(
        insert(Order).execution_options(render_nulls=True).returning(Order),
        [
            _order(group, position, seller, wish.notes.get(seller.seller_id, ""))
            for position, seller in enumerate(plan.sellers, 1)
        ],
    )
    orders = sorted(added, key=lambda order: order.position)
    pairs = list(zip(orders, plan.sellers, strict=True))
    if plan.voucher is not None:
        amount = plan.total.discount_amount
        vouchers.use(plan.voucher, group_id=group.id, buyer_id=buyer.id, amount=amount)
    stock.reserve(
        [stock.Hold(order.id, line.variant_id, line.quantity) for order, seller in pairs for line in seller.lines]
    )
    line_ids = _write_lines([(order, line) for order, seller in pairs for line in seller.lines])
    _write_adjustments(orders, plan, line_ids)
    found_by = carts.take_out(cart.id, [line.id for seller in plan.sellers for line in seller.lines])
    audit.record("order_group.placed", group, total_amount=group.total_amount, orders=len(orders))
    emit("order_group.placed", group_id=group.id)
    tally.count_purchases(found_by)
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
        "discount_amount": seller.discount_amount,
        "total_amount": seller.items_amount + quote.amount - seller.discount_amount,
        "shipping_method": quote.method,
        "shipping_owner": quote.owner,
        "shipping_label": quote.label,
        "hub_id": quote.hub.id if quote.hub else None,
        "fastest_days": quote.fastest_days,
        "slowest_days": quote.slowest_days,
        "preparation_days": seller.preparation_days,
        "note": note,
        "placed_at": group.placed_at,
    }


def _write_lines(bought: Sequence[tuple[Order, Line]]) -> Sequence[int]:
    """The lines with what is kept of them, frozen by the terms of this moment; returns their ids in the same order."""
    terms = terms_of({order.seller_id for order, _line in bought}, now())
    nets = [
        net_of(terms[order.seller_id], category_id=line.category_id, price_amount=line.amount) for order, line in bought
    ]
    added = session.execute(
        insert(OrderLine)
        .execution_options(render_nulls=True)  # else lines without a picture go separately
        .returning(OrderLine.id, OrderLine.variant_id),
        [_line(order, line, net.tax) for (order, line), net in zip(bought, nets, strict=True)],
    )
    ids = {row.variant_id: row.id for row in added}  # a cart has each variant once
    line_ids = [ids[line.variant_id] for _order, line in bought]
    session.execute(
        insert(CommissionLine).execution_options(render_nulls=True),
        [
            {
                "order_line_id": line_id,
                "rule_id": net.commission.rule_id,
                "rate_bps": net.commission.rate_bps,
                "base_amount": net.commission.base_amount,
                "amount": net.commission.amount,
            }
            for line_id, net in zip(line_ids, nets, strict=True)
        ],
    )
    return line_ids


def _line(order: Order, line: Line, tax: Tax) -> dict[str, Any]:
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
        "tax_treatment": tax.treatment,
        "pph22_amount": tax.amount,
    }


def _write_adjustments(orders: Sequence[Order], plan: Plan, line_ids: Sequence[int]) -> None:
    rows = [_shipping(order) for order in orders]
    if plan.voucher is not None:
        pairs = zip(orders, plan.sellers, strict=True)
        discounts = [(order, amount) for order, seller in pairs for amount in seller.discounts]
        rows += [
            _discount(order, line_id, plan.voucher, amount)
            for (order, amount), line_id in zip(discounts, line_ids, strict=True)
            if amount
        ]
    session.execute(insert(Adjustment).execution_options(render_nulls=True), rows)


def _shipping(order: Order) -> dict[str, Any]:
    return {
        "order_id": order.id,
        "order_line_id": None,
        "kind": AdjustmentKind.SHIPPING,
        "bearer": Bearer.BUYER,
        "label": order.shipping_label,
        "amount": order.shipping_amount,
        "voucher_id": None,
        "cost_account": "",
    }


def _discount(order: Order, line_id: int, voucher: Voucher, amount: int) -> dict[str, Any]:
    return {
        "order_id": order.id,
        "order_line_id": line_id,
        "kind": AdjustmentKind.VOUCHER,
        "bearer": voucher.bearer,
        "label": _("Voucher %(code)s", code=voucher.code),
        "amount": -amount,
        "voucher_id": voucher.id,
        "cost_account": cost_account(voucher),
    }
