"""What a person means by what was typed: things, a place, a certificate, a price. Never a query language."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.search.engine.base import Field
from app.search.lexicon import Lexicon
from app.search.synonyms import Spelling, Synonyms
from app.search.words import fold, pairs_of, words_of

MOST_WORDS = 12
LONGEST_TEXT = 200
PREFIX_LETTERS = 3
MOST_LONGER_WORDS = 12
MOST_CORRECTIONS = 3

ANYWHERE = Field.NAME | Field.TAGS | Field.MAKER | Field.PLACE | Field.BODY
_KINDS = tomllib.loads((Path(__file__).parent / "data" / "kata.toml").read_text(encoding="utf-8"))
FILLERS, FROM, CHEAP = (frozenset(_KINDS[kind]) for kind in ("pengisi", "asal", "murah"))
CERTIFICATES = {
    ("halal",): "halal",
    ("bpom",): "bpom",
    ("pirt",): "spp-irt",
    ("p", "irt"): "spp-irt",
    ("spp", "irt"): "spp-irt",
    ("pkrt",): "pkrt",
    ("indikasi", "geografis"): "ig",
    ("bersertifikat", "halal"): "halal",
    ("sertifikat", "halal"): "halal",
}

NUMBER = r"(?:rp\.?\s*)?(\d{1,3}(?:[.,]\d{3})+|\d{1,9}(?:[.,]\d)?)\s*(ribu|rb|k|jt|juta)?(?![a-z0-9])"
BELOW = re.compile(
    r"(?:di\s?bawah|dibwh|kurang dari|maksimal|maks|max|paling mahal|sampai|under|below|<=?)\s*" + NUMBER
)
ABOVE = re.compile(r"(?:di\s?atas|lebih dari|minimal|min|mulai dari|mulai|above|over|>=?)\s*" + NUMBER)
BETWEEN = re.compile(r"(?:antara\s*)?" + NUMBER + r"\s*(?:-|–|sampai|s/d|sd|hingga|dan)\s*" + NUMBER)
UNITS = {"ribu": 1_000, "rb": 1_000, "k": 1_000, "jt": 1_000_000, "juta": 1_000_000}
SMALLEST_PRICE = 1_000
LARGEST_PRICE = 1_000_000_000


@dataclass(frozen=True)
class Meaning:
    """One way to read a slot: words that must all be there, and how well this reading fits (1: as typed)."""

    words: Spelling
    fit: float


@dataclass(frozen=True)
class Slot:
    """Something that was asked for: neighbouring words as typed, and what they may mean."""

    typed: Spelling
    meanings: tuple[Meaning, ...]
    fields: Field = ANYWHERE
    certificate: str = ""
    corrected: str = ""

    @property
    def is_known(self) -> bool:
        """Whether it can be found at all."""
        return bool(self.meanings or self.certificate)


@dataclass(frozen=True)
class Understood:
    """A search: its slots, the price that was said in words (rupiah), whether cheap things were asked for."""

    slots: tuple[Slot, ...] = ()
    pairs: tuple[str, ...] = ()
    key: str = ""
    lowest_amount: int | None = None
    highest_amount: int | None = None
    wants_cheap: bool = False

    @property
    def corrected(self) -> str:
        """The text with its misspelled words put right; empty where nothing was."""
        if not any(slot.corrected for slot in self.slots):
            return ""
        return " ".join(slot.corrected or " ".join(slot.typed) for slot in self.slots)


@dataclass
class _Reader:
    """Reads words from left to right."""

    words: list[str]
    lexicon: Lexicon
    synonyms: Synonyms
    place: int = 0
    slots: list[Slot] = field(default_factory=list)
    wants_cheap: bool = False

    def read(self) -> None:
        fields = ANYWHERE
        while self.place < len(self.words):
            word = self.words[self.place]
            if word in FROM and self.place + 1 < len(self.words):
                fields = Field.PLACE | Field.MAKER
                self.place += 1
            elif word in FILLERS and len(self.words) > 1:
                self.place += 1
            elif word in CHEAP:
                self.wants_cheap = True
                self.place += 1
            elif (certificate := self._certificate()) is None:
                self.slots.append(replace(self._slot(), fields=fields))
            else:
                self.slots.append(certificate)
                fields = ANYWHERE

    def _certificate(self) -> Slot | None:
        for typed, slug in CERTIFICATES.items():
            if tuple(self.words[self.place : self.place + len(typed)]) == typed:
                self.place += len(typed)
                return Slot(typed, (Meaning(typed, 1.0),), certificate=slug)
        return None

    def _slot(self) -> Slot:
        """The longest known name from here on, else one word."""
        rest = self.words[self.place :]
        for length in range(min(self.synonyms.longest, len(rest)), 1, -1):
            spelling = tuple(rest[:length])
            if spelling in self.synonyms:
                self.place += length
                return Slot(spelling, tuple(self._named(spelling)))
        self.place += 1
        joined = rest[0] + rest[1] if len(rest) > 1 else ""
        if joined and not self.lexicon.frequency(rest[0]) and self.lexicon.frequency(joined):
            self.place += 1
            return Slot((rest[0], rest[1]), (Meaning((joined,), 1.0),))
        return self._word(rest[0], is_last=len(rest) == 1)

    def _named(self, spelling: Spelling) -> Iterator[Meaning]:
        yield Meaning(spelling, 1.0)
        joined = "".join(spelling)
        if self.lexicon.frequency(joined):
            yield Meaning((joined,), 1.0)
        for other in self.synonyms.others(spelling):
            if all(self.lexicon.frequency(word) for word in other):
                yield Meaning(other, 0.85)

    def _word(self, word: str, *, is_last: bool) -> Slot:
        meanings = list(self._spelled(word))
        if is_last and len(word) >= PREFIX_LETTERS:
            longer = self.lexicon.beginning_with(word, limit=MOST_LONGER_WORDS)
            meanings += [Meaning((each,), 0.6) for each in longer]
        if meanings:
            return Slot((word,), _best(meanings))
        nearest = self.lexicon.nearest(word, limit=MOST_CORRECTIONS)
        if not nearest:
            return Slot((word,), ())
        fewest = nearest[0][1]
        for each, slips in nearest:
            if slips == fewest:
                meanings += [Meaning(found.words, found.fit * 0.8**slips) for found in self._spelled(each)]
        return Slot((word,), _best(meanings), corrected=nearest[0][0])

    def _spelled(self, word: str) -> Iterator[Meaning]:
        if self.lexicon.frequency(word):
            yield Meaning((word,), 1.0)
        alike = self.lexicon.alike(word)
        for each in alike:
            yield Meaning((each,), 0.95)
        for each in self.lexicon.related(word):
            yield Meaning((each,), 0.75)
        for spelling in [(word,), *((each,) for each in sorted(alike))]:
            for other in self.synonyms.others(spelling):
                if all(self.lexicon.frequency(each) for each in other):
                    yield Meaning(other, 0.85)


def understand(text: str, lexicon: Lexicon, synonyms: Synonyms) -> Understood:
    """Read a text; whatever it holds, it becomes words and figures."""
    plain = fold(text[:LONGEST_TEXT])
    lowest, highest, rest = _prices(plain)
    words = words_of(rest)[:MOST_WORDS]
    reader = _Reader(words, lexicon, synonyms)
    reader.read()
    return Understood(
        tuple(reader.slots), tuple(pairs_of(words)), "".join(words_of(plain)), lowest, highest, reader.wants_cheap
    )


def _prices(text: str) -> tuple[int | None, int | None, str]:
    """The lowest and highest price that the text names, and the text without them."""
    found = BETWEEN.search(text)
    if found and (found[2] or found[4]):
        high = _amount(found[3], found[4])
        low = _amount(found[1], found[2] or found[4])
        if low and high and low <= high:
            return low, high, _without(text, found)
    lowest = highest = None
    if (found := BELOW.search(text)) and (amount := _amount(found[1], found[2])):
        highest, text = amount, _without(text, found)
    if (found := ABOVE.search(text)) and (amount := _amount(found[1], found[2])):
        lowest, text = amount, _without(text, found)
    return lowest, highest, text


def _amount(digits: str, unit: str | None) -> int | None:
    """Rupiah: 50 ribu, 50rb, 1,5 juta, 25.000; None for what is no price."""
    if unit:
        amount = (
            round(float(digits.replace(",", ".")) * UNITS[unit]) if digits.count(".") + digits.count(",") < 2 else 0
        )
    else:
        amount = int(re.sub(r"[.,]", "", digits))
    return amount if SMALLEST_PRICE <= amount <= LARGEST_PRICE else None


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


def _best(meanings: Sequence[Meaning]) -> tuple[Meaning, ...]:
    """Each reading once, as well as it fits."""
    best: dict[Spelling, float] = {}
    for each in meanings:
        best[each.words] = max(each.fit, best.get(each.words, 0.0))
    return tuple(Meaning(words, fit) for words, fit in best.items())
