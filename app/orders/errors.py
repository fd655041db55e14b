"""What orders refuse."""

from app.errors import Conflict
from app.i18n import lazy_gettext


class TimeIsUp(Conflict):
    """The time to pay cannot be extended any more."""

    code = "time_is_up"
    message = lazy_gettext("Waktu bayar pesanan ini sudah habis. Isi keranjang lagi untuk memesan ulang.")


class NoCashDue(Conflict):
    """There is no cash to take, or not yet."""

    code = "no_cash_due"
    message = lazy_gettext("Belum ada uang tunai untuk pesanan ini. Tandai dahulu bahwa pesanannya sudah dikirim.")
