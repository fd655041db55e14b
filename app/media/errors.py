"""What is refused as a picture."""

from app.errors import DomainError
from app.i18n import lazy_gettext


class NotAPicture(DomainError):
    """It is no JPEG, PNG, WebP, AVIF or HEIC picture, or a damaged one."""

    code = "not_a_picture"
    message = lazy_gettext("Berkas ini bukan gambar yang dapat kami baca. Kirim foto JPEG, PNG, WebP atau HEIC.")


class PictureTooLarge(DomainError):
    """Too many bytes or pixels."""

    code = "picture_too_large"
    message = lazy_gettext("Gambar ini terlalu besar. Kirim foto sampai 16 MB dan 50 megapiksel.")
