"""Where the buyer wants money that cannot go back the way it came."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from app.db import transaction
from app.i18n import _
from app.payments import queries
from app.payments.commands import refunds
from app.returns.forms.orders import BankAccountForm
from app.web.error_pages import on_error_show
from app.web.limits import limit_forms

bp = Blueprint("refund_accounts", __name__)


@bp.route("/pesanan/<number>/rekening/<int:refund_id>", methods=["GET", "POST"])
@limit_forms
@login_required
def name(number: str, refund_id: int) -> Response | str | tuple[str, int]:
    """The form, as long as an account is wanted; the number never comes back to the screen."""
    form = BankAccountForm()
    if not form.validate_on_submit():
        return _page(number, refund_id, form), 422 if form.is_submitted() else 200
    on_error_show(lambda: _page(number, refund_id, form))
    account = refunds.BankAccount(form.bank_code.data, form.holder_name.data, form.number.data)
    with transaction():
        queries.get_refund_of_buyer(refund_id, number, current_user.id)
        refunds.name_bank_account(refund_id, account)
    flash(_("Rekening tersimpan. Uangnya kami transfer dalam beberapa hari kerja."), "success")
    return redirect(url_for("orders.show", number=number), 303)


def _page(number: str, refund_id: int, form: BankAccountForm) -> str:
    refund = queries.get_refund_of_buyer(refund_id, number, current_user.id)
    account = queries.find_account(refund.id)
    return render_template("returns/account.html", number=number, refund=refund, account=account, form=form)
