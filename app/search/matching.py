"""Which documents fit what was meant, and how well."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.search.columns import Mask
from app.search.engine.base import Field, Snapshot
from app.search.ranking import BONUS, DAYS_FRESH, FULL_WEIGHT, WEIGHT_OF, Scores
from app.search.rules import BIT_OF
from app.search.understanding import Slot, Understood

SECONDS_OF_A_DAY = 86_400
CLOSE = Field.NAME | Field.TAGS | Field.MAKER | Field.PLACE


@dataclass(frozen=True)
class Match:
    """Scores of all documents (0: does not fit), and the slots that no result has."""

    scores: Scores
    left_out: tuple[Slot, ...] = ()


@dataclass(frozen=True)
class _Fit:
    """How well each document fits one slot (0 to 1), and where its words stand."""

    slot: Slot
    scores: Scores
    fields: NDArray[np.uint8]

    @property
    def matches(self) -> Mask:
        return self.scores > 0


def match(snapshot: Snapshot, meant: Understood, *, now: float) -> Match:
    """Score all documents. Where nothing has everything, the fewest possible slots are left out, and said."""
    size = len(snapshot.columns)
    fits = [_fit(snapshot, slot) for slot in meant.slots]
    matches, left_out = _all_or_most(snapshot, fits)
    scores = np.zeros(size, dtype=np.float32)
    exact = snapshot.with_key(meant.key) if meant.key else np.array([], dtype=np.int32)
    if not meant.slots:
        matches = snapshot.is_live.copy() if not exact.size else matches
    found = np.flatnonzero(matches)
    if found.size:
        scores[found] = _words(fits, found, snapshot) + _facts(snapshot, meant, found, now)
        for pair in meant.pairs:
            documents = snapshot.with_pair(pair)
            scores[documents[matches[documents]]] += BONUS.pair
    exact = exact[snapshot.is_live[exact]]
    scores[exact] += BONUS.exact
    return Match(scores, left_out)


def _fit(snapshot: Snapshot, slot: Slot) -> _Fit:
    size = len(snapshot.columns)
    scores, fields = np.zeros(size, dtype=np.float32), np.zeros(size, dtype=np.uint8)
    if slot.certificate:
        has_it = (snapshot.columns.certificates & BIT_OF[slot.certificate]) > 0
        scores[has_it], fields[has_it] = 1.0, Field.TAGS
    for meaning in slot.meanings:
        documents, bits = _with_all(snapshot, meaning.words)
        bits = bits & np.uint8(slot.fields)
        documents, bits = documents[bits > 0], bits[bits > 0]
        worth = np.minimum(WEIGHT_OF[bits] / FULL_WEIGHT, 1.0) * np.float32(meaning.fit)
        is_better = worth > scores[documents]
        documents, bits = documents[is_better], bits[is_better]
        scores[documents], fields[documents] = worth[is_better], bits
    scores[~snapshot.is_live] = 0
    return _Fit(slot, scores, fields)


def _with_all(snapshot: Snapshot, words: Sequence[str]) -> tuple[NDArray[np.integer], NDArray[np.uint8]]:  # type: ignore[type-arg]
    """The documents with all words, and the fields that have them all or, where none has, the humblest field."""
    first = snapshot.postings(words[0])
    documents, bits = first.documents, first.fields
    for word in words[1:]:
        other = snapshot.postings(word)
        documents, mine, theirs = np.intersect1d(documents, other.documents, assume_unique=True, return_indices=True)
        together = bits[mine] & other.fields[theirs]
        bits = np.where(together > 0, together, np.uint8(Field.BODY))
    return documents, bits


def _all_or_most(snapshot: Snapshot, fits: Sequence[_Fit]) -> tuple[Mask, tuple[Slot, ...]]:
    nobody = np.zeros(len(snapshot.columns), dtype=np.bool_)
    if not fits:
        return nobody, ()
    everybody = np.logical_and.reduce([fit.matches for fit in fits])
    if everybody.any() or len(fits) == 1:
        return everybody, ()
    close = [fit.matches & ((fit.fields & np.uint8(CLOSE)) > 0) for fit in fits]
    counts = np.sum(close, axis=0, dtype=np.uint8)
    most = int(counts.max(initial=0))
    if most * 2 < len(fits):
        return nobody, ()
    found = counts == most
    left_out = tuple(fit.slot for fit, mask in zip(fits, close, strict=True) if not (mask & found).any())
    return found, left_out


def _words(fits: Sequence[_Fit], found: NDArray[np.integer], snapshot: Snapshot) -> Scores:  # type: ignore[type-arg]
    """How well the words fit: rare ones count more; and the share of the name that was asked for."""
    if not fits:
        return np.zeros(len(found), dtype=np.float32)
    size = max(int(snapshot.is_live.sum()), 1)
    rarity = [np.log1p(size / (1 + int(fit.matches.sum()))) for fit in fits]
    together = np.sum([fit.scores[found] * weight for fit, weight in zip(fits, rarity, strict=True)], axis=0)
    in_name = np.sum([((fit.fields[found] & Field.NAME) > 0) * np.uint8(len(fit.slot.typed)) for fit in fits], axis=0)
    covered = np.minimum(in_name / np.maximum(snapshot.columns.name_length[found], 1), 1.0)
    return (together / max(sum(rarity), 1e-6) + BONUS.covered * covered).astype(np.float32)


def _facts(snapshot: Snapshot, meant: Understood, found: NDArray[np.integer], now: float) -> Scores:  # type: ignore[type-arg]
    columns = snapshot.columns
    available = np.zeros(len(columns), dtype=np.bool_)
    available[columns.offer_document[columns.offer_is_available]] = True
    age = (now - columns.published_at[found]) / SECONDS_OF_A_DAY
    facts = (
        BONUS.available * available[found]
        + BONUS.rated * columns.rating[found] / 500
        + BONUS.permits * np.minimum(columns.permits[found], 3) / 3
        + BONUS.fresh * np.clip(1 - age / DAYS_FRESH, 0, 1)
    )
    if meant.wants_cheap:
        prices = columns.lowest_price[found]
        facts = facts + BONUS.cheap * (1 - np.argsort(np.argsort(prices)) / max(len(found) - 1, 1))
    return facts.astype(np.float32)
