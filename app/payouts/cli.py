"""The payouts of the week."""

import click
from flask.cli import AppGroup

from app.db import transaction
from app.payouts.commands import batches as commands

cli = AppGroup("payouts", help="What sellers have earned goes to their banks.")


@cli.command()
def prepare() -> None:
    """Prepare the payouts of all sellers of whom enough has cleared; admins approve them afterwards."""
    click.echo(f"{prepare_due()} daftar pencairan disiapkan")


def prepare_due() -> int:
    """One transaction for each batch; returns how many there are. Whoever has an open payout gets no second one."""
    done = 0
    while _prepare_one():
        done += 1
    return done


def _prepare_one() -> bool:
    with transaction():
        return commands.prepare_batch(prepared_by_id=None) is not None
