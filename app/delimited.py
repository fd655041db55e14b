"""Tables as text, in any of the dresses in which people's programs save them."""

import csv
import re
from collections.abc import Iterator
from io import StringIO

from app.errors import DomainError
from app.i18n import lazy_gettext

ENCODINGS = ("utf-8-sig", "cp1252")
NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


class NotDelimited(DomainError):
    """It is no text, or a text in which no cell ends."""

    code = "not_delimited"
    message = lazy_gettext("Isinya bukan tabel teks yang dapat kami baca. Simpan sebagai CSV, lalu kirim lagi.")


def decoded(data: bytes) -> str:
    """The text of a file. Raises NotDelimited."""
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not NO_TEXT.search(text):
            return text
        break
    raise NotDelimited


def rows_of(text: str, delimiter: str) -> Iterator[list[str]]:
    """Rows of cells, empty rows among them. Raises NotDelimited while reading."""
    try:
        yield from csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise NotDelimited from error
