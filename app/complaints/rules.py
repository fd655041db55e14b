"""Until when a complaint is answered."""

from datetime import datetime, timedelta

from app.clock import after_working_days
from app.settings import setting

PREFIX = "AD"
ONE_DAY = timedelta(days=1)


def answer_by(received_at: datetime) -> datetime:
    """The last working day in Jakarta on which the answer is in time."""
    return after_working_days(received_at, setting("COMPLAINT_DAYS"))


def is_late(received_at: datetime, moment: datetime) -> bool:
    """Whether that day is over."""
    return moment >= answer_by(received_at) + ONE_DAY
