"""What the books refuse."""

from app.errors import Conflict, DomainError
from app.i18n import _, lazy_gettext
from app.money import format_rupiah


class OddDay(DomainError):
    """Money cannot have moved on that day."""

    code = "odd_day"
    message = lazy_gettext("Tanggalnya harus hari ini atau dalam satu tahun terakhir.")


class NothingHandedOver(DomainError):
    """Neither money nor a fee."""

    code = "nothing_handed_over"
    message = lazy_gettext("Isi jumlah yang masuk ke rekening, biaya yang dipotong, atau keduanya.")


class MoreThanThere(Conflict):
    """The gateway cannot hand over more than it has for us."""

    code = "more_than_there"

    def __init__(self, balance_amount: int) -> None:
        super().__init__(
            _(
                "Menurut buku, yang masih di gerbang bayar ini %(balance)s. Jumlah dan biaya bersama tidak boleh "
                "lebih dari itu. Periksa angkanya, atau lihat rekonsiliasi. Kalau laporan gerbang bayar memang "
                "menyebut jumlah ini, misalnya karena sesudahnya ada pengembalian dana, centang di bawah bahwa "
                "sudah dicocokkan.",
                balance=format_rupiah(balance_amount),
            )
        )


class ReferenceTaken(Conflict):
    """The same bank reference stands for another settlement."""

    code = "reference_taken"
    message = lazy_gettext("Nomor referensi ini sudah dipakai untuk penyetoran lain dari gerbang bayar yang sama.")


class BillKnown(Conflict):
    """The same number of the same payee stands for another bill."""

    code = "bill_known"
    message = lazy_gettext("Nomor tagihan ini sudah dicatat untuk penerima yang sama dengan jumlah atau tanggal lain.")


class MovementKnown(Conflict):
    """The same bank reference stands for another movement."""

    code = "movement_known"
    message = lazy_gettext("Nomor referensi ini sudah dicatat di halaman ini dengan jenis, jumlah, atau tanggal lain.")


class MoreThanOwed(Conflict):
    """Nobody pays more than is owed."""

    code = "more_than_owed"

    def __init__(self, owed_amount: int) -> None:
        super().__init__(
            _(
                "Menurut buku, yang masih harus dibayar %(owed)s. Jumlahnya tidak boleh lebih dari itu.",
                owed=format_rupiah(owed_amount),
            )
        )


class MoreThanOurs(Conflict):
    """Only our own money can be taken out, and only what has reached the bank."""

    code = "more_than_ours"

    def __init__(self, free_amount: int) -> None:
        super().__init__(
            _(
                "Menurut buku, yang dapat diambil sekarang %(free)s. Selebihnya milik penjual, pembeli, atau negara, "
                "atau belum ada di rekening.",
                free=format_rupiah(free_amount),
            )
        )
