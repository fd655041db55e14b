"""The words of the catalogue: how often each occurs, and which of them are alike."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract_iter

from app.search.words import skeleton_of, stem_of, stems_of

MOST_SLIPS = 2


@dataclass(frozen=True)
class Words:
    """The words of one part of the catalogue, sorted, each with the number of its documents.

    `is_name` marks those of names, makers, places and tags: a misspelled word is corrected to one of these only.
    """

    words: Sequence[str]
    frequencies: Sequence[int]
    is_name: Sequence[bool]
    skeletons: Sequence[str]
    stems: Sequence[str]

    @cached_property
    def frequency_of(self) -> dict[str, int]:
        """How many documents have a word."""
        return dict(zip(self.words, self.frequencies, strict=True))

    @cached_property
    def by_skeleton(self) -> dict[str, list[str]]:
        """The words of one skeleton."""
        return _grouped(self.skeletons, self.words)

    @cached_property
    def by_stem(self) -> dict[str, list[str]]:
        """The words that Snowball takes back to the same stem."""
        return _grouped(self.stems, self.words)

    @cached_property
    def names_by_length(self) -> dict[int, list[str]]:
        """Words of names by how many letters they have."""
        found: dict[int, list[str]] = {}
        for word, is_name in zip(self.words, self.is_name, strict=True):
            if is_name and word.isalpha():
                found.setdefault(len(word), []).append(word)
        return found

    def expect(self, words: Iterable[str]) -> None:
        """Say for which unknown words something near will be asked for, so that it can be fetched at once."""

    def is_there(self) -> bool:
        """Whether they can be asked, as words in memory always can."""
        return True

    def near(self, word: str) -> Iterable[str]:
        """Words of names among which are all that slips of the fingers may have turned into this one."""
        slips = slips_allowed(word)
        lengths = range(len(word) - slips, len(word) + slips + 1)
        return chain.from_iterable(self.names_by_length.get(length, ()) for length in lengths)

    def names_beginning_with(self, letters: str) -> Iterator[str]:
        """Words of names with this beginning, in their order."""
        for at in range(bisect_left(self.words, letters), len(self.words)):
            if not self.words[at].startswith(letters):
                return
            if self.is_name[at]:
                yield self.words[at]


def words_in(
    frequencies: Mapping[str, int],
    names: frozenset[str],
    stems_of: Callable[[Sequence[str]], Sequence[str]] = stems_of,
) -> Words:
    """The words of a part of the catalogue from their frequencies."""
    words = sorted(frequencies)
    return Words(
        words,
        [frequencies[word] for word in words],
        [word in names for word in words],
        [skeleton_of(word) for word in words],
        stems_of(words),
    )


class Lexicon:
    """The words of all parts of the catalogue together."""

    def __init__(self, parts: Iterable[Words]) -> None:
        self._parts = list(parts)

    def expect(self, words: Collection[str]) -> None:
        """Say for which unknown words something near will be asked for, so that it can be fetched at once."""
        for part in self._parts:
            part.expect(words)

    def frequency(self, word: str) -> int:
        """How many documents have the word."""
        return sum(part.frequency_of.get(word, 0) for part in self._parts)

    def alike(self, word: str) -> set[str]:
        """Other spellings of the word."""
        skeleton = skeleton_of(word)
        return {each for part in self._parts for each in part.by_skeleton.get(skeleton, ())} - {word}

    def related(self, word: str) -> set[str]:
        """Words of the same stem, where the stem is a word of the catalogue itself."""
        stem = stem_of(word)
        if not self.frequency(stem):
            return set()
        return {each for part in self._parts for each in (stem, *part.by_stem.get(stem, ()))} - {word}

    def names_beginning_with(self, letters: str, *, limit: int) -> list[str]:
        """The most frequent words of names with this beginning, the word itself left out."""
        found = {each for part in self._parts for each in part.names_beginning_with(letters)} - {letters}
        return sorted(found, key=lambda each: (-self.frequency(each), each))[:limit]

    def nearest(self, word: str, *, limit: int, others: Words | None = None) -> list[tuple[str, int]]:
        """Words of names (or `others`) that slips of the fingers turn into this one, and how many; nearest first."""
        if not slips_allowed(word):
            return []
        found = {
            each: slips
            for part in (*self._parts, *([others] if others else []))
            for each, slips in within_reach(word, part.near(word))
        }
        found.pop(word, None)
        return sorted(found.items(), key=partial(self._unlikeliness, word))[:limit]

    def _unlikeliness(self, word: str, near: tuple[str, int]) -> tuple[int, bool, int, int, str]:
        meant, slips = near
        return slips, meant[0] != word[0], -self.frequency(meant), len(meant), meant


def slips_allowed(word: str) -> int:
    """How many letters of a word may be wrong: none of three, one of four to seven, two of longer ones."""
    if len(word) < 4 or not word.isalpha():
        return 0
    return 1 if len(word) < 8 else MOST_SLIPS


def within_reach(word: str, others: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Those of other words that no more slips than are allowed turn into this one, and how many."""
    found = extract_iter(word, others, scorer=OSA.distance, score_cutoff=slips_allowed(word))
    return ((each, int(slips)) for each, slips, _at in found)


def _grouped(keys: Sequence[str], words: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, word in zip(keys, words, strict=True):
        found.setdefault(key, []).append(word)
    return found
