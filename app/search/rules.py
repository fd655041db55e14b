"""Filters, counting and sorting on columns. Pure: arrays come in, document numbers and counts go out."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from app.search.columns import Columns, Mask, Numbers, code_of_place

CATEGORY, REGENCY, DISTRICT, CERTIFICATE, STOCK = "kategori", "wilayah", "kecamatan", "sertifikat", "stok"
PRICE, RATING = "harga", "nilai"
IN_STOCK = "ada"
HALAL, GI = "halal", "ig"  # these say something about a product, the permits something about its maker
PERMITS = {"BPOM": "bpom", "SPP-IRT": "spp-irt", "PKRT": "pkrt", "Merek": "merek"}
CERTIFICATES = (HALAL, GI, *PERMITS.values())
BIT_OF = {slug: 1 << place for place, slug in enumerate(CERTIFICATES)}
PRICE_BANDS = (
    (None, 25_000),
    (25_000, 50_000),
    (50_000, 100_000),
    (100_000, 250_000),
    (250_000, 1_000_000),
    (1_000_000, None),
)
RATINGS = (4, 3)


class Order(StrEnum):
    """How results are sorted; the value is the word in their address."""

    RELEVANT = "relevan"
    NEWEST = "terbaru"
    CHEAPEST = "termurah"
    DEAREST = "termahal"
    BEST_RATED = "nilai"


@dataclass(frozen=True)
class Filters:
    """What is looked for. Categories and certificates by slug, places by code, amounts in rupiah, weights in grams.

    Values of one kind are alternatives, kinds must all hold.
    """

    text: str = ""
    categories: frozenset[str] = frozenset()
    regencies: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()
    certificates: frozenset[str] = frozenset()
    lowest_amount: int | None = None
    highest_amount: int | None = None
    lowest_weight: int | None = None
    highest_weight: int | None = None
    is_in_stock: bool = False
    rating: int | None = None
    order: Order = Order.RELEVANT


@dataclass(frozen=True)
class Wanted:
    """The filters in the terms of the columns: category ids, places as numbers."""

    filters: Filters
    categories: frozenset[int]
    regencies: frozenset[int]
    districts: frozenset[int]
    certificates: int


@dataclass(frozen=True)
class Sieved:
    """The documents that pass, ascending, and for each facet how many have each value without its own filter."""

    documents: Numbers
    facets: dict[str, Counter[str]]


def sieve(columns: Columns, candidates: Numbers, wanted: Wanted, category_slugs: dict[int, str]) -> Sieved:
    """Filter the candidates (ascending) and count. Price, weight and stock must hold within one offer."""
    filters = wanted.filters
    offers = _Offers(columns, candidates, filters)
    passes = {
        CATEGORY: _among(columns.category_id[candidates], wanted.categories),
        REGENCY: _among(columns.regency[candidates], wanted.regencies),
        DISTRICT: _among(columns.district[candidates], wanted.districts),
        CERTIFICATE: (columns.certificates[candidates] & wanted.certificates) > 0 if wanted.certificates else None,
        RATING: columns.rating[candidates] >= filters.rating * 100 if filters.rating else None,
    }
    without = _leaving_one_out({name: mask for name, mask in passes.items() if mask is not None}, len(candidates))
    whole = without.pop("")
    fits = offers.fits()
    everything = candidates[whole & fits]

    def left(name: str) -> Numbers:
        return candidates[without.get(name, whole) & fits]

    facets = {
        CATEGORY: _counted(columns.category_id[left(CATEGORY)], lambda key: category_slugs.get(key, "")),
        REGENCY: _counted(columns.regency[left(REGENCY)], code_of_place),
        DISTRICT: _counted(columns.district[left(DISTRICT)], code_of_place),
        CERTIFICATE: _certificates(columns.certificates[left(CERTIFICATE)]),
        STOCK: Counter({IN_STOCK: int((whole & offers.fits_in_stock()).sum())}),
        PRICE: Counter(
            {str(place): int((whole & fits_band).sum()) for place, fits_band in enumerate(offers.fits_bands())}
        ),
        RATING: Counter({str(each): int((columns.rating[left(RATING)] >= each * 100).sum()) for each in RATINGS}),
    }
    return Sieved(everything, facets)


def sort(columns: Columns, documents: Numbers, order: Order, scores: NDArray[np.float32] | None) -> Numbers:
    """The documents in their order; equal ones by product id, so that pages stay as they are."""
    keys: dict[Order, NDArray[np.generic]] = {
        Order.NEWEST: -columns.published_at[documents],
        Order.CHEAPEST: columns.lowest_price[documents],
        Order.DEAREST: -columns.lowest_price[documents],
        Order.BEST_RATED: -columns.rating[documents],
    }
    key = -scores[documents] if order is Order.RELEVANT and scores is not None else keys.get(order, keys[Order.NEWEST])
    return documents[np.lexsort((-columns.product_id[documents], key))]


class _Offers:
    """The offers of the candidates, and which candidates have one that fits."""

    def __init__(self, columns: Columns, candidates: Numbers, filters: Filters) -> None:
        self._candidates = candidates
        self._size = len(columns)
        self._document = columns.offer_document
        self._price = columns.offer_price
        self._is_available = columns.offer_is_available
        self._fits_weight = _within(columns.offer_weight, filters.lowest_weight, filters.highest_weight)
        self._fits_price = _within(self._price, filters.lowest_amount, filters.highest_amount)
        self._must_be_there = filters.is_in_stock

    def fits(self) -> Mask:
        """Which candidates have an offer that fits all."""
        return self._any(self._fits_price, self._is_available if self._must_be_there else None)

    def fits_in_stock(self) -> Mask:
        """Which have one that fits and can be bought now."""
        return self._any(self._fits_price, self._is_available)

    def fits_bands(self) -> list[Mask]:
        """The same for every band of prices instead of the prices that were asked for."""
        available = self._is_available if self._must_be_there else None
        return [self._any(_within(self._price, low, high and high - 1), available) for low, high in PRICE_BANDS]

    def _any(self, *conditions: Mask | None) -> Mask:
        masks = [mask for mask in (*conditions, self._fits_weight) if mask is not None]
        if not masks:
            return np.ones(len(self._candidates), dtype=np.bool_)
        fits = np.zeros(self._size, dtype=np.bool_)
        fits[self._document[np.logical_and.reduce(masks)]] = True
        return fits[self._candidates]


def _within(values: Numbers, low: int | None, high: int | None) -> Mask | None:
    if low is None and high is None:
        return None
    lowest = values.min(initial=0) if low is None else low
    return values >= lowest if high is None else (values >= lowest) & (values <= high)


def _among(values: Numbers, wanted: frozenset[int]) -> Mask | None:
    return np.isin(values, list(wanted)) if wanted else None


def _leaving_one_out(masks: dict[str, Mask], size: int) -> dict[str, Mask]:
    """What passes all masks (""), and for each name what passes all the others."""
    found = {"": np.logical_and.reduce(list(masks.values())) if masks else np.ones(size, dtype=np.bool_)}
    for name in masks:
        others = [mask for other, mask in masks.items() if other != name]
        found[name] = np.logical_and.reduce(others) if others else np.ones(size, dtype=np.bool_)
    return found


def _counted(values: Numbers, name: object) -> Counter[str]:
    keys, counts = np.unique(values, return_counts=True)
    return Counter({name(int(key)): int(count) for key, count in zip(keys, counts, strict=True)})  # type: ignore[operator]


def _certificates(bits: Numbers) -> Counter[str]:
    counts = np.bincount(bits, minlength=64)
    combinations = np.arange(len(counts))
    found = {slug: int(counts[(combinations & bit) > 0].sum()) for slug, bit in BIT_OF.items()}
    return Counter({slug: count for slug, count in found.items() if count})
