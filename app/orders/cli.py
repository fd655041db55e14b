"""The sweeper of orders: what happens when a time is up."""

import click
import structlog
from flask.cli import AppGroup

from app.clock import now
from app.db import session, transaction
from app.orders import commands, queries

cli = AppGroup("orders", help="Orders whose time is up.")
log = structlog.get_logger()


@cli.command("expire")
def expire() -> None:
    """Give back the stock of orders that were not paid in time."""
    click.echo(f"{expire_due()} pesanan kedaluwarsa")


@cli.command("auto-complete")
def auto_complete() -> None:
    """Complete orders that nobody complained about in time."""
    click.echo(f"{auto_complete_due()} pesanan diselesaikan")


def expire_due() -> int:
    """One transaction for each group; returns how many expired."""
    done = 0
    for group_id in queries.groups_to_expire(now()):
        try:
            with transaction():
                done += commands.expire_group(group_id)
        except Exception:
            log.exception("expire_failed", group_id=group_id)
    session.rollback()
    return done


def auto_complete_due() -> int:
    """One transaction for each order; returns how many were completed."""
    done = 0
    for group_id, order_id in queries.orders_to_complete(now()):
        try:
            with transaction():
                done += commands.complete_order(group_id, order_id)
        except Exception:
            log.exception("auto_complete_failed", order_id=order_id)
    session.rollback()
    return done
