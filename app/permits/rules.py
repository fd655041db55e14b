"""When owners are told that a permit ends, and what is whole."""

from collections.abc import Collection
from datetime import date

from app.models.requirement import Proof, Submission
from app.permits.errors import Incomplete


def warning_due(valid_until: date, warned_days: int | None, *, warn_days: Collection[int], today: date) -> int | None:
    """How many of `warn_days` ahead to warn now, if that was not done yet: each of them once."""
    left = (valid_until - today).days
    reached = sorted((days for days in warn_days if left <= days), reverse=True)
    if left < 0 or not reached or (warned_days is not None and warned_days <= reached[-1]):
        return None
    return reached[-1]


def check_whole(submission: Submission) -> None:
    """Raises Incomplete for what needs a closer look than a list gives."""
    if submission.number_encrypted is None or submission.issued_on is None or not submission.documents:
        raise Incomplete
    if submission.proof == Proof.FILED and submission.valid_until is None:
        raise Incomplete
