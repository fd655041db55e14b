"""The ways a page of results offers: filters with what they would find, prices, sorting, what was understood."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, NamedTuple
from urllib.parse import quote_plus

from app.i18n import LazyString, _, lazy_gettext
from app.money import format_rupiah
from app.regions.queries import Place
from app.search.forms import SearchForm, is_chosen
from app.search.rules import (
    CATEGORY,
    CERTIFICATE,
    DISTRICT,
    IN_STOCK,
    PRICE,
    PRICE_BANDS,
    RATING,
    RATINGS,
    REGENCY,
    STOCK,
    Filters,
    Order,
)
from app.search.understanding import Understood
from app.web.filters import gram

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
    Order.BEST_RATED: lazy_gettext("Nilai tertinggi"),
}
Facets = dict[str, Counter[str]]


class Choice(NamedTuple):
    """A value of a filter with what it would find."""

    value: str
    name: str
    found: int
    is_chosen: bool


@dataclass(frozen=True)
class Group:
    """The values of one filter."""

    name: str
    title: str
    choices: list[Choice]


class Link(NamedTuple):
    """A way to another state of the list, with what it would find where that is counted."""

    name: str
    address: str
    is_current: bool = False
    found: int | None = None


@dataclass(frozen=True)
class Choices:
    """What can be chosen beside what is chosen now, and how much each would find; `here` is the address of the page."""

    here: str
    form: SearchForm
    filters: Filters
    facets: Facets

    @property
    def in_stock(self) -> int:
        """How many can be bought now."""
        return self._counts(STOCK)[IN_STOCK]

    def groups(self) -> list[Group]:
        """Every filter whose values are counted; a value that finds nothing is shown only when it is chosen."""
        regencies = {code: place.name for code, place in self.form.regencies.items()}
        groups = [
            self._group(CATEGORY, _("Kategori"), self.form.categories, self.filters.categories),
            self._group(REGENCY, _("Kabupaten atau kota"), regencies, self.filters.regencies, self.form.regencies),
            self._group(DISTRICT, _("Kecamatan"), self._near(), self.filters.districts, self.form.districts),
            self._group(CERTIFICATE, _("Sertifikat"), CERTIFICATE_NAMES, self.filters.certificates),
        ]
        return [group for group in groups if group.choices]

    def shelves(self) -> list[Link]:
        """The categories as links that put one in or take it out."""
        chosen_now = self.filters.categories
        return [
            Link(each.name, self._with({CATEGORY: sorted(chosen_now ^ {each.value})}), each.is_chosen, each.found)
            for each in self._group(CATEGORY, "", self.form.categories, chosen_now).choices
        ]

    def bands(self) -> list[Link]:
        """The bands of prices that hold something, as links that set both prices or take them away."""
        counts, links = self._counts(PRICE), []
        for place, (low, high) in enumerate(PRICE_BANDS):
            highest = None if high is None else high - 1
            is_current = (self.filters.lowest_amount, self.filters.highest_amount) == (low, highest)
            if counts[str(place)] or is_current:
                prices = (None, None) if is_current else (low, highest)
                address = self._with(dict(zip(("harga_min", "harga_maks"), prices, strict=True)))
                links.append(Link(_band(low, high), address, is_current, counts[str(place)]))
        return links

    def ratings(self) -> list[Choice]:
        """The lowest ratings that can be asked for; none where nothing has one."""
        counts = self._counts(RATING)
        offered = {self.filters.rating, *RATINGS} if self.filters.rating or counts.total() else ()
        return [
            Choice(str(each), _("%(number)s ke atas", number=each), counts[str(each)], each == self.filters.rating)
            for each in sorted(filter(None, offered), reverse=True)
        ]

    def chips(self) -> Iterator[Link]:
        """What is chosen, each with the address without it."""
        names: dict[str, Callable[[str], object]] = {
            "categories": lambda slug: self.form.categories[slug],
            "regencies": lambda code: self.form.regencies[code].name,
            "districts": lambda code: self.form.districts[code].full_name,
            "certificates": lambda slug: CERTIFICATE_NAMES[slug],
        }
        for kind, name_of in names.items():
            values: frozenset[str] = getattr(self.filters, kind)
            for value in sorted(values):
                yield self._without(str(name_of(value)), kind, values - {value})
        for kind, name in _bounds(self.filters):
            yield self._without(name, kind, None)
        if self.filters.is_in_stock:
            yield self._without(_("Ada stok"), "is_in_stock", False)

    def orders(self) -> list[Link]:
        """The ways to sort; without words nothing is more fitting than another, so the newest come first."""
        current = self.filters.order
        if not self.filters.text and current is Order.RELEVANT:
            current = Order.NEWEST
        offered = {
            Order.RELEVANT: bool(self.filters.text),
            Order.BEST_RATED: self._counts(RATING).total() > 0,
        }
        return [
            Link(str(name), self._with({"urut": "" if order is Order.RELEVANT else order.value}), order is current)
            for order, name in ORDER_NAMES.items()
            if offered.get(order, True) or order is current
        ]

    def said_price(self, meant: Understood) -> Link | None:
        """The price that was read from the words where the filters name none, and the same search without it."""
        if self.filters.lowest_amount is not None or self.filters.highest_amount is not None:
            return None
        name = _spoken(meant.lowest_amount, meant.highest_amount)
        return Link(name, self._with({"q": meant.without_price})) if name else None

    def corrected(self, meant: Understood) -> Link | None:
        """The search as it was read where a word had a slip in it."""
        text = meant.corrected
        return Link(text, self._with({"q": text})) if text else None

    @cached_property
    def _parts(self) -> dict[str, str]:
        return {name: _written(name, value) for name, value in self.form.arguments(self.filters).items()}

    def _with(self, changes: dict[str, Any]) -> str:
        """The address of the search when these parts of it are changed."""
        parts = self._parts | {name: _written(name, value) for name, value in changes.items()}
        written = "&".join(filter(None, parts.values()))
        return f"{self.here}?{written}" if written else self.here

    def _counts(self, name: str) -> Counter[str]:
        return self.facets.get(name, Counter())

    def _group(
        self,
        name: str,
        title: str,
        names: Mapping[str, str | LazyString],
        values: frozenset[str],
        places: dict[str, Place] | None = None,
    ) -> Group:
        counts = self._counts(name)
        return Group(
            name,
            title,
            [
                Choice(places[value].slug if places else value, str(text), counts[value], value in values)
                for value, text in names.items()
                if counts[value] or value in values
            ],
        )

    def _near(self) -> dict[str, str]:
        """The kecamatan of what is chosen; all of them would be a long list."""
        around = self.filters.regencies | {code.rpartition(".")[0] for code in self.filters.districts}
        return {code: part.name for code, part in self.form.districts.items() if code.rpartition(".")[0] in around}

    def _without(self, name: str, kind: str, value: object) -> Link:
        return Link(name, self._with(self.form.arguments(replace(self.filters, **{kind: value}))))  # type: ignore[arg-type]


def _written(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "&".join(_pair(name, each) for each in value)
    return _pair(name, str(value)) if is_chosen(value) else ""


@lru_cache(maxsize=1_000)
def _pair(name: str, value: str) -> str:
    return f"{name}={quote_plus(value)}"


def _bounds(filters: Filters) -> Iterator[tuple[str, str]]:
    """The bounds that are set, and what each says."""
    if filters.lowest_amount is not None:
        yield "lowest_amount", _("Mulai %(price)s", price=format_rupiah(filters.lowest_amount))
    if filters.highest_amount is not None:
        yield "highest_amount", _("Sampai %(price)s", price=format_rupiah(filters.highest_amount))
    if filters.lowest_weight is not None:
        yield "lowest_weight", _("Mulai %(weight)s", weight=gram(filters.lowest_weight))
    if filters.highest_weight is not None:
        yield "highest_weight", _("Sampai %(weight)s", weight=gram(filters.highest_weight))
    if filters.rating is not None:
        yield "rating", _("Nilai %(number)s ke atas", number=filters.rating)


def _band(low: int | None, high: int | None) -> str:
    if low is None:
        return _("Di bawah %(price)s", price=format_rupiah(high or 0))
    if high is None:
        return _("%(price)s ke atas", price=format_rupiah(low))
    return f"{format_rupiah(low)}–{format_rupiah(high).removeprefix('Rp')}"


def _spoken(low: int | None, high: int | None) -> str:
    if low is not None and high is not None:
        return _("dari %(low)s sampai %(high)s", low=format_rupiah(low), high=format_rupiah(high))
    if high is not None:
        return _("sampai %(price)s", price=format_rupiah(high))
    return _("mulai %(price)s", price=format_rupiah(low)) if low is not None else ""
