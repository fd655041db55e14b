"""Permits that end: the owners hear of it ahead, and the badge goes by itself."""

from collections.abc import Callable, Iterable

import click
import structlog
from flask.cli import AppGroup

from app.db import session, transaction
from app.permits import commands, queries

cli = AppGroup("permits", help="Permits that end.")
log = structlog.get_logger()


@cli.command("watch")
def watch() -> None:
    """Let permits end whose last day has passed, and warn ahead as their requirements say."""
    click.echo(f"{watch_ends()} izin berakhir atau diingatkan")


def watch_ends() -> int:
    """One transaction for each permit; returns how many ended or were warned of."""
    return _each(queries.ended(), commands.expire_permit) + _each(queries.to_warn_of(), commands.warn_of_end)


def _each(submission_ids: Iterable[int], do: Callable[[int], bool]) -> int:
    done = 0
    for submission_id in submission_ids:
        try:
            with transaction():
                done += do(submission_id)
        except Exception:
            log.exception("permit_sweep_failed", what=do.__name__, submission_id=submission_id)
    session.rollback()
    return done
