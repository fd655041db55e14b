"""The page of results, and suggestions while people type."""

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for

from app.catalog.queries import on_sale as catalog
from app.i18n import lazy_gettext
from app.regions import queries as regions
from app.search import learning, queries
from app.search import suggestions as suggesting
from app.search.forms import LONGEST_TEXT, SearchForm
from app.search.suggestions import Suggestion
from app.settings import setting
from app.web.csrf import has_session
from app.web.pagination import Page, offset_of, page_number

bp = Blueprint("search", __name__)

SIZE = 24
KEPT_FOR_MINUTES = "public, max-age=300"
PAGES = {
    suggesting.PRODUCT: "storefront.product",
    suggesting.CATEGORY: "storefront.category",
    suggesting.SHOP: "storefront.shop",
}
KIND_NAMES = {
    suggesting.PRODUCT: lazy_gettext("Produk"),
    suggesting.CATEGORY: lazy_gettext("Kategori"),
    suggesting.SHOP: lazy_gettext("Toko"),
    suggesting.REGENCY: lazy_gettext("Wilayah"),
}


@bp.get("/cari")
def results() -> str:
    """What fits the words and passes the filters; without words, what came last. The address is the state."""
    form = SearchForm(catalog.shelves(), regions.regencies(setting("PROVINCE_CODE")))
    filters = form.read(request.args)
    number = page_number(request.args.get("hal"))
    found = queries.search(filters, limit=SIZE, offset=offset_of(number, SIZE))
    if number == 1:
        learning.note_first_page(filters, found)
    return render_template(
        "search/results.html",
        page=Page(catalog.cards_by_id(found.product_ids), found.total, number, SIZE),
        query=filters.text,
        filters=filters,
        arguments=form.arguments(filters),
        groups=form.groups(filters, found.facets),
        in_stock=found.facets["stok"]["ada"],
        chips=list(form.chips(filters)),
        orders=form.orders(filters),
    )


@bp.get("/cari/saran")
def suggest() -> Response:
    """What the typed letters may become: JSON for the script, a page of links for everybody else."""
    text = request.args.get("q", "")[:LONGEST_TEXT].strip()
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
    if suggestion.kind == suggesting.REGENCY:
        return url_for("places.regency", regency_slug=suggestion.slug)
    return url_for(PAGES[suggestion.kind], slug=suggestion.slug)
