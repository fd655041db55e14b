"""What is noted of a search, and what it teaches: texts and figures, never who."""

import time
from functools import lru_cache
from urllib.parse import parse_qs, urlsplit

from app import tally
from app.clock import day_of, now
from app.search import counts
from app.search.commands import MONTH
from app.search.queries import Found
from app.search.rules import Filters
from app.search.words import words_of

RESULTS = "/cari"
MOST_POPULAR = 500
KEPT_SECONDS = 300


def note_first_page(filters: Filters, found: Found) -> None:
    """Count who was shown and, where nothing but words was asked for, what was looked for."""
    tally.count_shown(found.seller_ids)
    text = kept_text(filters.text)
    if not text or filters != Filters(filters.text):
        return
    if found.whole and found.total:
        tally.count_search(text)
    else:
        tally.count_search_in_vain(text)


def note_arrival(referrer: str | None, *, host: str) -> str:
    """Count a click when the page before was one of our results; returns what was looked for there, or nothing."""
    came_from = urlsplit(referrer or "")
    if came_from.netloc != host or came_from.path != RESULTS:
        return ""
    text = kept_text(parse_qs(came_from.query).get("q", [""])[0])
    if text:
        tally.count_click(text)
    return text


def kept_text(typed: str) -> str:
    """The folded words of a text, or nothing where it may be somebody's data."""
    text = " ".join(words_of(typed))
    return text if "@" not in typed and tally.may_be_kept(text) else ""


def popular_texts() -> list[str]:
    """What was looked for often and found in the last month, the most frequent first; read every few minutes."""
    return _popular_texts(int(time.monotonic() // KEPT_SECONDS))


def forget_popular() -> None:
    """Read what is popular anew."""
    _popular_texts.cache_clear()


@lru_cache(maxsize=1)
def _popular_texts(_moment: int) -> list[str]:
    return counts.popular(day_of(now()).date() - MONTH, limit=MOST_POPULAR)
