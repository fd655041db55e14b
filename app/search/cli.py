"""Chores of the search."""

import click
from flask.cli import AppGroup

from app.search import commands

cli = AppGroup("search", help="The search index.")


@cli.command()
def rebuild() -> None:
    """Build the index anew while the shop goes on with the old one."""
    click.echo(f"{commands.rebuild()} produk diindeks")
