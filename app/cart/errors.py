"""What the cart refuses."""

from app.errors import DomainError
from app.i18n import _, lazy_gettext


class NotForSale(DomainError):
    """The variant is not on sale (any more)."""

    code = "not_for_sale"
    message = lazy_gettext("Barang ini sedang tidak dijual.")


class CartFull(DomainError):
    """A cart holds only so many different things."""

    code = "cart_full"
    message = lazy_gettext("Keranjang Anda penuh. Pesan dahulu atau hapus sebagian isinya.")


class BelowMinimum(DomainError):
    """The seller sends no parcel with so few pieces of a product."""

    code = "below_minimum"

    def __init__(self, *, name: str, minimum: int) -> None:
        super().__init__(
            _("%(name)s dijual paling sedikit %(count)s buah. Tambah jumlahnya.", name=name, count=minimum)
        )
