"""How long a shop needs before the parcel of its lines can leave."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.cart.queries import Line
from app.clock import now
from app.settings import setting


def preparation_days(lines: Sequence[Line]) -> int:
    """Days until one shop's lines can leave, those of its holiday first."""
    return lines[0].holiday_days + max(max(line.handling_days, line.made_to_order_days) for line in lines)


def coming_holiday(lines: Sequence[Line]) -> tuple[datetime, datetime] | None:
    """The holiday that begins before one shop's lines have to be sent, and lets them be sent later; none for none."""
    if not lines:
        return None
    begin, end = lines[0].holiday_from, lines[0].holiday_until
    last = now() + timedelta(days=preparation_days(lines) + setting("SHIP_WITHIN_DAYS"))
    return (begin, end) if begin and end and now() < begin <= last else None
