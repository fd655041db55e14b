"""Whether a shop is surely open."""

import re
from datetime import datetime, time

from app.clock import JAKARTA

DAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
DAY = "|".join(DAYS)
HOURS = re.compile(
    rf"(?:(?P<daily>setiap hari)|(?P<first>{DAY})\s*[-–]\s*(?P<last>{DAY})),?\s+"
    r"(?P<opens>\d{1,2}[.:]\d{2})\s*[-–]\s*(?P<closes>\d{1,2}[.:]\d{2})"
)


def is_surely_open(opening_hours: str, at: datetime) -> bool:
    """Whether hours that name their days ("Senin-Sabtu 08.00-17.00") cover this moment; hours without days never do."""
    hours = HOURS.fullmatch(opening_hours.strip().casefold())
    if hours is None:
        return False
    local = at.astimezone(JAKARTA)
    opens, closes = _time(hours["opens"]), _time(hours["closes"])
    if opens is None or closes is None or not opens <= local.time() < closes:
        return False
    if hours["daily"]:
        return True
    first, last = DAYS.index(hours["first"]), DAYS.index(hours["last"])
    return (local.weekday() - first) % len(DAYS) <= (last - first) % len(DAYS)


def _time(text: str) -> time | None:
    hour, minute = (int(part) for part in re.split("[.:]", text))
    return time(hour, minute) if hour < 24 and minute < 60 else None
