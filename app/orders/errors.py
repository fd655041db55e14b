"""What orders refuse."""

from app.errors import Conflict
from app.i18n import lazy_gettext


class TimeIsUp(Conflict):
    """The time to pay cannot be extended any more."""

    code = "time_is_up"
    message = lazy_gettext("Waktu bayar pesanan ini sudah habis. Isi keranjang lagi untuk memesan ulang.")


class TooLateToCancel(Conflict):
    """The seller has begun, or the order has ended."""

    code = "too_late_to_cancel"
    message = lazy_gettext("Pesanan ini tidak dapat dibatalkan lagi. Muat ulang halaman untuk melihat keadaannya.")


class CaseUndecided(Conflict):
    """A return case about the order waits for its decision."""

    code = "case_undecided"
    message = lazy_gettext("Pengembalian pesanan ini belum diputuskan. Sesudah itu pesanan dapat ditandai diterima.")


class NoCashDue(Conflict):
    """There is no cash to take, or not yet."""

    code = "no_cash_due"
    message = lazy_gettext("Belum ada uang tunai untuk pesanan ini. Tandai dahulu bahwa pesanannya sudah dikirim.")
