"""The address of a search: what may stand in it. Odd values are ignored."""

from collections.abc import Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from app.catalog.queries.on_sale import CategoryName
from app.regions.queries import Place
from app.search.rules import (
    CATEGORY,
    CERTIFICATE,
    CERTIFICATES,
    DISTRICT,
    IN_STOCK,
    RATING,
    REGENCY,
    STOCK,
    Filters,
    Order,
)
from app.search.understanding import LONGEST_TEXT

MOST_DIGITS = 10
STARS = frozenset("12345")


class SearchForm:
    """Reads the filters of an address and writes addresses of filters."""

    def __init__(self, categories: Sequence[CategoryName], regencies: Sequence[Place]) -> None:
        self.categories = {each.slug: each.name for each in categories}
        self.regencies = {place.code: place for place in regencies}
        self.districts = {part.code: part for place in regencies for part in place.districts}

    def read(self, arguments: MultiDict[str, str]) -> Filters:
        """The filters an address asks for."""
        orders = {order.value: order for order in Order}
        rating = arguments.get(RATING, "")
        return Filters(
            text=readable(arguments.get("q", "")),
            categories=frozenset(arguments.getlist(CATEGORY)).intersection(self.categories),
            regencies=_codes(self.regencies, arguments.getlist(REGENCY)),
            districts=_codes(self.districts, arguments.getlist(DISTRICT)),
            certificates=frozenset(arguments.getlist(CERTIFICATE)) & frozenset(CERTIFICATES),
            lowest_amount=_whole(arguments.get("harga_min", "")),
            highest_amount=_whole(arguments.get("harga_maks", "")),
            lowest_weight=_whole(arguments.get("berat_min", "")),
            highest_weight=_whole(arguments.get("berat_maks", "")),
            is_in_stock=arguments.get(STOCK) == IN_STOCK,
            rating=int(rating) if rating in STARS else None,
            order=orders.get(arguments.get("urut", ""), Order.RELEVANT),
        )

    def arguments(self, filters: Filters) -> dict[str, Any]:
        """The address of these filters; what is not chosen is empty (`is_chosen`)."""
        return {
            "q": filters.text,
            CATEGORY: sorted(filters.categories),
            REGENCY: sorted(self.regencies[code].slug for code in filters.regencies),
            DISTRICT: sorted({self.districts[code].slug for code in filters.districts}),
            CERTIFICATE: sorted(filters.certificates),
            "harga_min": filters.lowest_amount,
            "harga_maks": filters.highest_amount,
            "berat_min": filters.lowest_weight,
            "berat_maks": filters.highest_weight,
            STOCK: IN_STOCK if filters.is_in_stock else "",
            RATING: filters.rating,
            "urut": "" if filters.order is Order.RELEVANT else filters.order.value,
        }


def is_chosen(value: Any) -> bool:
    """Whether a part of an address says anything."""
    return value not in ("", None, [])


def _codes(places: dict[str, Place], slugs: list[str]) -> frozenset[str]:
    return frozenset(code for code, place in places.items() if place.slug in slugs) if slugs else frozenset()


def readable(typed: str) -> str:
    """The beginning of what was typed, without signs that nobody sees."""
    typed = typed[:LONGEST_TEXT]
    if not typed.isprintable():
        typed = "".join(letter if letter.isprintable() else " " for letter in typed)
    return typed.strip()


def _whole(text: str) -> int | None:
    """A number as people write it (25000, 25.000, Rp 25.000); None for anything else."""
    digits = text.strip().removeprefix("Rp").strip().replace(".", "")
    if digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS:
        return int(digits)
    return None
