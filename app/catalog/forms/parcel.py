"""The sides of a parcel as people write them: 30 x 20 x 10."""

import re
from collections.abc import Sequence

from app.catalog import rules
from app.web.fields import parse_whole

NO_SIDES = (None, None, None)
BETWEEN = re.compile(r"\s*[x×*]\s*", re.IGNORECASE)


def parse_parcel(text: str) -> Sequence[int | None] | None:
    """Three sides in centimetres, no sides from an empty text, None for anything else."""
    stripped = text.strip().removesuffix("cm").strip()
    if not stripped:
        return NO_SIDES
    sides = [parse_whole(each, lowest=1, highest=rules.LONGEST_SIDE_CM) for each in BETWEEN.split(stripped)]
    return sides if len(sides) == len(NO_SIDES) and None not in sides else None


def parcel_text(sides: Sequence[int | None]) -> str:
    """The sides as a form shows them; empty where they are not known."""
    return "" if None in sides else " x ".join(str(side) for side in sides)
