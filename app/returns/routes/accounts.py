"""Where the buyer wants money that cannot go back the way it came."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from app.accounts.proof import proven_transaction
from app.i18n import _
from app.payments.commands import refund_accounts
from app.payments.queries import refunds as refund_queries
from app.returns.forms.orders import BankAccountForm
from app.web.error_pages import on_error_show
from app.web.limits import limit_forms, limit_passwords

bp = Blueprint("refund_accounts", __name__)


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


def _page(number: str, refund_id: int, form: BankAccountForm) -> str:
    refund = refund_queries.get_refund_of_buyer(refund_id, number, current_user.id)
    account = refund_queries.find_account(refund.id)
    return render_template("returns/account.html", number=number, refund=refund, account=account, form=form)
