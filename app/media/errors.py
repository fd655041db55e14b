"""What is refused as a picture or document."""

from app.errors import DomainError
from app.i18n import lazy_gettext


class NotAPicture(DomainError):
    """It is no JPEG, PNG, WebP, AVIF or HEIC picture, or a damaged one."""

    code = "not_a_picture"
    message = lazy_gettext("Berkas ini bukan gambar yang dapat kami baca. Kirim foto JPEG, PNG, WebP, atau HEIC.")


class NotADocument(DomainError):
    """It is neither a picture nor a PDF that can be drawn."""

    code = "not_a_document"
    message = lazy_gettext(
        "Berkas ini tidak dapat kami baca. Kirim foto (JPEG, PNG, WebP, HEIC) atau PDF sampai 10 halaman, tanpa sandi."
    )


class TooBusy(DomainError):
    """Others are sending pictures at this moment."""

    code = "too_busy"
    message = lazy_gettext("Sedang banyak berkas yang kami terima. Kirim berkas ini sekali lagi sebentar lagi.")


class TookTooLong(DomainError):
    """The files before this one needed all the time that one form may take."""

    code = "took_too_long"
    message = lazy_gettext("Belum sempat dibaca. Kirim berkas ini sekali lagi.")


class PictureTooLarge(DomainError):
    """Too many bytes or pixels."""

    code = "picture_too_large"
    message = lazy_gettext("Berkas ini terlalu besar. Kirim foto sampai 16 MB dan 50 megapiksel.")
