"""What complaints refuse."""

from app.errors import Conflict, DomainError
from app.i18n import lazy_gettext


class AlreadyAnswered(Conflict):
    """A complaint is answered once."""

    code = "already_answered"
    message = lazy_gettext("Pengaduan ini sudah dijawab. Muat ulang halaman untuk membaca jawabannya.")


class OwnComplaint(DomainError):
    """Nobody decides about oneself."""

    code = "own_complaint"
    message = lazy_gettext("Anda tidak dapat menjawab pengaduan Anda sendiri.")
