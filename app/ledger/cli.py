"""Chores of the books."""

import sys

import click
from flask.cli import AppGroup

from app.ledger.check import differences

cli = AppGroup("ledger", help="The books.")


@cli.command()
def check() -> None:
    """Recompute everything; name each difference and exit 1, or be silent and exit 0."""
    found = list(differences())
    for line in found:
        click.echo(line)
    sys.exit(1 if found else 0)
