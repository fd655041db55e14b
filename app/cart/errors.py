"""What the cart refuses."""

from app.errors import DomainError
from app.i18n import lazy_gettext


class NotForSale(DomainError):
    """The variant is not on sale (any more)."""

    code = "not_for_sale"
    message = lazy_gettext("Barang ini sedang tidak dijual.")


class CartFull(DomainError):
    """A cart holds only so many different things."""

    code = "cart_full"
    message = lazy_gettext("Keranjang Anda penuh. Pesan dahulu atau hapus sebagian isinya.")
