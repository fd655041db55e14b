"""Filters, and counting what passes them. Pure: rows come in, ids and counts go out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

CATEGORY, REGENCY, DISTRICT, CERTIFICATE, STOCK = "kategori", "wilayah", "kecamatan", "sertifikat", "stok"
FACETS = (CATEGORY, REGENCY, DISTRICT, CERTIFICATE, STOCK)
IN_STOCK = "ada"


class Order(StrEnum):
    """How results are sorted; the value is the word in their address."""

    RELEVANT = "relevan"
    NEWEST = "terbaru"
    CHEAPEST = "termurah"
    DEAREST = "termahal"


@dataclass(frozen=True)
class Filters:
    """What is looked for. Categories and certificates by slug, regencies and districts by code, amounts in rupiah.

    Values of one kind are alternatives, kinds must all hold. `rating` waits for the reviews.
    """

    text: str = ""
    categories: frozenset[str] = frozenset()
    regencies: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()
    certificates: frozenset[str] = frozenset()
    lowest_amount: int | None = None
    highest_amount: int | None = None
    is_in_stock: bool = False
    rating: int | None = None
    order: Order = Order.RELEVANT

    @property
    def chosen(self) -> dict[str, frozenset[str]]:
        """The chosen values of each facet."""
        stock = frozenset({IN_STOCK}) if self.is_in_stock else frozenset()
        return dict(
            zip(FACETS, (self.categories, self.regencies, self.districts, self.certificates, stock), strict=True)
        )


@dataclass(frozen=True)
class Offer:
    """A variant: its price in rupiah and how many can be sold."""

    price_amount: int
    available: int


@dataclass
class Listing:
    """A product on sale with what can be filtered."""

    product_id: int
    category: str
    regency: str
    district: str
    certificates: frozenset[str]
    published_at: datetime
    offers: list[Offer] = field(default_factory=list)


@dataclass(frozen=True)
class Sieved:
    """What passes, and how many products each value of a facet has when the facet's own filter is left out."""

    listings: list[Listing]
    facets: dict[str, Counter[str]]


def sieve(listings: Iterable[Listing], filters: Filters) -> Sieved:
    """Apply the filters. Price and stock must hold within one variant."""
    chosen = {name: values for name, values in filters.chosen.items() if values}
    passed: list[Listing] = []
    facets: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for listing in listings:
        offers = [offer for offer in listing.offers if _is_affordable(offer, filters)]
        if not offers:
            continue
        values = _values(listing, offers)
        missed = [name for name, wanted in chosen.items() if wanted.isdisjoint(values[name])]
        if not missed:
            passed.append(listing)
        if len(missed) < 2:
            for name in missed or FACETS:
                facets[name].update(values[name])
    return Sieved(passed, facets)


def sort(listings: Sequence[Listing], order: Order) -> list[Listing]:
    """The listings in their order; those that are equal stay as they came. The price is the lowest of a product."""
    if order is Order.NEWEST:
        return sorted(listings, key=lambda each: each.published_at, reverse=True)
    if order in (Order.CHEAPEST, Order.DEAREST):
        return sorted(listings, key=_lowest, reverse=order is Order.DEAREST)
    return list(listings)


def _is_affordable(offer: Offer, filters: Filters) -> bool:
    if filters.lowest_amount is not None and offer.price_amount < filters.lowest_amount:
        return False
    return filters.highest_amount is None or offer.price_amount <= filters.highest_amount


def _values(listing: Listing, offers: list[Offer]) -> dict[str, frozenset[str]]:
    return {
        CATEGORY: frozenset({listing.category}),
        REGENCY: frozenset({listing.regency}),
        DISTRICT: frozenset({listing.district}),
        CERTIFICATE: listing.certificates,
        STOCK: frozenset({IN_STOCK}) if any(offer.available > 0 for offer in offers) else frozenset(),
    }


def _lowest(listing: Listing) -> int:
    return min(offer.price_amount for offer in listing.offers)
