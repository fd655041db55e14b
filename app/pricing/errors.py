"""What is refused about the terms of trade."""

from app.errors import Conflict, DomainError
from app.i18n import _, lazy_gettext


class InThePast(DomainError):
    """What was reckoned is never reckoned anew."""

    code = "in_the_past"
    message = lazy_gettext("Pilih hari ini atau hari sesudahnya: yang sudah dihitung tidak dihitung ulang.")


class OutOfBounds(DomainError):
    """A figure that nobody can have meant."""

    code = "out_of_bounds"

    def __init__(self, *, lowest: int, highest: int) -> None:
        super().__init__(_("Nilainya harus dari %(lowest)s sampai %(highest)s.", lowest=lowest, highest=highest))


class HoldTooShort(DomainError):
    """Money would leave before the time for returns is over."""

    code = "hold_too_short"

    def __init__(self, *, lowest: int) -> None:
        super().__init__(
            _(
                "Saldo harus ditahan paling sedikit %(days)s hari: selama itu pembeli masih boleh mengembalikan"
                " barang, dan uangnya belum boleh keluar.",
                days=lowest,
            )
        )


class RuleHasEnded(Conflict):
    """Another admin has ended the rule."""

    code = "rule_has_ended"
    message = lazy_gettext("Aturan ini sudah berakhir. Lihat daftar yang sekarang.")
