"""What applying and the review of applications refuse."""

from app.errors import Conflict, DomainError
from app.i18n import _, lazy_gettext


class OwnApplication(DomainError):
    """Nobody decides about oneself."""

    code = "own_application"
    message = lazy_gettext("Anda tidak dapat memutuskan pengajuan Anda sendiri.")


class DecidedMeanwhile(Conflict):
    """Another reviewer was faster."""

    code = "decided_meanwhile"
    message = lazy_gettext("Rekan Anda sudah menangani pengajuan ini lebih dahulu. Di bawah ini keadaannya sekarang.")


class BeingReviewed(Conflict):
    """What was sent in stays as it is until the reviewer has answered."""

    code = "being_reviewed"
    message = lazy_gettext("Pengajuan Anda sudah dikirim dan tidak dapat diubah selama diperiksa.")


class AlreadySelling(Conflict):
    """One account works for one shop."""

    code = "already_selling"
    message = lazy_gettext("Akun ini sudah bekerja untuk sebuah toko. Satu akun untuk satu toko.")


class UnconfirmedEmail(DomainError):
    """The answer to an application goes by mail."""

    code = "unconfirmed_email"
    message = lazy_gettext(
        "Konfirmasikan alamat e-mail Anda dahulu: jawaban atas pengajuan kami kirim ke sana. Isian Anda sudah disimpan."
    )


class Incomplete(DomainError):
    """A step is missing."""

    code = "incomplete"
    message = lazy_gettext("Pengajuan ini belum lengkap. Lengkapi langkah yang ditandai, lalu kirim lagi.")


class TooManyDocuments(DomainError):
    """More documents than a reviewer should have to look at."""

    code = "too_many_documents"

    def __init__(self, *, most: int) -> None:
        super().__init__(_("Paling banyak %(most)s berkas. Hapus dahulu yang tidak perlu.", most=most))


class TookTooLong(DomainError):
    """The files before this one needed all the time that one form may take."""

    code = "took_too_long"
    message = lazy_gettext("Belum sempat dibaca. Kirim berkas ini sekali lagi.")
