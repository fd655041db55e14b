"""What goes with parcels, to print: for the orders that are ticked, or for the first of those that wait."""

from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

from flask import render_template, request
from werkzeug.wrappers import Response

from app.errors import NotFound
from app.models.order import Order
from app.orders import worklist
from app.web.batches import chosen_ids
from app.web.guards import NOBODY, SERVING, Helpers, current_membership, seller_blueprint

bp = seller_blueprint("orders_seller_papers", __name__, readers=SERVING, writers=NOBODY, helpers=Helpers.MAY)


@bp.get("/pesanan/ambil")
def pick_list() -> str:
    """What to take from the shelf, and for which orders."""
    orders = _chosen()
    return render_template(
        "orders/seller/pick_list.html",
        picks=worklist.pick_list(orders),
        orders=orders,
        most=worklist.MOST_AT_ONCE,
        chosen=request.args.getlist("pesanan"),
    )


@bp.get("/pesanan/ambil.pdf")
def pick_sheet() -> Response:
    """The same on paper."""
    picks = worklist.pick_list(_chosen())
    return _pdf(_papers().pick_sheet(picks, current_membership().seller_name), "daftar-ambil.pdf")


@bp.get("/pesanan/surat-jalan.pdf")
def packing_slips() -> Response:
    """A packing slip for each order."""
    return _pdf(_papers().packing_slips(worklist.goods_of(_chosen_or_404())), "surat-jalan.pdf")


@bp.get("/pesanan/label.pdf")
def labels() -> Response:
    """A label for each order."""
    orders = _chosen_or_404()
    return _pdf(_papers().labels(worklist.goods_of(orders), worklist.cash_due_of(orders)), "label.pdf")


def _chosen() -> Sequence[Order]:
    """The orders that are ticked, the first of those that wait without a tick. Raises NotFound for those of others."""
    seller_id, order_ids = current_membership().seller_id, chosen_ids("pesanan", most=worklist.MOST_AT_ONCE)
    if not order_ids:
        return worklist.waiting_orders(seller_id)
    return worklist.chosen_orders(seller_id, order_ids, worklist.WITH_ADDRESS)


def _chosen_or_404() -> Sequence[Order]:
    orders = _chosen()
    if not orders:
        raise NotFound
    return orders


def _papers() -> ModuleType:
    """What draws them. Its packages cost a tenth of a start, which only a process that draws pays."""
    return import_module("app.orders.papers")


def _pdf(file: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(file, mimetype="application/pdf", headers=headers)
