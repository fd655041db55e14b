"""The drawings of the islands."""

import gzip
import re

import pytest

from app.regions.islands import district_drawing, regency_drawing

NUMBERS = re.compile(r"-?\d+")
REGENCIES = ["19.01", "19.02", "19.03", "19.04", "19.05", "19.06", "19.71"]


def test_every_kabupaten_is_drawn() -> None:
    assert [shape.code for shape in regency_drawing().shapes] == REGENCIES


def test_the_map_of_the_islands_is_small() -> None:
    paths = "".join(shape.path for shape in regency_drawing().shapes)
    assert len(gzip.compress(paths.encode())) < 2_000


@pytest.mark.parametrize("code", REGENCIES)
def test_every_kecamatan_lies_in_the_drawing_of_its_kabupaten(code: str) -> None:
    drawing = district_drawing(code)
    assert drawing.shapes
    for shape in drawing.shapes:
        assert shape.code.startswith(f"{code}.")
        for outline in shape.path.split("M")[1:]:
            start, _l, steps = outline.removesuffix("z").partition("l")
            x, y = map(int, start.split())
            numbers = [int(number) for number in NUMBERS.findall(steps)]
            assert len(numbers) % 2 == 0
            for across, down in zip(numbers[::2], numbers[1::2], strict=True):
                x, y = x + across, y + down
                assert 0 <= x <= drawing.width
                assert 0 <= y <= drawing.height


def test_only_a_place_too_small_for_its_name_has_it_beside() -> None:
    assert [shape.code for shape in regency_drawing().shapes if shape.is_beside] == ["19.71"]


def test_a_kabupaten_that_no_map_shows_has_no_shapes() -> None:
    assert district_drawing("31.74").shapes == ()
