"""The statement of any seller, for finance admins: the same lines that the seller sees."""

from flask import render_template
from werkzeug.wrappers import Response

from app.models.account import RoleName
from app.payouts import pages
from app.sellers.queries.standing import get_seller
from app.web.guards import admin_blueprint

bp = admin_blueprint("payouts_admin_statements", __name__, needs=RoleName.FINANCE.value)


@bp.get("/payout/penjual/<int:seller_id>/laporan/<month>")
def show(seller_id: int, month: str) -> str:
    """The month, line by line."""
    seller = get_seller(seller_id)
    context = pages.context_of(pages.statement(seller_id, month))
    return render_template("payouts/admin/statement.html", seller=seller, **context)


@bp.get("/payout/penjual/<int:seller_id>/laporan/<month>.csv")
def as_csv(seller_id: int, month: str) -> Response:
    """The month for a spreadsheet."""
    return pages.csv_of(pages.statement(get_seller(seller_id).id, month))


@bp.get("/payout/penjual/<int:seller_id>/laporan/<month>.pdf")
def as_pdf(seller_id: int, month: str) -> Response:
    """The month for a printer."""
    seller = get_seller(seller_id)
    return pages.pdf_of(pages.statement(seller_id, month), seller.name)
