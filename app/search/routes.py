"""The page of results."""

from flask import Blueprint, render_template, request

from app.catalog import queries as catalog
from app.search import queries
from app.web.pagination import Page, offset_of, page_number

bp = Blueprint("search", __name__)

SIZE = 24
LONGEST = 200


@bp.get("/cari")
def results() -> str:
    """What fits the words, on all shelves or on one; without words, what came last."""
    text = request.args.get("q", "")[:LONGEST].strip()
    category = request.args.get("kategori", "")[:120]
    number = page_number(request.args.get("hal"))
    shelves = catalog.shelves()
    if text:
        found = queries.search(text, category=category, limit=SIZE, offset=offset_of(number, SIZE))
        page = Page(catalog.cards_by_id(found.product_ids), found.total, number, SIZE)
        counts = found.shelves
    else:
        cards = catalog.newest_cards(limit=SIZE, offset=offset_of(number, SIZE))
        page = Page(cards, sum(shelf.products for shelf in shelves), number, SIZE)
        counts = {}
    return render_template(
        "search/results.html", page=page, query=text, category=category, shelves=shelves, counts=counts
    )
