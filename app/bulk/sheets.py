"""Writing tables that people take away: what they sell, an empty one to fill, rows that have to be mended."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from app.bulk import rules
from app.bulk.columns import COLUMNS, REASONS, SEEN, TO_FILL, Column
from app.bulk.reading import moved_since
from app.i18n import _
from app.models.bulk import ImportRow

PRODUCTS, CHOICES, ABOUT = "Produk", "Pilihan", "Penjelasan"
HEAD_FONT = Font(bold=True, color="FFFFFF")
HEAD_FILL = PatternFill("solid", fgColor="0B5C63")
WRAPPED = Alignment(wrap_text=True, vertical="top")

Cells = Mapping[str, str]
Lists = Mapping[str, Sequence[str]]


def as_csv(lines: Iterable[Cells], columns: Sequence[Column] = COLUMNS) -> str:
    """A text that spreadsheets here open in columns: semicolons, and a mark that says UTF-8."""
    file = StringIO(newline="")
    file.write("\ufeff")
    writer = csv.writer(file, delimiter=";")
    writer.writerow(column.heading for column in columns)
    for line in lines:
        writer.writerow(rules.write_cell(line.get(column.key, "")) for column in columns)
    return file.getvalue()


def as_workbook(lines: Iterable[Cells], lists: Lists, columns: Sequence[Column] = COLUMNS) -> bytes:
    """A workbook with lists to choose from and a sheet that explains the columns."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(PRODUCTS)
    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    _offer(sheet, columns, lists)
    sheet.append([_head(sheet, column.heading) for column in columns])
    for line in lines:
        sheet.append([_value(column, line.get(column.key, "")) for column in columns])
    _explain(book.create_sheet(ABOUT), columns)
    chosen = book.create_sheet(CHOICES)
    for values in _side_by_side(lists):
        chosen.append(values)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def as_example(lists: Lists) -> Cells:
    """The row that shows how a product is written; it is skipped when it comes back."""
    shown = {column.key: column.example for column in TO_FILL}
    tags = shown["tags"].split(", ")
    fitting = [name for name in lists["categories"] if any(tag in name.casefold() for tag in tags)]
    return shown | {"category": next(iter([*fitting, *lists["categories"]]), ""), "halal": lists["halal"][0]}


def with_reasons(columns: Sequence[str]) -> list[Column]:
    """The columns of a file that somebody sent, with the count beside its stock, and one for what is wrong."""
    wanted = {*columns, *([SEEN.key] if "stock" in columns else [])}
    return [*(column for column in COLUMNS if column.key in wanted), REASONS]


def as_refused(row: ImportRow, addresses: Mapping[int, str]) -> Cells:
    """A row that did not land, to be mended: with reasons, the key of its product, and the count it was held against.

    The count that its file was written with stays, unless the seller reads here that the stock moved since.
    """
    cells: dict[str, str] = row.cells | {"reasons": " ".join(row.reasons)}
    if row.product_id and row.product_id in addresses:
        cells["key"] = addresses[row.product_id]
    if row.on_hand is not None and (not cells.get(SEEN.key) or moved_since(row.on_hand) in row.reasons):
        cells[SEEN.key] = str(row.on_hand)
    return cells


def _value(column: Column, text: str) -> str | int:
    if column.is_number and text.isascii() and text.isdigit() and len(text) < 16 and str(int(text)) == text:
        return int(text)
    return rules.write_cell(text)


def _head(sheet: Worksheet, heading: str) -> Cell:
    cell = WriteOnlyCell(sheet, heading)
    cell.font, cell.fill = HEAD_FONT, HEAD_FILL
    return cell


def _offer(sheet: Worksheet, columns: Sequence[Column], lists: Lists) -> None:
    """Lists to choose from, each a column of the last sheet."""
    for place, column in enumerate(columns, 1):
        if column.choices:
            source, letter = get_column_letter(list(lists).index(column.choices) + 1), get_column_letter(place)
            rule = DataValidation(
                type="list",
                formula1=f"'{CHOICES}'!${source}$2:${source}${len(lists[column.choices]) + 1}",
                allow_blank=True,
                showErrorMessage=False,
            )
            rule.add(f"{letter}2:{letter}{rules.MOST_LINES + 1}")
            sheet.data_validations.append(rule)


def _explain(sheet: Worksheet, columns: Sequence[Column]) -> None:
    for letter, width in (("A", 30), ("B", 70), ("C", 40)):
        sheet.column_dimensions[letter].width = width
    sheet.append([_head(sheet, text) for text in (_("Kolom"), _("Cara mengisi"), _("Contoh"))])
    for column in columns:
        about = WriteOnlyCell(sheet, str(column.about))
        about.alignment = WRAPPED
        sheet.append([column.heading, about, column.example])
    for text in (
        _("Kolom yang Anda hapus tidak mengubah apa-apa; sel yang kosong berarti kosong."),
        _("Baris contoh boleh dibiarkan: kami melewatinya."),
        _("Satu baris untuk setiap pilihan. Isian produknya cukup di baris pertama."),
    ):
        sheet.append([text])


def _side_by_side(lists: Lists) -> Iterable[list[str]]:
    yield list(lists)
    longest = max(map(len, lists.values()), default=0)
    for place in range(longest):
        yield [values[place] if place < len(values) else "" for values in lists.values()]
