"""The columns of a product table: their headings are a contract with files that people keep."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.i18n import LazyString, lazy_gettext

EXAMPLE_SKU = "CONTOH-1"
YES, NO = "Ya", "Tidak"


@dataclass(frozen=True)
class Column:
    """One column: what it is called, what to write in it, what the example says. Widths are in letters.

    `cell` is the name under which the table of choices of a product knows it, for columns of a variant.
    """

    key: str
    heading: str
    about: LazyString
    example: str
    width: int = 14
    choices: str = ""
    is_number: bool = False
    cell: str = ""


OF_A_PRODUCT = (
    Column("name", "Nama produk", lazy_gettext("Wajib. 3 sampai 120 huruf."), "Lada Putih Bubuk", 32),
    Column("category", "Kategori", lazy_gettext("Wajib. Pilih dari daftar."), "", 24, choices="categories"),
    Column(
        "description",
        "Keterangan",
        lazy_gettext("Ceritakan bahan, rasa, dan cara pakainya."),
        "Lada putih pilihan, digiling halus tanpa campuran.",
        40,
    ),
    Column("tags", "Kata kunci", lazy_gettext("Dipisah koma, paling banyak sepuluh."), "lada, bumbu"),
    Column(
        "is_food",
        "Makanan atau minuman",
        lazy_gettext("Ya atau Tidak. Kosong: menurut kategorinya."),
        YES,
        choices="yes_no",
    ),
    Column("halal", "Kehalalan", lazy_gettext("Wajib untuk makanan sebelum dijual."), "", 24, choices="halal"),
    Column("is_handmade", "Buatan tangan", lazy_gettext("Ya atau Tidak."), NO, choices="yes_no"),
    Column("is_cold_chain", "Dijaga dingin", lazy_gettext("Ya bila harus dingin atau beku."), NO, choices="yes_no"),
    Column("shelf_life_days", "Masa simpan (hari)", lazy_gettext("Boleh kosong."), "365", is_number=True),
    Column("made_to_order_days", "Dibuat setelah dipesan (hari)", lazy_gettext("Boleh kosong."), "", is_number=True),
    Column(
        "ships_only_to",
        "Hanya dikirim ke",
        lazy_gettext("Kabupaten atau kota, dipisah koma. Kosong: ke mana saja."),
        "",
        20,
    ),
    Column(
        "ships_not_to",
        "Tidak dikirim ke",
        lazy_gettext("Kabupaten, kota, atau provinsi, dipisah koma. Boleh kosong."),
        "",
        20,
    ),
    Column("minimum_quantity", "Paling sedikit dibeli", lazy_gettext("Buah. Kosong: satu."), "1", is_number=True),
    Column("option1_name", "Nama pilihan 1", lazy_gettext("Misalnya Isi. Kosong bila tanpa pilihan."), "Isi"),
    Column("option2_name", "Nama pilihan 2", lazy_gettext("Misalnya Rasa. Boleh kosong."), ""),
)
OF_A_VARIANT = (
    Column("option1_value", "Pilihan 1", lazy_gettext("Misalnya 100 g. Satu baris untuk setiap pilihan."), "100 g"),
    Column("option2_value", "Pilihan 2", lazy_gettext("Misalnya Pedas."), ""),
    Column("price", "Harga (Rp)", lazy_gettext("Wajib. Rupiah utuh."), "25000", is_number=True, cell="harga"),
    Column("weight", "Berat kirim (gram)", lazy_gettext("Wajib. Dengan kemasan."), "150", is_number=True, cell="berat"),
    Column("content", "Isi bersih", lazy_gettext("Angka saja. Boleh kosong."), "100", is_number=True, cell="isi"),
    Column("unit", "Satuan isi", lazy_gettext("g atau ml."), "g", choices="units", cell="satuan"),
    Column(
        "parcel",
        "Ukuran paket (cm)",
        lazy_gettext("Panjang x lebar x tinggi. Boleh kosong."),
        "20 x 15 x 5",
        18,
        cell="paket",
    ),
    Column("stock", "Stok", lazy_gettext("Wajib. Jumlah yang ada sekarang."), "12", is_number=True, cell="stok"),
)
SEEN = Column(
    "stock_seen",
    "Stok saat diunduh",
    lazy_gettext("Diisi oleh kami, biarkan saja: stok yang tidak Anda ubah tetap mengikuti penjualan."),
    "",
    is_number=True,
)
KEY = Column(
    "key",
    "Kunci produk",
    lazy_gettext("Baris dengan kunci yang sama menjadi satu produk. Boleh kosong bila produknya tanpa pilihan."),
    "lada-bubuk",
    18,
)
SKU = Column(
    "sku",
    "SKU",
    lazy_gettext("Wajib. Kode Anda sendiri: SKU yang sudah ada diperbarui, yang belum ada dibuat."),
    EXAMPLE_SKU,
    18,
    cell="sku",
)
TO_FILL = (KEY, SKU, *OF_A_PRODUCT, *OF_A_VARIANT)
COLUMNS = (*TO_FILL, SEEN)
REASONS = Column("reasons", "Alasan", lazy_gettext("Diisi oleh kami: mengapa baris ini belum masuk."), "", 60)
BY_KEY: Mapping[str, Column] = {column.key: column for column in (*COLUMNS, REASONS)}
BY_HEADING: Mapping[str, str] = {column.heading.casefold(): column.key for column in BY_KEY.values()}


def key_of(heading: str) -> str | None:
    """The column that a heading names, however it is written; None for one of somebody's own."""
    return BY_HEADING.get(" ".join(heading.replace("*", " ").split()).casefold())
