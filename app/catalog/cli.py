"""Goods that follow the permits of their shops and the words that are watched."""

from datetime import timedelta

import click
import structlog
from flask.cli import AppGroup

from app.catalog.commands import standing as commands
from app.catalog.commands import words
from app.catalog.queries import standing as queries
from app.clock import day_of, now
from app.db import session, transaction
from app.outbox.runs import day_of_last_run

DAYS_OF_WORDS = "catalog.follow_days_of_words"
LOOKED_BACK = timedelta(days=7)  # words that began or ended while the job failed

cli = AppGroup("catalog", help="What is on sale.")
log = structlog.get_logger()


@cli.command("follow-permits")
def follow() -> None:
    """Give goods whose permits have ended a time, and hide those whose time is over."""
    click.echo(f"{follow_permits()} produk diberi tenggat atau disembunyikan")


def follow_permits() -> int:
    """One transaction for each shop; returns how many products got a time or were hidden."""
    done = 0
    for seller_id in queries.sellers_with_goods():
        try:
            with transaction():
                done += commands.follow_permits(seller_id)
        except Exception:
            log.exception("follow_permits_failed", seller_id=seller_id)
    session.rollback()
    return done


def follow_days_of_words() -> int:
    """Once a day, let what is sold follow words whose first day has come or whose last has passed; how many words."""
    with transaction():
        last = day_of_last_run(DAYS_OF_WORDS) or day_of(now()).date() - LOOKED_BACK
        return words.follow_days_after(last)
