"""Pages of the seller's desk that several routes show."""

from collections.abc import Mapping

from flask import render_template, request

from app.clock import now
from app.orders import worklist
from app.orders.sheet import Label
from app.web.guards import current_membership
from app.web.pagination import Page, offset_of, page_number

SIZE = 25


def orders_page(tab: str, refused: Mapping[int, str] | None = None) -> str:
    """Orders of one stage with what can be done for many of them at once, and why that was refused for some."""
    seller_id, tab = current_membership().seller_id, tab if tab in worklist.TABS else ""
    number = page_number(request.args.get("hal"))
    counts = worklist.count_orders_of_seller(seller_id)
    orders = worklist.orders_of_seller(seller_id, tab, limit=SIZE, offset=offset_of(number, SIZE))
    return render_template(
        "orders/seller/index.html",
        page=Page(orders, counts[tab], number, SIZE),
        tab=tab,
        counts=counts,
        most=worklist.MOST_AT_ONCE,
        cases=worklist.count_unanswered_cases(seller_id),
        refused=refused or {},
        chosen=request.values.getlist("pesanan"),
        all_chosen="semua" in request.args,
        moment=now(),
    )


def sheet_page(labels: Mapping[int, Label], *, pasted: str = "", unread: Mapping[str, str] | None = None) -> str:
    """Every order that waits for its parcel with two fields for each, what was typed, and what was refused."""
    seller_id = current_membership().seller_id
    orders = worklist.waiting_orders(seller_id)
    gone = worklist.chosen_orders(seller_id, labels.keys() - {order.id for order in orders})
    return render_template(
        "orders/seller/sheet.html",
        orders=orders,
        goods={order.id: lines for order, lines in worklist.goods_of(orders)},
        labels=labels,
        courier=request.form.get("kurir", ""),
        pasted=pasted,
        unread={order.number: labels[order.id].error for order in gone} | dict(unread or {}),
        moment=now(),
    )
