"""The buyer's orders."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from app.cart import commands as carts
from app.cart.queries import Holder
from app.db import transaction
from app.i18n import _
from app.orders import commands, queries
from app.web.error_pages import on_error_show
from app.web.pagination import Page, offset_of, page_number

bp = Blueprint("orders", __name__)

SIZE = 20


@bp.get("/akun/pesanan")
@login_required
def index() -> str:
    """All orders of the buyer."""
    number = page_number(request.args.get("hal"))
    groups = queries.groups_of_buyer(current_user.id, limit=SIZE, offset=offset_of(number, SIZE))
    page = Page(groups, queries.count_groups_of_buyer(current_user.id), number, SIZE)
    return render_template("orders/index.html", page=page)


@bp.get("/pesanan/<number>")
@login_required
def show(number: str) -> str:
    """One order with what happened to each part."""
    return _page(number)


@bp.post("/pesanan/<number>/<int:part>/diterima")
@login_required
def receive(number: str, part: int) -> Response:
    """The buyer has the goods."""
    on_error_show(lambda: _page(number))
    with transaction():
        commands.receive_order(number, part, buyer_id=current_user.id)
    flash(_("Terima kasih. Penjual sekarang menerima uangnya."), "success")
    return redirect(url_for(".show", number=number), 303)


@bp.post("/pesanan/<number>/isi-keranjang")
@login_required
def refill(number: str) -> Response:
    """Put what was ordered into the cart again."""
    on_error_show(lambda: _page(number))
    with transaction():
        group = queries.get_group_of_buyer(number, current_user.id)
        carts.refill(Holder(user_id=current_user.id), commands.quantities_of(group))
    flash(_("Barang yang masih dijual sudah masuk keranjang."), "success")
    return redirect(url_for("cart.show"), 303)


def _page(number: str) -> str:
    group = queries.get_group_of_buyer(number, current_user.id)
    order_ids = [order.id for order in group.orders]
    return render_template(
        "orders/show.html",
        group=group,
        shipments=queries.shipments_of(order_ids),
        changes=queries.changes_of(order_ids),
    )
