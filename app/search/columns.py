"""What is filtered, counted and sorted: NumPy arrays, aligned with the numbers of the documents of an index."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cache, cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

PRICE_STEPS = (25_000, 50_000, 100_000, 250_000, 1_000_000)  # rupiah: where one band of prices ends, the next begins
Numbers = NDArray[np.integer[Any]]
Mask = NDArray[np.bool_]


class Offer(NamedTuple):
    """A variant: its price in rupiah, its weight to ship in grams, and whether there is one to sell."""

    price_amount: int
    weight_grams: int
    is_available: bool


class Facts(NamedTuple):
    """A product as the columns see it. Places as numbers, `published_at` in seconds UTC, the rating in hundredths.

    `turn` is 100 for a maker whose products were rarely shown lately, 0 for the one that was shown most.
    """

    product_id: int
    seller_id: int
    category_id: int
    regency: int
    district: int
    certificates: int
    permits: int
    published_at: int
    rating: int
    name_length: int
    turn: int
    offers: tuple[Offer, ...]


class Coded(NamedTuple):
    """The different values of a column, and for each document the place of its value among them: quick to count."""

    values: list[int]
    codes: Numbers


@dataclass(frozen=True, eq=False)
class Columns:
    """One value for each document; the offers of all documents follow one another, each with its document's number."""

    product_id: Numbers
    seller_id: Numbers
    category_id: Numbers
    regency: Numbers
    district: Numbers
    certificates: Numbers
    permits: Numbers
    published_at: Numbers
    rating: Numbers
    name_length: Numbers
    turn: Numbers
    lowest_price: Numbers
    offer_document: Numbers
    offer_price: Numbers
    offer_weight: Numbers
    offer_is_available: Mask

    def __len__(self) -> int:
        return len(self.product_id)

    @cached_property
    def is_available(self) -> Mask:
        """Which documents have an offer that can be bought now."""
        found = np.zeros(len(self), dtype=np.bool_)
        found[self.offer_document[self.offer_is_available]] = True
        return found

    @cached_property
    def categories(self) -> Coded:
        """The categories of the documents."""
        return _coded(self.category_id)

    @cached_property
    def regencies(self) -> Coded:
        """The kabupaten of the documents, as numbers."""
        return _coded(self.regency)

    @cached_property
    def districts(self) -> Coded:
        """The kecamatan of the documents, as numbers."""
        return _coded(self.district)

    @cached_property
    def price_bands(self) -> Numbers:
        """The bands of prices (as bits, see PRICE_BANDS) in which a document has an offer."""
        return self._bands(np.ones(len(self.offer_price), dtype=np.bool_))

    @cached_property
    def available_price_bands(self) -> Numbers:
        """The bands of prices in which a document has an offer that can be bought now."""
        return self._bands(self.offer_is_available)

    def _bands(self, counts: Mask) -> Numbers:
        band = np.searchsorted(PRICE_STEPS, self.offer_price[counts], side="right")
        found = np.zeros(len(self), dtype=np.uint8)
        np.bitwise_or.at(found, self.offer_document[counts], np.left_shift(1, band).astype(np.uint8))
        return found

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All columns by name, as they are kept in a file."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


TYPES = {
    "product_id": np.int64,
    "seller_id": np.int64,
    "category_id": np.int32,
    "regency": np.int32,
    "district": np.int32,
    "certificates": np.uint8,
    "permits": np.uint8,
    "published_at": np.int64,
    "rating": np.int16,
    "name_length": np.uint8,
    "turn": np.uint8,
}


def columns_of(facts: Sequence[Facts]) -> Columns:
    """The columns of these documents, in their order."""
    own = {name: np.array([getattr(each, name) for each in facts], dtype=kind) for name, kind in TYPES.items()}
    offers = [(number, offer) for number, each in enumerate(facts) for offer in each.offers]
    return Columns(
        **own,
        lowest_price=np.array([min(offer.price_amount for offer in each.offers) for each in facts], dtype=np.int64),
        offer_document=np.array([number for number, _offer in offers], dtype=np.int32),
        offer_price=np.array([offer.price_amount for _number, offer in offers], dtype=np.int64),
        offer_weight=np.array([offer.weight_grams for _number, offer in offers], dtype=np.int32),
        offer_is_available=np.array([offer.is_available for _number, offer in offers], dtype=np.bool_),
    )


def one_after_another(parts: Iterable[Columns]) -> Columns:
    """The columns of several segments as one; the documents of each follow those of the one before."""
    arrays: dict[str, list[NDArray[Any]]] = {each.name: [] for each in fields(Columns)}
    base = 0
    for part in parts:
        for name, array in part.arrays().items():
            arrays[name].append(array + np.int32(base) if name == "offer_document" else array)
        base += len(part)
    return Columns(**{name: np.concatenate(each) for name, each in arrays.items()})


def _coded(column: Numbers) -> Coded:
    values, codes = np.unique(column, return_inverse=True)
    return Coded(values.tolist(), codes.astype(np.int32))


def number_of_place(code: str) -> int:
    """The code of a kabupaten or kecamatan (19.01.05) as a number (190105)."""
    return int(code.replace(".", ""))


@cache
def code_of_place(number: int) -> str:
    """The code that number_of_place() made a number of."""
    digits = str(number)
    digits = digits.zfill(len(digits) + len(digits) % 2)
    return ".".join(digits[at : at + 2] for at in range(0, len(digits), 2))
