"""What the accounts refuse."""

from app.errors import DomainError
from app.i18n import lazy_gettext


class WrongPassword(DomainError):
    """E-mail and password do not belong together; which of them is wrong stays unsaid."""

    code = "wrong_password"
    message = lazy_gettext("E-mail atau kata sandi tidak cocok. Periksa lalu coba lagi.")


class StaleToken(DomainError):
    """The link was used, is too old, or belongs to another address."""

    code = "stale_token"
    message = lazy_gettext("Tautan ini sudah tidak berlaku. Minta tautan baru.")
