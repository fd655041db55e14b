"""One place answers every refusal: a DomainError with its sentence, anything unexpected with a number to report."""

from collections.abc import Callable

import structlog
from flask import Flask, Response, g, render_template
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError, ServiceUnavailable

from app.errors import Conflict, DomainError, NotAllowed, NotFound
from app.i18n import LazyString, _, lazy_gettext

log = structlog.get_logger()

MESSAGES: dict[int, str | LazyString] = {
    400: lazy_gettext("Permintaan ini tidak dapat kami baca. Muat ulang halaman lalu coba lagi."),
    403: NotAllowed.message,
    404: lazy_gettext("Halaman ini tidak ada. Mungkin alamatnya salah ketik atau barangnya sudah tidak dijual."),
    405: lazy_gettext("Alamat ini tidak dapat dibuka dengan cara itu."),
    413: lazy_gettext(
        "Kiriman Anda terlalu besar. Kembali ke halaman tadi, lalu kirim berkas yang lebih kecil atau lebih sedikit."
    ),
    429: lazy_gettext("Terlalu banyak percobaan. Tunggu beberapa menit lalu coba lagi."),
    500: lazy_gettext("Terjadi kesalahan di pihak kami. Tidak ada yang berubah; silakan coba lagi."),
    503: lazy_gettext("Toko sedang sangat sibuk. Tunggu sebentar lalu coba lagi."),
}
RETRY_AFTER_SECONDS = "5"


def on_error_show(render: Callable[[], str]) -> None:
    """When a DomainError leaves this request, answer with this page (its form and a `form_error`), not a bare one."""
    g.page_on_error = render


def status_of(error: DomainError) -> int:
    """404 and 403 for who may see what, 409 for a lost race, 422 for everything else a person can correct."""
    if isinstance(error, NotFound):
        return 404
    if isinstance(error, NotAllowed):
        return 403
    return 409 if isinstance(error, Conflict) else 422


def answer_domain_error(error: DomainError) -> tuple[str, int]:
    """The sentence of the refusal on the page it came from."""
    status = status_of(error)
    render = g.pop("page_on_error", None)
    if render is not None and status not in (403, 404):
        g.form_error = error.message
        return render(), status
    return _page(status, str(error.message)), status


def answer_foreign_host(_error: SecurityError) -> Response:
    """Under a name that is not ours no page can be drawn: its links would carry that name."""
    return Response(_("Alamat ini bukan alamat Sebalai."), 400, mimetype="text/plain")


def answer_http_error(error: HTTPException) -> HTTPException | tuple[str, int] | tuple[str, int, dict[str, str]]:
    """An Indonesian page for what the web framework refuses."""
    status = error.code or 500
    if status < 400:
        return error
    said = error.description if type(error).__module__.startswith("app.") else MESSAGES.get(status, MESSAGES[400])
    headers = {"Retry-After": RETRY_AFTER_SECONDS} if status == ServiceUnavailable.code else {}
    return _page(status, str(said)), status, headers


def answer_busy_database(error: OperationalError) -> tuple[str, int, dict[str, str]]:
    """Waiting for the database took too long: say so, and when to come back."""
    log.warning("database_busy", kind=type(error.orig).__name__, request_id=g.get("request_id"))
    page = _page(503, str(MESSAGES[503]), has_session=False)
    return page, 503, {"Retry-After": RETRY_AFTER_SECONDS}


def answer_unexpected(error: InternalServerError) -> tuple[str, int]:
    """A page that needs nothing that may be broken, with the number that stands in the log."""
    original = error.original_exception or error
    log.error("unexpected", kind=type(original).__name__, request_id=g.get("request_id"), exc_info=original)
    return _page(500, str(MESSAGES[500]), has_session=False, reference=g.get("request_id", "")), 500


def init_app(app: Flask) -> None:
    """Answer errors in our own words."""
    app.register_error_handler(DomainError, answer_domain_error)
    app.register_error_handler(SecurityError, answer_foreign_host)
    app.register_error_handler(HTTPException, answer_http_error)
    app.register_error_handler(InternalServerError, answer_unexpected)
    app.register_error_handler(OperationalError, answer_busy_database)
    app.context_processor(lambda: {"form_error": g.get("form_error")})


def _page(status: int, message: str, **context: object) -> str:
    titles = {403: _("Bukan untuk akun ini"), 404: _("Tidak ditemukan"), 409: _("Keadaannya berubah")}
    title = titles.get(status, _("Belum berhasil"))
    return render_template("errors/page.html", status=status, title=title, message=message, **context)
