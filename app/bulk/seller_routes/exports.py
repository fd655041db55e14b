"""Tables for taking away: an empty one to fill, and everything the shop has."""

from flask import Response, abort

from app.bulk import pages
from app.bulk.columns import TO_FILL
from app.bulk.queries import shop
from app.bulk.sheets import as_example
from app.bulk.shelf import lines_of
from app.web.guards import NOBODY, TEAM, Helpers, seller_blueprint

bp = seller_blueprint("bulk_seller_exports", __name__, readers=TEAM, writers=NOBODY, helpers=Helpers.MAY)


@bp.get("/produk/ekspor")
def index() -> str:
    """In which form to take it."""
    return pages.render("bulk/seller/exports.html", unpriced=shop.count_unpriced(pages.seller_id()))


@bp.get("/produk/ekspor/produk.<kind>")
def products(kind: str) -> Response:
    """All products that are not archived, in the columns in which they come in."""
    if kind not in pages.KINDS:
        abort(404)
    names = shop.names()
    lines = [line for shelf in shop.shelves(pages.seller_id()) for line in lines_of(shelf, names)]
    return pages.table(kind, "produk", lines)


@bp.get("/produk/impor/contoh.<kind>")
def example(kind: str) -> Response:
    """The table to fill."""
    if kind not in pages.KINDS:
        abort(404)
    return pages.table(kind, "contoh-produk", [as_example(shop.names().lists)], TO_FILL)
