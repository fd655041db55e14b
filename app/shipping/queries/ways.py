"""Every way to get a parcel, and what it costs: the one answer that product pages, checkout and previews give."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, false, or_, select
from sqlalchemy.orm import contains_eager

from app.db import session
from app.gateways.shipping.base import Place, Rate, RateRequest
from app.i18n import _
from app.models.order import ShippingMethod, ShippingOwner
from app.models.region import ShippingZone
from app.models.seller import Seller
from app.models.shipment import CourierArea
from app.models.shipping import Hub, OfferKind, ShippingOffer
from app.regions.queries import District
from app.settings import setting
from app.shipping import rules
from app.shipping.queries import rates
from app.shipping.zone_table import ZoneTable

KEY = re.compile(rf"({'|'.join(ShippingMethod)})(-[0-9a-z]{{1,40}}){{0,3}}", re.ASCII)


@dataclass(frozen=True)
class Parcel:
    """What one seller sends: as how heavy it counts in grams, with goods for how many rupiah.

    With a refusal it goes nowhere: it can only be picked up at the seller's.
    """

    seller_id: int
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


@dataclass(frozen=True)
class Shop:
    """Where a seller sends from, what is offered, and what the own courier costs (None: it does not go there)."""

    district_code: str
    offers: Sequence[ShippingOffer]
    area_fee_amount: int | None

    @property
    def regency_code(self) -> str:
        """The kabupaten of the shop."""
        return self.district_code[:5]


@dataclass(frozen=True)
class There:
    """A destination: its zones, and what couriers said lately about parcels to it."""

    district: District
    table: ZoneTable
    told: rates.Told


def ways(parcels: Sequence[Parcel], *, to: District) -> dict[int, list[Quote]]:
    """All ways that reach this district for each seller's parcel, the cheapest first, in two statements.

    Three where somebody is asked what couriers take.
    """
    shops = _shops([parcel.seller_id for parcel in parcels], to_district=to.code)
    said = rates.told({shop.district_code for shop in shops.values()}, to=to.code)
    there = There(to, ZoneTable(zones_to(to.regency_code)), said)
    found = {}
    for parcel in parcels:
        shop = shops[parcel.seller_id]
        quotes = [_quote(offer, rate, parcel) for offer in shop.offers for rate in _rates(offer, parcel, shop, there)]
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


def _shops(seller_ids: Iterable[int], *, to_district: str) -> Mapping[int, Shop]:
    is_ours = ShippingOffer.seller_id.is_(None) if setting("COURIER_ACCOUNT") else false()
    rows = session.execute(
        select(Seller.id, Seller.district_code, ShippingOffer, CourierArea.fee_amount)
        .outerjoin(ShippingOffer, or_(ShippingOffer.seller_id == Seller.id, is_ours))
        .outerjoin(ShippingOffer.hub)
        .outerjoin(CourierArea, and_(CourierArea.seller_id == Seller.id, CourierArea.district_code == to_district))
        .where(Seller.id.in_(list(seller_ids)))
        .options(contains_eager(ShippingOffer.hub))
    ).all()
    stored: dict[int, list[ShippingOffer]] = {}
    for row in rows:
        stored.setdefault(row.id, []).extend([row.ShippingOffer] if row.ShippingOffer else [])
    return {
        row.id: Shop(
            row.district_code,
            [offer for offer in stored[row.id] if offer.is_on] + rules.standard_offers(row.id, stored[row.id]),
            row.fee_amount,
        )
        for row in rows
    }


def _rates(offer: ShippingOffer, parcel: Parcel, shop: Shop, there: There) -> Sequence[Rate]:
    """What this offer takes for this parcel; nothing where it does not reach."""
    if parcel.refusal and offer.kind != OfferKind.PICKUP:
        return []
    match offer.kind:
        case OfferKind.TABLE if rules.reaches(offer.area_codes, there.district.code):
            request = RateRequest(Place(shop.district_code), Place(there.district.code), parcel.weight_grams)
            return rates.found_in(there.told, request) or there.table.rates(request)
        case OfferKind.FLAT if rules.reaches(offer.area_codes, there.district.code):
            return [Rate("", "", offer.name, offer.fee_amount, offer.fastest_days, offer.slowest_days)]
        case OfferKind.AREAS if shop.area_fee_amount is not None:
            return [Rate("", "", _("Kurir toko sendiri"), shop.area_fee_amount, *rules.OWN_COURIER_DAYS)]
        case OfferKind.PICKUP:
            return [Rate("", "", _("Ambil sendiri di tempat penjual"), 0, 0, 0)]
        case OfferKind.HUB if rules.is_near(offer.hub, shop.regency_code, there.district.regency_code):
            name = _("Titik ambil %(name)s", name=offer.hub.name)
            return [Rate("", "", name, offer.hub.fee_amount, *rules.HUB_DAYS)]
    return []


def _quote(offer: ShippingOffer, rate: Rate, parcel: Parcel) -> Quote:
    is_free = offer.free_from_amount is not None and parcel.items_amount >= offer.free_from_amount
    method = rules.METHODS[offer.kind]
    return Quote(
        rules.key_of(offer, rate),
        method,
        rules.owner_of(offer),
        _label(offer, rate) if method == ShippingMethod.COURIER else rate.name,
        0 if is_free else rate.amount,
        rate.fastest_days,
        rate.slowest_days,
        offer.hub,
    )


def _label(offer: ShippingOffer, rate: Rate) -> str:
    """A courier's name and how long it takes: what the order and the parcel are called from then on."""
    name = rate.name if rate.courier or not offer.name else offer.name
    days = "–".join(str(day) for day in dict.fromkeys((rate.fastest_days, rate.slowest_days)))
    return _("%(name)s, perkiraan %(days)s hari", name=name, days=days)
