"""What is refused about statements of turnover."""

from app.errors import Conflict, DomainError
from app.i18n import _, lazy_gettext


class AlreadySent(Conflict):
    """The statement of this year waits or is accepted."""

    code = "statement_already_sent"
    message = lazy_gettext("Surat pernyataan untuk tahun ini sudah dikirim. Lihat keadaannya di bawah.")


class WrongYear(DomainError):
    """Statements are for this year or the next."""

    code = "statement_of_wrong_year"
    message = lazy_gettext("Pilih tahun ini atau tahun depan.")


class DecidedMeanwhile(Conflict):
    """Another admin has said something else."""

    code = "statement_decided"
    message = lazy_gettext("Surat pernyataan ini sudah diputuskan admin lain.")


class OwnStatement(DomainError):
    """Nobody decides about the own shop."""

    code = "own_statement"
    message = lazy_gettext("Ini surat pernyataan toko Anda sendiri; rekan Anda yang memutuskan.")


class SoldMore(DomainError):
    """What the shop has sold here alone is above the limit."""

    code = "sold_more"

    def __init__(self, *, limit: str) -> None:
        super().__init__(
            _("Penjualan toko ini di sini saja sudah di atas %(limit)s, jadi tolak dengan alasan itu.", limit=limit)
        )
