"""The seller's money."""

from flask import render_template, request

from app.payouts import queries
from app.web.guards import BOOKS, NOBODY, current_membership, seller_blueprint
from app.web.pagination import Page, offset_of, page_number

bp = seller_blueprint("payouts_seller", __name__, readers=BOOKS, writers=NOBODY)

SIZE = 25


@bp.get("/keuangan")
def balance() -> str:
    """What is held, what can be paid out, and why."""
    seller_id = current_membership().seller_id
    number = page_number(request.args.get("hal"))
    entries = queries.entries_of(seller_id, limit=SIZE, offset=offset_of(number, SIZE))
    page = Page(entries, queries.count_entries(seller_id), number, SIZE)
    return render_template("payouts/seller/balance.html", balance=queries.balance_of(seller_id), page=page)
