"""What comes first, and why: the figures here are the ones published on /cari/urutan. Nobody can pay for a place."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.search.engine.base import Field

Scores = NDArray[np.float32]

FIELD_WEIGHTS = {
    Field.HEAD: 4.0,
    Field.NAME: 4.0,
    Field.TAGS: 2.0,
    Field.SHELF: 1.0,
    Field.MAKER: 1.0,
    Field.PLACE: 1.5,
    Field.BODY: 1.0,
}


class Bonus(NamedTuple):
    """What is added to how well the words fit (0 to 1)."""

    whole: float = 2.0  # everything that was asked for is there
    longer: float = 0.10  # a name of several words says more than one word
    exact: float = 10.0  # the whole name or an article number
    covered: float = 0.30  # the share of the name that was asked for
    pair: float = 0.10  # two words side by side as typed
    available: float = 0.15
    rated: float = 0.05
    permits: float = 0.02
    fresh: float = 0.02
    turn: float = 0.03
    cheap: float = 0.35  # only where cheap things were asked for


BONUS = Bonus()
DAYS_FRESH = 90


def _table() -> Scores:
    """The weight of every combination of fields."""
    weights = [sum(weight for field, weight in FIELD_WEIGHTS.items() if bits & field) for bits in range(128)]
    return np.array(weights, dtype=np.float32)


FULL_WEIGHT = float(FIELD_WEIGHTS[Field.HEAD] + FIELD_WEIGHTS[Field.NAME] + FIELD_WEIGHTS[Field.TAGS])
WORTH_OF = np.minimum(_table() / FULL_WEIGHT, 1.0)
