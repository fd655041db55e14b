"""Changing the address a person signs in with."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from app.accounts import passwords
from app.accounts.commands import accounts as commands
from app.accounts.errors import WrongPassword
from app.accounts.forms.accounts import ChangeEmailForm
from app.accounts.queries import accounts as queries
from app.accounts.rules import fold_email
from app.db import session as database
from app.db import transaction
from app.web.error_pages import on_error_show
from app.web.limits import (
    account_named,
    email_changes_per_person,
    limit_forms,
    limiter,
    mails_per_recipient,
    sign_in_per_account,
)

bp = Blueprint("emails", __name__, url_prefix="/akun/email")


def person_of_request() -> str:
    """What attempts are counted by."""
    return f"email-change:{current_user.id}" if current_user.is_authenticated else "email-change:nobody"


def recipient_of_request() -> str:
    """What mails to an address that somebody typed are counted by."""
    return account_named(fold_email(request.form.get("email", "")[:300]))


@bp.route("", methods=["GET", "POST"])
@limiter.limit(
    email_changes_per_person,
    key_func=person_of_request,
    methods=["POST"],
    deduct_when=lambda response: response.status_code == 303 and current_user.is_authenticated,
)
@limiter.limit(
    sign_in_per_account,
    key_func=person_of_request,
    methods=["POST"],
    deduct_when=lambda response: response.status_code == 422,
)
@limiter.limit(
    mails_per_recipient,
    key_func=recipient_of_request,
    methods=["POST"],
    deduct_when=lambda response: response.status_code == 303,
)
@limit_forms
@login_required
def change() -> Response | str | tuple[str, int]:
    """Ask for another address; the answer is the same whether or not somebody has it."""
    form = ChangeEmailForm()

    def show() -> str:
        return render_template("accounts/email.html", form=form, email=current_user.email)

    if not form.validate_on_submit():
        return show(), 422 if form.is_submitted() else 200
    on_error_show(show)
    proven_hash = queries.get_user(current_user.id).password_hash
    database.rollback()
    if not passwords.is_right(proven_hash, form.password.data):
        raise WrongPassword
    with transaction():
        commands.change_email(current_user.id, proven_hash=proven_hash, email=form.email.data, token=current_user.token)
    return redirect(url_for(".sent"), 303)


@bp.get("/periksa-surat")
@login_required
def sent() -> str:
    """What to do next."""
    return render_template("accounts/email_sent.html")
