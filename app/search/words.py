"""Words as the search knows them: folded, in their plainest spelling, and by their stem."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import snowballstemmer

WORD = re.compile(r"[^\W_]+")
OLD_SPELLINGS = (("oe", "u"), ("tj", "c"), ("dj", "j"), ("nj", "ny"), ("sj", "sy"))
SILENT_E = re.compile(r"(?<=[bcdfgkpst])e(?=[lr])")  # kerupuk is krupuk, pelawan plawan
SHORTEST_SKELETON = 3  # xxxx is no x
DOUBLED = re.compile(r"(.)\1+")

_stemmer = snowballstemmer.stemmer("indonesian")


def fold(text: str) -> str:
    """Lower case, no accents."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@lru_cache(maxsize=20_000)
def fold_word(word: str) -> str:
    """The same, remembered: pages show the same words again and again."""
    return fold(word)


def words_of(text: str) -> list[str]:
    """The words of a text as the index knows them."""
    return WORD.findall(fold(text))


def pairs_of(words: list[str]) -> list[str]:
    """Neighbouring words written as one: how a phrase, or a word with a space in it, is found."""
    return [first + second for first, second in pairwise(words)]


def key_of(text: str) -> str:
    """A whole name or an article number without spaces and signs."""
    return "".join(words_of(text))


@lru_cache(maxsize=20_000)
def skeleton_of(word: str) -> str:
    """What old spelling, doubled letters and a silent e do not change: terassi, trasi and terasi are one."""
    for old, new in OLD_SPELLINGS:
        word = word.replace(old, new)
    plain = DOUBLED.sub(r"\1", SILENT_E.sub("", word))
    return plain if len(plain) >= SHORTEST_SKELETON else word


@lru_cache(maxsize=20_000)
def stem_of(word: str) -> str:
    """Snowball's Indonesian stem; it errs on trade words (menenun becomes enun), so ask the lexicon before use."""
    return str(_stemmer.stemWord(word))


def stems_of(words: Sequence[str]) -> list[str]:
    """The stem of each."""
    return [stem_of(word) for word in words]
