"""Chores of the search."""

import click
from flask.cli import AppGroup

from app.db import transaction
from app.search import commands

MOST_TURNS = 200  # shops a day

cli = AppGroup("search", help="The search index.")


@cli.command()
def rebuild() -> None:
    """Build the index anew while the shop goes on with the old one."""
    click.echo(f"{commands.rebuild()} produk diindeks")


@cli.command("take-turns")
def take() -> None:
    """Move up makers that were rarely shown in the last two weeks, a little."""
    click.echo(f"{take_turns()} toko berganti giliran")


@cli.command("forget-counts")
def forget() -> None:
    """Forget rare texts and old figures of searches."""
    click.echo(f"{forget_old_counts()} hitungan dilupakan")


def take_turns() -> int:
    """One day's turns; returns how many shops' products are indexed anew."""
    with transaction():
        return commands.take_turns(most=MOST_TURNS)


def forget_old_counts() -> int:
    """Returns how many rows were dropped."""
    with transaction():
        return commands.forget_old_counts()
