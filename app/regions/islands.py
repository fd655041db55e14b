"""The islands as drawings: borders projected, snapped to a grid and written as SVG paths, once per process.

Neighbours share the points of their border, so snapping to a grid leaves no gap between them.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.models.region import short_name

DATA = Path(__file__).parent / "data"
WIDTH, TALLEST = 640, 480
MARGIN = 8
SMALLEST_ISLE = 12  # square units; what is smaller is a dot of dust on a phone
LETTER, LINE = 7.5, 16  # a letter and a line of a label, in units

Point = tuple[float, float]
GridPoint = tuple[int, int]


@dataclass(frozen=True)
class Shape:
    """A place in a drawing: its outline, where its number stands, and the words of its name with their heights.

    A place that is too small for its name has it beside.
    """

    code: str
    path: str
    x: int
    y: int
    words: tuple[tuple[str, int], ...]
    is_beside: bool


@dataclass(frozen=True)
class Drawing:
    """Places in the drawing's own units."""

    width: int
    height: int
    shapes: tuple[Shape, ...]


@cache
def regency_drawing() -> Drawing:
    """The kabupaten of the province."""
    return _drawing(_features("babel_kabupaten.geojson"))


@cache
def district_drawing(regency_code: str) -> Drawing:
    """The kecamatan of a kabupaten; without shapes for one that no map shows."""
    features = _features("babel_kecamatan.geojson")
    return _drawing([each for each in features if each["properties"]["parent_code"] == regency_code])


def _features(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((DATA / name).read_text(encoding="utf-8"))["features"]
    return found


def _drawing(features: list[dict[str, Any]]) -> Drawing:
    if not features:
        return Drawing(WIDTH, TALLEST, ())
    mainlands = [point for each in features for point in max(_rings(each), key=len)]
    west, east = min(x for x, _y in mainlands), max(x for x, _y in mainlands)
    south, north = min(y for _x, y in mainlands), max(y for _x, y in mainlands)
    scale = min((WIDTH - 2 * MARGIN) / (east - west), (TALLEST - 2 * MARGIN) / (north - south))
    left = (WIDTH - (east - west) * scale) / 2
    height = round((north - south) * scale) + 2 * MARGIN

    def snap(point: Point) -> GridPoint:
        return round((point[0] - west) * scale + left), round((north - point[1]) * scale) + MARGIN

    return Drawing(WIDTH, height, tuple(_shape(each, snap, height) for each in features))


def _shape(feature: dict[str, Any], snap: Callable[[Point], GridPoint], height: int) -> Shape:
    rings = [_thinned([snap(point) for point in ring]) for ring in _rings(feature)]
    mainland, *isles = sorted(rings, key=_area, reverse=True)
    drawn = [isle for isle in isles if _area(isle) >= SMALLEST_ISLE and _is_inside(isle, height)]
    path = "".join(_path(ring) for ring in (mainland, *drawn))
    x, y = _centre(mainland)
    names = short_name(feature["properties"]["name"]).split()
    words = tuple((name, y - (len(names) - place) * LINE) for place, name in enumerate(names))
    columns = [column for column, _row in mainland]
    is_beside = max(columns) - min(columns) < max(len(name) for name in names) * LETTER
    if is_beside:
        x = max(columns) + MARGIN
    return Shape(feature["properties"]["code"], path, x, y, words, is_beside)


def _rings(feature: dict[str, Any]) -> Iterator[list[Point]]:
    geometry = feature["geometry"]
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for polygon in polygons:
        yield polygon[0]


def _thinned(ring: list[GridPoint]) -> list[GridPoint]:
    """Without points that repeat or lie on the line between their neighbours."""
    kept: list[GridPoint] = []
    for point in ring:
        if kept and point == kept[-1]:
            continue
        if len(kept) > 1 and _turn(kept[-2], kept[-1], point) == 0:
            kept.pop()
        kept.append(point)
    return kept[:-1] if len(kept) > 1 and kept[0] == kept[-1] else kept


def _is_inside(ring: list[GridPoint], height: int) -> bool:
    return all(0 <= x <= WIDTH and 0 <= y <= height for x, y in ring)


def _turn(first: GridPoint, middle: GridPoint, last: GridPoint) -> int:
    return (middle[0] - first[0]) * (last[1] - middle[1]) - (middle[1] - first[1]) * (last[0] - middle[0])


def _area(ring: list[GridPoint]) -> float:
    return abs(sum(_crosses(ring))) / 2


def _crosses(ring: list[GridPoint]) -> list[int]:
    following = [*ring[1:], ring[0]]
    return [x * below - right * y for (x, y), (right, below) in zip(ring, following, strict=True)]


def _centre(ring: list[GridPoint]) -> GridPoint:
    crosses = _crosses(ring)
    whole = 3 * sum(crosses)
    if whole == 0:
        return ring[0]
    following = [*ring[1:], ring[0]]
    steps = list(zip(ring, following, crosses, strict=True))
    x = sum((here[0] + there[0]) * cross for here, there, cross in steps) / whole
    y = sum((here[1] + there[1]) * cross for here, there, cross in steps) / whole
    return round(x), round(y)


def _path(ring: list[GridPoint]) -> str:
    (x, y), *rest = ring
    text = f"M{x} {y}l"
    for column, row in rest:
        across, down = column - x, row - y
        text += f"{across}{'' if down < 0 else ' '}{down} "
        x, y = column, row
    return text.rstrip().replace(" -", "-") + "z"
