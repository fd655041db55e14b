"""Where the buyer wants money that cannot go back the way it came."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from app.accounts.forms.proof import PasswordForm
from app.accounts.proof import proven_transaction
from app.i18n import _
from app.payments.commands import endings, refund_accounts
from app.payments.queries import refunds as refund_queries
from app.payments.queries.cash import find_cash_taken
from app.returns.forms.orders import BankAccountForm
from app.web.error_pages import on_error_show
from app.web.limits import limit_forms, limit_passwords

bp = Blueprint("refund_accounts", __name__)

CASH = "tunai"


@bp.route("/pesanan/<number>/rekening/<int:refund_id>", methods=["GET", "POST"])
@limit_passwords
@limit_forms
@login_required
def name(number: str, refund_id: int) -> Response | str | tuple[str, int]:
    """The form, as long as an account is wanted; the number never comes back to the screen."""
    form = BankAccountForm()
    if not form.validate_on_submit():
        return _page(number, refund_id, form), 422 if form.is_submitted() else 200
    on_error_show(lambda: _page(number, refund_id, form))
    account = refund_accounts.BankAccount(form.bank_code.data, form.holder_name.data, form.number.data)
    refund_queries.get_refund_of_buyer(refund_id, number, current_user.id)
    with proven_transaction(current_user.id, form.password.data):
        refund_queries.get_refund_of_buyer(refund_id, number, current_user.id)
        refund_accounts.name_bank_account(refund_id, account)
    flash(_("Rekening tersimpan. Uangnya kami transfer dalam beberapa hari kerja, dan Anda mendapat surat."), "success")
    return redirect(url_for("orders.show", number=number), 303)


@bp.post("/pesanan/<number>/rekening/<int:refund_id>/tunai")
@limit_passwords
@limit_forms
@login_required
def confirm_cash(number: str, refund_id: int) -> Response | tuple[str, int]:
    """The seller who took the cash has given it back: no account is needed."""
    form = PasswordForm(prefix=CASH)
    if not form.validate_on_submit():
        return _page(number, refund_id, cash_form=form), 422
    on_error_show(lambda: _page(number, refund_id, cash_form=form))
    refund_queries.get_refund_of_buyer(refund_id, number, current_user.id)
    with proven_transaction(current_user.id, form.password.data):
        refund_queries.get_refund_of_buyer(refund_id, number, current_user.id)
        endings.settle_by_seller(refund_id)
    flash(_("Tercatat: uangnya sudah Anda terima kembali tunai dari penjual."), "success")
    return redirect(url_for("orders.show", number=number), 303)


def _page(
    number: str, refund_id: int, form: BankAccountForm | None = None, *, cash_form: PasswordForm | None = None
) -> str:
    refund = refund_queries.get_refund_of_buyer(refund_id, number, current_user.id)
    return render_template(
        "returns/account.html",
        number=number,
        refund=refund,
        account=refund_queries.find_account(refund.id),
        cash=find_cash_taken(refund),
        form=form or BankAccountForm(formdata=None),
        cash_form=cash_form or PasswordForm(formdata=None, prefix=CASH),
    )
