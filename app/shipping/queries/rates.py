"""What couriers said lately, from the rows that keep it."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.clock import now
from app.db import session
from app.gateways.shipping.base import Place, Rate, RateRequest
from app.models.region import Region
from app.models.seller import Seller
from app.models.shipping import CourierRates
from app.settings import setting
from app.shipping import rules

MOST_SERVICES = 4  # the cheapest ones: a buyer with a phone in hand does not compare twenty

Told = Mapping[tuple[str, int], Sequence[Rate]]


def told(origin_codes: Collection[str], *, to: str) -> Told:
    """Fresh rates to a district by origin and started kilograms; nothing, and no statement, where nobody is asked."""
    provider = setting("SHIPPING_RATES")
    if provider == rules.TABLE:
        return {}
    fresh = CourierRates.provider == provider, CourierRates.told_at > now() - setting("COURIER_RATES_KEPT")
    there = CourierRates.destination_code == to, CourierRates.origin_code.in_(list(origin_codes))
    rows = session.scalars(select(CourierRates).where(*fresh, *there))
    return {(row.origin_code, row.kilograms): [Rate(**rate) for rate in row.rates] for row in rows}


def found_in(told: Told, request: RateRequest) -> Sequence[Rate]:
    """What was said about such a parcel: the cheapest services, or nothing."""
    found = told.get((request.origin.code, rules.started_kilograms(request.weight_grams)), ())
    return sorted(found, key=lambda rate: (rate.amount, rate.slowest_days))[:MOST_SERVICES]


def unknown(grams_by_seller: Mapping[int, int], *, to: str, most: int) -> list[RateRequest]:
    """What somebody has to be asked about these sellers' parcels to a district, each question once."""
    sellers = select(Seller.id, Seller.district_code).where(Seller.id.in_(list(grams_by_seller)))
    origins = {row.id: row.district_code for row in session.execute(sellers)}
    known = told(set(origins.values()), to=to)
    wanted = {(origins[seller_id], rules.started_kilograms(grams)) for seller_id, grams in grams_by_seller.items()}
    return [_named(origin, to, kilograms) for origin, kilograms in sorted(wanted) if (origin, kilograms) not in known][
        :most
    ]


def _named(origin: str, to: str, kilograms: int) -> RateRequest:
    places = _places((origin, to))
    return RateRequest(places[origin], places[to], kilograms * rules.KILOGRAM)


def _places(codes: Collection[str]) -> dict[str, Place]:
    regency, province = aliased(Region), aliased(Region)
    rows = session.execute(
        select(Region.code, Region.postal_code, Region.name, regency.name, province.name)
        .join(regency, regency.code == Region.parent_code)
        .join(province, province.code == regency.parent_code)
        .where(Region.code.in_(list(codes)))
    )
    return {row[0]: Place(*row) for row in rows}
