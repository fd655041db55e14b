"""Reading tables that people send: CSV in any of its dresses here, XLSX in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from app.bulk import archives, rules
from app.bulk.columns import BY_KEY, EXAMPLE_SKU, REASONS, SKU, key_of
from app.bulk.errors import HeadingTwice, NoHeadings, NoLines, NotASheet, SheetTooLarge, TooManyLines
from app.delimited import NotDelimited, decoded, rows_of
from app.i18n import LazyString, lazy_gettext

WORKBOOK_ROWS = Path(__file__).with_name("workbook_rows.py")
LONGEST_SECONDS = 25.0
TOO_MUCH = 2  # as the process says
DELIMITERS = (";", ",", "\t")
INSTEAD: Mapping[str, LazyString] = {
    "formula": lazy_gettext("berisi rumus; tulis nilainya saja"),
    "day": lazy_gettext("terbaca sebagai tanggal; ubah bentuk selnya menjadi teks"),
    "fault": lazy_gettext("berisi galat dari program tabel"),
}
TOO_LONG = lazy_gettext("lebih panjang dari 6.000 huruf; ringkas dulu")

Cell = str | list[str]
Row = tuple[int, Sequence[Cell]]


@dataclass(frozen=True)
class Line:
    """One row: its number in the file, its cells by column, and what is wrong with cells that are no values.

    `on_hand` is how many pieces its variant had when the line was looked at.
    """

    number: int
    cells: dict[str, str]
    faults: dict[str, str] = field(default_factory=dict)
    on_hand: int | None = None

    @property
    def sku(self) -> str:
        """Its code as it is compared."""
        return " ".join(self.cells[SKU.key].split())


@dataclass(frozen=True)
class Sheet:
    """What a file says: the columns we know, the headings we do not, the rows without the example."""

    columns: list[str]
    unknown: list[str]
    lines: list[Line]


def check(data: bytes) -> None:
    """Whether a file can be a table, as far as a glance tells.

    Raises NotASheet, SheetTooLarge, LeansOnOthers; for a CSV NoHeadings and HeadingTwice too.
    """
    if len(data) > rules.MOST_BYTES:
        raise SheetTooLarge
    if archives.is_packed(data):
        archives.check_workbook(data)
    else:
        _headings_of(_rows_of_text(data, most=1))


def read(data: bytes) -> Sheet:
    """The table. Raises what `check` raises, and NoLines, TooManyLines, NoHeadings, HeadingTwice."""
    check(data)
    most = rules.MOST_LINES + 3  # with the headings, the example, and one more to tell that there are more
    rows = _rows_of_workbook(data, most=most) if archives.is_packed(data) else _rows_of_text(data, most=most)
    places, unknown = _headings_of(rows)
    lines = [_line(number, cells, places) for number, cells in rows[1:]]
    lines = [line for line in lines if line.cells[SKU.key].casefold() != EXAMPLE_SKU.casefold()]
    if not lines:
        raise NoLines
    if len(lines) > rules.MOST_LINES:
        raise TooManyLines(most=rules.MOST_LINES)
    return Sheet([key for key in places if key != REASONS.key], unknown, lines)


def _headings_of(rows: Sequence[Row]) -> tuple[dict[str, int], list[str]]:
    places: dict[str, int] = {}
    unknown = []
    for place, cell in enumerate(map(_text_of, rows[0][1] if rows else ())):
        key = key_of(cell)
        if key in places:
            raise HeadingTwice(heading=BY_KEY[key].heading)
        if key is not None:
            places[key] = place
        elif cell.strip():
            unknown.append(" ".join(cell.split())[:40])
    if SKU.key not in places:
        raise NoHeadings
    return places, unknown


def _line(number: int, cells: Sequence[Cell], places: Mapping[str, int]) -> Line:
    found = {key: cells[place] if place < len(cells) else "" for key, place in places.items() if key != REASONS.key}
    texts = {key: _text_of(cell) for key, cell in found.items()}
    faults = {key: str(TOO_LONG) for key, text in texts.items() if len(text) > rules.LONGEST_CELL}
    faults |= {key: str(INSTEAD[cell[0]]) for key, cell in found.items() if isinstance(cell, list)}
    return Line(number, {key: rules.read_cell(text[: rules.LONGEST_CELL]) for key, text in texts.items()}, faults)


def _text_of(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell[1]


def _rows_of_text(data: bytes, *, most: int) -> list[Row]:
    try:
        text = decoded(data)
        fitting = max(DELIMITERS, key=lambda delimiter: _known(text, delimiter))
        rows = enumerate(rows_of(text, fitting), 1)
        filled = ((number, row[: rules.MOST_COLUMNS]) for number, row in rows if any(map(str.strip, row)))
        return list(islice(filled, most))
    except NotDelimited as error:
        raise NotASheet from error


def _known(text: str, delimiter: str) -> int:
    head = next(filter(None, rows_of(text, delimiter)), [])
    return sum(key_of(cell) is not None for cell in head)


def _rows_of_workbook(data: bytes, *, most: int) -> list[Row]:
    limits = most, rules.MOST_COLUMNS, rules.LONGEST_CELL + 1, rules.MOST_LETTERS
    command = [sys.executable, "-I", str(WORKBOOK_ROWS), *map(str, limits)]
    try:
        written = subprocess.run(  # noqa: S603 - our own script
            command, input=data, capture_output=True, timeout=LONGEST_SECONDS, check=True
        ).stdout
    except subprocess.CalledProcessError as error:
        raise SheetTooLarge if error.returncode == TOO_MUCH else NotASheet from error
    except subprocess.SubprocessError as error:
        raise NotASheet from error
    return [(number, cells) for number, cells in json.loads(written)]
