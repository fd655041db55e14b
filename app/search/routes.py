"""The page of results, how they are ranked, and suggestions while people type."""

from dataclasses import dataclass

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for

from app.catalog.queries import on_sale as catalog
from app.i18n import lazy_gettext
from app.kept import kept
from app.regions import queries as regions
from app.search import explaining, learning, marking, matching, queries, ranking
from app.search import suggestions as suggesting
from app.search.choices import Choices
from app.search.forms import SearchForm, is_chosen, readable
from app.search.rules import CATEGORY, Filters
from app.search.suggestions import Suggestion
from app.settings import setting
from app.web.csrf import has_session
from app.web.pagination import Page, offset_of, page_number
from app.web.visitors import who_looks

bp = Blueprint("search", __name__)

SIZE = 24
MOST_POPULAR, MOST_NEW = 6, 4
KEPT_FOR_MINUTES = "public, max-age=300"
PAGES = {
    suggesting.PRODUCT: "storefront.product",
    suggesting.CATEGORY: "storefront.category",
    suggesting.SHOP: "storefront.shop",
}
KIND_NAMES = {
    suggesting.PRODUCT: lazy_gettext("Produk"),
    suggesting.TEXT: lazy_gettext("Sering dicari"),
    suggesting.CATEGORY: lazy_gettext("Kategori"),
    suggesting.SHOP: lazy_gettext("Toko"),
    suggesting.REGENCY: lazy_gettext("Wilayah"),
}


@dataclass(frozen=True)
class Onward:
    """What a page without results offers instead: categories by slug and name, and products."""

    shelves: list[tuple[str, str]]
    cards: list[catalog.Card]


@bp.get("/cari")
def results() -> str:
    """What fits the words and passes the filters; without words, what came last. The address is the state."""
    form = _form()
    filters = form.read(request.args)
    number = page_number(request.args.get("hal"))
    found = queries.search(filters, limit=SIZE, offset=offset_of(number, SIZE))
    if number == 1:
        learning.note_first_page(filters, found, who=who_looks())
    page = Page(catalog.cards_by_id(found.product_ids), found.total, number, SIZE)
    choices = Choices(request.path, form, filters, found.facets)
    chips = list(choices.chips())
    return render_template(
        "search/results.html",
        page=page,
        marked=marking.mark(page.items, found.meant.slots),
        query=filters.text,
        filters=filters,
        arguments={name: value for name, value in form.arguments(filters).items() if is_chosen(value)},
        found=found,
        choices=choices,
        chips=chips,
        said_price=choices.said_price(found.meant),
        corrected=choices.corrected(found.meant) if found.total else None,
        onward=None if found.total or chips else _onward(form),
    )


@bp.get("/cari/urutan")
def ranked() -> str:
    """How results are ranked, with the figures that rank them."""
    return render_template(
        "search/ranked.html",
        fields=explaining.fields(),
        readings=explaining.readings(),
        bonuses=explaining.bonuses(),
        most=explaining.figure(ranking.FULL_WEIGHT),
        few=matching.FEW,
    )


@kept
def _form() -> SearchForm:
    return SearchForm(catalog.categories(), regions.regencies(setting("PROVINCE_CODE")))


def _onward(form: SearchForm) -> Onward:
    """Where to go from a page without results: the shelves with most on them, and what came last."""
    newest = queries.search(Filters(), limit=MOST_NEW, offset=0)
    popular = newest.facets[CATEGORY].most_common(MOST_POPULAR)
    shelves = [(slug, form.categories[slug]) for slug, _count in popular if slug in form.categories]
    return Onward(shelves, catalog.cards_by_id(newest.product_ids))


@bp.get("/cari/saran")
def suggest() -> Response:
    """What the typed letters may become: JSON for the script, a page of links for everybody else."""
    text = readable(request.args.get("q", ""))
    found = suggesting.suggestions(text, province_code=setting("PROVINCE_CODE"))
    links = [{"kind": str(KIND_NAMES[each.kind]), "name": each.name, "url": _address(each)} for each in found]
    is_for_script = request.accept_mimetypes.best_match(("text/html", "application/json")) == "application/json"
    if is_for_script:
        response = jsonify(links)
    else:
        response = make_response(render_template("search/suggest.html", query=text, links=links))
    if is_for_script or not has_session():
        response.headers["Cache-Control"] = KEPT_FOR_MINUTES
    if not is_for_script:
        response.vary.add("Cookie")
    response.vary.add("Accept")
    return response


def _address(suggestion: Suggestion) -> str:
    if suggestion.kind == suggesting.TEXT:
        return url_for(".results", q=suggestion.slug)
    if suggestion.kind == suggesting.REGENCY:
        return url_for("places.regency", regency_slug=suggestion.slug)
    return url_for(PAGES[suggestion.kind], slug=suggestion.slug)
