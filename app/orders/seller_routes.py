"""The seller's orders: accept, send, hand over."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.db import transaction
from app.i18n import _
from app.models.order import OrderStatus, ShippingMethod
from app.orders import commands, queries
from app.orders.forms import PickupForm, ShipForm
from app.web.error_pages import on_error_show
from app.web.guards import ORDERS, SERVING, current_membership, seller_blueprint
from app.web.pagination import Page, offset_of, page_number

bp = seller_blueprint("orders_seller", __name__, readers=ORDERS, writers=SERVING)

SIZE = 20
TABS = {
    "baru": (OrderStatus.PAID,),
    "disiapkan": (OrderStatus.PROCESSING,),
    "dikirim": (OrderStatus.SHIPPED, OrderStatus.DELIVERED),
    "selesai": (OrderStatus.COMPLETED,),
    "lain": (OrderStatus.AWAITING_PAYMENT, OrderStatus.EXPIRED, OrderStatus.CANCELLED),
}
EVERY_STATUS = tuple(OrderStatus)


@bp.get("/pesanan")
def index() -> str:
    """The shop's orders, what has to be done first on top."""
    tab = request.args.get("status", "")
    statuses = TABS.get(tab, EVERY_STATUS)
    number = page_number(request.args.get("hal"))
    seller_id = current_membership().seller_id
    orders = queries.orders_of_seller(seller_id, statuses, limit=SIZE, offset=offset_of(number, SIZE))
    page = Page(orders, queries.count_orders_of_seller(seller_id, statuses), number, SIZE)
    return render_template("orders/seller/index.html", page=page, tab=tab if tab in TABS else "")


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
def ship(order_id: int) -> Response | tuple[str, int]:
    """Hand the parcel over."""
    order = queries.get_order_of_seller(order_id, current_membership().seller_id)
    has_number = order.shipping_method == ShippingMethod.COURIER
    form = ShipForm()
    if not (form if has_number else PickupForm()).validate_on_submit():
        return _page(order_id, form), 422
    on_error_show(lambda: _page(order_id, form))
    with transaction():
        commands.ship_order(
            order_id,
            seller_id=current_membership().seller_id,
            courier=form.courier.data,
            tracking_number=form.tracking_number.data,
        )
    flash(_("Pesanan dikirim. Pembeli mendapat surat."), "success")
    return redirect(url_for(".show", order_id=order_id), 303)


@bp.post("/pesanan/<int:order_id>/sampai")
def deliver(order_id: int) -> Response:
    """The buyer has it: brought by the seller, or picked up."""
    on_error_show(lambda: _page(order_id, ShipForm(formdata=None)))
    with transaction():
        commands.deliver_order(order_id, seller_id=current_membership().seller_id)
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


def _page(order_id: int, form: ShipForm) -> str:
    order = queries.get_order_of_seller(order_id, current_membership().seller_id)
    refunds = queries.refunds_of_group(order.group_id).get(order.id, [])
    return render_template(
        "orders/seller/show.html",
        order=order,
        form=form,
        shipment=queries.shipments_of([order.id]).get(order.id),
        changes=queries.changes_of([order.id]).get(order.id, []),
        refunds=refunds,
        cash_due=queries.cash_due_of(order, refunds),
        cases=queries.cases_of([order.id]).get(order.id, []),
        disputes=queries.disputes_of_order(order.id),
    )
