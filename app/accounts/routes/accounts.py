"""Registering, signing in, and what a person keeps with us."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_limiter.util import get_remote_address
from flask_login import current_user, login_required, login_user, logout_user
from werkzeug.wrappers import Response

from app.accounts import passwords, rules, tokens
from app.accounts.commands import accounts as commands
from app.accounts.errors import StaleToken, WrongPassword
from app.accounts.forms.accounts import (
    ChangePasswordForm,
    ForgotForm,
    NewPasswordForm,
    ProfileForm,
    RegisterForm,
    SignInForm,
)
from app.accounts.queries import accounts as queries
from app.accounts.queries import emails
from app.db import session as database
from app.db import transaction
from app.errors import DomainError
from app.i18n import _
from app.web.csrf import TOKEN_FIELD
from app.web.error_pages import on_error_show
from app.web.guards import safe_next
from app.web.identity import login_manager
from app.web.limits import (
    account_named,
    is_known_browser,
    limit_forms,
    limit_passwords,
    limiter,
    mails_per_recipient,
    remember_browser,
    sign_in_by_strangers,
    sign_in_per_account,
)

bp = Blueprint("accounts", __name__)

login_manager.user_loader(queries.find_signed_in)

ONWARD = "onward"  # where a newcomer was going, for after the confirmation


def account_of_request() -> str:
    """What failed sign-ins are counted by: the account, without keeping its address."""
    return account_named(rules.fold_email(request.form.get("email", "")[:300]))


def account_at_address() -> str:
    """What failed sign-ins from one address are counted by."""
    return f"{account_of_request()}@{get_remote_address()}"


def person_of_request() -> str:
    """What letters to the own address are counted by."""
    return f"person:{current_user.id}" if current_user.is_authenticated else account_of_request()


@bp.route("/daftar", methods=["GET", "POST"])
@limiter.limit(
    mails_per_recipient,
    key_func=account_of_request,
    methods=["POST"],
    deduct_when=lambda response: response.status_code == 303,
)
@limit_forms
def register() -> Response | str | tuple[str, int]:
    """Open an account."""
    form = RegisterForm()
    if not form.validate_on_submit():
        return render_template("accounts/register.html", form=form), 422 if form.is_submitted() else 200
    newcomer = commands.Registration(
        name=form.name.data,
        email=form.email.data,
        phone=form.phone.data,
        password_hash=passwords.hash_password(form.password.data),
        wants_news=form.news.data,
    )
    with transaction():
        commands.register(newcomer)
    if onward := safe_next(request.args.get("lanjut"), ""):
        session[ONWARD] = onward
    return redirect(url_for(".check_mail", lanjut=request.args.get("lanjut")), 303)


@bp.get("/daftar/periksa-surat")
def check_mail() -> str:
    """The same page whether or not the address was new."""
    return render_template("accounts/check_mail.html")


@bp.route("/masuk", methods=["GET", "POST"])
@limiter.limit(
    sign_in_per_account,
    key_func=account_at_address,
    methods=["POST"],
    deduct_when=lambda response: response.status_code == 422,
)
@limiter.limit(
    sign_in_by_strangers,
    key_func=account_of_request,
    methods=["POST"],
    deduct_when=lambda response: response.status_code == 422,
    exempt_when=lambda: is_known_browser(account_of_request()),
)
@limit_forms
def sign_in() -> Response | str | tuple[str, int]:
    """Come in with e-mail and password."""
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("accounts/sign_in.html", form=form), 422 if form.is_submitted() else 200
    user = queries.find_user_by_email(rules.fold_email(form.email.data))
    user_id, password_hash = (user.id, user.password_hash) if user else (0, None)
    database.rollback()
    if not passwords.is_right(password_hash, form.password.data):
        form.password.errors = [_("E-mail atau kata sandi tidak cocok. Periksa lalu coba lagi.")]
        return render_template("accounts/sign_in.html", form=form), 422
    fresher = _fresher_hash(password_hash, form.password.data)
    left = current_user.token if current_user.is_authenticated else ""
    on_error_show(lambda: render_template("accounts/sign_in.html", form=form))
    with transaction():
        commands.end_session(left)
        token = commands.sign_in(user_id, proven_hash=str(password_hash))
        if password_hash and fresher:
            commands.rehash_password(user_id, old_hash=password_hash, new_hash=fresher)
    _hold(token)
    response = redirect(safe_next(request.args.get("lanjut"), url_for(".home")), 303)
    remember_browser(response, account_of_request())
    return response


@bp.post("/keluar")
def sign_out() -> Response:
    """Leave: the session row ends, so a copied cookie is worth nothing."""
    if current_user.is_authenticated:
        with transaction():
            commands.end_session(current_user.token)
        logout_user()
    session.clear()
    response = redirect(url_for("storefront.home"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.route("/konfirmasi/<token>", methods=["GET", "POST"])
@limit_forms
def confirm(token: str) -> Response | str:
    """The link in the mail shows a button: programs that follow links confirm nothing."""
    if request.method == "GET":
        return render_template("accounts/confirm.html")
    on_error_show(lambda: render_template("accounts/stale_link.html"))
    with transaction():
        commands.confirm_email(token)
    flash(_("Alamat e-mail Anda sudah dikonfirmasi."), "success")
    onward = session.pop(ONWARD, None)
    if current_user.is_authenticated:
        return redirect(safe_next(onward, url_for(".home")), 303)
    return redirect(url_for(".sign_in", lanjut=onward), 303)


@bp.post("/konfirmasi/kirim-ulang")
@limiter.limit(mails_per_recipient, key_func=person_of_request)
@limit_forms
@login_required
def resend_confirmation() -> Response:
    """Send the link again."""
    with transaction():
        commands.request_confirmation(current_user.id)
    flash(_("Surat konfirmasi sudah dikirim lagi. Periksa kotak surat Anda."), "success")
    return redirect(safe_next(request.form.get("lanjut"), url_for(".home")), 303)


@bp.route("/lupa-sandi", methods=["GET", "POST"])
@limiter.limit(mails_per_recipient, key_func=account_of_request, methods=["POST"])
@limit_forms
def forgot() -> Response | str | tuple[str, int]:
    """Ask for a link to choose a new password."""
    form = ForgotForm()
    if not form.validate_on_submit():
        return render_template("accounts/forgot.html", form=form), 422 if form.is_submitted() else 200
    with transaction():
        commands.request_reset(form.email.data)
    return redirect(url_for(".check_mail"), 303)


@bp.route("/sandi-baru/<token>", methods=["GET", "POST"])
@limit_forms
def reset(token: str) -> Response | str | tuple[str, int]:
    """Choose a new password with the link from the mail."""
    on_error_show(lambda: render_template("accounts/stale_link.html"))
    form = NewPasswordForm(owner=_owner_of(token))
    if not form.validate_on_submit():
        return render_template("accounts/reset.html", form=form), 422 if form.is_submitted() else 200
    password_hash = passwords.hash_password(form.password.data)
    with transaction():
        commands.reset_password(token, password_hash=password_hash)
    logout_user()
    _forget_all_but_what_was_begun()
    flash(_("Kata sandi sudah diganti. Silakan masuk."), "success")
    return redirect(url_for(".sign_in"), 303)


@bp.route("/akun", methods=["GET", "POST"])
@login_required
def home() -> Response | str | tuple[str, int]:
    """The person's own page."""
    user = queries.get_user(current_user.id)
    form = ProfileForm(obj=user)
    if not form.validate_on_submit():
        wanted = emails.wanted_email(user.id)
        page = render_template("accounts/home.html", form=form, user=user, wanted_email=wanted)
        return page, 422 if form.is_submitted() else 200
    with transaction():
        commands.change_profile(current_user.id, name=form.name.data, phone=form.phone.data)
    flash(_("Profil disimpan."), "success")
    return redirect(url_for(".home"), 303)


@bp.route("/akun/keamanan", methods=["GET", "POST"])
@limit_passwords
@limit_forms
@login_required
def security() -> Response | str | tuple[str, int]:
    """Password and the browsers that are signed in."""
    form = ChangePasswordForm(owner=current_user.email)

    def show() -> str:
        return render_template(
            "accounts/security.html",
            form=form,
            sessions=queries.live_sessions_of(current_user.id),
            this=queries.hash_token(current_user.token),
        )

    if not form.validate_on_submit():
        return show(), 422 if form.is_submitted() else 200
    on_error_show(show)
    proven_hash = queries.get_user(current_user.id).password_hash
    database.rollback()
    if not passwords.is_right(proven_hash, form.old.data):
        raise WrongPassword
    new_hash = passwords.hash_password(form.password.data)
    with transaction():
        commands.change_password(current_user.id, proven_hash=proven_hash, new_hash=new_hash, token=current_user.token)
    flash(_("Kata sandi diganti. Peramban lain sudah dikeluarkan."), "success")
    return redirect(url_for(".security"), 303)


@bp.post("/akun/keamanan/keluar-semua")
@login_required
def sign_out_elsewhere() -> Response:
    """End all other sessions."""
    with transaction():
        commands.end_other_sessions(current_user.id, token=current_user.token)
    flash(_("Semua peramban lain sudah dikeluarkan."), "success")
    return redirect(url_for(".security"), 303)


@bp.post("/akun/keamanan/keluar-dari-semua")
@login_required
def sign_out_everywhere() -> Response:
    """End all sessions, this one too."""
    with transaction():
        commands.end_every_session(current_user.id)
    logout_user()
    session.clear()
    response = redirect(url_for(".sign_in"), 303)
    response.headers["Clear-Site-Data"] = '"cookies", "storage"'
    return response


@bp.route("/akun/privasi", methods=["GET", "POST"])
@login_required
def privacy() -> Response | str:
    """What the person agreed to."""
    if request.method == "GET":
        consents = queries.consents_of(current_user.id)
        return render_template("accounts/privacy.html", consents=consents, news=queries.agrees_to_news(current_user.id))
    changes = {"ya": commands.agree_to_news, "tidak": commands.withdraw_from_news}
    change = changes.get(request.form.get("news", ""))
    if change is None:
        raise DomainError
    with transaction():
        change(current_user.id)
    flash(_("Pilihan Anda disimpan."), "success")
    return redirect(url_for(".privacy"), 303)


def _hold(token: str) -> None:
    """Begin a fresh signed cookie for this session; what the visitor put in the cart is merged by its signal."""
    _forget_all_but_what_was_begun()
    session.permanent = True
    person = queries.find_signed_in(token)
    database.rollback()
    login_user(person)
    session.pop(TOKEN_FIELD, None)


def _forget_all_but_what_was_begun() -> None:
    begun = {key: session[key] for key in ("cart", ONWARD) if session.get(key)}
    session.clear()
    session.update(begun)


def _fresher_hash(password_hash: str | None, password: str) -> str:
    """Hashing takes long: it is done before the write lock is taken."""
    return passwords.hash_password(password) if password_hash and passwords.is_outdated(password_hash) else ""


def _owner_of(token: str) -> str:
    """The address a reset link was sent to. Raises StaleToken."""
    user = queries.find_user(tokens.user_id_of(tokens.RESET, token, max_age=tokens.RESET_SECONDS))
    if user is None:
        raise StaleToken
    tokens.check_token(tokens.RESET, token, user, max_age=tokens.RESET_SECONDS)
    return user.email
