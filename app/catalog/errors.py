"""What the catalogue refuses."""

from app.errors import Conflict, DomainError
from app.i18n import _, lazy_gettext


class OutOfStock(Conflict):
    """Somebody bought the last pieces a moment ago."""

    code = "out_of_stock"
    message = lazy_gettext("Stoknya baru saja habis atau tinggal sedikit. Kurangi jumlahnya, lalu coba lagi.")


class StockMoved(Conflict):
    """Pieces were sold or came back while the seller was typing."""

    code = "stock_moved"

    def __init__(self, *, seen: int, on_hand: int) -> None:
        super().__init__(
            _(
                "Stoknya berubah dari %(seen)s menjadi %(now)s selagi halaman ini terbuka. Hitung lagi, lalu simpan.",
                seen=seen,
                now=on_hand,
            )
        )


class StockTooLow(DomainError):
    """The count would be lower than what is promised to buyers."""

    code = "stock_too_low"

    def __init__(self, *, reserved: int) -> None:
        super().__init__(
            _("%(count)s buah sudah dipesan pembeli; stok tidak bisa lebih kecil dari itu.", count=reserved)
        )
