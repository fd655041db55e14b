"""One payout in the back office: leaving it out, and what the bank made of it."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts.proof import proven_transaction
from app.clock import now
from app.db import transaction
from app.i18n import _
from app.models.account import RoleName
from app.payments.forms import SentBackForm
from app.payouts.commands import batches as commands
from app.payouts.commands import outcomes
from app.payouts.forms import AfterAllForm, PaidForm, ReasonForm
from app.payouts.queries import accounts, balances
from app.payouts.queries import batches as queries
from app.payouts.rules import mask, month_of
from app.sellers.banks import BANKS
from app.web.error_pages import on_error_show
from app.web.guards import admin_blueprint
from app.web.limits import limit_forms, limit_passwords

bp = admin_blueprint("payouts_admin_each", __name__, needs=RoleName.FINANCE.value)


@bp.get("/payout/pencairan/<int:payout_id>")
def show(payout_id: int) -> str:
    """One payout with everything that happened."""
    return _page(payout_id)


@bp.post("/payout/pencairan/<int:payout_id>/tolak")
def refuse(payout_id: int) -> Response | tuple[str, int]:
    """Leave this one out."""
    return _by_reason(payout_id, commands.refuse_payout, _("Pencairan ditolak. Tidak ada uang yang bergerak."))


@bp.post("/payout/pencairan/<int:payout_id>/dibayar")
def complete(payout_id: int) -> Response | tuple[str, int]:
    """The bank has paid it."""
    form = PaidForm()
    if not form.validate_on_submit():
        return _page(payout_id, paid=form), 422
    on_error_show(lambda: _page(payout_id, paid=form))
    with transaction():
        outcomes.complete_payout(payout_id, admin_id=current_user.id, bank_reference=form.bank_reference.data)
    return _done(payout_id, _("Pencairan ditandai dibayar. Pemilik toko mendapat surat."))


@bp.post("/payout/pencairan/<int:payout_id>/gagal")
def fail(payout_id: int) -> Response | tuple[str, int]:
    """The bank has not paid it."""
    said = _("Pencairan ditandai gagal. Uangnya kembali ke saldo penjual.")
    return _by_reason(payout_id, outcomes.fail_payout, said)


@bp.post("/payout/pencairan/<int:payout_id>/belum-jelas")
def leave(payout_id: int) -> Response | tuple[str, int]:
    """Nobody knows yet."""
    said = _("Pencairan ditandai belum jelas. Uangnya tetap tercatat dalam perjalanan.")
    return _by_reason(payout_id, outcomes.leave_unresolved, said)


@bp.post("/payout/pencairan/<int:payout_id>/ternyata-dibayar")
@limit_passwords
@limit_forms
def complete_after_all(payout_id: int) -> Response | tuple[str, int]:
    """The bank had paid what was marked as failed or sent back."""
    form = AfterAllForm()
    said = _("Pencairan ditandai dibayar. Uangnya keluar lagi dari saldo penjual; pemilik toko mendapat surat.")
    return _by_password(payout_id, form, outcomes.complete_after_all, said, lambda: _page(payout_id, after_all=form))


@bp.post("/payout/pencairan/<int:payout_id>/kembali")
@limit_passwords
@limit_forms
def send_back(payout_id: int) -> Response | tuple[str, int]:
    """What the bank had paid has come back."""
    form = SentBackForm()
    said = _("Tercatat: uangnya kembali di rekening kita dan di saldo penjual. Pemilik toko mendapat surat.")
    return _by_password(payout_id, form, outcomes.record_sent_back, said, lambda: _page(payout_id, back=form))


def _by_reason(payout_id: int, decide: Callable[..., None], said: str) -> Response | tuple[str, int]:
    form = ReasonForm()
    if not form.validate_on_submit():
        return _page(payout_id, reason=form), 422
    on_error_show(lambda: _page(payout_id, reason=form))
    with transaction():
        decide(payout_id, admin_id=current_user.id, reason=form.reason.data)
    return _done(payout_id, said)


def _by_password(
    payout_id: int, form: AfterAllForm | SentBackForm, decide: Callable[..., None], said: str, show: Callable[[], str]
) -> Response | tuple[str, int]:
    if not form.validate_on_submit():
        return show(), 422
    on_error_show(show)
    reference, reason = form.bank_reference.data, form.reason.data
    with proven_transaction(current_user.id, form.password.data):
        decide(payout_id, admin_id=current_user.id, bank_reference=reference, reason=reason)
    return _done(payout_id, said)


def _done(payout_id: int, said: str) -> Response:
    flash(said, "success")
    return redirect(url_for(".show", payout_id=payout_id), 303)


def _page(
    payout_id: int,
    *,
    reason: ReasonForm | None = None,
    paid: PaidForm | None = None,
    back: SentBackForm | None = None,
    after_all: AfterAllForm | None = None,
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
        after_all=after_all or AfterAllForm(formdata=None),
    )
