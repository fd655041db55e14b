"""Weights, islands, which offer reaches whom, and what may be sent where."""

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeGuard

from app.gateways.shipping.base import Rate
from app.i18n import _
from app.models.order import ShippingMethod, ShippingOwner
from app.models.shipping import Hub, OfferKind, ShippingOffer

BELITUNG_REGENCIES = frozenset({"19.02", "19.06"})
HOME_PROVINCE = "19"
BANGKA, BELITUNG = "bangka", "belitung"
KILOGRAM = 1000
TABLE = "table"  # who is asked for rates where nobody is
OWN_COURIER_DAYS = (0, 2)
HUB_DAYS = (0, 2)
STANDARD = (OfferKind.TABLE, OfferKind.AREAS, OfferKind.PICKUP)
METHODS: Mapping[OfferKind, ShippingMethod] = {
    OfferKind.TABLE: ShippingMethod.COURIER,
    OfferKind.FLAT: ShippingMethod.COURIER,
    OfferKind.AREAS: ShippingMethod.OWN_COURIER,
    OfferKind.PICKUP: ShippingMethod.PICKUP,
    OfferKind.HUB: ShippingMethod.HUB,
}


def island_of(regency_code: str) -> str | None:
    """The island of a regency of the province; None outside it."""
    if not regency_code.startswith(f"{HOME_PROVINCE}."):
        return None
    return BELITUNG if regency_code[:5] in BELITUNG_REGENCIES else BANGKA


def started_kilograms(weight_grams: int) -> int:
    """How many kilograms a courier counts: every started one, at least one."""
    return max(1, -(-weight_grams // KILOGRAM))


def price(weight_grams: int, *, first_kg_amount: int, next_kg_amount: int) -> int:
    """The estimate for a parcel in rupiah."""
    return first_kg_amount + (started_kilograms(weight_grams) - 1) * next_kg_amount


def refusal(
    *,
    is_cold_chain: bool,
    ships_only_to: Collection[str],
    ships_not_to: Collection[str] = (),
    from_regency: str,
    to_regency: str,
) -> str | None:
    """Why a product cannot be sent there, or None. Pickup at the seller is always possible.

    `ships_not_to` holds codes of provinces or regencies.
    """
    if to_regency in ships_not_to or to_regency[:2] in ships_not_to:
        return _("Penjual tidak mengirim barang ini ke wilayah alamat Anda.")
    if ships_only_to and to_regency not in ships_only_to:
        return _("Hanya dikirim ke wilayah tertentu dan alamat Anda di luar wilayah itu.")
    if is_cold_chain and island_of(from_regency) != island_of(to_regency):
        return _("Barang dingin atau beku hanya dikirim di pulau yang sama.")
    return None


def chargeable_grams(weight_grams: int, size_cm: Sequence[int | None], *, divisor: int) -> int:
    """As how heavy a courier counts a piece: its weight, or its room in cm³ at `divisor` cm³ for a kilogram.

    A piece whose three sides are not all known counts by its weight alone.
    """
    sides = [side for side in size_cm if side]
    if len(sides) < len(("length", "width", "height")):
        return weight_grams
    return max(weight_grams, -(-math.prod(sides) * KILOGRAM // divisor))


def parcel_grams(pieces: Iterable[tuple[int, Sequence[int | None], int]], *, divisor: int) -> int:
    """As how heavy a parcel counts: of each kind the weight in grams, the sides in cm, and how many."""
    return sum(chargeable_grams(weight, sides, divisor=divisor) * quantity for weight, sides, quantity in pieces)


def standard_offer(seller_id: int, kind: OfferKind) -> ShippingOffer:
    """The row that says what holds without one."""
    return ShippingOffer(
        seller_id=seller_id, kind=kind, name="", fee_amount=0, fastest_days=0, slowest_days=0, area_codes=[], is_on=True
    )


def standard_offers(seller_id: int, offers: Iterable[ShippingOffer]) -> list[ShippingOffer]:
    """What every seller offers as long as there is no own row for it: rows that are stored nowhere."""
    own = {offer.kind for offer in offers if offer.seller_id == seller_id}
    return [standard_offer(seller_id, kind) for kind in STANDARD if kind not in own]


def name_of(offer: ShippingOffer) -> str:
    """How addresses name an offer to its owner: by its id, and what every seller offers by its kind."""
    return offer.kind.value if _is_standard(offer) else str(offer.id)


def key_of(offer: ShippingOffer, rate: Rate) -> str:
    """How forms name a way: by its method, by the offer unless every seller has it, by the courier and its service."""
    parts = [METHODS[offer.kind].value, "" if _is_standard(offer) else str(offer.id)]
    parts += [re.sub(r"[^a-z0-9]+", "", text.lower()) for text in (rate.courier, rate.service)]
    return "-".join(part for part in parts if part)


def owner_of(offer: ShippingOffer) -> ShippingOwner:
    """Who gets the rupiah of an offer and bears what is free: hubs are the marketplace's, also where sellers go."""
    is_sellers = offer.seller_id is not None and offer.hub_id is None
    return ShippingOwner.SELLER if is_sellers else ShippingOwner.MARKETPLACE


def reaches(area_codes: Collection[str], district_code: str) -> bool:
    """Whether a district lies in one of these provinces, regencies or districts; no area at all is everywhere."""
    return not area_codes or any(f"{district_code}.".startswith(f"{code}.") for code in area_codes)


def is_near(hub: Hub | None, *regency_codes: str) -> TypeGuard[Hub]:
    """Whether an open hub lies in the regency of the seller who brings and of the buyer who fetches."""
    return hub is not None and hub.is_open and {hub.district_code[:5]} == set(regency_codes)


def _is_standard(offer: ShippingOffer) -> bool:
    return offer.seller_id is not None and offer.kind in STANDARD
