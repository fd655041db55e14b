"""The figures of the ranking in the words of /cari/urutan; all of them are read from where they rank."""

from dataclasses import dataclass

from app.i18n import lazy_gettext
from app.search.engine.base import Field
from app.search.ranking import BONUS, DAYS_FRESH, FIELD_WEIGHTS
from app.search.understanding import CORRECTED, LONGER, SYNONYM

FIELD_NAMES = {
    Field.HEAD: lazy_gettext("Kata pertama nama produk"),
    Field.NAME: lazy_gettext("Nama produk"),
    Field.TAGS: lazy_gettext("Label produk"),
    Field.SHELF: lazy_gettext("Kategori"),
    Field.MAKER: lazy_gettext("Nama penjual"),
    Field.PLACE: lazy_gettext("Kabupaten dan kecamatan"),
    Field.BODY: lazy_gettext("Keterangan dan pilihan produk"),
}
BONUS_NAMES = {
    "exact": lazy_gettext("Yang diketik adalah nama utuh atau nomor barang (SKU)"),
    "whole": lazy_gettext("Semua yang dicari ada pada produk"),
    "cheap": lazy_gettext("Harga lebih rendah, hanya bila Anda menulis “murah”"),
    "covered": lazy_gettext("Seberapa banyak dari nama produk yang Anda ketik"),
    "available": lazy_gettext("Ada stok"),
    "longer": lazy_gettext("Nama yang terdiri dari beberapa kata cocok seluruhnya"),
    "pair": lazy_gettext("Dua kata berdampingan seperti yang diketik"),
    "rated": lazy_gettext("Nilai dari pembeli"),
    "permits": lazy_gettext("Izin yang sudah diperiksa, paling banyak tiga"),
    "turn": lazy_gettext("Giliran bagi penjual yang belakangan jarang tampil di hasil"),
    "fresh": lazy_gettext("Baru dijual, berkurang sampai habis dalam %(days)s hari", days=DAYS_FRESH),
}


@dataclass(frozen=True)
class Row:
    """What counts, and how much."""

    name: str
    figure: str


def fields() -> list[Row]:
    """How much a word counts by where it stands, most first."""
    weights = sorted(FIELD_WEIGHTS.items(), key=lambda each: -each[1])
    return [Row(str(FIELD_NAMES[field]), figure(weight)) for field, weight in weights]


def readings() -> list[Row]:
    """How much of that is left when a word is not there as typed."""
    return [
        Row(lazy_gettext("Nama lain dari barang yang sama"), figure(SYNONYM)),
        Row(lazy_gettext("Ejaan yang kami betulkan"), figure(CORRECTED)),
        Row(lazy_gettext("Kata yang baru diketik awalnya"), figure(LONGER)),
    ]


def bonuses() -> list[Row]:
    """What is added, most first."""
    worth = BONUS._asdict()
    return [
        Row(str(BONUS_NAMES[name]), figure(worth[name])) for name in sorted(BONUS_NAMES, key=lambda each: -worth[each])
    ]


def figure(value: float) -> str:
    """2 or 0,85."""
    return f"{value:g}".replace(".", ",")
