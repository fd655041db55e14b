"""Changing the address a person signs in with. The answers are the same whether or not somebody has the new one."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from app.accounts import passwords
from app.accounts.commands import emails as commands
from app.accounts.errors import WrongPassword
from app.accounts.forms.accounts import ChangeEmailForm
from app.accounts.queries import accounts, emails
from app.accounts.rules import fold_email
from app.db import session as database
from app.db import transaction
from app.i18n import _
from app.web.error_pages import on_error_show
from app.web.limits import (
    account_named,
    email_changes_per_person,
    limit_forms,
    limit_passwords,
    limiter,
    mails_per_recipient,
)

bp = Blueprint("emails", __name__, url_prefix="/akun/email")

WISHES = "email-wishes"  # asking and asking again both send mail to an address that somebody typed


def person_of_request() -> str:
    """What attempts are counted by."""
    return f"email-change:{current_user.id}" if current_user.is_authenticated else "email-change:nobody"


def sends_mail(response: Response) -> bool:
    """Whether this attempt of somebody who is signed in led to a letter."""
    return response.status_code == 303 and bool(current_user.is_authenticated)


def recipient_of_request() -> str:
    """What mails to an address that somebody typed are counted by."""
    return account_named(fold_email(request.form.get("email", "")[:300]))


@bp.route("", methods=["GET", "POST"])
@limiter.shared_limit(
    email_changes_per_person,
    WISHES,
    key_func=person_of_request,
    methods=["POST"],
    deduct_when=sends_mail,
)
@limit_passwords
@limiter.limit(
    mails_per_recipient,
    key_func=recipient_of_request,
    methods=["POST"],
    deduct_when=lambda response: response.status_code == 303,
)
@limit_forms
@login_required
def change() -> Response | str | tuple[str, int]:
    """Ask for another address."""
    form = ChangeEmailForm()

    def show() -> str:
        wanted = emails.wanted_email(current_user.id)
        return render_template("accounts/email.html", form=form, email=current_user.email, wanted_email=wanted)

    if not form.validate_on_submit():
        return show(), 422 if form.is_submitted() else 200
    on_error_show(show)
    proven_hash = accounts.get_user(current_user.id).password_hash
    database.rollback()
    if not passwords.is_right(proven_hash, form.password.data):
        raise WrongPassword
    with transaction():
        commands.ask_for_email(current_user.id, proven_hash=proven_hash, email=form.email.data)
    return redirect(url_for(".sent"), 303)


@bp.get("/periksa-surat")
@login_required
def sent() -> str:
    """What to do next."""
    return render_template("accounts/email_sent.html")


@bp.post("/kirim-ulang")
@limiter.shared_limit(email_changes_per_person, WISHES, key_func=person_of_request, deduct_when=sends_mail)
@limit_forms
@login_required
def resend() -> Response:
    """Send the letter to the wanted address again."""
    with transaction():
        commands.send_link_again(current_user.id)
    flash(_("Surat sudah dikirim lagi ke alamat yang baru. Periksa juga folder spam."), "success")
    return redirect(url_for("accounts.home"), 303)


@bp.post("/batalkan")
@login_required
def cancel() -> Response:
    """Stay with the present address."""
    with transaction():
        commands.cancel_email_change(current_user.id)
    flash(_("Penggantian e-mail dibatalkan. Anda tetap memakai alamat yang sekarang."), "success")
    return redirect(url_for("accounts.home"), 303)


@bp.route("/konfirmasi/<token>", methods=["GET", "POST"])
@limit_forms
def confirm(token: str) -> Response | str:
    """The link in the new mailbox shows a button, to the owner of the account: a mistyped address moves nothing."""
    if request.method == "GET":
        return render_template("accounts/confirm_new_email.html")
    if not current_user.is_authenticated:
        return redirect(url_for("accounts.sign_in", lanjut=request.path), 303)
    on_error_show(lambda: render_template("accounts/new_email_refused.html"))
    with transaction():
        commands.confirm_new_email(token, user_id=current_user.id, session_token=current_user.token)
    flash(_("Alamat e-mail akun Anda sudah diganti. Peramban lain sudah dikeluarkan."), "success")
    return redirect(url_for("accounts.home"), 303)
