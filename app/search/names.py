"""Finding names by the beginning of any of their words."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.search.columns import Numbers
from app.search.words import words_of

AFTER_ALL_LETTERS = "\U0010ffff"


@dataclass(frozen=True)
class Names:
    """Folded names, and every place in them where a word begins, in the order of what follows from there."""

    names: Sequence[str]
    name_number: Numbers
    start: Numbers

    def beginning_with(self, text: str) -> slice:
        """The places at which a word begins so and the rest of the name goes on so; a name may have several."""
        places = range(len(self.start))
        first = bisect_left(places, text, key=self._from)
        return slice(first, bisect_left(places, text + AFTER_ALL_LETTERS, lo=first, key=self._from))

    def _from(self, place: int) -> str:
        return str(self.names[self.name_number[place]][self.start[place] :])


def names_in(names: Sequence[str]) -> Names:
    """Make a list of names searchable; the numbers are the places in this list."""
    plain = [" ".join(words_of(name)) for name in names]
    places = sorted(
        (name[start:], number, start)
        for number, name in enumerate(plain)
        for start in (0, *(at + 1 for at, letter in enumerate(name) if letter == " "))
    )
    return Names(
        plain,
        np.array([number for _text, number, _start in places], dtype=np.int32),
        np.array([start for _text, _number, start in places], dtype=np.int16),
    )
