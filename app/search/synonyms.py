"""Other names of the same thing, in three tongues: a spelling and the spellings that mean the same."""

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from app.search.lexicon import words_in
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
        self._joined: dict[str, list[Spelling]] = {}
        for spelling in self._others:
            if len(spelling) > 1:
                self._joined.setdefault("".join(spelling), []).append(spelling)
        self.longest = max((len(spelling) for spelling in self._others), default=0)
        self.words = frozenset(word for spelling in self._others for word in spelling)
        self.vocabulary = words_in(dict.fromkeys(self.words, 1), self.words)

    def __contains__(self, spelling: Spelling) -> bool:
        return spelling in self._others

    def joined(self, word: str) -> list[Spelling]:
        """Spellings of several words that are this word when written as one."""
        return self._joined.get(word, [])

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
