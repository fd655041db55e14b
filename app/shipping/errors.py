"""What shipping refuses."""

from app.errors import DomainError
from app.i18n import _, lazy_gettext


class TooManyOffers(DomainError):
    """A buyer could not choose among so many."""

    code = "too_many_offers"

    def __init__(self, *, most: int) -> None:
        super().__init__(
            _("Paling banyak %(most)s cara kirim sendiri. Ubah salah satu yang sudah ada, atau matikan.", most=most)
        )


class HubElsewhere(DomainError):
    """The hub is closed, or in another regency."""

    code = "hub_elsewhere"
    message = lazy_gettext("Titik ambil ini tutup atau di kabupaten lain. Pilih titik ambil di kabupaten Anda.")
