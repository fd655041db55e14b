"""Numbers of the trade that count from a moment on; days and whole rupiah."""

from datetime import datetime

from sqlalchemy import select

from app.db import session
from app.models.payout import DatedSetting

DEFAULTS = {"payout_hold_days": 3, "payout_minimum_amount": 50_000}


def value_at(name: str, moment: datetime) -> int:
    """What counts at a moment: the last value set before it, or ours."""
    is_it = DatedSetting.name == name, DatedSetting.valid_from <= moment
    query = select(DatedSetting.value).where(*is_it).order_by(DatedSetting.valid_from.desc()).limit(1)
    value = session.scalar(query)
    return DEFAULTS[name] if value is None else value
