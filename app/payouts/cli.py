"""The payouts of the week."""

from datetime import timedelta

import click
from flask.cli import AppGroup

from app.clock import day_of, now
from app.db import session, transaction
from app.payouts.commands import batches as commands
from app.payouts.queries import batches as queries

cli = AppGroup("payouts", help="What sellers have earned goes to their banks.")


@cli.command()
def prepare() -> None:
    """Prepare the payouts of all sellers of whom enough has cleared; admins approve them afterwards."""
    click.echo(f"{prepare_due()} daftar pencairan disiapkan")


def prepare_weekly() -> int:
    """From Monday on, Jakarta time, unless it was done this week; returns how many batches there are."""
    today = day_of(now())
    is_done = queries.is_prepared_since(today - timedelta(days=today.weekday()))
    session.rollback()
    return 0 if is_done else prepare_due()


def prepare_due() -> int:
    """One transaction for each batch; returns how many there are. Whoever has an open payout gets no second one."""
    done = 0
    while _prepare_one():
        done += 1
    return done


def _prepare_one() -> bool:
    with transaction():
        return commands.prepare_batch(prepared_by_id=None) is not None
