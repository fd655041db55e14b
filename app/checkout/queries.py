"""Planning a checkout: per seller the lines, the ways to get them and what that costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, literal, select

from app.accounts.queries import accounts
from app.cart import queries as carts
from app.cart.queries import Holder, Line
from app.checkout.rules import Plan, SellerPlan, usual_choice
from app.db import session
from app.errors import NotFound
from app.gateways.shipping.base import RateRequest
from app.models.account import Address
from app.models.order import Order, OrderGroup
from app.models.voucher import Voucher
from app.orders import queries as orders
from app.regions import queries as regions
from app.regions.queries import District
from app.settings import setting
from app.shipping import rules as shipping_rules
from app.shipping.queries import rates
from app.shipping.queries.ways import Parcel, ways
from app.vouchers import queries as vouchers
from app.vouchers.queries import Found


@dataclass(frozen=True)
class Before:
    """How a buyer stands before placing: the group that this form has made already, and groups that wait for money."""

    placed: OrderGroup | None
    unpaid: int
    voucher: Found | None


def plan_for(holder: Holder, *, place: District, methods: Mapping[int, str]) -> Plan:
    """The plan for this cart, this destination and these choices; what is brought is chosen where it can be."""
    shops = carts.by_seller(carts.lines_of(holder))
    parcels = [_parcel(lines, place) for lines in shops.values()]
    found = ways(parcels, to=place)
    sellers = []
    for parcel in parcels:
        choice = methods.get(parcel.seller_id) or usual_choice(found[parcel.seller_id])
        lines, reaching = shops[parcel.seller_id], found[parcel.seller_id]
        sellers.append(SellerPlan(parcel.seller_id, lines, reaching, parcel.refusal, choice, parcel.weight_grams))
    return Plan(sellers)


def rates_wanted(user_id: int, *, most: int) -> list[RateRequest]:
    """What couriers have to be asked about the person's cart, for the address that the checkout shows first."""
    addresses = accounts.addresses_of(user_id)
    if not addresses:
        return []
    code = addresses[0].district_code
    place = regions.districts([code])[code]
    shops = carts.by_seller(carts.lines_of(Holder(user_id=user_id)))
    parcels = [parcel for parcel in (_parcel(lines, place) for lines in shops.values()) if not parcel.refusal]
    return rates.unknown({parcel.seller_id: parcel.weight_grams for parcel in parcels}, to=place.code, most=most)


def before_placing(checkout_key: str, *, buyer_id: int, voucher_code: str) -> Before:
    """What this form has made already, what waits, and the voucher that is asked for, in one statement."""
    waiting = (
        select(func.count(OrderGroup.id.distinct()))
        .join(Order, Order.group_id == OrderGroup.id)
        .where(OrderGroup.buyer_id == buyer_id, orders.is_unpaid())
        .scalar_subquery()
    )
    one = select(literal(1)).subquery()
    row = session.execute(
        select(OrderGroup, waiting, Voucher, vouchers.uses_of(buyer_id))
        .select_from(one)
        .outerjoin(OrderGroup, OrderGroup.checkout_key == checkout_key)
        .outerjoin(Voucher, Voucher.code == voucher_code)
    ).one()
    return Before(row[0], row[1], Found(row[2], row[3]) if row[2] is not None else None)


def destination(buyer_id: int, address_id: int) -> tuple[Address, District]:
    """A buyer's own address with its district, in one statement. Raises NotFound."""
    query = select(Address).where(accounts.is_address_of(buyer_id), Address.id == address_id)
    row = session.execute(regions.with_district(query, Address.district_code)).one_or_none()
    if row is None:
        raise NotFound
    return row[0], regions.district_in(row)


def _parcel(lines: Sequence[Line], place: District) -> Parcel:
    pieces = [(line.weight_grams, line.size_cm, line.quantity) for line in lines]
    return Parcel(
        lines[0].seller_id,
        shipping_rules.parcel_grams(pieces, divisor=setting("VOLUMETRIC_DIVISOR")),
        sum(line.amount for line in lines),
        _refusal(lines, place),
    )


def _refusal(lines: Sequence[Line], place: District) -> str:
    reasons = (
        shipping_rules.refusal(
            is_cold_chain=line.is_cold_chain,
            ships_only_to=line.ships_only_to,
            ships_not_to=line.ships_not_to,
            from_regency=line.seller_regency,
            to_regency=place.regency_code,
        )
        for line in lines
    )
    return next((reason for reason in reasons if reason), "")
