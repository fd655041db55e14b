"""Quotes for parcels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.db import session
from app.i18n import _
from app.models.region import ShippingZone
from app.models.shipment import CourierArea
from app.shipping import rules


@dataclass(frozen=True)
class Parcel:
    """What one seller sends: from which regency, how heavy in grams."""

    seller_id: int
    from_regency: str
    weight_grams: int


@dataclass(frozen=True)
class Quote:
    """An estimate: rupiah and days on the way."""

    label: str
    amount: int
    fastest_days: int
    slowest_days: int


def courier_quotes(parcels: Sequence[Parcel], *, to_regency: str) -> dict[int, Quote]:
    """An estimate for each seller's parcel, in one statement; a seller nobody delivers for is left out."""
    destination = to_regency if rules.island_of(to_regency) else to_regency.partition(".")[0]
    zones = {
        zone.origin_island: zone
        for zone in session.scalars(select(ShippingZone).where(ShippingZone.destination_code == destination))
    }
    quotes = {}
    for parcel in parcels:
        zone = zones.get(rules.island_of(parcel.from_regency) or "")
        if zone is not None:
            quotes[parcel.seller_id] = Quote(
                label=_("Kurir, perkiraan %(days)s hari", days=f"{zone.fastest_days}–{zone.slowest_days}"),
                amount=rules.price(
                    parcel.weight_grams, first_kg_amount=zone.first_kg_amount, next_kg_amount=zone.next_kg_amount
                ),
                fastest_days=zone.fastest_days,
                slowest_days=zone.slowest_days,
            )
    return quotes


def own_courier_quotes(seller_ids: Iterable[int], *, to_district: str) -> dict[int, Quote]:
    """What the sellers' own couriers cost, in one statement; a seller whose courier does not go there is left out."""
    goes_there = CourierArea.seller_id.in_(list(seller_ids)), CourierArea.district_code == to_district
    return {
        area.seller_id: Quote(
            label=_("Kurir toko sendiri"),
            amount=area.fee_amount,
            fastest_days=rules.OWN_COURIER_DAYS[0],
            slowest_days=rules.OWN_COURIER_DAYS[1],
        )
        for area in session.scalars(select(CourierArea).where(*goes_there))
    }


def areas_of(seller_id: int) -> Sequence[CourierArea]:
    """Where a seller's own courier goes, by the codes of the kecamatan."""
    own = select(CourierArea).where(CourierArea.seller_id == seller_id)
    return session.scalars(own.order_by(CourierArea.district_code)).all()


def pickup_quote() -> Quote:
    """The buyer comes to the seller: free, and as soon as it is ready."""
    return Quote(label=_("Ambil sendiri di tempat penjual"), amount=0, fastest_days=0, slowest_days=0)
