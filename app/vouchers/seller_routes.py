"""A seller's own vouchers."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.clock import day_of, now
from app.db import transaction
from app.i18n import _
from app.vouchers import commands, queries
from app.vouchers.forms import VoucherForm
from app.web.error_pages import on_error_show
from app.web.guards import OWNERS, TEAM, Helpers, current_membership, seller_blueprint
from app.web.limits import limit_forms
from app.web.pagination import Page, offset_of, page_number

bp = seller_blueprint("vouchers_seller", __name__, readers=TEAM, writers=OWNERS, helpers=Helpers.MAY)

SIZE = 20


@bp.get("/voucher")
def index() -> str:
    """The shop's vouchers, and the form for another one."""
    return _page(VoucherForm(formdata=None, first_day=day_of(now()).date(), most_uses_per_buyer=1))


@bp.post("/voucher")
@limit_forms
def create() -> Response | tuple[str, int]:
    """A new voucher that the shop bears."""
    form = VoucherForm()
    if not form.validate_on_submit():
        return _page(form), 422
    on_error_show(lambda: _page(form))
    with transaction():
        commands.create_voucher_of_seller(
            form.offer, seller_id=current_membership().seller_id, creator_id=current_user.id
        )
    flash(_("Voucher dibuat. Bagikan kodenya kepada pembeli Anda."), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/voucher/<int:voucher_id>/akhiri")
def archive(voucher_id: int) -> Response:
    """Nobody can use it any more."""
    with transaction():
        commands.archive_voucher_of_seller(voucher_id, seller_id=current_membership().seller_id)
    flash(_("Voucher diakhiri. Pesanan yang sudah memakainya tidak berubah."), "success")
    return redirect(url_for(".index"), 303)


def _page(form: VoucherForm) -> str:
    seller_id, number = current_membership().seller_id, page_number(request.args.get("hal"))
    rows = queries.vouchers_of_seller(seller_id, limit=SIZE, offset=offset_of(number, SIZE))
    return render_template(
        "vouchers/seller/index.html",
        page=Page(rows, queries.count_vouchers_of_seller(seller_id), number, SIZE),
        moment=now(),
        form=form,
        may_change=current_membership().role in OWNERS,
    )
