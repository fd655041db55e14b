"""All orders, for the back office."""

from flask import render_template, request

from app.models.order import OrderStatus
from app.orders import queries
from app.web.guards import admin_blueprint
from app.web.pagination import Page, offset_of, page_number

bp = admin_blueprint("orders_admin", __name__, needs="finance")

SIZE = 25
STATUSES = {status.value: status for status in OrderStatus}


@bp.get("/pesanan")
def index() -> str:
    """Orders by the beginning of their number and the status of their parts."""
    text = request.args.get("nomor", "")[:16].strip().upper()
    status = STATUSES.get(request.args.get("status", ""))
    number = page_number(request.args.get("hal"))
    groups = queries.groups(text, status, limit=SIZE, offset=offset_of(number, SIZE))
    page = Page(groups, queries.count_groups(text, status), number, SIZE)
    return render_template("orders/admin/index.html", page=page, text=text, status=status, statuses=STATUSES)


@bp.get("/pesanan/<number>")
def show(number: str) -> str:
    """One order with everything that happened."""
    group = queries.get_group(number)
    order_ids = [order.id for order in group.orders]
    payments, disputes = queries.payments_of_group(group.id)
    return render_template(
        "orders/admin/show.html",
        group=group,
        shipments=queries.shipments_of(order_ids),
        changes=queries.changes_of(order_ids),
        refunds=queries.refunds_of_group(group.id),
        cases=queries.cases_of(order_ids),
        payments=payments,
        disputes=disputes,
    )
