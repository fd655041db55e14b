"""Finding watched words in what a listing says."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.models.moderation import ListingWord, WordKind

PARTICLES = "(?:nya|lah|kah)?"  # what Indonesian hangs on a word without making another of it


@dataclass(frozen=True)
class Text:
    """What a listing says: in its name and keywords, and in its description."""

    head: str
    body: str


@dataclass(frozen=True)
class Hit:
    """A watched word that a listing says; `is_in_head` where the name or the keywords say it."""

    word: ListingWord
    is_in_head: bool

    @property
    def is_forbidden(self) -> bool:
        """Whether nobody may sell what says it there."""
        return self.word.kind == WordKind.PROHIBITED and self.is_in_head


def text_of(name: str, tags: Iterable[str], description: str) -> Text:
    """What is searched."""
    return Text(plain(" . ".join((name, *tags))), plain(description))


def plain(text: str) -> str:
    """Lower case words with single spaces between them; a sentence ends with a dot."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.sub(r"[^\w.!?;\n]|_", " ", folded).replace("\n", " . ").replace(".", " . ").split())


def hits(words: Sequence[ListingWord], text: Text) -> list[Hit]:
    """The watched words in a text, each once."""
    found = []
    for word in words:
        is_in_head = _says(word, text.head)
        if is_in_head or _says(word, text.body):
            found.append(Hit(word, is_in_head))
    return found


def _says(word: ListingWord, text: str) -> bool:
    if word.exceptions:
        text = _pattern(tuple(word.exceptions)).sub(" . ", text)
    return _pattern((word.word, *word.spellings)).search(text) is not None


@lru_cache(maxsize=2_000)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted({plain(phrase) for phrase in phrases} - {""}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))}){PARTICLES}(?!\w)")
