"""What couriers and keepers of hubs are paid, for finance."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.books.commands import bills as commands
from app.books.forms import BillForm
from app.books.queries import bills as queries
from app.clock import JAKARTA, now
from app.db import transaction
from app.i18n import _
from app.web.error_pages import on_error_show
from app.web.guards import admin_blueprint
from app.web.pagination import Page, offset_of, page_number

bp = admin_blueprint("books_admin_bills", __name__, needs="finance")

SIZE = 50


@bp.get("/pembukuan/tagihan")
def index() -> str:
    """What is left of the parcels' rupiah, what was paid, and the form for the next bill."""
    return _page(BillForm(formdata=None, paid_on=now().astimezone(JAKARTA).date()))


@bp.post("/pembukuan/tagihan")
def record() -> Response | tuple[str, int]:
    """Write down a bill that was paid."""
    form = BillForm()
    if not form.validate_on_submit():
        return _page(form), 422
    on_error_show(lambda: _page(form))
    bill = commands.Bill(form.payee.data, form.reference.data, form.amount.data or 0, form.paid_on.data)
    with transaction():
        commands.record_bill(bill, admin_id=current_user.id)
    flash(_("Tagihan dicatat."), "success")
    return redirect(url_for(".index"), 303)


def _page(form: BillForm) -> str:
    number = page_number(request.args.get("hal"))
    rows = queries.bills(limit=SIZE, offset=offset_of(number, SIZE))
    return render_template(
        "books/admin/bills.html",
        form=form,
        page=Page(rows, queries.count_bills(), number, SIZE),
        left_amount=queries.left_amount(),
    )
