"""What payouts and bank accounts refuse."""

from collections.abc import Sequence

from app.errors import Conflict, DomainError
from app.i18n import _, lazy_gettext


class NotApproved(Conflict):
    """Two different admins have to let a batch go before the bank hears of it."""

    code = "not_approved"
    message = lazy_gettext("Daftar ini belum disetujui oleh dua admin, jadi berkas untuk bank belum dapat dibuat.")


class NumbersUnreadable(Conflict):
    """Accounts that the bank was told of were sealed with a DATA_KEY that is not there any more."""

    code = "numbers_unreadable"

    def __init__(self, shops: Sequence[str]) -> None:
        super().__init__(
            _(
                "Berkas tidak dibuat: nomor rekening %(shops)s tersimpan dengan DATA_KEY yang lama dan tidak dapat"
                " dibuka. Unduh dengan DATA_KEY yang lama, atau pastikan di bank bahwa pencairannya belum dibayar, lalu"
                " tandai gagal: uangnya kembali ke saldo, dan toko menulis rekeningnya lagi.",
                shops=", ".join(shops),
            )
        )


class OwnPayout(DomainError):
    """Nobody decides about money of a shop they work for."""

    code = "own_payout"
    message = lazy_gettext("Anda bekerja untuk toko di dalam pencairan ini. Mintalah admin lain memutuskan.")


class BankReferenceUsed(Conflict):
    """One transfer of the bank pays one payout."""

    code = "bank_reference_used"
    message = lazy_gettext("Nomor referensi bank ini sudah dipakai untuk pencairan lain. Periksa mutasi rekening.")


class PlannedAnew(Conflict):
    """The money of a payout that failed is in another one by now."""

    code = "planned_anew"
    message = lazy_gettext(
        "Uangnya sudah masuk pencairan lain. Kalau bank belum diperintah membayar yang itu, keluarkan dahulu dari "
        "daftarnya, lalu tandai di sini lagi."
    )


class AccountChangedMeanwhile(Conflict):
    """The account that the form was filled in for is not the present one."""

    code = "account_changed_meanwhile"
    message = lazy_gettext(
        "Rekening toko sudah diganti selagi halaman ini terbuka. Di bawah ini rekening yang sekarang."
    )


class TooLongForPaper(DomainError):
    """A month with more lines than a request can draw."""

    code = "too_long_for_paper"
    message = lazy_gettext("Laporan bulan ini terlalu panjang untuk PDF. Unduh CSV: isinya sama dan lengkap.")
