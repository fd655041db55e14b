"""Forgetting applications that nobody came back to."""

from datetime import timedelta

import click
import structlog
from flask.cli import AppGroup

from app.clock import now
from app.db import session, transaction
from app.sellers.commands import apply
from app.sellers.queries import applications as queries

cli = AppGroup("sellers", help="Applications to sell.")
log = structlog.get_logger()

DRAFTS_KEPT = timedelta(days=90)  # data minimisation (UU PDP 27/2022, article 16)


@cli.command("forget-drafts")
def forget_drafts() -> None:
    """Delete drafts that nobody has touched for 90 days."""
    click.echo(f"{forget_old_drafts()} draf dihapus")


def forget_old_drafts() -> int:
    """One transaction for each draft; returns how many went."""
    done = 0
    for application_id in queries.drafts_untouched_since(now() - DRAFTS_KEPT):
        try:
            with transaction():
                done += apply.forget_draft(application_id)
        except Exception:
            log.exception("forget_draft_failed", application_id=application_id)
    session.rollback()
    return done
