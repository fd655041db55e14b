"""Months, masks, and what a spreadsheet must not take for a formula."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.clock import JAKARTA
from app.models.payout import Payout, PayoutStatus

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)
FIRST_YEAR = 2026
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets calculate (OWASP, CSV injection)


@dataclass(frozen=True, order=True)
class Month:
    """A month in Jakarta."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"

    @property
    def begin(self) -> datetime:
        """Its first moment."""
        return datetime(self.year, self.number, 1, tzinfo=JAKARTA)

    @property
    def end(self) -> datetime:
        """The first moment that does not belong to it any more."""
        return self.next.begin

    @property
    def next(self) -> "Month":
        """The month after."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def previous(self) -> "Month":
        """The month before."""
        return Month(self.year - (self.number == 1), (self.number - 2) % 12 + 1)


def refused_last(payouts: Sequence[tuple[Payout, str]]) -> tuple[Payout, str] | None:
    """The one of some payouts that the bank did not pay or sent back last; None once one arrived or went elsewhere."""
    ended = [
        (payout.ended_at, payout, number) for payout, number in payouts if payout.ended_at and payout.instructed_at
    ]
    if not ended:
        return None
    _moment, payout, number = max(ended, key=lambda each: each[0])
    is_refused = payout.status == PayoutStatus.FAILED and payout.account.archived_at is None
    return (payout, number) if is_refused else None


def month_of(moment: datetime) -> Month:
    """The month in Jakarta that a moment belongs to."""
    day = moment.astimezone(JAKARTA)
    return Month(day.year, day.month)


def find_month(text: str, *, today: datetime) -> Month | None:
    """The month that an address names, if the shop has lived through some of it."""
    found = MONTH.fullmatch(text)
    month = Month(int(found[1]), int(found[2])) if found else None
    return month if month is not None and Month(FIRST_YEAR, 1) <= month <= month_of(today) else None


def last_months(moment: datetime, count: int) -> list[Month]:
    """The last months, the present one at the end."""
    months = [month_of(moment)]
    while len(months) < count:
        months.insert(0, months[0].previous)
    return months


def mask(last_digits: str) -> str:
    """How the number of an account is written wherever people look."""
    return f"••{last_digits[-3:]}"


def plain_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
