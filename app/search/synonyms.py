"""Other names of the same thing, in three tongues: a spelling and the spellings that mean the same."""

from collections.abc import Iterable
from functools import lru_cache
from weakref import WeakKeyDictionary

from sqlalchemy import select

from app.db import session
from app.models.search import SynonymGroup
from app.search.engine.base import Snapshot
from app.search.lexicon import words_in
from app.search.words import words_of

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


def synonyms(snapshot: Snapshot) -> Synonyms:
    """The synonyms in use: read once for each snapshot of the index, so that all processes go on to new ones alike."""
    found = _of_snapshot.get(snapshot)
    if found is None:
        rows = session.execute(
            select(SynonymGroup.canonical, SynonymGroup.spellings)
            .where(SynonymGroup.archived_at.is_(None))
            .order_by(SynonymGroup.id)
        )
        found = _of_snapshot[snapshot] = _built(tuple((row.canonical, *row.spellings) for row in rows))
    return found


_of_snapshot: WeakKeyDictionary[Snapshot, Synonyms] = WeakKeyDictionary()


@lru_cache(maxsize=2)
def _built(groups: tuple[tuple[str, ...], ...]) -> Synonyms:
    return Synonyms(groups)
