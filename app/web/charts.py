"""Small bar charts: the arithmetic, so that templates only draw."""

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT, STEP, LEFT, FLOOR = 96, 47, 8, 104


@dataclass(frozen=True)
class Bar:
    """One bar in the drawing's own units."""

    label: str
    text: str
    x: int
    y: int
    height: int


def bars(values: Sequence[tuple[str, int]]) -> list[Bar]:
    """At most seven bars, the highest fills the height."""
    highest = max((value for _label, value in values), default=0) or 1
    heights = [max(2, value * HEIGHT // highest) if value else 2 for _label, value in values]
    return [
        Bar(label, str(value), LEFT + place * STEP, FLOOR - height, height)
        for place, ((label, value), height) in enumerate(zip(values, heights, strict=True))
    ]
