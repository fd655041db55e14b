"""Small bar charts: the arithmetic, so that templates only draw."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

HEIGHT, STEP, LEFT, FLOOR = 88, 47, 8, 108


@dataclass(frozen=True)
class Bar:
    """One bar in the drawing's own units."""

    label: str
    text: str
    x: int
    y: int
    height: int


def bars(values: Sequence[tuple[str, int]], *, write: Callable[[int], str] = str) -> list[Bar]:
    """At most seven bars, each with its value written above; the highest fills the height."""
    highest = max((value for _label, value in values), default=0) or 1
    heights = [max(2, value * HEIGHT // highest) if value else 2 for _label, value in values]
    return [
        Bar(label, write(value), LEFT + place * STEP, FLOOR - height, height)
        for place, ((label, value), height) in enumerate(zip(values, heights, strict=True))
    ]
