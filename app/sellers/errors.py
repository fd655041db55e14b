"""What the review of applications refuses."""

from app.errors import DomainError
from app.i18n import lazy_gettext


class OwnApplication(DomainError):
    """Nobody decides about oneself."""

    code = "own_application"
    message = lazy_gettext("Anda tidak dapat memutuskan pengajuan Anda sendiri.")
