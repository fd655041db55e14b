"""The link by which the owner takes over an account that a helper began."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import logout_user
from werkzeug.wrappers import Response

from app.accounts import passwords, tokens
from app.accounts.commands import begun as commands
from app.accounts.errors import StaleToken
from app.accounts.forms.accounts import OwnAccountForm
from app.accounts.queries import accounts as queries
from app.db import transaction
from app.i18n import _
from app.models.account import User
from app.web.error_pages import on_error_show
from app.web.limits import limit_forms

bp = Blueprint("begun_accounts", __name__)


@bp.route("/akun-baru/<token>", methods=["GET", "POST"])
@limit_forms
def own(token: str) -> Response | str | tuple[str, int]:
    """Choose the first password and agree to the texts."""
    on_error_show(lambda: render_template("accounts/stale_link.html"))
    user = _owner_of(token)
    form = OwnAccountForm(owner=user.email)
    if not form.validate_on_submit():
        page = render_template("accounts/own.html", form=form, user=user)
        return page, 422 if form.is_submitted() else 200
    password_hash = passwords.hash_password(form.password.data)
    with transaction():
        commands.own_account(token, password_hash=password_hash, wants_news=form.news.data)
    logout_user()
    flash(_("Akun ini sekarang milik Anda. Silakan masuk dengan kata sandi tadi."), "success")
    return redirect(url_for("accounts.sign_in", lanjut=url_for("sellers.show")), 303)


def _owner_of(token: str) -> User:
    """Whose account the link is for. Raises StaleToken."""
    user = queries.find_user(tokens.user_id_of(tokens.OWN, token, max_age=tokens.OWN_SECONDS))
    if user is None:
        raise StaleToken
    tokens.check_token(tokens.OWN, token, user, max_age=tokens.OWN_SECONDS)
    return user
