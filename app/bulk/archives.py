"""Looking into ZIP files of strangers before anything in them is read."""

import zipfile
from dataclasses import dataclass
from io import BytesIO

from app.bulk import rules
from app.bulk.errors import LeansOnOthers, NotASheet, NothingPacked, NotPacked, PackTooLarge, SheetTooLarge
from app.i18n import _

HEAD, END, END_OF_LARGE = b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x07"
END_BYTES, LONGEST_COMMENT = 22, 65_535
MOST_DIRECTORY_BYTES = 1024 * 1024  # before it becomes objects
ENCRYPTED = 0x1
BOUNDED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # zipfile unpacks the others whole, whatever their size says
MEGABYTE = 1024 * 1024
NEEDED = {"[Content_Types].xml", "xl/workbook.xml"}


@dataclass(frozen=True)
class Entry:
    """A file in a ZIP, and why it is refused, empty for one that may be read."""

    name: str
    refusal: str = ""


def is_packed(data: bytes) -> bool:
    """Whether it begins as a ZIP does."""
    return data.startswith(HEAD)


def check_workbook(data: bytes) -> None:
    """Raises NotASheet, SheetTooLarge for what unpacks to too much, LeansOnOthers."""
    try:
        entries = _directory(data)
    except NotPacked as error:
        raise NotASheet from error
    names = {entry.filename for entry in entries}
    if not names >= NEEDED or any(
        entry.flag_bits & ENCRYPTED or entry.compress_type not in BOUNDED for entry in entries
    ):
        raise NotASheet
    if sum(entry.file_size for entry in entries) > rules.MOST_UNPACKED_BYTES:
        raise SheetTooLarge
    if any("externallink" in name.casefold() or "vbaproject" in name.casefold() for name in names):
        raise LeansOnOthers


def list_pictures(data: bytes) -> list[Entry]:
    """The files of a ZIP in the order of their names. Raises NotPacked, PackTooLarge, NothingPacked."""
    if not is_packed(data):
        raise NotPacked
    entries = [entry for entry in _directory(data) if not entry.is_dir()]
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > rules.MOST_PICTURES or unpacked > rules.MOST_UNPACKED_PICTURE_BYTES:
        raise PackTooLarge(files=rules.MOST_PICTURES, megabytes=rules.MOST_PACK_BYTES // MEGABYTE)
    if not entries:
        raise NothingPacked
    return [Entry(entry.filename, _refusal(entry)) for entry in entries]


def _refusal(entry: zipfile.ZipInfo) -> str:
    if any(sign in entry.filename for sign in ("/", "\\", "\0")) or entry.filename.startswith("."):
        return _("Taruh foto langsung di dalam ZIP, tanpa folder.")
    if entry.flag_bits & ENCRYPTED:
        return _("Foto ini dikunci dengan sandi. Buat ZIP tanpa sandi.")
    if entry.compress_type not in BOUNDED:
        return _("Foto ini dipadatkan dengan cara yang tidak kami baca. Buat ZIP biasa dari ponsel atau komputer.")
    if entry.file_size > rules.MOST_PICTURE_BYTES:
        return _("Foto ini terlalu besar. Kirim foto sampai 16 MB.")
    if entry.file_size > rules.LARGEST_RATIO * max(entry.compress_size, 1):
        return _("Isi berkas ini bukan foto.")
    return ""


def _directory(data: bytes) -> list[zipfile.ZipInfo]:
    """The directory, when it is small enough to become objects. Raises NotPacked."""
    is_at_the_end = data[-END_BYTES : -END_BYTES + 4] == END and data[-2:] == b"\0\0"
    end = len(data) - END_BYTES if is_at_the_end else data.rfind(END, -END_BYTES - LONGEST_COMMENT)
    if end < 0 or data[max(end - 20, 0) : end].startswith(END_OF_LARGE):
        raise NotPacked
    if int.from_bytes(data[end + 12 : end + 16], "little") > MOST_DIRECTORY_BYTES:
        raise NotPacked
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, OSError) as error:
        raise NotPacked from error
