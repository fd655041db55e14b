"""All orders, for the back office."""

from flask import render_template, request

from app.orders import queries
from app.web.guards import admin_blueprint
from app.web.pagination import Page, offset_of, page_number

bp = admin_blueprint("orders_admin", __name__, needs="finance")

SIZE = 25


@bp.get("/pesanan")
def index() -> str:
    """Orders by the beginning of their number."""
    text = request.args.get("nomor", "")[:16].strip().upper()
    number = page_number(request.args.get("hal"))
    page = Page(
        queries.groups(text, limit=SIZE, offset=offset_of(number, SIZE)), queries.count_groups(text), number, SIZE
    )
    return render_template("orders/admin/index.html", page=page, text=text)


@bp.get("/pesanan/<number>")
def show(number: str) -> str:
    """One order with everything that happened."""
    group = queries.get_group(number)
    order_ids = [order.id for order in group.orders]
    return render_template(
        "orders/admin/show.html",
        group=group,
        shipments=queries.shipments_of(order_ids),
        changes=queries.changes_of(order_ids),
    )
