"""For which years a statement of turnover can be sent (PMK 37/2025, article 6: for each tax year anew)."""

from datetime import datetime

from app.clock import year_of


def open_years(moment: datetime) -> tuple[int, int]:
    """This year and the next."""
    year = year_of(moment)
    return year, year + 1
