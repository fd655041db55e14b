"""A comparison from its beginning to its end. Locks: the comparison."""

from collections.abc import Sequence

from app import audit
from app.books.queries import reconciliation as queries
from app.books.rules import Finding
from app.clock import now
from app.db import session
from app.models.payment import Difference, Reconciliation


def begin() -> Reconciliation:
    """The comparison that is under way, or a new one."""
    newest = queries.lock_newest()
    if newest is not None and newest.finished_at is None:
        return newest
    run = Reconciliation()
    session.add(run)
    session.flush()
    audit.record("reconciliation.begun", run)
    return run


def note_compared(run_id: int, findings: Sequence[Finding], *, before: int, count: int) -> None:
    """What the next payments of a comparison have brought; quiet when somebody else compared them meanwhile."""
    run = queries.lock_run(run_id)
    if run.compared != before or run.finished_at is not None:
        return
    run.compared += count
    _add(run, findings)


def finish(run_id: int, findings: Sequence[Finding], *, before: int) -> None:
    """Everything is compared: what the recomputed books, splits and stock brought ends it; quiet when it has ended."""
    run = queries.lock_run(run_id)
    if run.compared != before or run.finished_at is not None:
        return
    run.finished_at = now()
    _add(run, findings)
    session.flush()
    audit.record("reconciliation.finished", run, compared=run.compared, differences=queries.get_run(run_id).differences)


def _add(run: Reconciliation, findings: Sequence[Finding]) -> None:
    session.add_all(
        Difference(reconciliation_id=run.id, kind=each.kind, facts=each.facts, payment_id=each.payment_id)
        for each in findings
    )
