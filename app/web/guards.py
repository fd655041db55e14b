"""Blueprints that are guarded at birth, and the way to the sign-in page."""

from flask import Blueprint, Flask, g, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.errors import NotAllowed
from app.i18n import _
from app.settings import setting
from app.web.identity import (
    BOOKKEEPER,
    OWNER,
    STAFF,
    SUSPENDED_BOOKKEEPER,
    SUSPENDED_OWNER,
    SUSPENDED_STAFF,
    Membership,
    login_manager,
)

MAX_NEXT = 500

NOBODY: frozenset[str] = frozenset()
OWNERS = frozenset({OWNER})
SELLING = frozenset({OWNER, STAFF})
TEAM = frozenset({OWNER, STAFF, BOOKKEEPER})
SUSPENDED = frozenset({SUSPENDED_OWNER, SUSPENDED_STAFF, SUSPENDED_BOOKKEEPER})
EVERY_MEMBER = TEAM | SUSPENDED
# what stays open while a shop is suspended: open orders reach their buyers, its owners see what was earned and by whom
OWNING = frozenset({OWNER, SUSPENDED_OWNER})
SERVING = frozenset({OWNER, STAFF, SUSPENDED_OWNER, SUSPENDED_STAFF})
ORDERS = SERVING | {BOOKKEEPER}
BOOKS = OWNING | {BOOKKEEPER}


def seller_blueprint(name: str, import_name: str, *, readers: frozenset[str], writers: frozenset[str]) -> Blueprint:
    """Pages of the seller centre: for members of a shop whose role may read them, and change what they show."""
    bp = Blueprint(name, import_name, url_prefix="/penjual/pusat")
    _readers[name] = readers

    @bp.before_request
    def admit_members() -> Response | None:
        if not current_user.is_authenticated:
            return to_sign_in()
        if not current_user.memberships:
            raise NotAllowed
        membership = current_user.memberships[0]
        if membership.role not in (writers if request.method == "POST" else readers):
            raise NotAllowed(_while_suspended() if membership.role in SUSPENDED else None)
        g.membership = membership
        return None

    return bp


def admin_blueprint(name: str, import_name: str, *, needs: str) -> Blueprint:
    """Pages of the back office: for holders of one role, and superadmins."""
    bp = Blueprint(name, import_name, url_prefix="/admin")
    _needs[name] = needs

    @bp.before_request
    def admit_role() -> Response | None:
        if not current_user.is_authenticated:
            return to_sign_in()
        if not current_user.may(needs):
            raise NotAllowed
        return None

    return bp


def may_open(endpoint: str) -> bool:
    """Whether the person of this request may read a page of the seller centre or the back office, for menus."""
    name = endpoint.split(".", maxsplit=1)[0]
    if name in _needs:
        return bool(current_user.may(_needs[name]))
    return current_membership().role in _readers[name]


def is_suspended() -> bool:
    """Whether the shop of this request sells nothing for now, for the banner of the seller centre."""
    return current_membership().role in SUSPENDED


def current_membership() -> Membership:
    """The shop of this request, set by the guard of the seller centre."""
    membership: Membership = g.membership
    return membership


def to_sign_in() -> Response:
    """Send a visitor to the sign-in page and back afterwards."""
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", lanjut=wanted), 303)


def safe_next(text: str | None, otherwise: str) -> str:
    """A path of ours to go on to; anything that could lead elsewhere becomes `otherwise`."""
    path = text or ""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and len(path) <= MAX_NEXT
    return path if is_ours and path.isprintable() and "\\" not in path else otherwise


def init_app(app: Flask) -> None:
    """Make Flask-Login known, without its own hooks: they open the session of visitors who have none."""
    login_manager.unauthorized_handler(to_sign_in)
    app.login_manager = login_manager  # type: ignore[attr-defined]
    app.context_processor(lambda: {"current_user": current_user, "may_open": may_open, "is_suspended": is_suspended})


def _while_suspended() -> str:
    return _(
        "Toko ini dibekukan, jadi halaman ini tertutup. Tanyakan kepada pemilik toko, atau hubungi kami: %(email)s",
        email=setting("CONTACT_EMAIL"),
    )


_readers: dict[str, frozenset[str]] = {}
_needs: dict[str, str] = {}
