"""Planning a checkout: per seller the lines, the ways to get them and what that costs."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, literal, select

from app.cart import queries as carts
from app.cart.queries import Holder, Line
from app.checkout.rules import Plan, SellerPlan
from app.db import session
from app.models.order import Order, OrderGroup, OrderStatus, ShippingMethod
from app.regions.queries import District
from app.shipping import rules as shipping_rules
from app.shipping.queries import Parcel, courier_quotes, own_courier_quotes, pickup_quote


def plan_for(holder: Holder, *, place: District, methods: Mapping[int, ShippingMethod]) -> Plan:
    """The plan for this cart, this destination and these choices; a courier is chosen where one can come."""
    shops = carts.by_seller(carts.lines_of(holder))
    weights = {key: sum(line.weight_grams * line.quantity for line in lines) for key, lines in shops.items()}
    parcels = [Parcel(key, lines[0].seller_regency, weights[key]) for key, lines in shops.items()]
    quotes = courier_quotes(parcels, to_regency=place.regency_code)
    own_quotes = own_courier_quotes(shops, to_district=place.code)
    sellers = []
    for seller_id, lines in shops.items():
        refusal = _refusal(lines, place)
        courier, own_courier = (None, None) if refusal else (quotes.get(seller_id), own_quotes.get(seller_id))
        usual = ShippingMethod.COURIER if courier else ShippingMethod.PICKUP
        method = methods.get(seller_id, usual)
        ways = courier, own_courier, pickup_quote()
        sellers.append(SellerPlan(seller_id, lines, *ways, refusal, method, weights[seller_id]))
    return Plan(sellers)


def placed_and_unpaid(checkout_key: str, *, buyer_id: int) -> tuple[OrderGroup | None, int]:
    """The group this form has made already, if any, and how many groups of the buyer wait for their money."""
    waiting = (
        select(func.count(OrderGroup.id.distinct()))
        .join(Order, Order.group_id == OrderGroup.id)
        .where(OrderGroup.buyer_id == buyer_id, Order.status == OrderStatus.AWAITING_PAYMENT)
        .scalar_subquery()
    )
    one = select(literal(1)).subquery()
    is_it = OrderGroup.checkout_key == checkout_key
    row = session.execute(select(OrderGroup, waiting).select_from(one).outerjoin(OrderGroup, is_it)).one()
    return row[0], row[1]


def _refusal(lines: Sequence[Line], place: District) -> str:
    reasons = (
        shipping_rules.refusal(
            is_cold_chain=line.is_cold_chain,
            ships_only_to=line.ships_only_to,
            from_regency=line.seller_regency,
            to_regency=place.regency_code,
        )
        for line in lines
    )
    return next((reason for reason in reasons if reason), "")
