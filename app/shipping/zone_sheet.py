"""The table of zones as a spreadsheet: read row by row, each bad one with its reason, and written the same way."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.delimited import rows_of
from app.errors import DomainError
from app.i18n import _
from app.models.region import ShippingZone
from app.shipping.commands.zones import ZoneRow
from app.shipping.rules import BANGKA, BELITUNG

HEAD = ("asal_pulau", "tujuan_kode", "tujuan", "zona", "tarif_kg_pertama", "tarif_kg_berikut", "etd_hari")
NEEDED = frozenset(HEAD) - {"tujuan"}
MOST_ROWS = 500
LARGEST_FEE = 1_000_000
LONGEST_DAYS = 60
DAYS = re.compile(r"(\d{1,2})(?:\s*[-–]\s*(\d{1,2}))?", re.ASCII)
WHOLE = re.compile(r"\d{1,3}(?:\.\d{3})+|\d{1,9}", re.ASCII)


@dataclass(frozen=True)
class Sheet:
    """Good rows, and by the number of its line what is wrong with each bad one."""

    rows: Sequence[ZoneRow] = ()
    refused: Mapping[int, str] = field(default_factory=dict)


class Unreadable(DomainError):
    """There are no rows, too many, or no head."""

    code = "unreadable"


def read(text: str, *, destinations: Collection[str]) -> Sheet:
    """Rows under a head, separated by commas or semicolons. Raises Unreadable, NotDelimited."""
    head_line = text.split("\n", maxsplit=1)[0]
    lines = rows_of(text.lstrip("\ufeff"), max(",;", key=head_line.count))
    head = [name.strip() for name in next(lines, [])]
    if missing := NEEDED - set(head):
        raise Unreadable(
            _("Baris pertama harus memuat nama kolom. Yang kurang: %(names)s.", names=", ".join(sorted(missing)))
        )
    rows: dict[tuple[str, str], ZoneRow] = {}
    refused: dict[int, str] = {}
    for number, line in enumerate(lines, 2):
        if number > MOST_ROWS + 1:
            raise Unreadable(_("Paling banyak %(most)s baris. Bagi berkasnya menjadi beberapa.", most=MOST_ROWS))
        cells = dict.fromkeys(HEAD, "") | dict(zip(head, map(str.strip, line), strict=False))
        if not any(cells.values()):
            continue
        try:
            row = _row(cells, destinations)
            if (row.origin_island, row.destination_code) in rows:
                raise ValueError(_("Asal dan tujuan ini sudah ada di baris lain berkas ini."))
            rows[row.origin_island, row.destination_code] = row
        except ValueError as error:
            refused[number] = str(error)
    if not rows and not refused:
        raise Unreadable(_("Tidak ada baris di bawah nama kolom."))
    return Sheet(list(rows.values()), refused)


def written(zones: Iterable[tuple[ShippingZone, str]]) -> Iterable[tuple[str | int, ...]]:
    """The rows of the table with the names of their destinations, to be read again."""
    for zone, name in zones:
        days = f"{zone.fastest_days}-{zone.slowest_days}"
        amounts = zone.first_kg_amount, zone.next_kg_amount
        yield zone.origin_island, zone.destination_code, name, zone.zone, *amounts, days


def _row(cells: Mapping[str, str], destinations: Collection[str]) -> ZoneRow:
    """Raises ValueError with what is wrong."""
    origin = cells["asal_pulau"].casefold()
    if origin not in (BANGKA, BELITUNG):
        raise ValueError(_("Asal pulau harus bangka atau belitung."))
    if cells["tujuan_kode"] not in destinations:
        raise ValueError(
            _("Kode tujuan harus kabupaten atau kota di provinsi ini, misalnya 19.03, atau provinsi lain, misalnya 31.")
        )
    if not re.fullmatch(r"[a-z0-9_]{1,40}", cells["zona"], re.ASCII):
        raise ValueError(_("Zona harus ditulis dengan huruf kecil, angka, dan garis bawah."))
    match = DAYS.fullmatch(cells["etd_hari"])
    days = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
    if not days[0] <= days[1] <= LONGEST_DAYS:
        raise ValueError(_("Hari harus seperti 2-4, paling lama 60 hari."))
    first = _amount(cells["tarif_kg_pertama"], _("Tarif kilogram pertama"))
    return ZoneRow(
        origin,
        cells["tujuan_kode"],
        cells["zona"],
        first,
        _amount(cells["tarif_kg_berikut"], _("Tarif kilogram berikut")),
        *days,
    )


def _amount(text: str, name: str) -> int:
    if not WHOLE.fullmatch(text) or int(text.replace(".", "")) > LARGEST_FEE:
        raise ValueError(_("%(name)s harus rupiah utuh, paling banyak 1.000.000.", name=name))
    return int(text.replace(".", ""))
