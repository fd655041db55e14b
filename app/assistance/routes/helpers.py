"""What a mentor or kiosk sees: whom they may help, who has not answered, and how to ask."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts.commands.begun import Newcomer
from app.accounts.rules import fold_email
from app.assistance import queries
from app.assistance.commands import acting, agreement
from app.assistance.forms import AskForm, CodeForm, NewcomerForm
from app.db import transaction
from app.i18n import _
from app.models.assistance import Assistance
from app.web.error_pages import on_error_show
from app.web.guards import helper_blueprint
from app.web.limits import account_named, limit_forms, limiter, mails_per_recipient, requests_per_helper

bp = helper_blueprint("assistance", __name__)


def recipient_of_request() -> str:
    """What mails to an address that a helper typed are counted by."""
    return account_named(fold_email(request.form.get("email", "")[:300]))


def helper_of_request() -> str:
    """What a helper's requests are counted by."""
    return f"helper:{current_user.id}" if current_user.is_authenticated else "helper:nobody"


def recipient_of_reminder() -> str:
    """What mails to somebody who is helped are counted by."""
    return f"assistance:{(request.view_args or {}).get('assistance_id')}"


limit_asking = limiter.limit(mails_per_recipient, key_func=recipient_of_request)
limit_reminding = limiter.limit(mails_per_recipient, key_func=recipient_of_reminder)
limit_helper = limiter.limit(requests_per_helper, key_func=helper_of_request)


@bp.get("")
def index() -> str:
    """Whom to help, and how to begin."""
    return _page()


@bp.post("/minta")
@limit_asking
@limit_helper
@limit_forms
def ask() -> Response | tuple[str, int]:
    """Ask somebody who has an account."""
    form = AskForm()
    if not form.validate_on_submit():
        return _page(ask_form=form), 422
    on_error_show(lambda: _page(ask_form=form))
    with transaction():
        assistance = agreement.ask(current_user.id, email=form.email.data)
    return _asked(assistance)


@bp.post("/akun-baru")
@limit_asking
@limit_helper
@limit_forms
def ask_newcomer() -> Response | tuple[str, int]:
    """Begin an account for somebody who has none, and ask."""
    form = NewcomerForm()
    if not form.validate_on_submit():
        return _page(newcomer_form=form), 422
    on_error_show(lambda: _page(newcomer_form=form))
    with transaction():
        newcomer = Newcomer(form.name.data, form.email.data, form.phone.data)
        assistance = agreement.ask_newcomer(current_user.id, newcomer)
    return _asked(assistance)


@bp.post("/<int:assistance_id>/kode")
@limit_forms
def enter_code(assistance_id: int) -> Response | tuple[str, int]:
    """The person told the code."""
    form = CodeForm()
    if not form.validate_on_submit():
        return _page(code_form=form, code_for=assistance_id), 422
    on_error_show(lambda: _page(code_form=form, code_for=assistance_id))
    with transaction():
        is_right = agreement.agree_by_code(assistance_id, helper_id=current_user.id, code=form.code.data)
    if not is_right:
        form.code.errors = [
            _("Kodenya tidak cocok. Periksa surat yang terbaru; setelah lima kali salah, minta kode baru.")
        ]
        return _page(code_form=form, code_for=assistance_id), 422
    return _begin(assistance_id)


@bp.post("/<int:assistance_id>/mulai")
def begin(assistance_id: int) -> Response:
    """Act for this person from now on."""
    on_error_show(_page)
    return _begin(assistance_id)


@bp.post("/selesai")
def stop() -> Response:
    """Be oneself again."""
    with transaction():
        acting.stop(helper_id=current_user.id, token=current_user.token)
    flash(_("Pendampingan selesai untuk saat ini. Halaman-halaman ini kembali milik Anda sendiri."), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/<int:assistance_id>/serahkan")
@limit_reminding
@limit_helper
@limit_forms
def hand_over(assistance_id: int) -> Response:
    """Send the person the link to what only the person can do."""
    on_error_show(_page)
    with transaction():
        agreement.ask_to_finish(assistance_id, helper_id=current_user.id)
    flash(_("Tautannya sudah dikirim ke surat orangnya."), "success")
    return redirect(url_for("sellers.show") if current_user.helped else url_for(".index"), 303)


@bp.post("/<int:assistance_id>/akhiri")
def end(assistance_id: int) -> Response:
    """Help this person no more."""
    with transaction():
        agreement.end_as_helper(assistance_id, helper_id=current_user.id)
    flash(_("Pendampingan diakhiri."), "success")
    return redirect(url_for(".index"), 303)


def _asked(assistance: Assistance) -> Response:
    if assistance.agreed_at is not None:
        flash(_("Izin dari orang ini masih berlaku."), "success")
    else:
        flash(
            _(
                "Bila %(address)s punya akun, kodenya sudah dikirim ke sana. Minta orangnya membacakan kode itu.",
                address=assistance.address_masked,
            ),
            "success",
        )
    return redirect(url_for(".index"), 303)


def _begin(assistance_id: int) -> Response:
    with transaction():
        person_id = acting.begin(assistance_id, helper_id=current_user.id, token=current_user.token)
        has_shop = queries.has_shop(person_id)
    return redirect(url_for("seller_centre.home" if has_shop else "sellers.show"), 303)


def _page(
    *,
    ask_form: AskForm | None = None,
    newcomer_form: NewcomerForm | None = None,
    code_form: CodeForm | None = None,
    code_for: int | None = None,
) -> str:
    return render_template(
        "assistance/index.html",
        clients=queries.clients_of(current_user.id),
        requests=queries.requests_of(current_user.id),
        ask_form=ask_form or AskForm(formdata=None),
        newcomer_form=newcomer_form or NewcomerForm(formdata=None),
        code_form=code_form or CodeForm(formdata=None),
        code_for=code_for,
    )
