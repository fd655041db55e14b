"""The one clock of the house: aware UTC times."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

JAKARTA = ZoneInfo("Asia/Jakarta")
SATURDAY = 5
OPENS, CLOSES = 8, 16  # working hours in Jakarta, Monday to Friday
WORKING_DAY = timedelta(hours=CLOSES - OPENS)
LONGEST_COUNTED = timedelta(days=400)


def now() -> datetime:
    """The present moment in UTC. Tests freeze it."""
    return datetime.now(UTC)


def day_of(moment: datetime) -> datetime:
    """The beginning of the day in Jakarta that a moment belongs to."""
    return moment.astimezone(JAKARTA).replace(hour=0, minute=0, second=0, microsecond=0)


def year_of(moment: datetime) -> int:
    """The year in Jakarta that a moment belongs to."""
    return moment.astimezone(JAKARTA).year


def beginning_of(day: date) -> datetime:
    """When a day begins in Jakarta."""
    return datetime(day.year, day.month, day.day, tzinfo=JAKARTA)


def last_days(count: int) -> list[datetime]:
    """The beginnings of the last days in Jakarta, today at the end."""
    return [day_of(now()) - timedelta(days=back) for back in range(count - 1, -1, -1)]


def last_months(count: int) -> list[datetime]:
    """The beginnings of the last months in Jakarta, this one at the end."""
    this = day_of(now()).replace(day=1)
    months = [this.year * 12 + this.month - 1 - back for back in range(count - 1, -1, -1)]
    return [this.replace(year=month // 12, month=month % 12 + 1) for month in months]


def begin_of(day: date) -> datetime:
    """The moment at which a day begins in Jakarta."""
    return datetime(day.year, day.month, day.day, tzinfo=JAKARTA)


def after_working_days(moment: datetime, days: int) -> datetime:
    """The beginning of the last of so many working days, Monday to Friday in Jakarta, that follow a moment's day."""
    day = day_of(moment)
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < SATURDAY
    return day


def working_time(since: datetime, until: datetime) -> timedelta:
    """Working hours between two moments; beyond a year the exact number helps nobody."""
    since = max(since, until - LONGEST_COUNTED)
    day, passed = day_of(since), timedelta()
    while day < until:
        if day.weekday() < SATURDAY:
            begin, end = day.replace(hour=OPENS), day.replace(hour=CLOSES)
            passed += max(min(until, end) - max(since, begin), timedelta())
        day += timedelta(days=1)
    return passed
