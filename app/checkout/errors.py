"""What the checkout refuses."""

from app.errors import Conflict, DomainError
from app.i18n import _, lazy_gettext


class CartEmpty(Conflict):
    """There is nothing to order, perhaps because another window has ordered it."""

    code = "cart_empty"
    message = lazy_gettext("Keranjang Anda kosong. Mungkin pesanannya sudah dibuat; lihat di daftar pesanan Anda.")


class OffSale(Conflict):
    """Something in the cart is not on sale any more, or its shop is closed for now."""

    code = "off_sale"
    message = lazy_gettext("Ada barang yang sedang tidak dijual. Hapus barang yang ditandai, lalu pesan lagi.")


class PriceChanged(Conflict):
    """The total is not the one the buyer saw."""

    code = "price_changed"
    message = lazy_gettext("Jumlahnya berubah sejak Anda melihatnya. Periksa jumlah yang baru, lalu pesan lagi.")


class CannotShip(DomainError):
    """A parcel cannot go to this address this way."""

    code = "cannot_ship"
    message = lazy_gettext("Ada barang yang tidak dapat dikirim ke alamat ini. Pilih ambil sendiri atau alamat lain.")


class TooManyUnpaid(Conflict):
    """So many orders wait for their money that others find the shelves empty."""

    code = "too_many_unpaid"

    def __init__(self, *, most: int) -> None:
        super().__init__(
            _(
                "Anda punya %(most)s pesanan yang belum dibayar. Bayar dulu, juga yang dibayar di tempat, atau tunggu"
                " waktunya habis.",
                most=most,
            )
        )


class KeyTaken(Conflict):
    """The form belongs to another person's order."""

    code = "key_taken"
    message = lazy_gettext("Formulir ini sudah tidak berlaku. Buka lagi halaman pesanan.")
