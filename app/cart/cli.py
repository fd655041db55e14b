"""The sweeper of carts."""

import click
from flask.cli import AppGroup

from app.cart import commands, queries
from app.clock import now
from app.db import session, transaction
from app.settings import setting

cli = AppGroup("carts", help="Carts of browsers.")


@cli.command("sweep")
def sweep() -> None:
    """Drop carts of browsers that never came back."""
    click.echo(f"{sweep_unused()} keranjang dihapus")


def sweep_unused() -> int:
    """Nobody can reach a cart when the cookie that names it has run out; returns how many went."""
    unused = queries.carts_unused_since(now() - setting("PERMANENT_SESSION_LIFETIME"))
    session.rollback()
    if unused:
        with transaction():
            commands.forget_unused(unused)
    return len(unused)
