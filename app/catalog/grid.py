"""The choices of a product as a table: one row for each combination of at most two axes."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

from app.catalog import rules
from app.models.catalog import NetUnit, Product, Variant


@dataclass(frozen=True)
class Axes:
    """What a buyer chooses, for example Isi and Rasa; empty names for a product without choices."""

    option1_name: str = ""
    option2_name: str = ""


@dataclass(frozen=True)
class Row:
    """One combination: rupiah, grams to ship, net content in its unit, pieces, the sides of its parcel in cm."""

    option1_value: str
    option2_value: str
    sku: str
    price_amount: int
    weight_grams: int
    net_content: int | None
    net_unit: NetUnit | None
    on_hand: int
    length_cm: int | None = None
    width_cm: int | None = None
    height_cm: int | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What tells this combination from the others."""
        return (self.option1_value, self.option2_value)

    @property
    def label(self) -> str:
        """The chosen values, empty for a product without choices."""
        return " · ".join(value for value in self.key if value)


def rows_of(product: Product) -> list[Row]:
    """The combinations a product has now."""
    return [_row_of(variant) for variant in product.variants]


def axes_of(product: Product) -> Axes:
    """The axes a product has now."""
    return Axes(product.option1_name, product.option2_name)


def table_of(product: Product) -> tuple[Axes, list[Row]]:
    """The choices a product is going to have: those that wait for a reviewer, with what is there of them as it is."""
    if product.choices_waiting is None:
        return axes_of(product), rows_of(product)
    axes, rows = _read(product.choices_waiting)
    there = {row.key: row for row in rows_of(product)}
    return axes, [there.get(row.key, row) for row in rows]


def rows_wanted(product: Product) -> list[Row]:
    """The combinations a product has now, and behind them those of the same axes that wait for a reviewer."""
    rows = rows_of(product)
    if waits_under_other_axes(product):
        return rows
    there = {row.key for row in rows}
    return [*rows, *(row for row in table_of(product)[1] if row.key not in there)]


def waits_under_other_axes(product: Product) -> bool:
    """Whether the choices that wait for a reviewer are named otherwise than those it has."""
    return table_of(product)[0] != axes_of(product)


def words_of(axes: Axes, rows: Iterable[Row | Variant]) -> list[str]:
    """The names and values that buyers read, each once."""
    values = [value for row in rows for value in (row.option1_value, row.option2_value)]
    return [word for word in dict.fromkeys((axes.option1_name, axes.option2_name, *values)) if word]


def choices_of(product: Product) -> list[str]:
    """The names and values of the choices a product has now."""
    return words_of(axes_of(product), product.variants)


def choices_wanted(product: Product) -> list[str]:
    """The same of the choices it is going to have."""
    return choices_of(product) if product.choices_waiting is None else words_of(*_read(product.choices_waiting))


def as_shown(product: Product) -> dict[str, Any]:
    """Everything the table shows, for its fingerprint."""
    return as_kept(*table_of(product))


def as_kept(axes: Axes, rows: Sequence[Row]) -> dict[str, Any]:
    """A table as a product keeps it while it waits."""
    return {**asdict(axes), "rows": [asdict(row) for row in rows]}


def _read(kept: dict[str, Any]) -> tuple[Axes, list[Row]]:
    units = {unit.value: unit for unit in NetUnit}
    rows = [Row(**each | {"net_unit": units.get(each["net_unit"])}) for each in kept["rows"]]
    return Axes(kept["option1_name"], kept["option2_name"]), rows


def proposed(rows: Sequence[Row], combinations: Sequence[tuple[str, str]]) -> list[Row]:
    """A row for each combination: what is there already, or a copy of what is most like it, with nothing in stock.

    A value that speaks of an amount is a content of its own; its weight and parcel are left to the seller.
    """
    return [_proposal(rows, first, second) for first, second in combinations]


NOTHING = Row("", "", "", 0, 0, None, None, 0)
WITH_DOTS = r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+"  # 1.000 is a thousand, 1,5 and 1.5 are one and a half
NUMBER = rf"{WITH_DOTS}|[0-9]+(?:[.,][0-9]+)?"
AMOUNT = re.compile(rf"\D*?({NUMBER}) ?(g|gr|gram|kg|kilo|kilogram|ml|cc|l|lt|ltr|liter)\b\D*", re.IGNORECASE)
OF_A_SIZE = re.compile(
    r"(?:kilo|liter|ons|gram)\b|\b(?:kg|kecil|sedang|besar|mini|jumbo|xs|s|m|l|xl|xxl)\b",
    re.IGNORECASE,
)
THOUSANDS = {"kg", "kilo", "kilogram", "l", "lt", "ltr", "liter"}


def content_said(value: str) -> tuple[int, NetUnit] | None:
    """The net content that a value names, whole grams or millilitres; None for one that cannot be read for certain."""
    found = AMOUNT.fullmatch(value)
    if found is None or any(sign.isnumeric() for sign in value.replace(found[1], "", 1)):
        return None
    number, unit = found[1], found[2].casefold()
    plain = number.replace(".", "") if re.fullmatch(WITH_DOTS, number) else number.replace(",", ".")
    size = Decimal(plain) * (1_000 if unit in THOUSANDS else 1)
    if size != int(size) or not 1 <= size <= rules.HEAVIEST_GRAMS:
        return None
    return int(size), NetUnit.GRAM if unit.startswith(("g", "k")) else NetUnit.MILLILITRE


def _tells_of_a_size(value: str) -> bool:
    return any(sign.isnumeric() for sign in value) or OF_A_SIZE.search(value) is not None


def _proposal(rows: Sequence[Row], first: str, second: str) -> Row:
    for row in rows:
        if row.key == (first, second):
            return row
    usual = rows[0] if rows else NOTHING
    like = next((row for row in rows if first and row.option1_value == first), usual)
    return _sized(replace(like, option1_value=first, option2_value=second, sku="", on_hand=0), like)


def _sized(row: Row, like: Row) -> Row:
    """A copied row with the content that its values say, or with none where they say one that cannot be read."""
    if not any(map(_tells_of_a_size, {*row.key} ^ {*like.key})):
        return row
    said = next((said for value in row.key if value not in like.key and (said := content_said(value))), None)
    content, unit = said or (None, like.net_unit)
    if (content, unit) == (like.net_content, like.net_unit):
        return row
    return replace(
        row, net_content=content, net_unit=unit, weight_grams=0, length_cm=None, width_cm=None, height_cm=None
    )


def _row_of(variant: Variant) -> Row:
    return Row(
        variant.option1_value,
        variant.option2_value,
        variant.sku,
        variant.price_amount,
        variant.weight_grams,
        variant.net_content,
        variant.net_unit,
        variant.stock.on_hand,
        variant.length_cm,
        variant.width_cm,
        variant.height_cm,
    )
