"""Other names of the same thing, in three tongues: a spelling and the spellings that mean the same."""

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from app.search.words import words_of

SOURCE = Path(__file__).parent / "data" / "sinonim.csv"
COLUMNS = ("kanonik", "sinonim_id", "bangka_belitung", "inggris", "salah_ketik")
Spelling = tuple[str, ...]


class Synonyms:
    """Looks up spellings; each is a tuple of folded words."""

    def __init__(self, groups: Iterable[Iterable[str]]) -> None:
        self._others: dict[Spelling, set[Spelling]] = {}
        for group in groups:
            spellings = {tuple(words_of(text)) for text in group} - {()}
            for spelling in spellings:
                self._others.setdefault(spelling, set()).update(spellings - {spelling})
        self.longest = max((len(spelling) for spelling in self._others), default=0)

    def __contains__(self, spelling: Spelling) -> bool:
        return spelling in self._others

    def others(self, spelling: Spelling) -> list[Spelling]:
        """What else the same thing is called, in a stable order."""
        return sorted(self._others.get(spelling, ()))


@cache
def synonyms() -> Synonyms:
    """The synonyms in use."""
    with SOURCE.open(encoding="utf-8", newline="") as lines:
        return Synonyms(
            [text for column in COLUMNS for text in line[column].split(";")] for line in csv.DictReader(lines)
        )
