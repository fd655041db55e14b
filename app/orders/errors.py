"""What orders refuse."""

from app.errors import Conflict
from app.i18n import lazy_gettext


class TimeIsUp(Conflict):
    """The time to pay cannot be extended any more."""

    code = "time_is_up"
    message = lazy_gettext("Waktu bayar pesanan ini sudah habis. Isi keranjang lagi untuk memesan ulang.")
