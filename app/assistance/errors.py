"""What assistance refuses."""

from app.errors import DomainError
from app.i18n import lazy_gettext


class OwnAddress(DomainError):
    """A helper asked to help the own account."""

    code = "own_address"
    message = lazy_gettext("Ini alamat akun Anda sendiri. Tulis alamat orang yang Anda dampingi.")


class CodeTooOld(DomainError):
    """Too much time went by, or too many codes were wrong."""

    code = "code_too_old"
    message = lazy_gettext("Kode ini sudah tidak berlaku. Minta kode baru dengan mengisi alamat e-mailnya sekali lagi.")


class NoLongerHelping(DomainError):
    """The agreement ended, or has not been given."""

    code = "no_longer_helping"
    message = lazy_gettext("Izin pendampingan ini tidak berlaku. Minta izin baru bila orangnya masih ingin didampingi.")
