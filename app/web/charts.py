"""Small charts: the arithmetic, so that templates only draw. Every chart is 340 units wide, a phone's width."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.money import split

HEIGHT, STEP, LEFT, FLOOR = 88, 47, 8, 108
WIDTH, ROW = 340, 40
LINE, HALF = 90, 70


@dataclass(frozen=True)
class Bar:
    """One bar in the drawing's own units; `text` stands beside it, `exact` in the table behind the chart."""

    label: str
    text: str
    x: int
    y: int
    height: int
    exact: str = ""


def bars(
    values: Sequence[tuple[str, int]], *, write: Callable[[int], str] = str, spell: Callable[[int], str] = str
) -> list[Bar]:
    """At most seven bars, each with its value written above; the highest fills the height."""
    highest = max((value for _label, value in values), default=0) or 1
    heights = [max(2, value * HEIGHT // highest) if value else 2 for _label, value in values]
    return [
        Bar(label, write(value), LEFT + place * STEP, FLOOR - height, height, spell(value))
        for place, ((label, value), height) in enumerate(zip(values, heights, strict=True))
    ]


@dataclass(frozen=True)
class Pair:
    """What came in above the line and what went out below it, in the drawing's own units."""

    label: str
    x: int
    up: Bar
    down: Bar


def columns(values: Sequence[tuple[str, int]]) -> list[Bar]:
    """Many thin bars side by side over the whole width, without words; `y` is where a bar begins."""
    highest = max((value for _label, value in values), default=0) or 1
    heights = [max(value, 0) * HEIGHT // highest for _label, value in values]
    return [
        Bar(label, str(value), place * WIDTH // len(values), FLOOR - height, height)
        for place, ((label, value), height) in enumerate(zip(values, heights, strict=True))
    ]


def pairs(values: Sequence[tuple[str, int, int]], *, write: Callable[[int], str] = str) -> list[Pair]:
    """At most seven pairs of bars on one line, both sides on the same scale; what is below zero has no height."""
    highest = max((max(up, down) for _label, up, down in values), default=0) or 1

    def bar(label: str, value: int, place: int, y: int | None) -> Bar:
        height = max(value, 0) * HALF // highest
        return Bar(label, write(value) if value else "", LEFT + place * STEP, LINE - height if y is None else y, height)

    return [
        Pair(label, LEFT + place * STEP, bar(label, up, place, None), bar(label, down, place, LINE))
        for place, (label, up, down) in enumerate(values)
    ]


def levels(
    values: Sequence[tuple[str, int]], *, write: Callable[[int], str] = str, spell: Callable[[int], str] = str
) -> list[Bar]:
    """Lying bars, one under the other; `x` is their length. The longest fills the width."""
    longest = max((value for _label, value in values), default=0) or 1
    return [
        Bar(label, write(value), max(value, 0) * WIDTH // longest, place * ROW, ROW, spell(value))
        for place, (label, value) in enumerate(values)
    ]


def band(values: Sequence[tuple[str, int]]) -> list[Bar]:
    """One lying bar divided by amounts; `x` is where a part begins and `height` how long it is."""
    counted = [max(value, 0) for _label, value in values]
    lengths = split(WIDTH, counted) if any(counted) else [0] * len(counted)
    return [
        Bar(label, str(value), sum(lengths[:place]), 0, lengths[place]) for place, (label, value) in enumerate(values)
    ]
