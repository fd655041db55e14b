"""When a shop is open: the week in words, and what holds at a moment. Minutes after midnight, Asia/Jakarta."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from app.clock import JAKARTA, day_of
from app.i18n import _, lazy_gettext
from app.models.seller import OpeningHours

DAYS = (
    lazy_gettext("Senin"),
    lazy_gettext("Selasa"),
    lazy_gettext("Rabu"),
    lazy_gettext("Kamis"),
    lazy_gettext("Jumat"),
    lazy_gettext("Sabtu"),
    lazy_gettext("Minggu"),
)
WEEK = len(DAYS)
SPAN = re.compile(r"(\d{1,2})[.:](\d{2})\s*[-–]\s*(\d{1,2})[.:](\d{2})", re.ASCII)


@dataclass(frozen=True)
class Hours:
    """One weekday (0 is Monday) from one minute of the day until before another."""

    weekday: int
    opens: int
    closes: int


@dataclass(frozen=True)
class Opening:
    """Whether a shop is open now, and when that changes, in words."""

    is_open: bool
    text: str


@dataclass(frozen=True)
class Span:
    """Days in a row with the same hours; `hours` is empty for days without any."""

    days: str
    hours: str


def opening_at(hours: Sequence[Hours | OpeningHours], moment: datetime) -> Opening | None:
    """What holds at a moment; None for a shop that has told no hours."""
    if not hours:
        return None
    today = day_of(moment)
    minute = (moment.astimezone(JAKARTA) - today) // timedelta(minutes=1)
    of_day = {each.weekday: each for each in hours}
    here = of_day.get(today.weekday())
    if here and here.opens <= minute < here.closes:
        return Opening(True, _("buka sekarang, sampai %(time)s WIB", time=clock_text(here.closes)))
    if here and minute < here.opens:
        return Opening(False, _("tutup, buka hari ini pukul %(time)s WIB", time=clock_text(here.opens)))
    ahead, following = next(
        (days, of_day[(today.weekday() + days) % WEEK])
        for days in range(1, WEEK + 1)
        if (today.weekday() + days) % WEEK in of_day
    )
    day = _("besok") if ahead == 1 else str(DAYS[following.weekday])
    return Opening(False, _("tutup, buka %(day)s pukul %(time)s WIB", day=day, time=clock_text(following.opens)))


def week_of(hours: Sequence[Hours | OpeningHours]) -> list[Span]:
    """The week in words, days in a row with the same hours together; nothing for a shop that has told none."""
    if not hours:
        return []
    of_day = {each.weekday: (each.opens, each.closes) for each in hours}
    spans = []
    for span, days in groupby(range(WEEK), key=of_day.get):
        days_in_row = list(days)
        spans.append(Span(_days_text(days_in_row[0], days_in_row[-1]), _span_text(span)))
    return spans


def every_day(text: str) -> list[Hours]:
    """The hours that a text like "08.00-17.00" names, on every day; none for another text."""
    found = SPAN.fullmatch(text.strip())
    if found is None:
        return []
    hour, minute, last_hour, last_minute = (int(part) for part in found.groups())
    opens, closes = hour * 60 + minute, last_hour * 60 + last_minute
    return [Hours(day, opens, closes) for day in range(WEEK)] if opens < closes <= 24 * 60 else []


def clock_text(minute: int) -> str:
    """08.30."""
    return f"{minute // 60:02}.{minute % 60:02}"


def _days_text(first: int, last: int) -> str:
    if (first, last) == (0, WEEK - 1):
        return _("Setiap hari")
    return str(DAYS[first]) if first == last else f"{DAYS[first]}–{DAYS[last]}"


def _span_text(span: tuple[int, int] | None) -> str:
    return "" if span is None else f"{clock_text(span[0])}–{clock_text(span[1])}"
