"""Goods that follow the permits of their shops."""

import click
import structlog
from flask.cli import AppGroup

from app.catalog.commands import standing as commands
from app.catalog.queries import standing as queries
from app.db import session, transaction

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
