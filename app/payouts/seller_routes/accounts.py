"""Where the money goes: for owners, those of a suspended shop too, since what was earned is still paid out."""

from flask import flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts.proof import prove_password
from app.clock import now
from app.db import transaction
from app.i18n import _
from app.payouts.commands import accounts as commands
from app.payouts.forms import AccountForm
from app.payouts.queries import accounts as queries
from app.payouts.rules import mask
from app.sellers.banks import BANKS
from app.settings import setting
from app.web.error_pages import on_error_show
from app.web.guards import OWNING, Helpers, current_membership, seller_blueprint
from app.web.limits import limit_forms, limit_passwords

bp = seller_blueprint("payouts_seller_accounts", __name__, readers=OWNING, writers=OWNING, helpers=Helpers.MAY_NOT)


@bp.route("/rekening", methods=["GET", "POST"])
@limit_passwords
@limit_forms
def change() -> Response | str | tuple[str, int]:
    """The account of the shop, those before it, and the form for another one."""
    form = AccountForm()
    if not form.validate_on_submit():
        return _page(form), 422 if form.is_submitted() else 200
    on_error_show(lambda: _page(form))
    proven_hash = prove_password(current_user.id, form.password.data)
    with transaction():
        commands.change_account(
            current_membership().seller_id,
            commands.NewAccount(form.bank_code.data, form.number.data, form.holder_name.data),
            owner_id=current_user.id,
            proven_hash=proven_hash,
            seen_id=int(form.seen.data) if form.seen.data else None,
        )
    flash(_("Rekening diganti. Semua pemilik toko mendapat surat."), "success")
    return redirect(url_for(".change"), 303)


def _page(form: AccountForm) -> str:
    kept = queries.accounts_of(current_membership().seller_id)
    live = next((account for account in kept if account.archived_at is None), None)
    form.seen.data = str(live.id) if live else ""
    return render_template(
        "payouts/seller/account.html",
        form=form,
        live=live,
        archived=[account for account in kept if account.archived_at is not None],
        moment=now(),
        hold_days=setting("BANK_CHANGE_HOLD").days,
        banks=BANKS,
        mask=mask,
    )
