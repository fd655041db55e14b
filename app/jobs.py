"""The scheduled jobs in one visible list: what runs by itself, and how often."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Job:
    """A chore that says how many things it did; it opens one transaction per item, so one bad row stops nobody."""

    name: str
    every: timedelta
    run: Callable[[], int]


JOBS: Sequence[Job] = ()
