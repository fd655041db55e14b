"""Couriers and tracking numbers for many orders at once: typed in a table, pasted, or from a file."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from app.delimited import rows_of
from app.errors import DomainError
from app.i18n import _
from app.models.order import Order, ShippingMethod
from app.orders.forms import ShipForm
from app.orders.parcels import WITHOUT_NUMBER

MOST_ROWS = 200
SEPARATORS = "\t;,"


@dataclass(frozen=True)
class Label:
    """What was typed for one order, and what is wrong with it."""

    courier: str = ""
    tracking_number: str = ""
    is_handed_over: bool = False
    error: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether the row is left for later."""
        return not self.tracking_number and not self.is_handed_over


def checked(order: Order, label: Label) -> Label:
    """The label, with what is wrong with it in a sentence: the same rules as for one parcel alone."""
    if order.shipping_method == ShippingMethod.PICKUP:
        return replace(label, error=_("Buka pesanannya, lalu ketik kode yang ditunjukkan pembeli."))
    if order.shipping_method in WITHOUT_NUMBER:
        return label
    form = ShipForm(MultiDict({"courier": label.courier, "tracking_number": label.tracking_number}))
    if form.validate():
        return replace(label, courier=form.courier.data, tracking_number=form.tracking_number.data)
    return replace(label, error=" ".join(str(each) for errors in form.errors.values() for each in errors))


def read_lines(text: str, *, courier: str) -> dict[str, Label]:
    """Labels by the number of their order, from lines of `number, tracking number, courier`, the last perhaps missing.

    A line that names no order, such as a head, is left out. Raises NotDelimited, DomainError for too many lines.
    """
    labels: dict[str, Label] = {}
    for cells in _rows(text):
        number = cells[0].upper()
        if len(cells) < 2 or not number.startswith("SB-"):
            continue
        labels[number] = Label(cells[2] if len(cells) > 2 and cells[2] else courier, cells[1])
    if len(labels) > MOST_ROWS:
        raise DomainError(_("Paling banyak %(most)s baris sekaligus.", most=MOST_ROWS))
    return labels


def _rows(text: str) -> Iterable[list[str]]:
    for line in text.splitlines():
        separator = max(SEPARATORS, key=line.count)
        for cells in rows_of(line, separator):
            if cells:
                yield [cell.strip() for cell in cells]
