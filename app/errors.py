"""The expected failures: each carries a code for machines and an Indonesian sentence a person can act on."""

from app.i18n import LazyString, lazy_gettext


class DomainError(Exception):
    """A rule of the trade said no. Leaves a transaction rolled back and is answered with 422."""

    code = "domain_error"
    message: str | LazyString = lazy_gettext("Permintaan ini tidak dapat dijalankan.")

    def __init__(self, message: str | LazyString | None = None) -> None:
        self.message = message or type(self).message
        super().__init__(self.code)


class NotFound(DomainError):
    """The row is not there, or not this person's: both look the same from outside (404)."""

    code = "not_found"
    message = lazy_gettext("Yang Anda cari tidak ditemukan.")


class NotAllowed(DomainError):
    """The page belongs to another role (403)."""

    code = "not_allowed"
    message = lazy_gettext("Halaman ini bukan untuk akun Anda.")


class Conflict(DomainError):
    """Somebody was faster: stock, price or state changed (409)."""

    code = "conflict"
    message = lazy_gettext("Keadaannya sudah berubah. Muat ulang halaman lalu coba lagi.")


class ChangedByColleague(Conflict):
    """The row says something else than the form was opened with; what is typed stays in the form, beside it."""

    code = "changed_by_colleague"
    message = lazy_gettext(
        "Rekan Anda mengubahnya sesudah halaman Anda dibuka. Isian Anda masih di sini: bandingkan, lalu simpan lagi "
        "bila tetap ingin menggantinya."
    )
