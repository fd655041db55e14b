"""The pages of the kabupaten and their kecamatan: who makes what where."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request

from app.catalog.queries import on_sale as catalog
from app.regions import islands
from app.regions import queries as regions
from app.regions.islands import Drawing
from app.regions.queries import Place
from app.sellers.queries import shops as sellers
from app.settings import setting
from app.web.pagination import Page, offset_of, page_number

bp = Blueprint("places", __name__)

SIZE = 24
MOST_SHOPS = 12


@bp.get("/wilayah/<regency_slug>")
def regency(regency_slug: str) -> str:
    """A kabupaten on the map of the islands, with its kecamatan, makers and products."""
    regencies = regions.regencies(setting("PROVINCE_CODE"))
    place = regions.place_named(regencies, regency_slug)
    return _page(place, parent=None, neighbours=regencies, drawing=islands.regency_drawing())


@bp.get("/wilayah/<regency_slug>/<district_slug>")
def district(regency_slug: str, district_slug: str) -> str:
    """A kecamatan on the map of its kabupaten, with its makers and products."""
    parent = regions.place_named(regions.regencies(setting("PROVINCE_CODE")), regency_slug)
    place = regions.place_named(parent.districts, district_slug)
    return _page(place, parent=parent, neighbours=parent.districts, drawing=islands.district_drawing(parent.code))


def _page(place: Place, *, parent: Place | None, neighbours: Sequence[Place], drawing: Drawing) -> str:
    counts = sellers.count_shops()
    is_here = sellers.is_in(place.code)
    number, shop_number = page_number(request.args.get("hal")), page_number(request.args.get("hal_toko"))
    cards = catalog.cards_of_place(is_here, limit=SIZE, offset=offset_of(number, SIZE))
    shops = sellers.shop_cards(is_here, limit=MOST_SHOPS, offset=offset_of(shop_number, MOST_SHOPS))
    return render_template(
        "storefront/place.html",
        place=place,
        parent=parent,
        neighbours=neighbours,
        drawing=drawing,
        counts=counts,
        page=Page(cards, catalog.count_on_sale(is_here), number, SIZE),
        shops=Page(shops, counts.of_place[place.code], shop_number, MOST_SHOPS),
    )
