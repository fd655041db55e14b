"""What people look for and what comes of it, as figures: sums over days and texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from sqlalchemy import BigInteger, ColumnElement, cast, func, select

from app.db import session
from app.models.search import SearchCount, SearchShown

TURN = timedelta(days=14)
OFTEN = 5  # searches before a text is called popular, or badly served
FEW_CLICKS = 10  # in a hundred searches

searches = func.sum(SearchCount.searches)
found_nothing = func.sum(SearchCount.found_nothing)
clicks = func.sum(SearchCount.clicks)
purchases = func.sum(SearchCount.purchases)
SUMS = (searches, found_nothing, clicks, purchases)


@dataclass(frozen=True)
class Figures:
    """How often was searched, in vain, with a click, with a purchase; of a text, or from a day on."""

    searches: int
    found_nothing: int
    clicks: int
    purchases: int
    text: str = ""
    since: date | None = None


def per_span(until: date, *, spans: int, days: int) -> list[Figures]:
    """The sums of so many spans of days, one after the other; the last one ends with `until`."""
    begins = [until + timedelta(days=1 - days * back) for back in range(spans, -1, -1)]
    rows = session.execute(
        select(SearchCount.day, *SUMS)
        .where(SearchCount.day >= begins[0], SearchCount.day <= until)
        .group_by(SearchCount.day)
    )
    sums = {day: [int(value) for value in values] for day, *values in rows}
    return [
        _together([values for day, values in sums.items() if begin <= day < end], begin)
        for begin, end in pairwise(begins)
    ]


def most_searched(since: date, *, limit: int) -> list[Figures]:
    """What people look for most."""
    return _texts(since, searches > 0, by=searches.desc(), limit=limit)


def searched_in_vain(since: date, *, limit: int) -> list[Figures]:
    """What people look for and the shop does not have, or does not know by this name."""
    return _texts(since, found_nothing > 0, by=found_nothing.desc(), limit=limit)


def rarely_opened(since: date, *, limit: int) -> list[Figures]:
    """What finds products that hardly anybody opens, the most frequent first."""
    finds = searches - found_nothing
    return _texts(since, (finds >= OFTEN) & (clicks * 100 < finds * FEW_CLICKS), by=finds.desc(), limit=limit)


def popular(since: date, *, limit: int) -> list[str]:
    """Texts that are looked for often and mostly found, the most frequent first."""
    is_popular = (searches >= OFTEN) & (found_nothing * 2 < searches)
    return [row.text for row in _texts(since, is_popular, by=searches.desc(), limit=limit)]


def shown_since(day: date) -> dict[int, int]:
    """How many places on first pages each seller had."""
    shown = cast(func.sum(SearchShown.shown), BigInteger).label("shown")
    rows = session.execute(select(SearchShown.seller_id, shown).where(SearchShown.day >= day).group_by("seller_id"))
    return {row.seller_id: row.shown for row in rows}


def turn(shown: int, mean: float) -> int:
    """100 for a seller that was not shown, 50 for one that was shown as often as the mean of all, towards 0 beyond."""
    return round(100 / (1 + shown / mean)) if mean else 100


def _texts(since: date, having: ColumnElement[bool], *, by: ColumnElement[int], limit: int) -> list[Figures]:
    rows = session.execute(
        select(SearchCount.text_folded, *SUMS)
        .where(SearchCount.day >= since)
        .group_by(SearchCount.text_folded)
        .having(having)
        .order_by(by, SearchCount.text_folded)
        .limit(limit)
    )
    return [Figures(int(a), int(b), int(c), int(d), text) for text, a, b, c, d in rows]


def _together(days: Sequence[Sequence[int]], since: date) -> Figures:
    looked_for, in_vain, opened, bought = (sum(each) for each in zip(*days, strict=True)) if days else (0, 0, 0, 0)
    return Figures(looked_for, in_vain, opened, bought, since=since)
