"""Every unsafe request must come from our own page; a signed-in one also carries the session's token."""

from flask import Flask, has_request_context, request, session
from flask_login import current_user
from flask_wtf.csrf import generate_csrf, validate_csrf
from markupsafe import Markup
from werkzeug.exceptions import BadRequest
from wtforms.validators import ValidationError

from app.i18n import _
from app.settings import setting

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
SIGNED_BY_MACHINES = frozenset({"webhooks.receive"})
TOKEN_FIELD = "csrf_token"  # noqa: S105 - the name of a field
ACTS_BY_FIELD = "acts_by"
SIGNED_IN = "_user_id"  # Flask-Login's key in the session


class ForeignRequest(BadRequest):
    """The request did not come from a page of this shop, or from one that is too old."""


def has_session() -> bool:
    """Whether the visitor holds our cookie; asking does not open the session."""
    return bool(request.cookies.get(setting("SESSION_COOKIE_NAME")))


def is_signed_in() -> bool:
    """Whether a person with a live session sends this; asking does not open the session of a visitor without one."""
    return has_session() and SIGNED_IN in session and bool(current_user.is_authenticated)


def is_from_our_page() -> bool:
    """Whether a page of this shop sent the request, as the browser says."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.host}"


def csrf_field() -> Markup:
    """The hidden fields of a form: its token, and by which leave of another person it was opened.

    Nothing for a visitor without a session, whose page may be cached.
    """
    if not has_session():
        return Markup()
    hidden = Markup('<input type="hidden" name="{}" value="{}">')
    token = hidden.format(TOKEN_FIELD, generate_csrf())
    return token + hidden.format(ACTS_BY_FIELD, acts_by()) if acts_by() else token


def acts_by() -> str:
    """The assistance by which this person acts for another now; nothing for somebody who acts for no one."""
    return str(current_user.helped.assistance_id) if current_user.helped else ""


def refuse_foreign_requests() -> None:
    """Raises ForeignRequest for an unsafe request that no page of ours has sent."""
    if request.method in SAFE_METHODS or request.endpoint in SIGNED_BY_MACHINES:
        return
    if not is_from_our_page():
        raise ForeignRequest(_("Permintaan ini tidak datang dari halaman Sebalai."))
    if has_session() and SIGNED_IN in session:
        try:
            validate_csrf(request.form.get(TOKEN_FIELD, ""))
        except ValidationError as error:
            raise ForeignRequest(_("Halaman ini sudah terlalu lama terbuka. Muat ulang lalu kirim lagi.")) from error


def init_app(app: Flask) -> None:
    """Check every request before its view."""
    app.before_request(refuse_foreign_requests)
    app.context_processor(lambda: {"csrf_field": csrf_field, "has_session": has_request_context() and has_session()})
