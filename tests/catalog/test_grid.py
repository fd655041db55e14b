"""What a new row of a table of choices begins with."""

from dataclasses import replace

import pytest

from app.catalog import grid
from app.catalog.grid import Row
from app.models.catalog import NetUnit

GRAM, MILLILITRE = NetUnit.GRAM, NetUnit.MILLILITRE
SINGLE = Row("", "", "A1", 18_000, 250, 200, GRAM, 5, 20, 15, 5)


@pytest.mark.parametrize(
    ("value", "content"),
    [
        ("100 g", (100, GRAM)),
        ("250gr", (250, GRAM)),
        ("Botol 250 ml", (250, MILLILITRE)),
        ("1,5 kg", (1_500, GRAM)),
        ("0.5 Liter", (500, MILLILITRE)),
        ("1.000 g", (1_000, GRAM)),
        ("1 kg", (1_000, GRAM)),
        ("1/2 kg", None),
        ("½ kg", None),
        ("2 x 100 g", None),
        ("100 g isi 3", None),
        ("0 g", None),
        ("1,2345 kg", None),
        ("1.000 kg", None),
        ("10", None),
        ("3 gelas", None),
        ("Pedas", None),
        ("", None),
    ],
)
def test_a_content_is_read_only_where_it_is_certain(value: str, content: tuple[int, NetUnit] | None) -> None:
    assert grid.content_said(value) == content


def contents(rows: list[Row], *combinations: tuple[str, str]) -> list[tuple[int | None, int]]:
    return [(row.net_content, row.weight_grams) for row in grid.proposed(rows, combinations)]


def test_a_product_that_is_split_by_size_has_the_content_of_each_size() -> None:
    assert contents([SINGLE], ("100 g", ""), ("200 g", ""), ("1 kg", "")) == [(100, 0), (200, 250), (1_000, 0)]
    (row,) = grid.proposed([SINGLE], [("250 ml", "")])
    assert (row.net_unit, row.price_amount, row.on_hand) == (MILLILITRE, 18_000, 0)
    assert (row.length_cm, row.width_cm, row.height_cm) == (None, None, None), "nor does its parcel fit"


@pytest.mark.parametrize("size", ["1/2 kg", "Besar", "Isi 10", "sekilo", "L"])
def test_a_size_that_cannot_be_read_leaves_the_content_to_the_seller(size: str) -> None:
    assert contents([SINGLE], (size, "")) == [(None, 0)]
    uncounted = replace(SINGLE, net_content=None, net_unit=None)
    assert contents([uncounted], (size, "")) == [(None, 250)], "nothing was said that could be wrong"


def test_what_is_no_size_keeps_what_the_product_holds() -> None:
    assert contents([SINGLE], ("Pedas", ""), ("Manis", "")) == [(200, 250)] * 2
    sized = [replace(SINGLE, option1_value="100 g", net_content=95, weight_grams=120)]
    assert contents(sized, ("100 g", "Pedas"), ("250 g", "Pedas")) == [(95, 120), (250, 0)]
    assert contents(sized, ("100 g", ""), ("Paket hemat", "")) == [(95, 120), (None, 0)]
