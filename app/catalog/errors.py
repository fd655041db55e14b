"""What the catalogue refuses."""

from collections.abc import Sequence

from app.errors import Conflict, DomainError
from app.i18n import _, lazy_gettext
from app.settings import setting


class OutOfStock(Conflict):
    """Somebody bought the last pieces a moment ago."""

    code = "out_of_stock"
    message = lazy_gettext("Stoknya baru saja habis atau tinggal sedikit. Kurangi jumlahnya, lalu coba lagi.")


class StockTooLow(DomainError):
    """The count would be lower than what is promised to buyers."""

    code = "stock_too_low"

    def __init__(self, *, reserved: int) -> None:
        super().__init__(
            _("%(count)s buah sudah dipesan pembeli; stok tidak bisa lebih kecil dari itu.", count=reserved)
        )


class StockTooHigh(DomainError):
    """Nobody has that many pieces."""

    code = "stock_too_high"
    message = lazy_gettext("Stoknya menjadi terlalu banyak. Periksa jumlahnya, lalu coba lagi.")


class CountedMeanwhile(Conflict):
    """The count that the page shows is older than the last sale or correction."""

    code = "counted_meanwhile"

    def __init__(self, *, on_hand: int) -> None:
        super().__init__(
            _(
                "Stoknya berubah sesudah halaman Anda dibuka, sekarang %(count)s. Periksa, lalu simpan lagi.",
                count=on_hand,
            )
        )


class SoldInTheFuture(DomainError):
    """A sale that has not happened."""

    code = "sold_in_the_future"
    message = lazy_gettext("Tanggalnya belum tiba. Pilih hari ini atau sebelumnya.")


class ChangedMeanwhile(Conflict):
    """The page was older than what it wanted to change."""

    code = "changed_meanwhile"
    message = lazy_gettext(
        "Produk ini berubah sesudah halaman Anda dibuka, oleh rekan, jendela lain, atau pembeli. "
        "Isian Anda masih di sini: bandingkan, lalu simpan lagi bila tetap ingin menggantinya."
    )


class SameDraft(Conflict):
    """The shop has a draft of that name already, which says something else."""

    code = "same_draft"
    message = lazy_gettext("Toko Anda sudah punya konsep dengan nama ini. Buka konsep itu, atau pakai nama lain.")


class TooManyProducts(DomainError):
    """A shop has a bounded number of products."""

    code = "too_many_products"

    def __init__(self) -> None:
        most = setting("MOST_PRODUCTS")
        super().__init__(
            _("Satu toko paling banyak %(most)s produk. Arsipkan yang tidak dijual lagi, lalu coba lagi.", most=most)
        )


class NotReady(DomainError):
    """Something is missing before the product can be sold."""

    code = "not_ready"

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(_("Belum dapat dijual. %(missing)s", missing=" ".join(missing)))


class BadChoices(DomainError):
    """The choices do not make a product."""

    code = "bad_choices"


class ChoicePromised(Conflict):
    """Pieces of a choice that should go are promised to buyers."""

    code = "choice_promised"

    def __init__(self, *, label: str) -> None:
        super().__init__(
            _("%(label)s sedang dipesan pembeli. Hapus pilihan ini sesudah pesanannya dibayar atau batal.", label=label)
        )


class SkuTaken(DomainError):
    """Another variant of the shop bears that code."""

    code = "sku_taken"

    def __init__(self, *, sku: str) -> None:
        super().__init__(_("Kode %(sku)s sudah dipakai pilihan lain di toko Anda.", sku=sku))


class TooManyPictures(DomainError):
    """A product has a bounded number of pictures."""

    code = "too_many_pictures"

    def __init__(self, *, most: int, room: int) -> None:
        super().__init__(
            _("Paling banyak %(most)s foto untuk satu produk; masih ada tempat untuk %(room)s.", most=most, room=room)
        )


class LastPicture(DomainError):
    """What is sold shows at least one picture."""

    code = "last_picture"
    message = lazy_gettext("Produk yang dijual perlu paling sedikit satu foto. Tambahkan foto lain dulu.")


class ProhibitedGoods(DomainError):
    """The law or the rules of the shop do not let anybody sell it."""

    code = "prohibited_goods"

    def __init__(self, *, word: str, advice: str) -> None:
        super().__init__(advice or _("Barang ini tidak boleh dijual di sini: %(word)s.", word=word))


class PermitsMissing(DomainError):
    """A permit that such a product needs is not there."""

    code = "permits_missing"

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__(_("Izinnya belum lengkap: %(titles)s.", titles=", ".join(titles)))


class UnderReview(Conflict):
    """A person looks at it at this moment."""

    code = "under_review"
    message = lazy_gettext("Produk ini sedang ditinjau. Tarik dulu bila ingin mengubah keterangannya.")


class OpenedByUs(Conflict):
    """Nobody takes back what somebody else wants to look at."""

    code = "opened_by_us"
    message = lazy_gettext("Tinjauan ini kami yang membuka, jadi tidak dapat ditarik. Kabarnya datang lewat surat.")


class CaseOpen(Conflict):
    """Somebody has to decide about the product first."""

    code = "case_open"
    message = lazy_gettext("Produk ini masih menunggu keputusan di antrean moderasi. Putuskan itu dulu.")


class CaseChanged(Conflict):
    """The product does not say or show any more what somebody looked at."""

    code = "case_changed"
    message = lazy_gettext(
        "Produk ini berubah sesudah dikirim atau sesudah Anda membukanya: keterangannya, fotonya, pilihannya, atau "
        "alasan kami melihatnya. Periksa lagi; tolak bila penjual perlu mengirimnya lagi."
    )


class NothingTicked(DomainError):
    """None of it waits, or nothing was chosen."""

    code = "nothing_ticked"
    message = lazy_gettext("Centang dulu foto atau pilihan baru yang ditolak.")


class NotShownWhole(DomainError):
    """A list has no room for all that is to be looked at."""

    code = "not_shown_whole"
    message = lazy_gettext("Isinya tidak seluruhnya tampil di daftar ini. Buka produknya, baca, lalu putuskan di sana.")


class NoAppeal(Conflict):
    """There is no decision that could still be appealed against."""

    code = "no_appeal"
    message = lazy_gettext("Tidak ada keputusan yang dapat Anda tanggapi. Keberatan hanya dapat dikirim satu kali.")


class ChangedSince(Conflict):
    """The product does not say any more what was decided about."""

    code = "changed_since"
    message = lazy_gettext("Keterangan produk sudah Anda ubah sesudah ditolak. Kirim lagi untuk ditinjau.")


class DecidedBySame(DomainError):
    """An appeal is decided by somebody else than the decision."""

    code = "decided_by_same"
    message = lazy_gettext("Anda yang memutuskan sebelumnya; keberatan ini diputuskan rekan Anda.")


class WordTaken(DomainError):
    """The list has that word."""

    code = "word_taken"
    message = lazy_gettext("Kata ini sudah ada dalam daftar. Ubah yang sudah ada.")


class ReasonTaken(DomainError):
    """Another reason has these words, or had them."""

    code = "reason_taken"
    message = lazy_gettext("Alasan dengan nama ini sudah ada, mungkin di arsip. Ubah atau pakai lagi yang itu.")


class ReasonNeeded(DomainError):
    """The reason that a note tells is always there."""

    code = "reason_needed"
    message = lazy_gettext("Alasan ini selalu perlu, untuk yang hanya dapat dikatakan dalam catatan.")


class ShelfTaken(DomainError):
    """Another category has or had that address, or is called so."""

    code = "shelf_taken"
    message = lazy_gettext("Nama atau alamat itu sudah dipakai kategori lain, sekarang atau dulu. Pilih yang lain.")


class BadParent(DomainError):
    """The tree of categories has two levels."""

    code = "bad_parent"
    message = lazy_gettext("Kategori hanya dua tingkat: pilih induk yang berdiri sendiri.")


class NotEmpty(DomainError):
    """Something stands on the shelf."""

    code = "not_empty"
    message = lazy_gettext("Kategori ini masih berisi produk atau kategori lain. Pindahkan dulu isinya.")
