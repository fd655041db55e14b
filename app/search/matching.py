"""Which documents fit what was meant, and how well."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from app.search.columns import Columns, Mask, Numbers
from app.search.engine.base import Field, Snapshot
from app.search.lexicon import slips_allowed
from app.search.ranking import BONUS, DAYS_FRESH, WORTH_OF, Scores
from app.search.rules import BIT_OF
from app.search.understanding import Slot, Understood

SECONDS_OF_A_DAY = 86_400
FEW = 10  # results: with fewer, those that have only most of what was asked for are shown too
CLOSE = Field.HEAD | Field.NAME | Field.TAGS | Field.SHELF | Field.MAKER | Field.PLACE

CALLED = Field.HEAD | Field.SHELF


@dataclass(frozen=True)
class Match:
    """The documents that fit, ascending; the scores of all; which fit wholly; the slots that none of them has."""

    documents: Numbers
    scores: Scores
    whole: Mask
    left_out: tuple[Slot, ...] = ()


@dataclass(frozen=True)
class _Fit:
    """How well each document fits one slot (0 to 1), and where its words stand."""

    slot: Slot
    scores: Scores
    fields: NDArray[np.uint8]

    @cached_property
    def matches(self) -> Mask:
        """Which documents fit."""
        return self.scores > 0

    @property
    def is_called_so(self) -> Mask:
        """Which documents are this thing: their name begins so, or their shelf is called so; no guess counts."""
        if self.slot.corrected or self.slot.is_general:
            return np.zeros(len(self.scores), dtype=np.bool_)
        return self.matches & ((self.fields & np.uint8(CALLED)) > 0)

    @property
    def says_nothing(self) -> bool:
        """Whether its words are unknown and too short to be slips: neither for a guess beside them nor against."""
        return not self.matches.any() and not any(slips_allowed(word) for word in self.slot.typed)

    @property
    def is_place(self) -> bool:
        """Whether it says where from rather than what."""
        at = self.fields[self.matches]
        return bool(((at & np.uint8(Field.PLACE)) > 0).sum() * 2 > len(at))


def match(snapshot: Snapshot, meant: Understood, *, now: float) -> Match:
    """Score all documents. Where few have everything that was asked for, those that have most of it come after them."""
    words = {word for slot in meant.slots for meaning in slot.meanings for word in meaning.words}
    snapshot.expect(words, meant.pairs, meant.key)
    fits = [_fit(snapshot, slot) for slot in meant.slots]
    whole = np.logical_and.reduce([fit.matches for fit in fits]) if fits else snapshot.is_live.copy()
    exact = snapshot.with_key(meant.key)
    exact = exact[snapshot.is_live[exact]]
    matches: Mask = whole
    left_out: tuple[Slot, ...] = ()
    if len(fits) > 1 and int(whole.sum()) < FEW:
        partly, left_out = _most(fits)
        matches = whole | partly
    scores = np.zeros(len(snapshot.columns), dtype=np.float32)
    found = np.flatnonzero(matches)
    scores[found] = _words(fits, found, meant, snapshot.columns) + _facts(snapshot.columns, int(now) // 60)[found]
    for pair in meant.pairs:
        documents = snapshot.with_pair(pair)
        scores[documents[matches[documents]]] += BONUS.pair
    scores[exact] += BONUS.exact
    is_exact = np.zeros_like(matches)
    is_exact[exact] = True
    whole = whole | is_exact
    return Match(np.flatnonzero(matches | is_exact), scores, whole, () if whole.any() else left_out)


def _fit(snapshot: Snapshot, slot: Slot) -> _Fit:
    size = len(snapshot.columns)
    scores, fields = np.zeros(size, dtype=np.float32), np.zeros(size, dtype=np.uint8)
    if slot.certificate:
        has_it = (snapshot.columns.certificates & BIT_OF[slot.certificate]) > 0
        scores[has_it], fields[has_it] = 1.0, Field.TAGS
    for meaning in slot.meanings:
        documents, bits = _with_all(snapshot, meaning.words)
        bits = bits & np.uint8(slot.fields)
        is_there = bits > 0
        documents, bits = documents[is_there], bits[is_there]
        longer = 1 + BONUS.longer * (len(meaning.words) - 1)
        worth = WORTH_OF[bits] * np.float32(meaning.fit * longer)
        is_better = worth > scores[documents]
        documents, bits = documents[is_better], bits[is_better]
        scores[documents], fields[documents] = worth[is_better], bits
    scores[~snapshot.is_live] = 0
    return _Fit(slot, scores, fields)


def _with_all(snapshot: Snapshot, words: Sequence[str]) -> tuple[Numbers, NDArray[np.uint8]]:
    """The documents with all words, and the fields that have them all or, where none has, the humblest field."""
    first = snapshot.postings(words[0])
    documents, bits = first.documents, first.fields
    for word in words[1:]:
        other = snapshot.postings(word)
        documents, mine, theirs = np.intersect1d(documents, other.documents, assume_unique=True, return_indices=True)
        together = (bits[mine] & other.fields[theirs]) | ((bits[mine] | other.fields[theirs]) & np.uint8(Field.HEAD))
        bits = np.where(together > 0, together, np.uint8(Field.BODY))
    return documents, bits


def _most(fits: Sequence[_Fit]) -> tuple[Mask, tuple[Slot, ...]]:
    """What has at least half of what was asked for, not only in its description and not only by a guess.

    Where nothing has, what is called as one of the things, and has most of the rest. Where only words that say nothing
    stand beside guesses, what the guesses find without them.
    """
    close = [fit.matches & ((fit.fields & np.uint8(CLOSE)) > 0) for fit in fits]
    telling = [fit for fit in fits if not fit.says_nothing]
    if all(fit.slot.corrected for fit in telling):
        if not telling or len(telling) == len(fits):
            return np.zeros_like(close[0]), ()
        return np.logical_and.reduce([fit.matches for fit in telling]), tuple(
            fit.slot for fit in fits if fit.says_nothing
        )
    as_typed = [mask for fit, mask in zip(fits, close, strict=True) if not fit.slot.corrected]
    counts = np.asarray(np.sum(close, axis=0, dtype=np.uint8))
    found = (counts * 2 >= len(fits)) & np.logical_or.reduce(as_typed)
    if not found.any():
        is_it = np.logical_or.reduce([fit.is_called_so for fit in fits])
        found = is_it & (counts == counts[is_it].max(initial=0))
    best = found & (counts == counts.max(initial=0))
    return found, tuple(fit.slot for fit, mask in zip(fits, close, strict=True) if not (mask & best).any())


def _words(fits: Sequence[_Fit], found: Numbers, meant: Understood, columns: Columns) -> Scores:
    """How well the words fit: whether all are there, the rare ones more; the share of the name that was asked for."""
    if not fits:
        return np.zeros(len(found), dtype=np.float32)
    rarity = np.array([np.log1p(len(columns) / (1 + fit.matches.sum())) for fit in fits])
    weights = np.array([_weight(fit) for fit in fits]) if len(fits) > 1 else np.ones(1)
    scores = np.array([fit.scores[found] for fit in fits])
    fields = np.array([fit.fields[found] for fit in fits])
    there = np.where((fields & np.uint8(CLOSE)) > 0, 1.0, 0.5) * (scores > 0)
    words = rarity @ scores / rarity.sum()
    typed = np.array([len(fit.slot.typed) for fit in fits])
    covered = np.minimum(typed @ ((fields & np.uint8(Field.NAME)) > 0) / np.maximum(columns.name_length[found], 1), 1.0)
    total = BONUS.whole * (weights @ there) / weights.sum() + words + BONUS.covered * covered
    if meant.wants_cheap:
        places = np.argsort(np.argsort(columns.lowest_price[found], kind="stable"))
        total += BONUS.cheap * words * (1 - places / max(len(found) - 1, 1))
    return np.asarray(total, dtype=np.float32)


def _weight(fit: _Fit) -> float:
    """What was asked for weighs more than where it is from, or a word for anything."""
    if fit.slot.is_general:
        return 0.4
    return 0.5 if fit.is_place else 1.0


@lru_cache(maxsize=2)
def _facts(columns: Columns, minute: int) -> Scores:
    """What is added to every document whatever was asked for; the same for a minute, as long as nothing changes."""
    age = (minute * 60 - columns.published_at) / SECONDS_OF_A_DAY
    facts = (
        BONUS.available * columns.is_available
        + BONUS.rated * columns.rating / 500
        + BONUS.permits * np.minimum(columns.permits, 3) / 3
        + BONUS.fresh * np.clip(1 - age / DAYS_FRESH, 0, 1)
        + BONUS.turn * columns.turn / 100
    )
    return facts.astype(np.float32)
