"""How the figures are written on the page."""

from collections.abc import Mapping, Sequence

from app.i18n import _
from app.insights.queries import Day
from app.insights.rules import ProductFigures

SHADES = 4


def funnel_of(figures: Sequence[ProductFigures], days: Sequence[Day]) -> list[tuple[str, int]]:
    """From looking to paying; orders are those of the shop, an order of two products counts once."""
    return [
        (_("Dilihat"), sum(each.views for each in figures)),
        (_("Masuk keranjang"), sum(each.carted for each in figures)),
        (_("Pesanan dibayar"), sum(each.orders for each in days)),
    ]


def heat_of(buyers: Mapping[str, int]) -> dict[str, int]:
    """A shade from 1 to 4 for each place that is shown, by its share of the place with most buyers."""
    most = max(buyers.values(), default=1)
    return {code: max(-(-count * SHADES // most), 1) for code, count in buyers.items()}


def places_table(
    near: Mapping[str, int],
    far: Mapping[str, int],
    regencies: Mapping[str, str],
    provinces: Mapping[str, str],
) -> list[tuple[str, int]]:
    """The places by name: first those on the map, then the provinces beyond it."""
    return [
        *((regencies.get(code, code), count) for code, count in near.items()),
        *((provinces.get(code, code), count) for code, count in far.items()),
    ]
