"""Reading the table of choices: the axes from an address or a form, the rows from a form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.catalog import grid, rules
from app.catalog.errors import BadChoices
from app.catalog.forms.parcel import NO_SIDES, parcel_text, parse_parcel
from app.catalog.grid import Axes, Row
from app.i18n import _
from app.models.catalog import NetUnit
from app.models.stock import LARGEST_STOCK
from app.money import format_rupiah
from app.web.fields import parse_rupiah, parse_whole

LONGEST_NAME = 30
LONGEST_VALUES = 600  # both axes stand in one address
COLUMNS = ("sku", "harga", "berat", "isi", "satuan", "stok", "paket")


@dataclass
class Table:
    """What the seller sees and sends: cells by their names, and what is wrong with them."""

    axes: Axes
    values: tuple[str, str]
    combinations: Sequence[tuple[str, str]]
    cells: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def read_axes(sent: Mapping[str, str]) -> Table:
    """Names and values of the choices, without cells. Raises BadChoices."""
    names = [" ".join(sent.get(f"nama{axis}", "").split()) for axis in (1, 2)]
    texts = [sent.get(f"nilai{axis}", "") for axis in (1, 2)]
    if any(len(name) > LONGEST_NAME for name in names) or any(len(text) > LONGEST_VALUES for text in texts):
        raise BadChoices(_("Nama pilihan paling panjang 30 huruf, semua nilainya paling panjang 600 huruf."))
    first, second = (rules.values_in(text) for text in texts)
    if bool(names[0]) != bool(first) or bool(names[1]) != bool(second):
        raise BadChoices(_("Isi nama pilihan bersama nilainya, misalnya Isi: 100 g, 250 g."))
    if names[1] and not names[0]:
        raise BadChoices(_("Isi pilihan pertama dulu."))
    if names[0] and names[0].casefold() == names[1].casefold():
        raise BadChoices(_("Kedua pilihan perlu nama yang berbeda."))
    return Table(Axes(*names), (", ".join(first), ", ".join(second)), rules.combinations(first, second))


def fill(table: Table, rows: Sequence[Row]) -> Table:
    """The table with what is there already in its cells."""
    for place, row in enumerate(grid.proposed(rows, table.combinations)):
        cells = (
            row.sku,
            format_rupiah(row.price_amount).removeprefix("Rp") if row.price_amount else "",
            str(row.weight_grams or ""),
            str(row.net_content or ""),
            (row.net_unit or NetUnit.GRAM).value,
            str(row.on_hand),
            parcel_text((row.length_cm, row.width_cm, row.height_cm)),
        )
        table.cells |= {f"{column}-{place}": cell for column, cell in zip(COLUMNS, cells, strict=True)}
    return table


def read_rows(table: Table, sent: Mapping[str, str]) -> list[Row]:
    """The rows of a table that was sent; what cannot be read is in the table's errors."""
    return [_read_row(table, place, sent) for place in range(len(table.combinations))]


def _read_row(table: Table, place: int, sent: Mapping[str, str]) -> Row:
    cells = {column: sent.get(f"{column}-{place}", "").strip() for column in COLUMNS}
    table.cells |= {f"{column}-{place}": cell for column, cell in cells.items()}

    def whole(column: str, lowest: int, highest: int) -> int:
        number = parse_whole(cells[column], lowest=lowest, highest=highest)
        if number is None:
            complaint = _("Tulis bilangan bulat dari %(lowest)s sampai %(highest)s.", lowest=lowest, highest=highest)
            table.errors[f"{column}-{place}"] = complaint
        return number or 0

    price_amount = parse_rupiah(cells["harga"]) or 0
    if not rules.LOWEST_PRICE <= price_amount <= rules.LARGEST_PRICE:
        table.errors[f"harga-{place}"] = _("Tulis harga dalam rupiah utuh, paling sedikit 100.")
    if len(cells["sku"]) > rules.LONGEST_SKU:
        table.errors[f"sku-{place}"] = _("Paling panjang %(most)s huruf.", most=rules.LONGEST_SKU)
    unit = next((each for each in NetUnit if each.value == cells["satuan"]), None)
    net_content = whole("isi", 1, rules.LARGEST_CONTENT) if cells["isi"] else None
    if net_content and unit is None:
        table.errors[f"satuan-{place}"] = _("Pilih g atau ml.")
    sides = parse_parcel(cells["paket"])
    if sides is None:
        table.errors[f"paket-{place}"] = _("Tulis panjang x lebar x tinggi dalam cm, misalnya 30 x 20 x 10.")
    length_cm, width_cm, height_cm = sides or NO_SIDES
    return Row(
        *table.combinations[place],
        sku=" ".join(cells["sku"].split()),
        price_amount=price_amount,
        weight_grams=whole("berat", 1, rules.HEAVIEST_GRAMS),
        net_content=net_content,
        net_unit=unit if net_content else None,
        on_hand=whole("stok", 0, LARGEST_STOCK),
        length_cm=length_cm,
        width_cm=width_cm,
        height_cm=height_cm,
    )
