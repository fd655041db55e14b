"""Figures of the trade that count from a moment on, and what holds until somebody says otherwise.

Rows are only added, so that the figure of any day can be read later.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ScalarSelect, Select, case, func, select

from app.db import session
from app.models.payout import DatedSetting
from app.money import LARGEST_AMOUNT
from app.settings import setting

PPH22_BPS = "pph22_bps"
PPH22_EXEMPT_TURNOVER = "pph22_exempt_turnover"
PAYOUT_HOLD_DAYS = "payout_hold_days"
PAYOUT_MINIMUM_AMOUNT = "payout_minimum_amount"


class Unit(StrEnum):
    """What the whole number of a figure counts."""

    BPS = "bps"
    RUPIAH = "rupiah"
    DAYS = "days"


@dataclass(frozen=True)
class Figure:
    """What holds from the beginning, and the bounds of every later value."""

    unit: Unit
    default: int
    lowest: int
    highest: int


FIGURES: Mapping[str, Figure] = {
    PPH22_BPS: Figure(Unit.BPS, 0, 0, 10_000),  # PMK 37/2025 article 8: 50, once the tax office has appointed us
    PPH22_EXEMPT_TURNOVER: Figure(Unit.RUPIAH, 500_000_000, 0, LARGEST_AMOUNT),  # PMK 37/2025: per person and year
    PAYOUT_HOLD_DAYS: Figure(Unit.DAYS, 7, 0, 90),
    PAYOUT_MINIMUM_AMOUNT: Figure(Unit.RUPIAH, 50_000, 1, LARGEST_AMOUNT),
}


def value_at(name: str, moment: datetime) -> int:
    """What a figure was, is or is going to be at a moment. Raises KeyError for a name that is not known."""
    value = session.scalar(_at(name, moment))
    return at_least(name, FIGURES[name].default if value is None else value)


def value_within(name: str, moment: datetime) -> ScalarSelect[int]:
    """The same as a part of another statement."""
    said = select(func.coalesce(_at(name, moment).scalar_subquery(), FIGURES[name].default).label("value")).subquery()
    lowest = lowest_of(name)
    return select(case((said.c.value < lowest, lowest), else_=said.c.value)).scalar_subquery()


def lowest_of(name: str) -> int:
    """The least that a figure can be: earnings are not paid out while their goods can still be returned."""
    return int(setting("RETURN_DAYS")) if name == PAYOUT_HOLD_DAYS else FIGURES[name].lowest


def at_least(name: str, value: int) -> int:
    """What a figure that somebody said amounts to, also when RETURN_DAYS has grown since."""
    return max(value, lowest_of(name))


def _at(name: str, moment: datetime) -> Select[int]:
    return (
        select(DatedSetting.value)
        .where(DatedSetting.name == name, DatedSetting.valid_from <= moment)
        .order_by(DatedSetting.valid_from.desc())
        .limit(1)
    )
