"""What fingers do to words: one slip in one long word of a query."""

import re
from collections.abc import Callable
from random import Random

LONG_WORD = re.compile(r"\b[^\W\d_]{5,}\b")
KEYS = {
    letter: (row, column)
    for row, letters in enumerate(("qwertyuiop", "asdfghjkl", "zxcvbnm"))
    for column, letter in enumerate(letters)
}
STEPS = ((0, -1), (0, 1), (-1, 0), (-1, 1), (1, -1), (1, 0))  # on a keyboard a lower row stands half a key to the right


def neighbours(letter: str) -> list[str]:
    """The keys around a letter on a QWERTY keyboard, none for what has no key there."""
    if letter not in KEYS:
        return []
    row, column = KEYS[letter]
    around = {(row + down, column + right) for down, right in STEPS}
    return [key for key, place in KEYS.items() if place in around]


def _drop(word: str, random: Random) -> str:
    at = random.randrange(len(word))
    return word[:at] + word[at + 1 :]


def _double(word: str, random: Random) -> str:
    at = random.randrange(len(word))
    return word[:at] + word[at] + word[at:]


def _swap(word: str, random: Random) -> str:
    at = random.choice([at for at in range(len(word) - 1) if word[at] != word[at + 1]])
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _neighbour(word: str, random: Random) -> str:
    at = random.choice([at for at, letter in enumerate(word) if neighbours(letter)])
    return word[:at] + random.choice(neighbours(word[at])) + word[at + 1 :]


SLIPS: dict[str, Callable[[str, Random], str]] = {
    "drop": _drop,
    "double": _double,
    "swap": _swap,
    "neighbour": _neighbour,
}


def misspell(query: str, kind: str, random: Random) -> str | None:
    """The query in small letters with one slip of this kind in a word of five letters or more, none without one."""
    query = query.lower()
    words = list(LONG_WORD.finditer(query))
    if not words:
        return None
    word = random.choice(words)
    return query[: word.start()] + SLIPS[kind](word[0], random) + query[word.end() :]
