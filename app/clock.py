"""The one clock of the house: aware UTC times."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

JAKARTA = ZoneInfo("Asia/Jakarta")


def now() -> datetime:
    """The present moment in UTC. Tests freeze it."""
    return datetime.now(UTC)
