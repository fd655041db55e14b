"""Forgetting what files said, once nobody needs it any more."""

from collections.abc import Callable
from datetime import timedelta

import click
import structlog
from flask.cli import AppGroup

from app.bulk import rules
from app.bulk.commands import jobs
from app.bulk.queries import jobs as queries
from app.clock import now
from app.db import session, transaction

cli = AppGroup("imports", help="Tables and pictures that shops send.")
log = structlog.get_logger()

ROWS_KEPT = timedelta(days=30)
AT_ONCE = 100


@cli.command("sweep")
def sweep() -> None:
    """Stop imports that nobody started for a week; delete the rows of those that ended a month ago."""
    click.echo(f"{sweep_old()} impor dirapikan")


def sweep_old() -> int:
    """One transaction for each import; returns how many."""
    done = 0
    for job_id in queries.unanswered_since(now() - rules.WAITS_FOR_START):
        done += _each(jobs.cancel_unanswered, job_id)
    for job_id in queries.ended_before(now() - ROWS_KEPT, limit=AT_ONCE):
        done += _each(jobs.forget_rows, job_id)
    session.rollback()
    return done


def _each(command: Callable[[int], None], job_id: int) -> int:
    try:
        with transaction():
            command(job_id)
    except Exception:
        log.exception("sweep_import_failed", job_id=job_id)
        return 0
    return 1
