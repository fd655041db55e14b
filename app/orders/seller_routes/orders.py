"""The seller's orders: accept, send, hand over."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import now
from app.db import transaction
from app.i18n import _
from app.models.order import MOST_NOTES, OrderStatus, ShippingMethod
from app.orders import commands, desk, queries, rules
from app.orders.forms import NoteForm, PartForm, PickupForm, ShipForm
from app.orders.pages import orders_page
from app.orders.parcels import waiting_pieces
from app.orders.pieces import pieces_sent
from app.web.error_pages import on_error_show
from app.web.guards import ORDERS, SERVING, Helpers, current_membership, seller_blueprint
from app.web.limits import CODE_TRIES, code_tries_per_order, guessing, limiter, was_a_wrong_guess, which_order

bp = seller_blueprint("orders_seller", __name__, readers=ORDERS, writers=SERVING, helpers=Helpers.MAY)


limit_code_guesses = limiter.shared_limit(
    code_tries_per_order, CODE_TRIES, key_func=which_order, deduct_when=was_a_wrong_guess, methods=["POST"]
)


@bp.get("/pesanan")
def index() -> str:
    """The shop's orders stage by stage, what has to be done first on top."""
    return orders_page(request.args.get("status", ""))


@bp.get("/pesanan/<int:order_id>")
def show(order_id: int) -> str:
    """One order of the shop."""
    return _page(order_id, ShipForm(formdata=None))


@bp.post("/pesanan/<int:order_id>/terima")
def accept(order_id: int) -> Response:
    """Prepare the parcel."""
    on_error_show(lambda: _page(order_id, ShipForm(formdata=None)))
    with transaction():
        commands.accept_order(order_id, seller_id=current_membership().seller_id)
    flash(_("Pesanan diterima. Siapkan kirimannya."), "success")
    return redirect(url_for(".show", order_id=order_id), 303)


@bp.post("/pesanan/<int:order_id>/kirim")
@limit_code_guesses
def ship(order_id: int) -> Response | tuple[str, int]:
    """Hand the parcel over."""
    order = queries.get_order_of_seller(order_id, current_membership().seller_id)
    has_number = order.shipping_method == ShippingMethod.COURIER
    form, fetched = ShipForm(), PickupForm()
    if not (form if has_number else fetched).validate_on_submit():
        return _page(order_id, form, fetched=fetched), 422
    on_error_show(lambda: _page(order_id, form, fetched=fetched))
    with transaction(), guessing():
        commands.ship_order(
            order_id,
            seller_id=current_membership().seller_id,
            courier=form.courier.data,
            tracking_number=form.tracking_number.data,
            code=fetched.code.data or "",
        )
    flash(_("Pesanan dikirim. Pembeli mendapat surat."), "success")
    return redirect(url_for(".show", order_id=order_id), 303)


@bp.post("/pesanan/<int:order_id>/kirim-sebagian")
def ship_part(order_id: int) -> Response | tuple[str, int]:
    """Hand some of the goods over; the rest follows in another parcel."""
    seller_id = current_membership().seller_id
    order = queries.get_order_of_seller(order_id, seller_id)
    form = PartForm(prefix="bagian")
    if order.shipping_method == ShippingMethod.COURIER:
        is_readable = form.validate_on_submit()
    else:
        is_readable = PickupForm().validate_on_submit()
    if not is_readable:
        return _page(order_id, ShipForm(formdata=None), part=form), 422
    on_error_show(lambda: _page(order_id, ShipForm(formdata=None), part=form))
    pieces = pieces_sent(order)
    with transaction():
        desk.ship_part(
            order_id,
            form.parcel.data or 0,
            pieces,
            seller_id=seller_id,
            courier=form.courier.data or "",
            tracking_number=form.tracking_number.data or "",
        )
    flash(_("Paket dikirim. Pembeli mendapat surat dengan isi dan nomornya."), "success")
    return redirect(url_for(".show", order_id=order_id), 303)


@bp.post("/pesanan/<int:order_id>/paket/<int:parcel_id>/sampai")
def deliver_parcel(order_id: int, parcel_id: int) -> Response:
    """The shop's own courier has brought one of several parcels."""
    on_error_show(lambda: _page(order_id, ShipForm(formdata=None)))
    with transaction():
        desk.deliver_parcel(order_id, parcel_id, seller_id=current_membership().seller_id)
    flash(_("Paket sudah sampai."), "success")
    return redirect(url_for(".show", order_id=order_id), 303)


@bp.post("/pesanan/<int:order_id>/sampai")
@limit_code_guesses
def deliver(order_id: int) -> Response | tuple[str, int]:
    """The buyer has it: brought by the seller, or picked up."""
    queries.get_order_of_seller(order_id, current_membership().seller_id)
    fetched = PickupForm()
    on_error_show(lambda: _page(order_id, ShipForm(formdata=None), fetched=fetched))
    if not fetched.validate_on_submit():
        return _page(order_id, ShipForm(formdata=None), fetched=fetched), 422
    with transaction(), guessing():
        commands.deliver_order(order_id, seller_id=current_membership().seller_id, code=fetched.code.data or "")
    flash(_("Pesanan sudah sampai. Pembeli mendapat surat."), "success")
    return redirect(url_for(".show", order_id=order_id), 303)


@bp.post("/pesanan/<int:order_id>/tunai")
def take_cash(order_id: int) -> Response:
    """The buyer has paid at the door."""
    on_error_show(lambda: _page(order_id, ShipForm(formdata=None)))
    with transaction():
        commands.take_cash(order_id, seller_id=current_membership().seller_id)
    flash(_("Uang tunai dicatat."), "success")
    return redirect(url_for(".show", order_id=order_id), 303)


@bp.post("/pesanan/<int:order_id>/pesan")
def tell_buyer(order_id: int) -> Response | tuple[str, int]:
    """Write some words to the buyer."""
    form = NoteForm(prefix="pesan")
    queries.get_order_of_seller(order_id, current_membership().seller_id)
    if not form.validate_on_submit():
        return _page(order_id, ShipForm(formdata=None), note=form), 422
    on_error_show(lambda: _page(order_id, ShipForm(formdata=None), note=form))
    with transaction():
        desk.tell_buyer(
            order_id, form.text.data, seller_id=current_membership().seller_id, position=form.position.data or 1
        )
    flash(_("Pesan dikirim. Pembeli membacanya di surat dan di halaman pesanannya."), "success")
    return redirect(url_for(".show", order_id=order_id), 303)


def _page(
    order_id: int,
    form: ShipForm,
    *,
    part: PartForm | None = None,
    fetched: PickupForm | None = None,
    note: NoteForm | None = None,
) -> str:
    order = queries.get_order_of_seller(order_id, current_membership().seller_id)
    refunds = queries.refunds_of_group(order.group_id).get(order.id, [])
    shipments = queries.shipments_of([order.id]).get(order.id, [])
    notes = queries.notes_of([order.id]).get(order.id, [])
    next_note = {"position": len(notes) + 1}
    waiting = waiting_pieces(order) if order.status == OrderStatus.PROCESSING else {}
    changes = queries.changes_of([order.id]).get(order.id, [])
    cases = queries.cases_of([order.id]).get(order.id, [])
    return render_template(
        "orders/seller/show.html",
        order=order,
        form=form,
        part=part or PartForm(formdata=None, prefix="bagian", data={"parcel": shipments[-1].id if shipments else 0}),
        fetched=fetched or PickupForm(formdata=None),
        note_form=note or NoteForm(formdata=None, prefix="pesan", data=next_note),
        notes=notes,
        may_tell=order.status in queries.WITH_A_READER and len(notes) < MOST_NOTES,
        parcels=shipments,
        waiting=waiting,
        changes=changes,
        refunds=refunds,
        cash_due=queries.cash_due_of(order, refunds),
        cases=cases,
        serves=current_membership().role in SERVING,
        knows_buyer=rules.still_needs_the_buyer(order, changes, cases, now()),
        disputes=queries.disputes_of_order(order.id),
        moment=now(),
    )
