"""The payouts of a week in the back office: preparing, two admins' yes, the file for the bank."""

from datetime import timedelta

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts.proof import prove_password
from app.clock import now
from app.db import transaction
from app.i18n import _
from app.models.account import RoleName
from app.payouts import bank_file
from app.payouts.commands import batches as commands
from app.payouts.commands import exports
from app.payouts.forms import ExportForm, ReasonForm
from app.payouts.queries import accounts, balances, reviews
from app.payouts.queries import batches as queries
from app.payouts.rules import mask
from app.sellers.banks import BANKS
from app.web.error_pages import on_error_show
from app.web.guards import admin_blueprint
from app.web.limits import limit_forms, limit_passwords
from app.web.pagination import Page, offset_of, page_number

bp = admin_blueprint("payouts_admin", __name__, needs=RoleName.FINANCE.value)

SIZE = 50
NEW_ACCOUNT = timedelta(days=14)


@bp.get("/payout")
def index() -> str:
    """All batches, newest first, and the accounts that changed lately."""
    number = page_number(request.args.get("hal"))
    rows = queries.batches(limit=SIZE, offset=offset_of(number, SIZE))
    return render_template(
        "payouts/admin/index.html",
        page=Page(rows, queries.count_batches(), number, SIZE),
        totals=queries.totals_of(batch.id for batch in rows),
        changes=accounts.changes_since(now() - NEW_ACCOUNT),
        banks=BANKS,
        mask=mask,
    )


@bp.post("/payout")
def prepare() -> Response:
    """Prepare what can be paid now; whoever has an open payout gets no second one."""
    with transaction():
        batch = commands.prepare_batch(prepared_by_id=current_user.id)
    if batch is None:
        flash(_("Tidak ada penjual yang saldonya dapat dicairkan sekarang."), "success")
        return redirect(url_for(".index"), 303)
    flash(_("Daftar pencairan disiapkan. Dua admin harus menyetujuinya."), "success")
    return redirect(url_for(".show", batch_id=batch.id), 303)


@bp.get("/payout/<int:batch_id>")
def show(batch_id: int) -> str:
    """One batch with each seller."""
    return _page(batch_id)


@bp.post("/payout/<int:batch_id>/setujui")
def approve(batch_id: int) -> Response:
    """One admin's yes."""
    on_error_show(lambda: _page(batch_id))
    with transaction():
        approvals = commands.approve_batch(batch_id, admin_id=current_user.id)
    if approvals < commands.APPROVALS_NEEDED:
        flash(
            _("Persetujuan Anda tercatat. Satu orang dihitung satu kali: admin lain masih harus menyetujui."), "success"
        )
    else:
        flash(_("Dua admin sudah menyetujui. Berkas untuk bank dapat dibuat."), "success")
    return redirect(url_for(".show", batch_id=batch_id), 303)


@bp.post("/payout/<int:batch_id>/tolak")
def refuse(batch_id: int) -> Response | tuple[str, int]:
    """Pay nothing of it."""
    form = ReasonForm()
    if not form.validate_on_submit():
        return _page(batch_id, reason=form), 422
    on_error_show(lambda: _page(batch_id, reason=form))
    with transaction():
        commands.refuse_batch(batch_id, admin_id=current_user.id, reason=form.reason.data)
    flash(_("Daftar pencairan ditolak. Tidak ada uang yang bergerak."), "success")
    return redirect(url_for(".show", batch_id=batch_id), 303)


@bp.post("/payout/<int:batch_id>/berkas")
@limit_passwords
@limit_forms
def export(batch_id: int) -> Response | tuple[str, int]:
    """Instruct the bank: the file, by an admin who shows to know the password."""
    form = ExportForm()
    if not form.validate_on_submit():
        return _page(batch_id, password=form), 422
    if not form.is_sure.data and reviews.is_short(batch_id):
        form.is_sure.errors = [_("Menurut pembukuan uang di bank kurang. Lihat saldonya di bank, lalu centang ini.")]
        return _page(batch_id, password=form), 422
    on_error_show(lambda: _page(batch_id, password=form))
    proven_hash = prove_password(current_user.id, form.password.data)
    with transaction():
        transfers = exports.export_batch(batch_id, admin_id=current_user.id, proven_hash=proven_hash)
        name = queries.get_batch(batch_id).number
    if not transfers:
        flash(_("Tidak ada yang masih harus dibayar bank: semuanya gagal, sudah dibayar, atau belum jelas."), "error")
        return redirect(url_for(".show", batch_id=batch_id), 303)
    response = make_response(bank_file.written(transfers))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _page(batch_id: int, *, reason: ReasonForm | None = None, password: ExportForm | None = None) -> str:
    review = reviews.get_review(batch_id)
    number = page_number(request.args.get("hal"))
    totals = queries.totals_of([batch_id])[batch_id]
    approvals = queries.approvals_of(batch_id)
    to_pay_amount = sum(totals.amounts[status] for status in balances.PLANNED)
    payouts = queries.payouts_of(batch_id, limit=SIZE, offset=offset_of(number, SIZE))
    seller_ids = [payout.seller_id for payout in payouts]
    return render_template(
        "payouts/admin/show.html",
        batch=review.batch,
        author=review.author,
        to_pay_amount=to_pay_amount,
        bank_amount=review.bank_amount,
        bank_noted_at=review.bank_noted_at,
        short_amount=max(to_pay_amount - review.bank_amount, 0) if to_pay_amount else 0,
        totals=totals,
        page=Page(payouts, totals.count, number, SIZE),
        approvals=approvals,
        has_approved=any(approval.admin_id == current_user.id for approval, _name in approvals),
        cleared=balances.cleared_amounts(seller_ids),
        doubts=accounts.doubts_about(seller_ids, now() - NEW_ACCOUNT),
        changes=accounts.changes_since(now() - NEW_ACCOUNT),
        moment=now(),
        mask=mask,
        banks=BANKS,
        reason=reason or ReasonForm(formdata=None),
        password=password or ExportForm(formdata=None),
    )
