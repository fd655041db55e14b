"""What lines of a table mean: through the very forms in which a seller types the same things one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from werkzeug.datastructures import MultiDict

from app.bulk import rules
from app.bulk.columns import BY_KEY, NO, OF_A_PRODUCT, OF_A_VARIANT, SEEN, SKU, YES
from app.bulk.shelf import Names, Shelf, cells_of_product, cells_of_row
from app.catalog.claims import NAMES, Claims
from app.catalog.commands.products import check_allowed_by
from app.catalog.errors import BadChoices, ProhibitedGoods
from app.catalog.forms import grid as grid_form
from app.catalog.forms.products import HALAL, ClaimsForm
from app.catalog.grid import Axes, Row
from app.catalog.rules import values_in
from app.i18n import _

FLAGS = ("is_food", "is_handmade", "is_cold_chain")
WORDS: Mapping[str, bool] = {YES.casefold(): True, "y": True, "1": True, NO.casefold(): False, "t": False, "0": False}
CELLS = {column.key: column.cell for column in (SKU, *OF_A_VARIANT) if column.cell}
COUNTS = ("shelf_life_days", "made_to_order_days", "minimum_quantity")
AXES = ("option1_name", "option2_name")
CLAIMS = tuple(column.key for column in OF_A_PRODUCT if column.key not in AXES)
NOT_IN_TABLES = tuple(name for name in NAMES if name.removesuffix("_id") not in CLAIMS)


class Unreadable(Exception):
    """What is wrong with the cells, as sentences that name their columns."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__()
        self.reasons = list(reasons)


def fault(key: str, what: str) -> str:
    """A sentence that begins with the column it is about."""
    return f"{BY_KEY[key].heading if key in BY_KEY else key}: {what.rstrip('.')}."


def read_claims(cells: Mapping[str, str], shelf: Shelf | None, names: Names) -> Claims | None:
    """What a product is going to say, None when nothing about it changes. Columns that are not there stay as they are.

    Raises Unreadable.
    """
    has = cells_of_product(shelf, names) if shelf else {}
    said = {key: cells.get(key, has.get(key, "")) for key in CLAIMS}
    if shelf and all(rules.plain(said[key]) == rules.plain(has[key]) for key in CLAIMS):
        return None
    reasons: list[str] = []
    sent = _as_sent(said, names, reasons)
    form = ClaimsForm(names.open_categories, names.regencies, names.provinces, formdata=sent, meta={"csrf": False})
    if not form.validate():
        reasons += [fault(key, " ".join(map(str, errors))) for key, errors in form.errors.items()]
    if reasons:
        raise Unreadable(reasons)
    claims = form.claims
    if shelf:
        claims = replace(claims, **{name: getattr(shelf.claims, name) for name in NOT_IN_TABLES})
    if shelf and claims == shelf.claims:
        return None
    try:
        check_allowed_by(names.watched, claims, shelf.product if shelf else None)
    except ProhibitedGoods as error:
        raise Unreadable([str(error.message)]) from error
    return claims


def read_axes(cells: Mapping[str, str], shelf: Shelf | None) -> Axes:
    """The names of the choices. Raises Unreadable for names that do not fit or differ from those that are there."""
    now = Axes(shelf.product.option1_name, shelf.product.option2_name) if shelf else Axes()
    axes = Axes(*(_one_line(cells.get(key, getattr(now, key))) for key in AXES))
    if shelf and axes != now:
        raise Unreadable([_("Nama pilihan produk yang sudah ada diganti di halaman Pilihan, bukan lewat tabel.")])
    if any(len(name) > grid_form.LONGEST_NAME for name in (axes.option1_name, axes.option2_name)):
        raise Unreadable([_("Nama pilihan paling panjang 30 huruf.")])
    if axes.option2_name and not axes.option1_name:
        raise Unreadable([_("Isi pilihan pertama dulu.")])
    if axes.option1_name and axes.option1_name.casefold() == axes.option2_name.casefold():
        raise Unreadable([_("Kedua pilihan perlu nama yang berbeda.")])
    return axes


def read_row(cells: Mapping[str, str], axes: Axes, known: Row | None) -> Row:
    """The variant of a line. Columns that are not there stay as they are. Raises Unreadable."""
    has = cells_of_row(known) if known else {}
    said = {key: cells.get(key, has.get(key, "")) for key in (*CELLS, "option1_value", "option2_value")}
    values = tuple(_one_line(said[key]) for key in ("option1_value", "option2_value"))
    reasons = _wrong_values(values, axes, known)
    table = grid_form.Table(axes, ("", ""), [(values[0], values[1])])
    (row,) = grid_form.read_rows(table, {f"{cell}-0": rules.whole(said[key]) for key, cell in CELLS.items()})
    by_cell = {cell: key for key, cell in CELLS.items()}
    reasons += [fault(by_cell[name.removesuffix("-0")], str(what)) for name, what in table.errors.items()]
    if reasons:
        raise Unreadable(reasons)
    return replace(row, sku=known.sku) if known else row


def count_meant(counted: int, cells: Mapping[str, str], *, now: int, seen: int | None) -> int:
    """The pieces that a line wants of a variant with `now` pieces, `seen` when the line was looked at.

    What the file says was seen when it was written goes first. A count that is the one that was seen leaves the stock
    as it is, whatever was sold since. Raises Unreadable for another count of a stock that moved since.
    """
    noted = rules.whole(cells.get(SEEN.key, ""))
    if noted and not rules.COUNT.fullmatch(noted):
        raise Unreadable([fault(SEEN.key, _("Biarkan seperti saat diunduh."))])
    seen = int(noted) if noted else seen
    if counted in (seen, now):
        return now
    if seen != now:
        raise Unreadable([moved_since(now)])
    return counted


def moved_since(now: int) -> str:
    """Why a count of a stock that moved is not taken; there are `now` pieces."""
    moved = _("Berubah sejak tabel ini dibuat atau diperiksa, sekarang %(count)s. Hitung lagi, lalu kirim.", count=now)
    return fault("stock", moved)


def _as_sent(said: Mapping[str, str], names: Names, reasons: list[str]) -> MultiDict[str, str]:
    """The cells as a browser sends the same form."""
    sent = MultiDict({key: rules.whole(said[key]) for key in COUNTS})
    sent.update({key: said[key] for key in ("name", "description", "tags")})
    slugs = {category.name.casefold(): category.slug for category in names.open_categories}
    sent["category"] = slugs.get(_one_line(said["category"]).casefold(), said["category"])
    labels = {str(label).casefold(): value for value, label in HALAL.items()}
    halal = _one_line(said["halal"]).casefold()
    sent["halal"] = labels.get(halal, halal)
    for key in FLAGS:
        word = said[key].strip().casefold()
        if key == "is_food" and not word and sent["category"] in names.food_slugs:
            word = YES.casefold()
        if word and word not in WORDS:
            reasons.append(fault(key, _("Tulis Ya atau Tidak.")))
        elif WORDS.get(word):
            sent[key] = "y"
    codes = {name.casefold(): code for code, name in names.places.items()}
    for key in ("ships_only_to", "ships_not_to"):
        for place in filter(None, map(_one_line, said[key].split(","))):
            sent.add(key, codes.get(place.casefold(), place))
    return sent


def _wrong_values(values: Sequence[str], axes: Axes, known: Row | None) -> list[str]:
    if known and values != known.key:
        return [_("Nilai pilihan yang sudah ada diganti di halaman Pilihan, bukan lewat tabel.")]
    wrong = []
    for key, value, name in zip(
        ("option1_value", "option2_value"), values, (axes.option1_name, axes.option2_name), strict=True
    ):
        if bool(value) != bool(name):
            wrong.append(fault(key, _("Isi nama pilihan bersama nilainya, misalnya Isi: 100 g.")))
            continue
        try:
            is_one = not value or values_in(value) == [value]
        except BadChoices as error:
            wrong.append(fault(key, str(error.message)))
        else:
            if not is_one:
                wrong.append(fault(key, _("Tulis satu nilai saja, tanpa koma.")))
    return wrong


def _one_line(text: str) -> str:
    return " ".join(text.split())
