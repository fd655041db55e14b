"""What payments refuse."""

from app.errors import Conflict, DomainError
from app.i18n import _, lazy_gettext


class AlreadyPaid(Conflict):
    """There is nothing left to pay, or it is to be paid at the door."""

    code = "already_paid"
    message = lazy_gettext("Pesanan ini tidak menunggu pembayaran lagi.")


class NothingToRefund(Conflict):
    """There is no money to send back, or not this way, any more."""

    code = "nothing_to_refund"
    message = lazy_gettext("Tidak ada uang yang dapat dikembalikan dengan cara ini. Muat ulang halaman.")


class RefundOnItsWay(Conflict):
    """The gateway knows of this refund, or it has moved meanwhile: another way would pay twice."""

    code = "refund_on_its_way"
    message = lazy_gettext(
        "Menurut gerbang bayar, uang ini sudah atau sedang dikembalikan lewat mereka. Supaya pembeli tidak"
        " dibayar dua kali, jangan minta rekening atau transfer sendiri; muat ulang halaman ini beberapa menit lagi."
    )


class TakenByTheBank(Conflict):
    """The buyer's bank takes or has taken the money of this payment back: another way would pay twice."""

    code = "taken_by_the_bank"
    message = lazy_gettext(
        "Bank pembeli meminta atau sudah mengambil uang pembayaran ini lewat sengketa. Supaya pembeli tidak dibayar"
        " dua kali, jangan minta rekening atau transfer sendiri selama sengketanya belum kita menangkan. Kalau kita"
        " kalah, catat sebagai diambil lewat sengketa; yang tidak diambilnya lalu ditransfer."
    )


class NotPaidByDispute(Conflict):
    """No lost dispute took anything that is not counted for another refund."""

    code = "not_paid_by_dispute"
    message = lazy_gettext(
        "Tidak ada sengketa yang kalah untuk pembayaran ini, atau uangnya sudah dihitung untuk pengembalian lain. Lihat"
        " sengketanya di halaman pembayaran, atau pilih cara lain."
    )


class NotSentByHand(DomainError):
    """The gateway lists no refund of this name that has arrived."""

    code = "not_sent_by_hand"
    message = lazy_gettext(
        "Gerbang bayar tidak menyebut pengembalian yang sudah sampai dengan nama ini untuk pembayaran ini. Salin"
        " namanya dari dasbor gerbang bayar; kalau masih diproses di sana, catat sesudah sampai."
    )


class CountedAlready(Conflict):
    """What the gateway sent under this name is counted for another refund, or is less than this one."""

    code = "counted_already"
    message = lazy_gettext(
        "Pengembalian dengan nama ini di gerbang bayar lebih kecil daripada jumlah di sini, atau sudah dihitung untuk"
        " pengembalian lain. Satu pengembalian hanya boleh dihitung satu kali."
    )


class SellerOwes(Conflict):
    """A seller who took the cash of an order has too little left with us for its refund."""

    code = "seller_owes"
    message = lazy_gettext(
        "Uang pesanan ini diterima tunai oleh toko, dan saldo toko itu kurang dari nol: yang ditransfer akan menjadi"
        " uang kita. Tunggu sampai saldonya cukup, atau putuskan dengan alasan bahwa kita talangi."
    )


class OtherAccountNamed(Conflict):
    """The buyer has named another account than the one that the admin saw."""

    code = "other_account_named"
    message = lazy_gettext(
        "Rekening pembeli sudah diganti sesudah halaman Anda dibuka, jadi belum ada yang dicatat. Periksa dahulu ke"
        " rekening mana uangnya ditransfer."
    )


class GatewayDown(DomainError):
    """The gateway does not answer; nothing is lost."""

    code = "gateway_down"
    message = lazy_gettext("Gerbang bayar sedang tidak menjawab. Pesanan Anda tetap tersimpan; coba lagi sebentar.")


class MethodUnavailable(Conflict):
    """This way to pay cannot be used now; the others can."""

    code = "method_unavailable"
    message = lazy_gettext("Cara membayar ini sedang tidak tersedia. Pesanan Anda tetap tersimpan; pilih cara lain.")


class KeysStillRefused(Conflict):
    """The gateway still does not know our keys."""

    code = "keys_refused"
    message = lazy_gettext("Gerbang bayar masih menolak kunci kita. Perbaiki kuncinya, lalu coba lagi.")


class TransferClosed(Conflict):
    """The transfer was seen already, or failed."""

    code = "transfer_closed"
    message = lazy_gettext("Transfer ini sudah selesai diperiksa.")


class ProofWaits(Conflict):
    """One proof at a time."""

    code = "proof_waits"
    message = lazy_gettext("Bukti Anda sudah kami terima dan sedang diperiksa.")


class TooManyProofs(DomainError):
    """So many proofs were rejected that somebody has to talk."""

    code = "too_many_proofs"

    def __init__(self, *, most: int) -> None:
        super().__init__(
            _("Sudah %(most)s bukti ditolak. Hubungi kami, atau bayar dengan cara lain.", most=most),
        )


class ProofDecided(Conflict):
    """Another admin was faster."""

    code = "proof_decided"
    message = lazy_gettext("Bukti ini sudah diputuskan admin lain.")


class BankReferenceUsed(Conflict):
    """One transfer in the bank's statement counts once."""

    code = "bank_reference_used"
    message = lazy_gettext(
        "Nomor referensi bank ini sudah dipakai untuk transfer lain. Satu transfer hanya boleh dicatat satu kali."
    )


class ReturnUsed(Conflict):
    """What the bank sent back is one refund or one payout."""

    code = "return_used"
    message = lazy_gettext(
        "Nomor uang kembali ini sudah dicatat untuk pencairan atau pengembalian dana yang lain. Periksa mutasi"
        " rekening: tiap uang kembali dicatat satu kali. Kalau mutasinya tanpa nomor, tulis tanggal dengan nama pemilik"
        " rekening."
    )


class DecidedByGateway(Conflict):
    """The gateway says itself how a dispute ends."""

    code = "decided_by_gateway"
    message = lazy_gettext("Akhir sengketa ini dikabarkan sendiri oleh gerbang bayar.")


class OwnDispute(Conflict):
    """Nobody decides about their own money."""

    code = "own_dispute"
    message = lazy_gettext("Ini pesanan Anda sendiri. Admin lain yang memutuskan sengketanya.")


class OwnRefund(Conflict):
    """Nobody decides about their own money, or that of a shop they work for."""

    code = "own_refund"
    message = lazy_gettext("Ini pesanan atau toko Anda sendiri. Admin lain yang mengurus pengembaliannya.")


class OwnProof(Conflict):
    """Nobody decides about their own money, or that of a shop they work for."""

    code = "own_proof"
    message = lazy_gettext("Ini pesanan atau toko Anda sendiri. Admin lain yang memeriksa buktinya.")
