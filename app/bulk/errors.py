"""What is refused of files, and when."""

from app.errors import Conflict, DomainError
from app.i18n import _, lazy_gettext


class NotASheet(DomainError):
    """It is neither an XLSX workbook nor a CSV text."""

    code = "not_a_sheet"
    message = lazy_gettext(
        "Berkas ini bukan tabel yang dapat kami baca. Kirim XLSX atau CSV, sebaiknya dari contoh yang kami sediakan."
    )


class SheetTooLarge(DomainError):
    """Too many bytes, packed or unpacked."""

    code = "sheet_too_large"
    message = lazy_gettext("Berkas ini terlalu besar. Kirim tabel sampai 5 MB, atau bagi menjadi beberapa berkas.")


class TooManyLines(DomainError):
    """More rows than one file may have."""

    code = "too_many_lines"

    def __init__(self, *, most: int) -> None:
        super().__init__(_("Paling banyak %(most)s baris dalam satu berkas. Bagi menjadi beberapa berkas.", most=most))


class LeansOnOthers(DomainError):
    """The workbook carries programs or links to other files."""

    code = "leans_on_others"
    message = lazy_gettext(
        "Berkas ini berisi makro atau tautan ke berkas lain. Simpan sebagai XLSX biasa yang berisi nilai saja."
    )


class NoHeadings(DomainError):
    """The first row does not name our columns."""

    code = "no_headings"
    message = lazy_gettext(
        "Kami tidak menemukan kolom SKU di baris pertama. Pakai judul kolom dari contoh yang kami sediakan."
    )


class HeadingTwice(DomainError):
    """Two columns say they are the same."""

    code = "heading_twice"

    def __init__(self, *, heading: str) -> None:
        super().__init__(_("Kolom %(heading)s ada dua kali. Hapus salah satunya.", heading=heading))


class NoLines(DomainError):
    """Nothing stands below the headings."""

    code = "no_lines"
    message = lazy_gettext("Tabel ini belum berisi produk. Isi mulai baris kedua, lalu kirim lagi.")


class FileGone(DomainError):
    """The file waited longer than files are kept."""

    code = "file_gone"
    message = lazy_gettext("Berkasnya sudah tidak ada pada kami. Kirim sekali lagi.")


class NotPacked(DomainError):
    """It is no ZIP that can be looked into."""

    code = "not_packed"
    message = lazy_gettext("Berkas ini bukan ZIP yang dapat kami baca. Kumpulkan fotonya dalam satu berkas ZIP.")


class PackTooLarge(DomainError):
    """Too many files, or too much in them."""

    code = "pack_too_large"

    def __init__(self, *, files: int, megabytes: int) -> None:
        super().__init__(
            _(
                "ZIP ini terlalu besar. Paling banyak %(files)s foto dan %(megabytes)s MB; kirim sisanya sesudah ini.",
                files=files,
                megabytes=megabytes,
            )
        )


class NothingPacked(DomainError):
    """A ZIP without a file."""

    code = "nothing_packed"
    message = lazy_gettext("ZIP ini kosong. Masukkan foto bernama SKU.jpg, lalu kirim lagi.")


class NoSuchSku(DomainError):
    """No product of the shop bears the code in the name of a picture."""

    code = "no_such_sku"

    def __init__(self, *, sku: str) -> None:
        super().__init__(_("Tidak ada produk dengan SKU %(sku)s. Namai foto seperti SKU-nya.", sku=sku[:60]))


class WorkUnderWay(Conflict):
    """The shop has one that is not finished."""

    code = "work_under_way"
    message = lazy_gettext("Masih ada impor yang berjalan untuk toko ini. Tunggu sampai selesai, atau hentikan dulu.")


class NothingToPublish(DomainError):
    """Buyers see everything that an import brought in."""

    code = "nothing_to_publish"
    message = lazy_gettext(
        "Tidak ada konsep atau perubahan dari impor ini yang masih menunggu. Lihat daftar produk Anda."
    )


class NothingToDo(DomainError):
    """No row of it would land."""

    code = "nothing_to_do"
    message = lazy_gettext("Tidak ada baris yang dapat masuk. Perbaiki berkasnya, lalu kirim lagi.")
