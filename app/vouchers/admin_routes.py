"""Vouchers that the platform or an agency bears."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.clock import day_of, now
from app.db import transaction
from app.i18n import _
from app.models.order import Bearer
from app.vouchers import commands, queries
from app.vouchers.forms import HouseVoucherForm
from app.web.error_pages import on_error_show
from app.web.guards import admin_blueprint
from app.web.pagination import Page, offset_of, page_number

bp = admin_blueprint("vouchers_admin", __name__, needs="finance")

SIZE = 25


@bp.get("/voucher")
def index() -> str:
    """All of them with what they cost, and the form for another one."""
    return _page(HouseVoucherForm(formdata=None, first_day=day_of(now()).date(), most_uses_per_buyer=1))


@bp.post("/voucher")
def create() -> Response | tuple[str, int]:
    """A new voucher for the goods of all shops."""
    form = HouseVoucherForm()
    if not form.validate_on_submit():
        return _page(form), 422
    on_error_show(lambda: _page(form))
    with transaction():
        if form.bearer.data == Bearer.AGENCY.value:
            commands.create_voucher_of_agency(form.offer, agency_name=form.agency_name.data, creator_id=current_user.id)
        else:
            commands.create_voucher_of_platform(form.offer, creator_id=current_user.id)
    flash(_("Voucher dibuat."), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/voucher/<code>/akhiri")
def archive(code: str) -> Response:
    """Nobody can use it any more."""
    with transaction():
        commands.archive_voucher_of_the_house(code)
    flash(_("Voucher diakhiri. Pesanan yang sudah memakainya tidak berubah."), "success")
    return redirect(url_for(".index"), 303)


def _page(form: HouseVoucherForm) -> str:
    number = page_number(request.args.get("hal"))
    rows = queries.vouchers_of_the_house(limit=SIZE, offset=offset_of(number, SIZE))
    return render_template(
        "vouchers/admin/index.html",
        page=Page(rows, queries.count_vouchers_of_the_house(), number, SIZE),
        moment=now(),
        form=form,
    )
