"""Which words made a product a result: marked in its name, else in a piece of its description."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup

from app.catalog.queries.on_sale import Card
from app.search.synonyms import Spelling
from app.search.understanding import Slot
from app.search.words import WORD, fold_word
from app.web.writing import written

LONGEST_FRAGMENT = 120
BEFORE = 24
AROUND_WORDS = re.compile(f"({WORD.pattern})")


@dataclass(frozen=True)
class Marked:
    """What a card shows of a search: its name, and a piece of its description where the name does not say all."""

    name: Markup
    fragment: Markup | None = None


class Read(NamedTuple):
    """A text in pieces, every second of which is a word, and its words folded."""

    pieces: list[str]
    folded: list[str]
    words: frozenset[str]


@lru_cache(maxsize=5_000)
def read(text: str) -> Read:
    """A text as marking needs it, remembered: pages show the same names again and again."""
    pieces = AROUND_WORDS.split(text)
    folded = [fold_word(word) for word in pieces[1::2]]
    return Read(pieces, folded, frozenset(folded))


def mark(cards: Sequence[Card], slots: Sequence[Slot]) -> dict[int, Marked]:
    """The cards by id, as a search for these slots shows them."""
    if not slots:
        return {}
    shown = {}
    for card in cards:
        name = read(card.name)
        missing = _missing(card, name.words, slots)
        piece = fragment(card.description, missing) if missing else None
        shown[card.id] = Marked(marked(name, slots), piece)
    return shown


def marked(own: Read, slots: Sequence[Slot]) -> Markup:
    """The text with the words of the slots marked, safe to stand in a page."""
    parts, last = [], 0
    if sought := {word for slot in slots for word in _best(slot, own.words)}:
        for place in [place for place, word in enumerate(own.folded) if word in sought]:
            at = place * 2 + 1
            parts.append(f"{written(''.join(own.pieces[last:at]))}<mark>{written(own.pieces[at])}</mark>")
            last = at + 1
    return Markup("".join([*parts, written("".join(own.pieces[last:]))]))  # noqa: S704 - every piece is escaped


def fragment(text: str, slots: Sequence[Slot]) -> Markup | None:
    """The surroundings of the first word that fits a slot; None where there is none."""
    text = " ".join(text.split())
    folded = text.lower()
    for slot in slots:
        for meaning in slot.meanings:
            places = [_place(folded, word) for word in meaning.words]
            if places and min(places) >= 0:
                piece = _around(text, min(places))
                return marked(read(piece), slots)
    return None


def _best(slot: Slot, own: frozenset[str]) -> Spelling:
    """The words of a text that fit the slot best."""
    return next((each.words for each in slot.meanings if own.issuperset(each.words)), ())


def _missing(card: Card, named: frozenset[str], slots: Sequence[Slot]) -> list[Slot]:
    """What a card does not show by itself."""
    left = [slot for slot in slots if not slot.certificate and not _best(slot, named)]
    if left:
        shown = named | read(f"{card.seller_name} {card.regency_name}").words
        left = [slot for slot in left if not _best(slot, shown)]
    return left


def _place(folded: str, word: str) -> int:
    """Where a whole word begins; -1 where it is not."""
    at = folded.find(word)
    while at >= 0:
        end = at + len(word)
        if not (folded[at - 1 : at].isalnum() or folded[end : end + 1].isalnum()):
            return at
        at = folded.find(word, end)
    return -1


def _around(text: str, at: int) -> str:
    start = text.rfind(" ", 0, max(at - BEFORE, 0)) + 1
    if at - start > BEFORE * 2:
        start = at
    room = LONGEST_FRAGMENT - 2
    end = len(text) if len(text) - start <= room else max(text.rfind(" ", at, start + room), at)
    if end == at:
        end = start + room
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
