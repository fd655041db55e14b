"""What submitting and deciding refuse."""

from app.errors import Conflict, DomainError
from app.i18n import lazy_gettext


class AlreadyWaiting(Conflict):
    """One submission of each requirement is looked at after the other."""

    code = "already_waiting"
    message = lazy_gettext("Yang Anda kirim sebelumnya masih diperiksa. Tunggu jawabannya, atau tarik dahulu.")


class DecidedAlready(Conflict):
    """Another reviewer was faster, or the owner took it back."""

    code = "decided_already"
    message = lazy_gettext("Kiriman ini sudah diputuskan atau ditarik. Di bawah ini keadaannya sekarang.")


class NotTaken(DomainError):
    """Nobody submits anything for this requirement, or not an application that is still running."""

    code = "not_taken"
    message = lazy_gettext("Untuk syarat ini hanya dokumen yang sudah terbit yang dapat dikirim.")


class EndedAlready(DomainError):
    """The day until which it is valid has passed."""

    code = "ended_already"
    message = lazy_gettext("Masa berlakunya sudah lewat. Kirim dokumen yang masih berlaku.")


class IssuedLater(DomainError):
    """It cannot be issued tomorrow, or after its end."""

    code = "issued_later"
    message = lazy_gettext("Periksa tanggalnya: tanggal terbit tidak boleh di masa depan atau setelah masa berlaku.")


class AlreadyWaived(Conflict):
    """A waiver stands, for another reason or until another day, or a colleague gave it."""

    code = "already_waived"
    message = lazy_gettext(
        "Keringanan untuk syarat ini sudah ada: di bawah ini siapa yang memberinya, kapan, dan mengapa. Tidak ada yang "
        "berubah. Cabut dahulu bila ingin menggantinya."
    )


class NoDocument(DomainError):
    """A reviewer needs something to look at."""

    code = "no_document"
    message = lazy_gettext("Sertakan foto atau PDF dokumennya.")


class StillNeeded(DomainError):
    """Something else would be left without what it stands on."""

    code = "still_needed"


class RequirementChanged(Conflict):
    """The page was older than what it wanted to change."""

    code = "requirement_changed"
    message = lazy_gettext(
        "Rekan Anda mengubah syarat ini sesudah halaman Anda dibuka. Isian Anda masih di sini: bandingkan, lalu simpan "
        "lagi bila tetap ingin menggantinya."
    )
