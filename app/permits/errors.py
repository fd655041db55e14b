"""What deciding about permits refuses."""

from app.errors import DomainError
from app.i18n import lazy_gettext


class OwnPermit(DomainError):
    """Nobody decides about the own shop, nor about one whose people one helped."""

    code = "own_permit"
    message = lazy_gettext("Anda bekerja untuk toko ini atau pernah mendampinginya; rekan Anda yang memutuskan.")


class Incomplete(DomainError):
    """Only what is whole may be accepted without looking at each."""

    code = "incomplete_permit"
    message = lazy_gettext(
        "Belum lengkap: nomor, tanggal terbit, atau berkasnya belum ada. Buka dan periksa satu per satu."
    )
