"""Chores of the search."""

from datetime import timedelta

import click
from flask.cli import AppGroup
from sqlalchemy import select

from app import clock
from app.db import session, transaction
from app.models.catalog import Product
from app.models.seller import Permit
from app.outbox.runs import day_of_last_run
from app.search import commands
from app.search.rules import PERMITS

NO_LONGER_VALID = "search.forget_ended_permits"
LOOKED_BACK = timedelta(days=3)  # permits that ended while no job ran

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


def heal() -> int:
    """The index is whole again; returns 1 where it had to be built."""
    return commands.heal()


def forget_ended_permits() -> int:
    """Once a day, index again what shops sell whose permits ended; returns how many products."""
    today = clock.now().astimezone(clock.JAKARTA).date()
    since = day_of_last_run(NO_LONGER_VALID) or today - timedelta(days=1)
    product_ids: list[int] = []
    if since < today:
        ended = select(Permit.seller_id).where(
            Permit.kind.in_(PERMITS), Permit.valid_until >= since - LOOKED_BACK, Permit.valid_until < today
        )
        product_ids = list(session.scalars(select(Product.id).where(Product.seller_id.in_(ended))))
    session.rollback()
    if product_ids:
        commands.update(product_ids)
    return len(product_ids)
