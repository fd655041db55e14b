"""What would come of the lines of one product: the dry run and the work itself ask here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.bulk.columns import BY_KEY
from app.bulk.reading import AXES, CLAIMS, Unreadable, count_meant, read_axes, read_claims, read_row
from app.bulk.shelf import Names, Shelf
from app.bulk.tables import Line
from app.catalog.claims import Claims
from app.catalog.commands.products import check_choices
from app.catalog.errors import ProhibitedGoods, StockTooLow, TooManyProducts
from app.catalog.grid import Axes, Row, waits_under_other_axes, words_of
from app.catalog.rules import MOST_COMBINATIONS
from app.i18n import _
from app.models.bulk import Outcome


@dataclass(frozen=True)
class Owned:
    """Whose a code is: the product that bears it, and whether that variant is still there, or waits to be."""

    product_id: int
    is_live: bool


@dataclass
class Plan:
    """What happens to a product, and to each of its lines by their numbers; `counts` are the pieces there are now."""

    claims: Claims | None = None
    axes: Axes = field(default_factory=Axes)
    rows: dict[int, Row] = field(default_factory=dict)
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    reasons: dict[int, list[str]] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)

    def refuse(self, number: int, reasons: Sequence[str]) -> None:
        """Leave a line out."""
        self.outcomes[number] = Outcome.REFUSED
        self.reasons[number] = list(dict.fromkeys([*self.reasons.get(number, []), *reasons]))
        self.rows.pop(number, None)


def plan_of(
    lines: Sequence[Line],
    shelf: Shelf | None,
    owned: Mapping[str, Owned],
    names: Names,
    *,
    refused: Mapping[int, list[str]],
) -> Plan:
    """What comes of the lines of one product, which is there already or is not; some lines are refused before."""
    plan, first = Plan(), lines[0]
    try:
        plan.claims = read_claims(first.cells, shelf, names)
        plan.axes = read_axes(first.cells, shelf)
        _leave_what_is_read(plan, shelf)
    except Unreadable as error:
        return _refuse_all(lines, error.reasons, refused)
    for line in lines:
        if line.number in refused:
            plan.refuse(line.number, refused[line.number])
        else:
            _judge(plan, line, first, shelf, owned, names)
    _check_together(plan, lines, shelf)
    if shelf and plan.claims and plan.outcomes[first.number] == Outcome.SAME:
        plan.outcomes[first.number] = Outcome.CHANGED
    if shelf and plan.claims and plan.outcomes[first.number] == Outcome.REFUSED:
        plan.claims = None  # a line that comes back has changed nothing
    return plan


def keep_within(room: int, plans: Iterable[Plan]) -> None:
    """Leave out new products for which the shop has no room any more."""
    for plan in [each for each in plans if each.rows][room:]:
        for number in list(plan.rows):
            plan.refuse(number, [str(TooManyProducts().message)])


def _refuse_all(lines: Sequence[Line], reasons: Sequence[str], refused: Mapping[int, list[str]]) -> Plan:
    plan, first = Plan(), lines[0]
    for line in lines:
        plan.refuse(line.number, refused.get(line.number, []))
    plan.refuse(first.number, reasons)
    for line in lines[1:]:
        plan.refuse(line.number, [_("Perbaiki dulu baris %(number)s dari produk yang sama.", number=first.number)])
    return plan


def _leave_what_is_read(plan: Plan, shelf: Shelf | None) -> None:
    """Lines that say what a person is reading already change nothing about it. Raises Unreadable for others."""
    looked_at = shelf.looked_at if shelf else None
    if looked_at and plan.claims == looked_at:
        plan.claims = None
    if looked_at and plan.claims:
        why = _(
            "Keterangan produk ini sedang ditinjau, jadi belum dapat diubah. "
            "Harga dan stok tetap masuk bila keterangannya dibiarkan seperti semula."
        )
        raise Unreadable([why])


def _judge(plan: Plan, line: Line, first: Line, shelf: Shelf | None, owned: Mapping[str, Owned], names: Names) -> None:
    sku, rows = line.sku, shelf.rows if shelf else {}
    known, owner = rows.get(sku), owned.get(sku)
    if known:
        plan.counts[line.number] = known.on_hand
    differing = [key for key in (*CLAIMS, *AXES) if line.cells.get(key) and line.cells[key] != first.cells[key]]
    reasons = [
        _("%(heading)s berbeda dengan baris %(number)s dari produk yang sama.", heading=heading, number=first.number)
        for heading in _headings(differing)
    ]
    if not sku:
        reasons.append(_("Isi SKU."))
    elif known is None and shelf and waits_under_other_axes(shelf.product):
        reasons.append(_("Susunan pilihan yang baru sedang ditinjau. Kirim lagi baris ini sesudah ada keputusannya."))
    elif known is None and owner is not None:
        reasons.append(_taken(sku, owner))
    try:
        row = _row_of(line, plan.axes, known)
    except Unreadable as error:
        reasons += error.reasons
    else:
        plan.rows[line.number] = row
        plan.outcomes[line.number] = _outcome(row, known)
        reasons += [*_promised(row, shelf), *_forbidden(row, plan.axes, shelf, names)]
    if reasons:
        plan.refuse(line.number, reasons)


def _row_of(line: Line, axes: Axes, known: Row | None) -> Row:
    row = read_row(line.cells, axes, known)
    if known is None:
        return row
    return replace(row, on_hand=count_meant(row.on_hand, line.cells, now=known.on_hand, seen=line.on_hand))


def _headings(keys: Sequence[str]) -> list[str]:
    return [BY_KEY[key].heading for key in keys]


def _taken(sku: str, owner: Owned) -> str:
    if owner.is_live:
        return _("SKU %(sku)s sudah dipakai produk lain di toko Anda.", sku=sku)
    return _("SKU %(sku)s milik produk atau pilihan yang sudah diarsipkan. Pakai kode lain.", sku=sku)


def _outcome(row: Row, known: Row | None) -> Outcome:
    if known is None:
        return Outcome.CREATED
    return Outcome.SAME if row == known else Outcome.CHANGED


def _forbidden(row: Row, axes: Axes, shelf: Shelf | None, names: Names) -> list[str]:
    try:
        check_choices(names.watched, words_of(axes, [row]), shelf.product if shelf else None)
    except ProhibitedGoods as error:
        return [str(error.message)]
    return []


def _promised(row: Row, shelf: Shelf | None) -> list[str]:
    reserved = {each.sku: each.stock.reserved for each in shelf.product.variants} if shelf else {}
    if row.on_hand >= reserved.get(row.sku, 0):
        return []
    return [str(StockTooLow(reserved=reserved[row.sku]).message)]


def _check_together(plan: Plan, lines: Sequence[Line], shelf: Shelf | None) -> None:
    """Every combination is there once, and not too many of them."""
    seen = {_folded(row): _("pilihan yang sudah ada") for row in (shelf.rows.values() if shelf else ())}
    for line in lines:
        if plan.outcomes[line.number] != Outcome.CREATED:
            continue
        key = _folded(plan.rows[line.number])
        if key in seen:
            plan.refuse(line.number, [_("Pilihannya sama dengan %(what)s.", what=seen[key])])
        elif len(seen) == MOST_COMBINATIONS:
            plan.refuse(line.number, [_("Paling banyak %(most)s pilihan untuk satu produk.", most=MOST_COMBINATIONS)])
        else:
            seen[key] = _("baris %(number)s", number=line.number)


def _folded(row: Row) -> tuple[str, str]:
    return (row.option1_value.casefold(), row.option2_value.casefold())
