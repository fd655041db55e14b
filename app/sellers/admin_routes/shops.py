"""All shops for the back office: finding, suspending, reopening."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.db import transaction
from app.i18n import _
from app.models.seller import SellerStatus
from app.sellers.commands import standing as commands
from app.sellers.forms.standing import StandingForm
from app.sellers.queries import standing as queries
from app.web.error_pages import on_error_show
from app.web.guards import admin_blueprint
from app.web.pagination import Page, offset_of, page_number

bp = admin_blueprint("shops_admin", __name__, needs="reviewer")

SIZE = 25
LONGEST = 100


@bp.get("/penjual")
def index() -> str:
    """Shops by a part of their name, of one status or of all."""
    text = request.args.get("q", "")[:LONGEST].strip()
    status = next((status for status in SellerStatus if status == request.args.get("status")), None)
    number = page_number(request.args.get("hal"))
    rows = queries.shops(text, status, limit=SIZE, offset=offset_of(number, SIZE))
    page = Page(rows, queries.count_shops(text, status), number, SIZE)
    return render_template("sellers/admin/shops.html", page=page, text=text, status=status, statuses=list(SellerStatus))


@bp.get("/penjual/<int:seller_id>")
def show(seller_id: int) -> str:
    """One shop with what was decided about it."""
    return _page(seller_id, StandingForm(formdata=None))


@bp.post("/penjual/<int:seller_id>/bekukan")
def suspend(seller_id: int) -> Response | tuple[str, int]:
    """Stop the shop from selling."""
    form = StandingForm()
    if not form.validate_on_submit():
        return _page(seller_id, form), 422
    on_error_show(lambda: _page(seller_id, form))
    with transaction():
        commands.suspend_seller(seller_id, admin_id=current_user.id, reason=form.reason.data)
    flash(_("Toko dibekukan. Pemiliknya membaca alasannya di surat."), "success")
    return redirect(url_for(".show", seller_id=seller_id), 303)


@bp.post("/penjual/<int:seller_id>/buka-lagi")
def reopen(seller_id: int) -> Response | tuple[str, int]:
    """Let the shop sell again."""
    form = StandingForm()
    if not form.validate_on_submit():
        return _page(seller_id, form), 422
    on_error_show(lambda: _page(seller_id, form))
    with transaction():
        commands.reopen_seller(seller_id, admin_id=current_user.id, reason=form.reason.data)
    flash(_("Toko dibuka lagi. Pemiliknya mendapat surat."), "success")
    return redirect(url_for(".show", seller_id=seller_id), 303)


def _page(seller_id: int, form: StandingForm) -> str:
    return render_template(
        "sellers/admin/shop.html",
        seller=queries.get_seller(seller_id),
        workers=queries.workers_of(seller_id),
        decisions=queries.decisions_about(seller_id),
        form=form,
    )
