"""Every way to get a parcel, and what it costs: the one answer that product pages, checkout and previews give."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import contains_eager

from app.db import session
from app.i18n import _
from app.models.order import ShippingMethod, ShippingOwner
from app.models.region import ShippingZone
from app.models.seller import Seller
from app.models.shipment import CourierArea
from app.models.shipping import Hub, OfferKind, ShippingOffer
from app.regions.queries import District
from app.shipping import rules

KEY = re.compile(rf"({'|'.join(ShippingMethod)})(-[0-9]{{1,15}})?", re.ASCII)


@dataclass(frozen=True)
class Parcel:
    """What one seller sends: from which regency, as how heavy it counts in grams, with goods for how many rupiah.

    With a refusal it goes nowhere: it can only be picked up at the seller's.
    """

    seller_id: int
    from_regency: str
    weight_grams: int
    items_amount: int = 0
    refusal: str = ""


@dataclass(frozen=True)
class Quote:
    """One way for one parcel: rupiah and days on the way. The key names it in a form, the owner gets the rupiah."""

    key: str
    method: ShippingMethod
    owner: ShippingOwner
    label: str
    amount: int
    fastest_days: int
    slowest_days: int
    hub: Hub | None = None


def ways(parcels: Sequence[Parcel], *, to: District) -> dict[int, list[Quote]]:
    """All ways that reach this district for each seller's parcel, the cheapest first, in two statements."""
    offers, fees = _offered([parcel.seller_id for parcel in parcels], to_district=to.code)
    zones = zones_to(to.regency_code)
    found = {}
    for parcel in parcels:
        zone = zones.get(rules.island_of(parcel.from_regency) or "")
        priced = (
            _quote(offer, parcel, to, zone=zone, area_fee=fees[parcel.seller_id]) for offer in offers[parcel.seller_id]
        )
        quotes = [quote for quote in priced if quote is not None]
        found[parcel.seller_id] = sorted(quotes, key=lambda quote: (quote.amount, quote.slowest_days, quote.key))
    return found


def zones_to(to_regency: str) -> dict[str, ShippingZone]:
    """The zones that lead there, by the island they begin on."""
    destination = to_regency if rules.island_of(to_regency) else to_regency.partition(".")[0]
    leading = select(ShippingZone).where(ShippingZone.destination_code == destination)
    return {zone.origin_island: zone for zone in session.scalars(leading)}


def is_key(text: str) -> bool:
    """Whether a form can have meant one of the ways, perhaps one that is not offered any more."""
    return KEY.fullmatch(text) is not None


def _offered(
    seller_ids: Iterable[int], *, to_district: str
) -> tuple[Mapping[int, list[ShippingOffer]], Mapping[int, int | None]]:
    """By seller: what is offered there, and what the own courier costs to the district (None: it does not go there)."""
    rows = session.execute(
        select(Seller.id, ShippingOffer, CourierArea.fee_amount)
        .outerjoin(ShippingOffer, or_(ShippingOffer.seller_id == Seller.id, ShippingOffer.seller_id.is_(None)))
        .outerjoin(ShippingOffer.hub)
        .outerjoin(CourierArea, and_(CourierArea.seller_id == Seller.id, CourierArea.district_code == to_district))
        .where(Seller.id.in_(list(seller_ids)))
        .options(contains_eager(ShippingOffer.hub))
    ).all()
    stored: dict[int, list[ShippingOffer]] = {}
    for row in rows:
        stored.setdefault(row.id, []).extend([row.ShippingOffer] if row.ShippingOffer else [])
    offers = {
        seller_id: [offer for offer in rows if offer.is_on] + rules.standard_offers(seller_id, rows)
        for seller_id, rows in stored.items()
    }
    return offers, {row.id: row.fee_amount for row in rows}


def _quote(
    offer: ShippingOffer, parcel: Parcel, to: District, *, zone: ShippingZone | None, area_fee: int | None
) -> Quote | None:
    """What this offer costs for this parcel; None where it does not reach."""
    if parcel.refusal and offer.kind != OfferKind.PICKUP:
        return None
    match offer.kind:
        case OfferKind.TABLE if zone is not None and rules.reaches(offer.area_codes, to.code):
            amount = rules.price(
                parcel.weight_grams, first_kg_amount=zone.first_kg_amount, next_kg_amount=zone.next_kg_amount
            )
            days = zone.fastest_days, zone.slowest_days
            label = _with_days(offer.name or _("Kurir"), days)
        case OfferKind.FLAT if rules.reaches(offer.area_codes, to.code):
            amount, days = offer.fee_amount, (offer.fastest_days, offer.slowest_days)
            label = _with_days(offer.name, days)
        case OfferKind.AREAS if area_fee is not None:
            amount, days, label = area_fee, rules.OWN_COURIER_DAYS, _("Kurir toko sendiri")
        case OfferKind.PICKUP:
            amount, days, label = 0, (0, 0), _("Ambil sendiri di tempat penjual")
        case OfferKind.HUB if rules.is_near(offer.hub, parcel.from_regency, to.regency_code):
            amount, days, label = offer.hub.fee_amount, rules.HUB_DAYS, _("Titik ambil %(name)s", name=offer.hub.name)
        case _:
            return None
    is_free = offer.free_from_amount is not None and parcel.items_amount >= offer.free_from_amount
    return Quote(
        rules.key_of(offer),
        rules.METHODS[offer.kind],
        rules.owner_of(offer),
        label,
        0 if is_free else amount,
        *days,
        hub=offer.hub,
    )


def _with_days(name: str, days: tuple[int, int]) -> str:
    return _("%(name)s, perkiraan %(days)s hari", name=name, days="–".join(str(day) for day in dict.fromkeys(days)))
