"""What a seller cannot supply, and parcels that do not arrive."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.db import transaction
from app.i18n import _
from app.models.order import Order
from app.models.shipment import Shipment, ShipmentStatus
from app.orders import queries as orders
from app.orders.parcels import is_part_sent, parcels_of, waiting_pieces
from app.orders.pieces import pieces_sent
from app.pricing import shares
from app.returns import losses, queries, rules
from app.returns.commands import cancel, cases
from app.returns.forms.orders import ParcelForm, RefusalForm, ShortageForm
from app.returns.forms.pieces import are_in_address, are_in_form, pieces_to_show
from app.web.error_pages import on_error_show
from app.web.guards import SERVING, Helpers, current_membership, seller_blueprint

bp = seller_blueprint("shortages_seller", __name__, readers=SERVING, writers=SERVING, helpers=Helpers.MAY)


@bp.get("/pesanan/<int:order_id>/kurang")
def show(order_id: int) -> str:
    """The pieces that can be supplied or not, and what those in the address are worth."""
    on_error_show(lambda: _shortage_page(order_id, ShortageForm(formdata=None)))
    if are_in_address():
        order = _order_to_share(order_id)
        rules.check_pieces(pieces_sent(order), waiting_pieces(order))
    return _shortage_page(order_id, ShortageForm(formdata=None))


@bp.post("/pesanan/<int:order_id>/kurang")
def report(order_id: int) -> Response | tuple[str, int]:
    """Some pieces cannot be supplied: they are paid back."""
    form = ShortageForm()
    if not form.validate_on_submit():
        return _shortage_page(order_id, form), 422
    on_error_show(lambda: _shortage_page(order_id, form))
    seller_id = current_membership().seller_id
    pieces = pieces_sent(orders.get_order_of_seller(order_id, seller_id))
    with transaction():
        cancel.report_shortage(
            order_id,
            pieces,
            seller_id=seller_id,
            shortage=form.shortage.data or 0,
            because=f"not supplied: {form.reason.data}",
        )
    flash(_("Pembeli diberi tahu, dan uang untuk barang itu dikembalikan."), "success")
    return redirect(url_for("orders_seller.show", order_id=order_id), 303)


@bp.post("/pesanan/<int:order_id>/batal")
def refuse(order_id: int) -> Response | tuple[str, int]:
    """Nothing of it can be supplied, or nothing of the rest that the form names: all that is cancelled."""
    form = RefusalForm()
    if not form.validate_on_submit():
        return _shortage_page(order_id, form), 422
    on_error_show(lambda: _shortage_page(order_id, form))
    seller_id, because = current_membership().seller_id, f"not supplied: {form.reason.data}"
    rest, shortage = pieces_sent(orders.get_order_of_seller(order_id, seller_id)), form.shortage.data or 0
    with transaction():
        if are_in_form():
            cancel.report_shortage(order_id, rest, seller_id=seller_id, shortage=shortage, because=because)
        else:
            cancel.refuse_order(order_id, seller_id=seller_id, because=because)
    flash(_("Dibatalkan. Pembeli diberi tahu, dan uangnya dikembalikan."), "success")
    return redirect(url_for("orders_seller.show", order_id=order_id), 303)


@bp.get("/pesanan/<int:order_id>/paket")
def parcel(order_id: int) -> str:
    """Where the parcel has ended."""
    order = _order_to_share(order_id)
    known = parcels_of(order)
    return _parcel_page(order, known, ParcelForm(known, formdata=None))


@bp.post("/pesanan/<int:order_id>/paket")
def end_parcel(order_id: int) -> Response | tuple[str, int]:
    """The parcel is lost, or back: the buyer gets the money."""
    order = _order_to_share(order_id)
    known = parcels_of(order)
    form = ParcelForm(known)
    if not form.validate_on_submit():
        return _parcel_page(order, known, form), 422
    on_error_show(lambda: _parcel_page(_order_to_share(order_id), known, form))
    seller_id, parcel_id = current_membership().seller_id, form.parcel.data
    back = next((each for each in known if each.id == parcel_id and form.on_shelf.data), None)
    on_shelf = losses.owed_for(order, back, losses.granted_before(order, known)) if back else {}
    with transaction():
        if form.status.data == ShipmentStatus.LOST:
            case = cases.lose_parcel(order_id, seller_id=seller_id, parcel_id=parcel_id)
        else:
            case = cases.take_parcel_back(order_id, seller_id=seller_id, parcel_id=parcel_id, on_shelf=on_shelf)
    flash(_("Tercatat. Yang sudah dibayar pembeli dikembalikan."), "success")
    return redirect(url_for("returns_seller.show", case_number=case.number), 303)


def _order_to_share(order_id: int) -> Order:
    return queries.get_order_to_share(order_id, current_membership().seller_id)


def _shortage_page(order_id: int, form: ShortageForm) -> str:
    order = _order_to_share(order_id)
    left = waiting_pieces(order) if order.status in queries.TO_SEND else {}
    chosen = pieces_to_show(order, left, {})
    return render_template(
        "returns/seller/shortage.html",
        order=order,
        form=form,
        can_report=order.status in queries.TO_SEND,
        left=left,
        is_part_sent=is_part_sent(order),
        chosen=chosen,
        share=shares.share_of(order, chosen),
        whole=shares.share_of(order, left),
        shortage=len(queries.shortages_of(order.id)) + 1,
    )


def _parcel_page(order: Order, known: Sequence[Shipment], form: ParcelForm) -> str:
    granted = losses.granted_before(order, known)
    worth = [shares.share_of(order, losses.owed_for(order, each, granted)) for each in form.parcels]
    return render_template("returns/seller/parcel.html", order=order, form=form, worth=worth)
