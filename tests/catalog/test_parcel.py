"""The sides of a parcel as people write them."""

import pytest

from app.catalog.forms.parcel import NO_SIDES, parcel_text, parse_parcel


@pytest.mark.parametrize("text", ["30x20x10", " 30 X 20 × 10 cm", "30*20*10", "30 x 20 x 10"])
def test_three_sides_are_read_however_they_are_written(text: str) -> None:
    sides = parse_parcel(text)
    assert sides == [30, 20, 10]
    assert parcel_text(sides) == "30 x 20 x 10"


def test_nothing_is_an_unknown_parcel() -> None:
    assert parse_parcel("  ") == NO_SIDES
    assert parcel_text(NO_SIDES) == ""


@pytest.mark.parametrize(
    "text", ["30", "30x20", "30x20x0", "30x20x301", "30x20x-1", "a x b x c", "30x20x10x5", "1,5x2x3"]
)
def test_anything_else_is_no_parcel(text: str) -> None:
    assert parse_parcel(text) is None
