"""Why a voucher does not apply, and what is refused when one is made."""

from datetime import datetime

from app.errors import Conflict, DomainError
from app.i18n import _, lazy_gettext
from app.money import format_rupiah
from app.web.filters import waktu


class VoucherRefused(DomainError):
    """A voucher does not make this checkout cheaper."""

    code = "voucher_refused"


class UnknownVoucher(VoucherRefused):
    """There is no such code."""

    code = "unknown_voucher"
    message = lazy_gettext("Kode voucher ini tidak dikenal. Periksa lagi tulisannya.")


class NotYet(VoucherRefused):
    """Its first day is still to come."""

    code = "voucher_not_yet"

    def __init__(self, *, starts_at: datetime) -> None:
        super().__init__(_("Voucher ini baru berlaku mulai %(time)s.", time=waktu(starts_at)))


class Over(VoucherRefused):
    """Its last day is over, or it was taken back."""

    code = "voucher_over"
    message = lazy_gettext("Voucher ini sudah tidak berlaku.")


class UsedUp(VoucherRefused, Conflict):
    """Others have used it as often as it can be used."""

    code = "voucher_used_up"
    message = lazy_gettext("Voucher ini sudah habis dipakai.")


class UsedByYou(VoucherRefused, Conflict):
    """This buyer has used it as often as one may."""

    code = "voucher_used_by_you"
    message = lazy_gettext("Jatah Anda untuk voucher ini sudah terpakai.")


class NotForTheseShops(VoucherRefused):
    """Nothing of the seller who gives it is in the cart."""

    code = "voucher_of_another_shop"
    message = lazy_gettext("Voucher ini hanya untuk barang dari toko yang memberikannya.")


class TooSmall(VoucherRefused):
    """The goods it counts for cost too little."""

    code = "voucher_too_small"

    def __init__(self, *, smallest_amount: int) -> None:
        amount = format_rupiah(smallest_amount)
        super().__init__(_("Voucher ini berlaku untuk belanja barang paling sedikit %(amount)s.", amount=amount))


class TakesNothing(VoucherRefused):
    """Every piece must cost one rupiah at least, and these do not cost more."""

    code = "voucher_takes_nothing"
    message = lazy_gettext("Voucher ini tidak mengurangi harga barang-barang ini.")


class CodeTaken(DomainError):
    """Another voucher has this code, or had it."""

    code = "voucher_code_taken"
    message = lazy_gettext("Kode ini sudah dipakai voucher lain. Pilih kode yang lain.")


class EndsInThePast(DomainError):
    """A voucher that nobody could use."""

    code = "voucher_ends_in_the_past"
    message = lazy_gettext("Hari terakhir voucher ini sudah lewat. Pilih hari ini atau sesudahnya.")
