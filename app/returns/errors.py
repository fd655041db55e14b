"""What is refused when goods or money are to go back."""

from app.errors import Conflict, DomainError
from app.i18n import _, lazy_gettext


class NothingChosen(DomainError):
    """No piece of any line."""

    code = "nothing_chosen"
    message = lazy_gettext("Tulis jumlah barangnya, paling sedikit satu.")


class TooMany(Conflict):
    """More pieces than there are left."""

    code = "too_many"
    message = lazy_gettext("Jumlahnya lebih banyak daripada yang masih ada di pesanan ini.")


class PageTooOld(Conflict):
    """Something went back since the page was shown."""

    code = "page_too_old"
    message = lazy_gettext("Pesanan ini sudah berubah sejak halaman dibuka. Muat ulang, lalu periksa lagi jumlahnya.")


class TooLateToReturn(Conflict):
    """The order is not with the buyer, or was completed too long ago."""

    code = "too_late_to_return"
    message = lazy_gettext("Pengembalian hanya dapat diajukan setelah pesanan dikirim dan sebelum batas waktunya.")


class PaidBackAlready(TooLateToReturn):
    """All that was in a parcel was granted as missing before it got lost or came back."""

    code = "paid_back_already"
    message = lazy_gettext("Isi paket itu sudah dibayar kembali kepada pembeli. Tidak ada lagi yang perlu dijawab.")


class CaseIsOpen(Conflict):
    """There is an undecided case about this order."""

    code = "case_is_open"
    message = lazy_gettext(
        "Pengajuan pengembalian pesanan ini belum diputuskan. Sesudah itu yang berikutnya dapat diajukan."
    )


class RejectedBefore(Conflict):
    """An admin has decided about these pieces already."""

    code = "rejected_before"
    message = lazy_gettext("Pengembalian barang itu sudah ditolak. Bila ada hal baru, tulis pengaduan.")


class AnsweredAlready(Conflict):
    """The seller, or the clock, has answered this case."""

    code = "answered_already"
    message = lazy_gettext("Pengajuan ini sudah dijawab. Muat ulang halaman.")


class DecidedAlready(Conflict):
    """The case is not under mediation any more."""

    code = "decided_already"
    message = lazy_gettext("Pengajuan ini sudah diputuskan. Muat ulang halaman.")


class PhotoWanted(DomainError):
    """What is wrong with the goods can be seen, and nothing shows it."""

    code = "photo_wanted"
    message = lazy_gettext(
        "Sertakan paling sedikit satu foto barangnya. Bila Anda tidak dapat mengirim foto, centang pilihan itu di "
        "bawah tempat foto."
    )


class NoPhotoChosen(DomainError):
    """A form for photos without any."""

    code = "no_photo_chosen"
    message = lazy_gettext("Pilih dulu fotonya, paling sedikit satu.")


class TooManyPhotos(DomainError):
    """More photos than one side of a case may show."""

    code = "too_many_photos"

    def __init__(self, *, most: int, room: int) -> None:
        super().__init__(
            _(
                "Paling banyak %(most)s foto dari tiap pihak, dan masih ada tempat untuk %(room)s. "
                "Tidak ada yang ditambahkan.",
                most=most,
                room=room,
            )
        )


class TooLateForPhotos(Conflict):
    """The case is decided: photos change nothing any more."""

    code = "too_late_for_photos"
    message = lazy_gettext("Pengajuan ini sudah diputuskan, jadi foto tidak dapat ditambahkan lagi.")


class OwnCase(DomainError):
    """Nobody decides about the own purchase or the own shop."""

    code = "own_case"
    message = lazy_gettext("Ini pesanan atau toko Anda sendiri; rekan Anda yang memutuskan.")
