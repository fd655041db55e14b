"""Blueprints that are guarded at birth, and the way to the sign-in page."""

from enum import Enum

from flask import Blueprint, Flask, g, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.errors import Conflict, NotAllowed
from app.i18n import _
from app.settings import setting
from app.web.csrf import ACTS_BY_FIELD, acts_by, has_session
from app.web.edge import act_for
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


class Helpers(Enum):
    """Whether pages are open to somebody who acts for a seller with that seller's agreement (app/assistance)."""

    MAY = "may"
    MAY_NOT = "may not"


def seller_blueprint(
    name: str,
    import_name: str,
    *,
    readers: frozenset[str],
    writers: frozenset[str],
    helpers: Helpers,
) -> Blueprint:
    """Pages of the seller centre: for members of a shop whose role may read them, and change what they show.

    Where money goes, who is in the team and what is signed stays with the seller: `helpers` says whether somebody who
    acts for the seller comes in too, with the seller's own rights.
    """
    bp = Blueprint(name, import_name, url_prefix="/penjual/pusat")
    _readers[name] = readers
    if helpers is Helpers.MAY_NOT:
        _closed_to_helpers.add(name)

    @bp.before_request
    def admit_members() -> Response | None:
        if not current_user.is_authenticated:
            return to_sign_in()
        refuse_forms_of_another()
        if name in _closed_to_helpers:
            refuse_helpers()
        if not current_user.memberships:
            raise NotAllowed
        act_for_the_helped()
        membership = current_user.memberships[0]
        if membership.role not in (writers if request.method == "POST" else readers):
            raise NotAllowed(_while_suspended() if membership.role in SUSPENDED else None)
        g.membership = membership
        return None

    return bp


def helper_blueprint(name: str, import_name: str) -> Blueprint:
    """Pages for mentors and kiosks."""
    bp = Blueprint(name, import_name, url_prefix="/pendamping")

    @bp.before_request
    def admit_helpers() -> Response | None:
        if not current_user.is_authenticated:
            return to_sign_in()
        if not current_user.is_helper:
            raise NotAllowed
        return None

    return bp


def open_to_helpers(bp: Blueprint, *, but: frozenset[str]) -> None:
    """Let the pages of a blueprint act for the person that is helped, and refuse helpers the views in `but`."""

    @bp.before_request
    def act_or_refuse() -> None:
        if has_session():
            refuse_forms_of_another()
            if (request.endpoint or "").removeprefix(f"{bp.name}.") in but:
                refuse_helpers()
            act_for_the_helped()


def act_for_the_helped() -> None:
    """What this request changes is done for the person that is helped, if one is."""
    if current_user.helped is not None:
        act_for(current_user.helped.id)


def refuse_forms_of_another() -> None:
    """Raises Conflict for a form that was opened for somebody else than the one this request would change."""
    if request.method == "POST" and request.form.get(ACTS_BY_FIELD, "") != acts_by():
        raise Conflict(
            _(
                "Formulir ini dibuka untuk toko lain: izin mendampinginya sudah berakhir, atau Anda berganti "
                "pendampingan sesudah membukanya. Tidak ada yang berubah. Buka lagi halamannya, lalu isi untuk toko "
                "yang benar."
            )
        )


def refuse_helpers() -> None:
    """Raises NotAllowed for somebody who acts for another person."""
    if current_user.helped is not None:
        raise NotAllowed(
            _(
                "Halaman ini hanya untuk %(name)s sendiri. Selama mendampingi, rekening, pencairan, pajak, tim, "
                "dan persetujuan tetap di tangan pemiliknya. Minta %(name)s membukanya di ponselnya.",
                name=current_user.helped.name,
            )
        )


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
    if current_user.helped is not None and name in _closed_to_helpers:
        return False
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
_closed_to_helpers: set[str] = set()
