"""Filters, counting and sorting on columns. Pure: arrays come in, document numbers and counts go out."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.search.columns import PRICE_STEPS, Coded, Columns, Mask, Numbers, code_of_place

CATEGORY, REGENCY, DISTRICT, CERTIFICATE, STOCK = "kategori", "wilayah", "kecamatan", "sertifikat", "stok"
PRICE, RATING = "harga", "nilai"
IN_STOCK = "ada"
HALAL, GI = "halal", "ig"  # these say something about a product, the permits something about its maker
PERMITS = {"BPOM": "bpom", "SPP-IRT": "spp-irt", "PKRT": "pkrt", "Merek": "merek"}
CERTIFICATES = (HALAL, GI, *PERMITS.values())
BIT_OF = {slug: 1 << place for place, slug in enumerate(CERTIFICATES)}
PRICE_BANDS = tuple(pairwise((None, *PRICE_STEPS, None)))  # rupiah, from … to below …
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
        return candidates[without[name] & fits] if name in without else everything

    facets = {
        CATEGORY: _counted(columns.categories, left(CATEGORY), lambda key: category_slugs.get(key, "")),
        REGENCY: _counted(columns.regencies, left(REGENCY), code_of_place),
        DISTRICT: _counted(columns.districts, left(DISTRICT), code_of_place),
        CERTIFICATE: _bits(columns.certificates[left(CERTIFICATE)], BIT_OF),
        STOCK: Counter({IN_STOCK: int((whole & offers.fits_in_stock()).sum())}),
        PRICE: _bits(offers.bands()[whole], {str(place): 1 << place for place in range(len(PRICE_BANDS))}),
        RATING: Counter({str(each): int((columns.rating[left(RATING)] >= each * 100).sum()) for each in RATINGS}),
    }
    return Sieved(everything, facets)


def first(
    columns: Columns, documents: Numbers, order: Order, scores: NDArray[np.float32] | None, *, count: int
) -> Numbers:
    """The first documents in their order; equal ones by product id, so that pages stay as they are."""
    keys = {
        Order.NEWEST: columns.published_at,
        Order.CHEAPEST: -columns.lowest_price,
        Order.DEAREST: columns.lowest_price,
        Order.BEST_RATED: columns.rating,
    }
    is_relevant = order is Order.RELEVANT and scores is not None
    key = scores[documents] if is_relevant else keys.get(order, columns.published_at)[documents]  # type: ignore[index]
    if len(documents) > count > 0:
        least = np.partition(key, len(key) - count)[len(key) - count]
        documents, key = documents[key >= least], key[key >= least]
    return documents[np.lexsort((-columns.product_id[documents], -key))][:count]


class _Offers:
    """The offers of the candidates, and which candidates have one that fits."""

    def __init__(self, columns: Columns, candidates: Numbers, filters: Filters) -> None:
        self._columns, self._candidates = columns, candidates
        self._weight = _within(columns.offer_weight, filters.lowest_weight, filters.highest_weight)
        self._price = _within(columns.offer_price, filters.lowest_amount, filters.highest_amount)
        self._must_be_there = filters.is_in_stock

    def fits(self) -> Mask:
        """Which candidates have an offer that fits all."""
        return self.fits_in_stock() if self._must_be_there else self._any(self._price, self._weight)

    def fits_in_stock(self) -> Mask:
        """Which have one that fits and can be bought now."""
        if self._price is None and self._weight is None:
            return self._columns.is_available[self._candidates]
        return self._any(self._price, self._weight, self._columns.offer_is_available)

    def bands(self) -> Numbers:
        """The bands of prices in which a candidate has an offer that fits, whatever prices were asked for."""
        columns = self._columns
        if self._weight is None:
            kept = columns.available_price_bands if self._must_be_there else columns.price_bands
            return kept[self._candidates]
        available = columns.offer_is_available if self._must_be_there else None
        found = np.zeros(len(self._candidates), dtype=np.uint8)
        for place, (low, high) in enumerate(PRICE_BANDS):
            price = _within(columns.offer_price, low, high and high - 1)
            found |= self._any(price, self._weight, available).astype(np.uint8) << place
        return found

    def _any(self, *conditions: Mask | None) -> Mask:
        masks = [mask for mask in conditions if mask is not None]
        if not masks:
            return np.ones(len(self._candidates), dtype=np.bool_)
        fits = np.zeros(len(self._columns), dtype=np.bool_)
        fits[self._columns.offer_document[np.logical_and.reduce(masks)]] = True
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


def _counted(column: Coded, documents: Numbers, name: Callable[[int], str]) -> Counter[str]:
    counts = np.bincount(column.codes[documents], minlength=len(column.values)).tolist()
    return Counter({name(value): count for value, count in zip(column.values, counts, strict=True) if count})


def _bits(values: Numbers, bit_of: dict[str, int]) -> Counter[str]:
    counts = np.bincount(values, minlength=1)
    combinations = np.arange(len(counts))
    found = {name: int(counts[(combinations & bit) > 0].sum()) for name, bit in bit_of.items()}
    return Counter({name: count for name, count in found.items() if count})
