"""The address of a search: what may stand in it, and what a page of results shows of it. Odd values are ignored."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from app.catalog.queries.on_sale import Shelf
from app.i18n import LazyString, _, lazy_gettext
from app.money import format_rupiah
from app.regions.queries import Place
from app.search.rules import CATEGORY, CERTIFICATE, CERTIFICATES, DISTRICT, IN_STOCK, REGENCY, STOCK, Filters, Order

LONGEST_TEXT = 200
MOST_DIGITS = 10
RATINGS = ("1", "2", "3", "4", "5")
CERTIFICATE_NAMES: dict[str, str | LazyString] = {
    "halal": "Halal",
    "ig": lazy_gettext("Indikasi Geografis"),
    "bpom": "BPOM",
    "spp-irt": "SPP-IRT",
    "pkrt": "PKRT",
    "merek": lazy_gettext("Merek terdaftar"),
}
ORDER_NAMES = {
    Order.RELEVANT: lazy_gettext("Paling cocok"),
    Order.NEWEST: lazy_gettext("Terbaru"),
    Order.CHEAPEST: lazy_gettext("Termurah"),
    Order.DEAREST: lazy_gettext("Termahal"),
}


@dataclass(frozen=True)
class Choice:
    """A value of a filter with what it would find; `arguments` is the address with this value put in or taken out."""

    value: str
    name: str
    count: int
    is_chosen: bool
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Group:
    """The values of one filter."""

    name: str
    title: str
    choices: list[Choice]


@dataclass(frozen=True)
class Link:
    """A way to another state of the list."""

    name: str
    arguments: dict[str, Any]
    is_current: bool = False


class SearchForm:
    """Reads the filters of an address and writes addresses of filters."""

    def __init__(self, shelves: Sequence[Shelf], regencies: Sequence[Place]) -> None:
        self.shelves = {shelf.slug: shelf.name for shelf in shelves}
        self.regencies = {place.code: place for place in regencies}
        self.districts = {part.code: part for place in regencies for part in place.districts}

    def read(self, arguments: MultiDict[str, str]) -> Filters:
        """The filters an address asks for."""
        orders = {order.value: order for order in Order}
        rating = arguments.get("nilai", "")
        return Filters(
            text=arguments.get("q", "")[:LONGEST_TEXT].strip(),
            categories=frozenset(arguments.getlist(CATEGORY)) & self.shelves.keys(),
            regencies=_codes(self.regencies, arguments.getlist(REGENCY)),
            districts=_codes(self.districts, arguments.getlist(DISTRICT)),
            certificates=frozenset(arguments.getlist(CERTIFICATE)) & frozenset(CERTIFICATES),
            lowest_amount=_amount(arguments.get("harga_min", "")),
            highest_amount=_amount(arguments.get("harga_maks", "")),
            is_in_stock=arguments.get(STOCK) == IN_STOCK,
            rating=int(rating) if rating in RATINGS else None,
            order=orders.get(arguments.get("urut", ""), Order.RELEVANT),
        )

    def arguments(self, filters: Filters) -> dict[str, Any]:
        """The address of these filters; what is not chosen is left out."""
        found = {
            "q": filters.text,
            CATEGORY: sorted(filters.categories),
            REGENCY: sorted(self.regencies[code].slug for code in filters.regencies),
            DISTRICT: sorted({self.districts[code].slug for code in filters.districts}),
            CERTIFICATE: sorted(filters.certificates),
            "harga_min": filters.lowest_amount,
            "harga_maks": filters.highest_amount,
            STOCK: IN_STOCK if filters.is_in_stock else "",
            "nilai": filters.rating,
            "urut": "" if filters.order is Order.RELEVANT else filters.order.value,
        }
        return {name: value for name, value in found.items() if value not in ("", None, [])}

    def groups(self, filters: Filters, facets: dict[str, Counter[str]]) -> list[Group]:
        """Every filter whose values are counted; a value that finds nothing is shown only when it is chosen."""
        certificates = {slug: str(name) for slug, name in CERTIFICATE_NAMES.items()}
        regencies = {code: place.name for code, place in self.regencies.items()}
        groups = [
            self._group(CATEGORY, _("Kategori"), "categories", self.shelves, filters, facets),
            self._group(REGENCY, _("Kabupaten atau kota"), "regencies", regencies, filters, facets),
            self._group(DISTRICT, _("Kecamatan"), "districts", self._offered_districts(filters), filters, facets),
            self._group(CERTIFICATE, _("Sertifikat"), "certificates", certificates, filters, facets),
        ]
        return [group for group in groups if group.choices]

    def chips(self, filters: Filters) -> Iterator[Link]:
        """What is chosen, each with the address without it."""
        names: dict[str, dict[str, str]] = {
            "categories": self.shelves,
            "regencies": {code: place.name for code, place in self.regencies.items()},
            "districts": {code: place.full_name for code, place in self.districts.items()},
            "certificates": {slug: str(name) for slug, name in CERTIFICATE_NAMES.items()},
        }
        for kind, texts in names.items():
            for value in sorted(getattr(filters, kind)):
                yield Link(texts[value], self.arguments(_toggled(filters, kind, value)))
        if filters.lowest_amount is not None:
            text = _("Mulai %(price)s", price=format_rupiah(filters.lowest_amount))
            yield Link(text, self.arguments(replace(filters, lowest_amount=None)))
        if filters.highest_amount is not None:
            text = _("Sampai %(price)s", price=format_rupiah(filters.highest_amount))
            yield Link(text, self.arguments(replace(filters, highest_amount=None)))
        if filters.is_in_stock:
            yield Link(_("Ada stok"), self.arguments(replace(filters, is_in_stock=False)))

    def orders(self, filters: Filters) -> list[Link]:
        """The ways to sort; without words nothing is more fitting than another, so the newest come first."""
        current = filters.order
        if not filters.text and current is Order.RELEVANT:
            current = Order.NEWEST
        return [
            Link(str(name), self.arguments(replace(filters, order=order)), order is current)
            for order, name in ORDER_NAMES.items()
            if filters.text or order is not Order.RELEVANT
        ]

    def _offered_districts(self, filters: Filters) -> dict[str, str]:
        around = filters.regencies | {code.rpartition(".")[0] for code in filters.districts}
        return {code: part.name for code, part in self.districts.items() if code.rpartition(".")[0] in around}

    def _group(
        self,
        name: str,
        title: str,
        kind: str,
        names: dict[str, str],
        filters: Filters,
        facets: dict[str, Counter[str]],
    ) -> Group:
        chosen: frozenset[str] = getattr(filters, kind)
        places = {REGENCY: self.regencies, DISTRICT: self.districts}.get(name, {})
        choices = [
            Choice(
                places[value].slug if places else value,
                text,
                facets[name][value],
                value in chosen,
                self.arguments(_toggled(filters, kind, value)),
            )
            for value, text in names.items()
            if facets[name][value] or value in chosen
        ]
        return Group(name, title, choices)


def _toggled(filters: Filters, kind: str, value: str) -> Filters:
    changed: frozenset[str] = getattr(filters, kind) ^ {value}
    return replace(filters, **{kind: changed})  # type: ignore[arg-type]


def _codes(places: dict[str, Place], slugs: list[str]) -> frozenset[str]:
    return frozenset(code for code, place in places.items() if place.slug in slugs)


def _amount(text: str) -> int | None:
    """Rupiah as people write them (25000, 25.000, Rp 25.000); None for anything else."""
    digits = text.strip().removeprefix("Rp").strip().replace(".", "")
    if digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS:
        return int(digits)
    return None
