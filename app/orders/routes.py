"""The buyer's orders."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from app.cart import commands as carts
from app.cart.queries import Holder
from app.clock import now
from app.db import transaction
from app.i18n import _
from app.models.order import Order, OrderGroup
from app.models.payment import Payment, Refund
from app.models.returns import UNDECIDED, ReturnCase
from app.models.shipment import Shipment
from app.orders import commands, queries
from app.settings import setting
from app.shipping.codes import code_to_show
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
    flash(_("Terima kasih. Hasil penjualannya sekarang milik penjual."), "success")
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
    cases = queries.cases_of(order_ids)
    refunds = queries.refunds_of_group(group.id)
    shipments = queries.shipments_of(order_ids)
    return render_template(
        "orders/show.html",
        group=group,
        shipments=shipments,
        notes=queries.notes_of(order_ids),
        changes=queries.changes_of(order_ids),
        refunds=refunds,
        cash_due={order.id: queries.cash_due_of(order, refunds.get(order.id, [])) for order in group.orders},
        cases=cases,
        codes={order.id: code_to_show(order) for order in group.orders},
        returnable=_returnable(group, cases, shipments),
        gone_back={order.id for order in group.orders if not _has_pieces_left(order)},
        payment=_payment_of(group, refunds.get(None, [])),
    )


def _returnable(
    group: OrderGroup, cases: Mapping[int, Sequence[ReturnCase]], shipments: Mapping[int, Sequence[Shipment]]
) -> set[int]:
    """Parts that can be given back: something was sent, not completed long ago, no case waits, and pieces are left."""
    since = now() - timedelta(days=setting("RETURN_DAYS"))
    begun = {order_id for order_id, parcels in shipments.items() if any(each.handed_over_at for each in parcels)}
    return {
        order.id
        for order in group.orders
        if order.id in begun
        and (order.completed_at or now()) > since
        and not any(case.status in UNDECIDED for case in cases.get(order.id, []))
        and _has_pieces_left(order, cases.get(order.id, []))
    }


def _has_pieces_left(order: Order, cases: Sequence[ReturnCase] = ()) -> bool:
    """Whether there are pieces that have not gone back, and for which no admin granted nothing."""
    rejected = [line for case in cases if case.closed_at and case.refund_id is None for line in case.lines]
    gone = Counter({line.id: line.refunded_quantity for line in order.lines})
    for line in rejected:
        gone[line.order_line_id] += line.quantity
    return any(gone[line.id] < line.quantity for line in order.lines)


def _payment_of(group: OrderGroup, unallocated: Sequence[Refund]) -> Payment | None:
    """The attempt that paid the group; what was paid on top of it goes back."""
    payments, _disputes = queries.payments_of_group(group.id)
    on_top = {refund.payment_id for refund in unallocated}
    return next((each for each in payments if each.captured_at and each.id not in on_top), None)
