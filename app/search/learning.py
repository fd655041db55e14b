"""What is noted of a search, and what it teaches: texts and figures, never who."""

import time
from functools import lru_cache
from urllib.parse import parse_qs

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extract

from app import tally
from app.clock import day_of, now
from app.search import counts, groups
from app.search.commands import MONTH
from app.search.queries import Found, newest_snapshot
from app.search.rules import Filters
from app.search.words import words_of
from app.tally import people

SEARCHED, CLICKED = "searched", "clicked"
RESULTS = "/cari"
MOST_POPULAR = 500
KEPT_SECONDS = 300
MOST_COMPARED, MOST_MEANINGS = 10_000, 8
ALIKE = 55  # of a hundred: RapidFuzz's ratio


def note_first_page(filters: Filters, found: Found, *, who: str | None) -> None:
    """Count who was shown and, where nothing but words was asked for, what was looked for: once a day for a person."""
    if who is None:
        return
    if people.is_first_time(who, filters):
        tally.count_shown(found.seller_ids)
    text = kept_text(filters.text)
    if not text or filters != Filters(filters.text) or not people.is_first_time(who, (SEARCHED, text)):
        return
    if found.whole and found.total:
        tally.count_search(text)
    else:
        tally.count_search_in_vain(text)


def note_arrival(referrer: str | None, *, host: str, who: str | None) -> str:
    """Count a click, once a day for a person, when the page before was one of our results.

    Returns what was looked for there, or nothing.
    """
    page, _mark, query = (referrer or "").partition("?")
    if page.partition("://")[2] != host + RESULTS:
        return ""
    text = kept_text(parse_qs(query).get("q", [""])[0])
    if text and who is not None and people.is_first_time(who, (CLICKED, text)):
        tally.count_click(text)
    return text


def kept_text(typed: str) -> str:
    """The folded words of a text, or nothing where it may be somebody's data."""
    text = " ".join(words_of(typed))
    return text if "@" not in typed and tally.may_be_kept(text) else ""


def nearest_meanings(text: str) -> list[str]:
    """What an unknown text may mean: names of groups and frequent words of the catalogue, the most alike first."""
    known = [groups.folded(group.canonical) for group in groups.groups_in_use()]
    words = newest_snapshot("").lexicon.names_beginning_with("", limit=MOST_COMPARED)
    likeness: dict[str, float] = {}
    for part in {text, *words_of(text)}:
        alike = extract(part, [*known, *words], scorer=ratio, limit=MOST_MEANINGS, score_cutoff=ALIKE)
        for choice, score, _place in alike:
            likeness[choice] = max(score, likeness.get(choice, 0))
    likeness.pop(text, None)
    return sorted(likeness, key=lambda choice: (-likeness[choice], choice))[:MOST_MEANINGS]


def popular_texts() -> list[str]:
    """What was looked for often and found in the last month, the most frequent first; read every few minutes."""
    return _popular_texts(int(time.monotonic() // KEPT_SECONDS))


def forget_popular() -> None:
    """Read what is popular anew."""
    _popular_texts.cache_clear()


@lru_cache(maxsize=1)
def _popular_texts(_moment: int) -> list[str]:
    return counts.popular(day_of(now()).date() - MONTH, limit=MOST_POPULAR)
