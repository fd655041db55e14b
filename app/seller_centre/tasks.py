"""What a seller does next, the most urgent first: one visible list that every room adds to.

A source is a function of a shop that asks at most one statement of its own and names what waits, in its order.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from app.i18n import _, ngettext
from app.seller_centre.queries import Today
from app.web.filters import tanggal, waktu

WITHOUT_CLOCK = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Task:
    """One thing to do: what, why or until when, and the page where it is done (an endpoint and its values)."""

    what: str
    why: str
    action: str
    endpoint: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    due_at: datetime | None = None


Source = Callable[[int, Today], Iterable[Task]]


def answer_returns(_seller_id: int, today: Today) -> Iterable[Task]:
    """Return cases that wait for the seller's word: silence counts as yes."""
    if today.cases and today.next_answer_by:
        yield Task(
            ngettext(
                "%(num)s pengajuan pengembalian menunggu jawaban",
                "%(num)s pengajuan pengembalian menunggu jawaban",
                today.cases,
            ),
            _(
                "Jawab sebelum %(time)s; tanpa jawaban, permintaan pembeli disetujui.",
                time=waktu(today.next_answer_by),
            ),
            _("Baca pengajuan"),
            "returns_seller.index",
            due_at=today.next_answer_by,
        )


def serve_orders(_seller_id: int, today: Today) -> Iterable[Task]:
    """Orders to accept, to ship, and to hand over on their last day, each with the clock of the one that is closest."""
    if today.to_accept and today.accept_by:
        yield Task(
            ngettext(
                "%(num)s pesanan baru menunggu diterima", "%(num)s pesanan baru menunggu diterima", today.to_accept
            ),
            _("Yang paling mendesak: kirim sebelum %(time)s.", time=waktu(today.accept_by)),
            _("Terima pesanan"),
            "orders_seller.index",
            {"status": "baru"},
            today.accept_by,
        )
    if today.to_ship and today.ship_by:
        yield Task(
            ngettext("%(num)s pesanan menunggu dikirim", "%(num)s pesanan menunggu dikirim", today.to_ship),
            _("Yang paling mendesak: kirim sebelum %(time)s.", time=waktu(today.ship_by)),
            _("Siapkan kiriman"),
            "orders_seller.index",
            {"status": "kemas"},
            today.ship_by,
        )
    if today.to_hand_over and today.fetch_by:
        yield Task(
            ngettext(
                "%(num)s pesanan siap diambil hampir batal",
                "%(num)s pesanan siap diambil hampir batal",
                today.to_hand_over,
            ),
            _(
                "Sudah diambil? Ketik kodenya, kalau tidak pesanan batal sendiri pada %(time)s.",
                time=waktu(today.fetch_by),
            ),
            _("Ketik kode"),
            "orders_seller.index",
            {"status": "kirim"},
            today.fetch_by,
        )


def show_permits(_seller_id: int, today: Today) -> Iterable[Task]:
    """Goods that are sold until a day only: a permit that they need is not there any more."""
    if today.lacking and today.lacking_by:
        yield Task(
            ngettext("%(num)s produk kekurangan izin", "%(num)s produk kekurangan izin", today.lacking),
            _("Tunjukkan izinnya sebelum %(time)s; sesudahnya produknya disembunyikan.", time=waktu(today.lacking_by)),
            _("Lihat izin"),
            "permits_seller.index",
            due_at=today.lacking_by,
        )


def correct_refused(_seller_id: int, today: Today) -> Iterable[Task]:
    """Products and edits that a reviewer refused: nobody but the seller can change them."""
    if today.refused and today.refused_id:
        yield Task(
            ngettext("%(num)s produk belum lolos tinjauan", "%(num)s produk belum lolos tinjauan", today.refused),
            _("Baca alasannya, perbaiki, lalu kirim lagi; yang tidak jadi dijual dapat diarsipkan."),
            _("Baca alasannya"),
            "catalog_seller.show",
            {"product_id": today.refused_id, "_anchor": "tinjauan"},
        )


def read_refusals(_seller_id: int, today: Today) -> Iterable[Task]:
    """New photos and choices that a reviewer refused, until the shop has read why or sent others."""
    if today.to_read and today.to_read_id:
        yield Task(
            ngettext(
                "Foto atau pilihan baru %(num)s produk ditolak",
                "Foto atau pilihan baru %(num)s produk ditolak",
                today.to_read,
            ),
            _("Pembeli tetap melihat yang lama. Baca alasannya, lalu kirim gantinya."),
            _("Baca alasannya"),
            "catalog_seller.show",
            {"product_id": today.to_read_id, "_anchor": "ditolak"},
        )


def finish_import(_seller_id: int, today: Today) -> Iterable[Task]:
    """A table that was checked and not brought in, or rows of it that did not land."""
    if today.table_id and today.table_waits:
        yield Task(
            _("Tabel produk Anda sudah diperiksa"),
            _("Belum ada yang berubah. Lihat hasilnya, lalu masukkan atau batalkan."),
            _("Lihat hasilnya"),
            "bulk_seller.show",
            {"job_id": today.table_id},
        )
    elif today.table_id and today.rows_to_mend:
        yield Task(
            ngettext(
                "%(num)s baris tabel perlu diperbaiki", "%(num)s baris tabel perlu diperbaiki", today.rows_to_mend
            ),
            _("Baris lainnya sudah masuk. Unduh yang bermasalah, perbaiki, lalu kirim lagi."),
            _("Perbaiki baris"),
            "bulk_seller.show",
            {"job_id": today.table_id},
        )


def list_first_product(_seller_id: int, today: Today) -> Iterable[Task]:
    """A shop without anything on sale lists something."""
    if today.on_sale:
        return
    if today.drafts:
        yield Task(
            _("Tayangkan produk pertama Anda"),
            _("Konsepnya sudah ada. Lengkapi, lalu tayangkan."),
            _("Lengkapi konsep"),
            "catalog_seller.index",
            {"status": "konsep"},
        )
    else:
        yield Task(
            _("Pasang produk pertama Anda"),
            _("Foto, nama, harga, lalu stok. Tiga menit cukup."),
            _("Tambah produk"),
            "listing.begin",
        )


def refill_stock(_seller_id: int, today: Today) -> Iterable[Task]:
    """Choices on sale of which hardly anything is left."""
    if today.low_stock:
        yield Task(
            ngettext("Stok %(num)s pilihan menipis", "Stok %(num)s pilihan menipis", today.low_stock),
            _("Sisanya sedikit; yang habis tidak dapat dibeli."),
            _("Tambah stok"),
            "stock_seller.index",
            {"hanya": "menipis"},
        )


def renew_permits(_seller_id: int, today: Today) -> Iterable[Task]:
    """Permits that end soon: their badges go with their last day."""
    if today.permits_ending and today.permit_ends_on:
        yield Task(
            ngettext("%(num)s izin hampir berakhir", "%(num)s izin hampir berakhir", today.permits_ending),
            _("Yang pertama berlaku sampai %(day)s.", day=tanggal(today.permit_ends_on)),
            _("Perpanjang"),
            "permits_seller.index",
        )


SOURCES: Sequence[Source] = (
    answer_returns,
    serve_orders,
    show_permits,
    correct_refused,
    read_refusals,
    finish_import,
    list_first_product,
    refill_stock,
    renew_permits,
)


def tasks_of(seller_id: int, today: Today) -> list[Task]:
    """Everything that waits: what has a clock first, by its clock, then the rest in the order of the sources."""
    found = [task for source in SOURCES for task in source(seller_id, today)]
    return sorted(found, key=lambda task: task.due_at or WITHOUT_CLOCK)
