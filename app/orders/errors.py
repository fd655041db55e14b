"""What orders refuse."""

from app.errors import Conflict, DomainError
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


class NotFetched(Conflict):
    """The goods stand at the hub, which takes the cash when it hands them over."""

    code = "not_fetched"
    message = lazy_gettext(
        "Barangnya masih di titik ambil. Ketik dahulu kode pembeli; sesudah itu uang tunainya dapat dicatat."
    )


class ParcelGone(Conflict):
    """The parcel that the page shows has left, with something else in it."""

    code = "parcel_gone"
    message = lazy_gettext("Paket ini sudah dikirim sesudah halaman Anda dibuka. Periksa isinya, lalu kirim sisanya.")


class NothingToSend(DomainError):
    """The pieces of a parcel are none, or more than what waits."""

    code = "nothing_to_send"
    message = lazy_gettext("Pilih paling sedikit satu barang, dan tidak lebih dari yang masih menunggu dikirim.")


class NumberUsed(Conflict):
    """The courier has carried another parcel under this number."""

    code = "number_used"
    message = lazy_gettext(
        "Nomor resi ini sudah dipakai untuk paket lain dengan kurir yang sama. Periksa lagi nomor di resi paketnya."
    )


class WrongCode(DomainError):
    """This is not the code of the buyer who fetches the parcel."""

    code = "wrong_code"
    message = lazy_gettext(
        "Kode itu bukan kode pesanan ini. Minta pembeli membuka halaman pesanannya, lalu ketik kodenya sekali lagi."
    )


class OnlyWhole(DomainError):
    """Who comes to fetch the goods comes once, and who pays at the door pays once."""

    code = "only_whole"
    message = lazy_gettext("Pesanan yang diambil sendiri atau dibayar tunai diserahkan sekaligus.")


class NoMoreNotes(Conflict):
    """The buyer has read enough about this order."""

    code = "no_more_notes"
    message = lazy_gettext("Pesan untuk pesanan ini sudah cukup banyak. Hubungi pembeli lewat WhatsApp atau telepon.")


class NobodyToTell(Conflict):
    """The order was not paid, or has ended."""

    code = "nobody_to_tell"
    message = lazy_gettext("Pesanan ini belum dibayar atau sudah berakhir, jadi pesan tidak dapat dikirim lagi.")


class WrittenMeanwhile(Conflict):
    """Somebody else of the shop has written to the buyer after the page was opened."""

    code = "written_meanwhile"
    message = lazy_gettext("Rekan Anda baru saja menulis kepada pembeli. Baca pesannya, lalu kirim lagi bila perlu.")
