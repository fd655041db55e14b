"""When the scheduled jobs last ran, for those that carry on where they stopped."""

from datetime import date

from app.clock import day_of
from app.db import session
from app.models.outbox import Lease


def day_of_last_run(job: str) -> date | None:
    """The day in Jakarta on which a job last ran to its end; None where it never ran or failed."""
    lease = session.get(Lease, job)
    if lease is None or lease.last_run_at is None or lease.last_failure:
        return None
    return day_of(lease.last_run_at).date()
