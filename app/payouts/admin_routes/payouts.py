"""One payout in the back office: leaving it out, and what the bank made of it."""

from flask import flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.clock import now
from app.db import transaction
from app.i18n import _
from app.models.account import RoleName
from app.payments.forms import SentBackForm
from app.payouts.commands import batches as commands
from app.payouts.commands import outcomes
from app.payouts.forms import PaidForm, ReasonForm
from app.payouts.queries import accounts, balances
from app.payouts.queries import batches as queries
from app.payouts.rules import mask, month_of
from app.sellers.banks import BANKS
from app.web.error_pages import on_error_show
from app.web.guards import admin_blueprint

bp = admin_blueprint("payouts_admin_each", __name__, needs=RoleName.FINANCE.value)


@bp.get("/payout/pencairan/<int:payout_id>")
def show(payout_id: int) -> str:
    """One payout with everything that happened."""
    return _page(payout_id)


@bp.post("/payout/pencairan/<int:payout_id>/tolak")
def refuse(payout_id: int) -> Response | tuple[str, int]:
    """Leave this one out."""
    form = ReasonForm()
    if not form.validate_on_submit():
        return _page(payout_id, reason=form), 422
    on_error_show(lambda: _page(payout_id, reason=form))
    with transaction():
        commands.refuse_payout(payout_id, admin_id=current_user.id, reason=form.reason.data)
    flash(_("Pencairan ditolak. Tidak ada uang yang bergerak."), "success")
    return redirect(url_for(".show", payout_id=payout_id), 303)


@bp.post("/payout/pencairan/<int:payout_id>/dibayar")
def complete(payout_id: int) -> Response | tuple[str, int]:
    """The bank has paid it."""
    form = PaidForm()
    if not form.validate_on_submit():
        return _page(payout_id, paid=form), 422
    on_error_show(lambda: _page(payout_id, paid=form))
    with transaction():
        outcomes.complete_payout(payout_id, admin_id=current_user.id, bank_reference=form.bank_reference.data)
    flash(_("Pencairan ditandai dibayar. Pemilik toko mendapat surat."), "success")
    return redirect(url_for(".show", payout_id=payout_id), 303)


@bp.post("/payout/pencairan/<int:payout_id>/gagal")
def fail(payout_id: int) -> Response | tuple[str, int]:
    """The bank has not paid it."""
    form = ReasonForm()
    if not form.validate_on_submit():
        return _page(payout_id, reason=form), 422
    on_error_show(lambda: _page(payout_id, reason=form))
    with transaction():
        outcomes.fail_payout(payout_id, admin_id=current_user.id, reason=form.reason.data)
    flash(_("Pencairan ditandai gagal. Uangnya kembali ke saldo penjual."), "success")
    return redirect(url_for(".show", payout_id=payout_id), 303)


@bp.post("/payout/pencairan/<int:payout_id>/belum-jelas")
def leave(payout_id: int) -> Response | tuple[str, int]:
    """Nobody knows yet."""
    form = ReasonForm()
    if not form.validate_on_submit():
        return _page(payout_id, reason=form), 422
    on_error_show(lambda: _page(payout_id, reason=form))
    with transaction():
        outcomes.leave_unresolved(payout_id, admin_id=current_user.id, reason=form.reason.data)
    flash(_("Pencairan ditandai belum jelas. Uangnya tetap tercatat dalam perjalanan."), "success")
    return redirect(url_for(".show", payout_id=payout_id), 303)


@bp.post("/payout/pencairan/<int:payout_id>/kembali")
def send_back(payout_id: int) -> Response | tuple[str, int]:
    """What the bank had paid has come back."""
    form = SentBackForm()
    if not form.validate_on_submit():
        return _page(payout_id, back=form), 422
    on_error_show(lambda: _page(payout_id, back=form))
    with transaction():
        outcomes.record_sent_back(
            payout_id,
            admin_id=current_user.id,
            bank_reference=form.bank_reference.data,
            reason=form.reason.data,
        )
    flash(_("Tercatat: uangnya kembali di rekening kita dan di saldo penjual. Pemilik toko mendapat surat."), "success")
    return redirect(url_for(".show", payout_id=payout_id), 303)


def _page(
    payout_id: int,
    *,
    reason: ReasonForm | None = None,
    paid: PaidForm | None = None,
    back: SentBackForm | None = None,
) -> str:
    payout = queries.get_payout(payout_id)
    return render_template(
        "payouts/admin/payout.html",
        payout=payout,
        batch=queries.get_batch(payout.batch_id),
        history=queries.history_of(payout_id),
        cleared_amount=balances.cleared_amounts([payout.seller_id])[payout.seller_id],
        failed_accounts=accounts.doubts_about([payout.seller_id], now()).failed_accounts,
        accounts=accounts.accounts_of(payout.seller_id),
        month=month_of(now()),
        moment=now(),
        mask=mask,
        banks=BANKS,
        reason=reason or ReasonForm(formdata=None),
        paid=paid or PaidForm(formdata=None),
        back=back or SentBackForm(formdata=None),
    )
