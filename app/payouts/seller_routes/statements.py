"""The seller's own statement of a month: on a page, as CSV, as PDF."""

from flask import render_template
from werkzeug.wrappers import Response

from app.payouts import pages
from app.web.guards import BOOKS, NOBODY, Helpers, current_membership, seller_blueprint

bp = seller_blueprint("payouts_seller_statements", __name__, readers=BOOKS, writers=NOBODY, helpers=Helpers.MAY_NOT)


@bp.get("/keuangan/laporan/<month>")
def show(month: str) -> str:
    """The month, line by line."""
    statement = pages.statement(current_membership().seller_id, month)
    return render_template("payouts/seller/statement.html", **pages.context_of(statement))


@bp.get("/keuangan/laporan/<month>.csv")
def as_csv(month: str) -> Response:
    """The month for a spreadsheet."""
    return pages.csv_of(pages.statement(current_membership().seller_id, month))


@bp.get("/keuangan/laporan/<month>.pdf")
def as_pdf(month: str) -> Response:
    """The month for a printer."""
    shop = current_membership()
    return pages.pdf_of(pages.statement(shop.seller_id, month), shop.seller_name)
