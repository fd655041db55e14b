"""What payments refuse."""

from app.errors import Conflict, DomainError
from app.i18n import lazy_gettext


class AlreadyPaid(Conflict):
    """There is nothing left to pay."""

    code = "already_paid"
    message = lazy_gettext("Pesanan ini sudah dibayar.")


class NothingToRefund(Conflict):
    """There is no money to send back, or not this way, any more."""

    code = "nothing_to_refund"
    message = lazy_gettext("Tidak ada uang yang dapat dikembalikan dengan cara ini. Muat ulang halaman.")


class GatewayDown(DomainError):
    """The gateway does not answer; nothing is lost."""

    code = "gateway_down"
    message = lazy_gettext(
        "Layanan pembayaran sedang tidak menjawab. Pesanan Anda tetap tersimpan; coba lagi sebentar."
    )
