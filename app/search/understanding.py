"""What a person means by what was typed: things, a place, a certificate, a price. Never a query language."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
SYNONYM, CORRECTED, LONGER = 0.85, 0.8, 0.6

ANYWHERE = ~Field(0)
_KINDS = tomllib.loads((Path(__file__).parent / "data" / "kata.toml").read_text(encoding="utf-8"))
FILLERS, FROM, CHEAP, GENERAL = (frozenset(_KINDS[kind]) for kind in ("pengisi", "asal", "murah", "umum"))
NO_THINGS = FILLERS | FROM | CHEAP
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
AROUND = re.compile(r"(\d{1,3})\s*(ribu|rb|jt|juta)an\b")
BETWEEN = re.compile(r"(?:antara\s*)?" + NUMBER + r"\s*(?:-|–|sampai|s/d|sd|hingga|dan)\s*" + NUMBER)
UNITS = {"ribu": 1_000, "rb": 1_000, "k": 1_000, "jt": 1_000_000, "juta": 1_000_000}
BETWEEN_WORDS = r"[\W_]+"
SMALLEST_PRICE = 1_000
LARGEST_PRICE = 1_000_000_000


@dataclass(frozen=True)
class Meaning:
    """One way to read a slot: words that must all be there, and how well this reading fits (1: as typed)."""

    words: Spelling
    fit: float


@dataclass(frozen=True)
class Slot:
    """Something that was asked for: neighbouring words as typed, and what they may mean, the best fit first."""

    typed: Spelling
    meanings: tuple[Meaning, ...]
    fields: Field = ANYWHERE
    certificate: str = ""
    corrected: str = ""

    @property
    def is_general(self) -> bool:
        """Whether it names no particular thing."""
        return self.typed[0] in GENERAL


@dataclass(frozen=True)
class Understood:
    """A search: its slots, the price that was said in words (rupiah), whether cheap things were asked for.

    `text` is what was typed, folded; `without_price` the same without the words of the price.
    """

    slots: tuple[Slot, ...] = ()
    pairs: tuple[str, ...] = ()
    key: str = ""
    lowest_amount: int | None = None
    highest_amount: int | None = None
    wants_cheap: bool = False
    text: str = ""
    without_price: str = ""

    @property
    def corrected(self) -> str:
        """The folded text with its misspelled words put right; empty where nothing was."""
        text = self.text
        for slot in self.slots:
            if slot.corrected:
                typed = BETWEEN_WORDS.join(map(re.escape, slot.typed))
                text = re.sub(rf"(?<![^\W_]){typed}(?![^\W_])", slot.corrected, text, count=1)
        return "" if text == self.text else text


class _Reader:
    """Reads words from left to right."""

    def __init__(self, words: Sequence[str], lexicon: Lexicon, synonyms: Synonyms) -> None:
        self._lexicon, self._synonyms = lexicon, synonyms
        self._typed = words
        self._unknown = {word for word in words if not self._is_known(word)}
        lexicon.expect(self._unknown)
        self._nearest = [self._correct(word, is_last=word is words[-1]) for word in words]
        self._words = [nearest[0] if nearest else word for word, nearest in zip(words, self._nearest, strict=True)]
        self._place = 0
        self.slots: list[Slot] = []
        self.wants_cheap = False

    def read(self) -> None:
        """Turn all words into slots."""
        fields = ANYWHERE
        while self._place < len(self._words):
            word = self._words[self._place]
            if word in FROM and self._place + 1 < len(self._words):
                fields = Field.PLACE | Field.MAKER
                self._place += 1
            elif word in FILLERS and len(self._words) > 1:
                self._place += 1
            elif word in CHEAP and len(self._words) > 1:
                self.wants_cheap = True
                self._place += 1
            elif (certificate := self._certificate()) is None:
                self.slots.append(replace(self._slot(), fields=fields))
            else:
                self.slots.append(certificate)
                fields = ANYWHERE

    def _correct(self, word: str, *, is_last: bool) -> list[str]:
        """What an unknown word is most likely to be; nothing for a known one, or the beginning of a known one."""
        if word not in self._unknown or (is_last and self._longer(word)) or self._split(word):
            return []
        nearest = self._lexicon.nearest(word, limit=MOST_CORRECTIONS, others=self._synonyms.vocabulary)
        return [each for each, slips in nearest if slips == nearest[0][1]]

    def _is_known(self, word: str) -> bool:
        lexicon, synonyms = self._lexicon, self._synonyms
        if word in NO_THINGS or word in synonyms.words or synonyms.joined(word):
            return True
        return bool(lexicon.frequency(word) or lexicon.alike(word) or lexicon.related(word))

    def _longer(self, word: str) -> list[str]:
        if len(word) < (PREFIX_LETTERS if len(self._typed) == 1 else 2):
            return []
        return self._lexicon.names_beginning_with(word, limit=MOST_LONGER_WORDS)

    def _certificate(self) -> Slot | None:
        for typed, slug in CERTIFICATES.items():
            if tuple(self._words[self._place : self._place + len(typed)]) == typed:
                self._place += len(typed)
                return Slot(typed, (Meaning(typed, 1.0),), certificate=slug)
        return None

    def _slot(self) -> Slot:
        """The longest known name from here on, else one word."""
        rest = self._words[self._place :]
        for length in range(min(self._synonyms.longest, len(rest)), 1, -1):
            spelling = tuple(rest[:length])
            if spelling in self._synonyms or self._lexicon.frequency("".join(spelling)):
                typed = tuple(self._typed[self._place : self._place + length])
                self._place += length
                fit = 1.0 if typed == spelling else 0.8
                meanings = tuple(Meaning(each.words, each.fit * fit) for each in self._named(spelling))
                return Slot(typed, meanings, corrected="" if typed == spelling else " ".join(spelling))
        self._place += 1
        return self._word(self._place - 1)

    def _named(self, spelling: Spelling) -> Iterator[Meaning]:
        yield Meaning(spelling, 1.0)
        joined = "".join(spelling)
        if self._lexicon.frequency(joined):
            yield Meaning((joined,), 1.0)
        for other in self._synonyms.others(spelling):
            if all(self._lexicon.frequency(word) for word in other):
                yield Meaning(other, SYNONYM)

    def _word(self, place: int) -> Slot:
        typed, is_last = self._typed[place], place == len(self._typed) - 1
        if self._nearest[place]:
            meanings = [
                Meaning(each.words, each.fit * CORRECTED)
                for nearest in self._nearest[place]
                for each in self._spelled(nearest)
            ]
            return Slot((typed,), _best(meanings), corrected=self._words[place])
        meanings = list(self._spelled(typed))
        if is_last:
            meanings += [Meaning((each,), LONGER) for each in self._longer(typed)]
        if not self._lexicon.frequency(typed):
            meanings += self._split(typed)
        if is_last and typed in self._unknown:
            nearest = self._lexicon.nearest(typed, limit=MOST_CORRECTIONS)
            meanings += [Meaning((each,), LONGER * CORRECTED**slips) for each, slips in nearest]
        return Slot((typed,), _best(meanings))

    def _spelled(self, word: str) -> Iterator[Meaning]:
        if self._lexicon.frequency(word):
            yield Meaning((word,), 1.0)
        alike = self._lexicon.alike(word)
        for each in alike:
            yield Meaning((each,), 0.95)
        for each in self._lexicon.related(word):
            yield Meaning((each,), 0.75)
        for spelling in [*self._synonyms.joined(word), (word,), *((each,) for each in sorted(alike))]:
            if len(spelling) > 1:
                yield Meaning(spelling, 1.0)
            for other in self._synonyms.others(spelling):
                if all(self._lexicon.frequency(each) for each in other):
                    yield Meaning(other, SYNONYM)

    def _split(self, word: str) -> list[Meaning]:
        """Two known words that were written as one."""
        halves = ((word[:at], word[at:]) for at in range(3, len(word) - 2))
        return [Meaning(each, 0.9) for each in halves if all(self._lexicon.frequency(half) for half in each)]


def understand(text: str, lexicon: Lexicon, synonyms: Synonyms) -> Understood:
    """Read a text; whatever it holds, it becomes words and figures."""
    plain = fold(text[:LONGEST_TEXT])
    lowest, highest, rest = _prices(plain)
    words = words_of(rest)[:MOST_WORDS]
    reader = _Reader(words, lexicon, synonyms)
    reader.read()
    return Understood(
        tuple(reader.slots),
        tuple(pairs_of(words)),
        "".join(words_of(plain)),
        lowest,
        highest,
        reader.wants_cheap,
        plain,
        " ".join(rest.split()),
    )


def _prices(text: str) -> tuple[int | None, int | None, str]:
    """The lowest and highest price that the text names, and the text without them."""
    found = BETWEEN.search(text)
    if found and (found[2] or found[4]):
        high = _amount(found[3], found[4])
        low = _amount(found[1], found[2] or found[4])
        if low and high and low <= high:
            return low, high, _without(text, found)
    if found := AROUND.search(text):
        about = int(found[1]) * UNITS[found[2]]
        return about * 9 // 10, about + 10 ** (len(str(about)) - 1) - 1, _without(text, found)
    lowest = highest = None
    if (found := BELOW.search(text)) and (amount := _amount(found[1], found[2])):
        highest, text = amount, _without(text, found)
    if (found := ABOVE.search(text)) and (amount := _amount(found[1], found[2])):
        lowest, text = amount, _without(text, found)
    return lowest, highest, text


def _amount(digits: str, unit: str | None) -> int | None:
    """Rupiah: 50 ribu, 50rb, 1,5 juta, 25.000; None for what is no price."""
    whole, _point, tenths = digits.partition("," if "," in digits else ".")
    if not unit:
        amount = int(re.sub(r"[.,]", "", digits))
    elif re.search("[.,]", tenths):
        return None
    else:
        amount = int(whole + tenths) * UNITS[unit] // 10 ** len(tenths)
    return amount if SMALLEST_PRICE <= amount <= LARGEST_PRICE else None


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


def _best(meanings: Sequence[Meaning]) -> tuple[Meaning, ...]:
    """Each reading once, as well as it fits."""
    best: dict[Spelling, float] = {}
    for each in meanings:
        best[each.words] = max(each.fit, best.get(each.words, 0.0))
    return tuple(Meaning(words, fit) for words, fit in sorted(best.items(), key=lambda each: -each[1]))
