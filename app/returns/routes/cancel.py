"""The buyer does not want it any more: the whole unpaid order, or one seller's part before it is begun."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from app.db import transaction
from app.i18n import _
from app.orders import commands as orders
from app.orders import queries as order_queries
from app.returns.commands import cancel
from app.returns.forms.orders import CancelForm
from app.web.error_pages import on_error_show

bp = Blueprint("cancelling", __name__, url_prefix="/pesanan/<number>")


@bp.get("/batal")
@login_required
def group(number: str) -> str:
    """What happens when the unpaid order is cancelled."""
    return _page_of_group(number, CancelForm(formdata=None))


@bp.post("/batal")
@login_required
def cancel_group(number: str) -> Response | tuple[str, int]:
    """Give the unpaid order up."""
    form = CancelForm()
    if not form.validate_on_submit():
        return _page_of_group(number, form), 422
    on_error_show(lambda: _page_of_group(number, form))
    with transaction():
        orders.cancel_group(number, buyer_id=current_user.id, because=f"by the buyer: {form.reason.data}")
    flash(_("Pesanan dibatalkan."), "success")
    return redirect(url_for("orders.show", number=number), 303)


@bp.get("/<int:part>/batal")
@login_required
def order(number: str, part: int) -> str:
    """What happens when one seller's part is cancelled."""
    return _page_of_order(number, part, CancelForm(formdata=None))


@bp.post("/<int:part>/batal")
@login_required
def cancel_order(number: str, part: int) -> Response | tuple[str, int]:
    """Take one seller's part back; the money goes back by itself."""
    form = CancelForm()
    if not form.validate_on_submit():
        return _page_of_order(number, part, form), 422
    on_error_show(lambda: _page_of_order(number, part, form))
    with transaction():
        because = f"by the buyer: {form.reason.data}"
        cancel.cancel_order(number, part, buyer_id=current_user.id, because=because)
    flash(_("Pesanan dibatalkan. Di bawah ini terlihat sampai di mana uangnya."), "success")
    return redirect(url_for("orders.show", number=number), 303)


def _page_of_group(number: str, form: CancelForm) -> str:
    found = order_queries.get_group_of_buyer(number, current_user.id)
    can_cancel = {order.status.value for order in found.orders} == {"awaiting_payment"}
    return render_template("returns/cancel_group.html", group=found, form=form, can_cancel=can_cancel)


def _page_of_order(number: str, part: int, form: CancelForm) -> str:
    found = order_queries.get_order_of_buyer(number, part, current_user.id)
    can_cancel = found.status.value == "paid"
    payments, _disputes = order_queries.payments_of_group(found.group_id)
    return render_template(
        "returns/cancel_order.html",
        order=found,
        number=number,
        form=form,
        can_cancel=can_cancel,
        gateway=next((payment.gateway for payment in payments if payment.captured_at), ""),
        refund_amount=found.total_amount - order_queries.share_gone_back(found.id).paid_amount,
    )
