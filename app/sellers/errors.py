"""What applying and the review of applications refuse."""

from app.errors import Conflict, DomainError
from app.i18n import _, lazy_gettext


class OwnApplication(DomainError):
    """Nobody decides about oneself, nor about somebody one helped."""

    code = "own_application"
    message = lazy_gettext("Anda tidak dapat memutuskan pengajuan Anda sendiri atau orang yang pernah Anda dampingi.")


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


class OwnShop(DomainError):
    """Nobody decides about the own shop, nor about one whose people one helped."""

    code = "own_shop"
    message = lazy_gettext("Anda tidak dapat memutuskan tentang toko Anda sendiri atau yang pernah Anda dampingi.")


class StaleInvitation(DomainError):
    """The invitation was used, withdrawn, is too old, or was never sent."""

    code = "stale_invitation"
    message = lazy_gettext("Undangan ini sudah tidak berlaku. Minta pemilik toko mengundang Anda lagi.")


class OtherGuest(DomainError):
    """The invitation is for another address; which one stays unsaid."""

    code = "other_guest"
    message = lazy_gettext("Undangan ini untuk alamat e-mail lain. Masuklah dengan akun yang memakai alamat itu.")


class GuestNotConfirmed(DomainError):
    """The account has the invited address, but nobody has shown yet that it is theirs."""

    code = "guest_not_confirmed"
    message = lazy_gettext("Konfirmasikan dahulu alamat e-mail akun Anda, lalu buka lagi undangan ini.")


class WorksElsewhere(DomainError):
    """One account works for one shop."""

    code = "works_elsewhere"
    message = lazy_gettext("Akun ini sudah bekerja untuk toko lain. Satu akun hanya untuk satu toko.")


class AlreadyMember(DomainError):
    """The person is in the team."""

    code = "already_member"
    message = lazy_gettext("Orang ini sudah ada di tim toko.")


class TeamFull(DomainError):
    """Members and open invitations have reached their number."""

    code = "team_full"
    message = lazy_gettext("Tim Anda sudah penuh. Keluarkan anggota atau batalkan undangan dahulu.")


class LastOwner(DomainError):
    """A shop always has an owner."""

    code = "last_owner"
    message = lazy_gettext("Pemilik terakhir tidak dapat keluar dari toko.")


class OwnerStaysOwner(DomainError):
    """The role of an owner is not changed among the team's roles."""

    code = "owner_stays_owner"
    message = lazy_gettext("Peran pemilik tidak dapat diubah di sini.")


class HolidayRefused(DomainError):
    """A holiday that cannot be."""

    code = "holiday_refused"
