"""The sweepers of orders that are not sent and of cases that nobody answers: one transaction for each row."""

from collections.abc import Callable, Sequence

import click
import structlog
from flask.cli import AppGroup

from app.clock import now
from app.db import session, transaction
from app.returns import queries
from app.returns.commands import answers, cancel

cli = AppGroup("returns", help="Orders that are not sent in time, and cases that nobody answers.")
log = structlog.get_logger()


@cli.command("ship-by")
def ship_by() -> None:
    """Remind sellers of the day to send, tell both sides when it is over, and cancel what is never sent."""
    click.echo(f"{remind_due()} diingatkan, {tell_late()} terlambat, {cancel_late_due()} dibatalkan")


@cli.command("fetch-by")
def fetch_by() -> None:
    """Remind buyers of what stands packed for them, and cancel what nobody fetches."""
    click.echo(f"{remind_buyers_due()} diingatkan, {cancel_unfetched_due()} dibatalkan")


@cli.command("answer")
def answer() -> None:
    """Grant cases that their sellers did not answer in time."""
    click.echo(f"{accept_due()} pengajuan disetujui")


def remind_due() -> int:
    """Remind sellers of orders to be sent within a day; returns of how many."""
    return _each(queries.orders_to_remind_of(now()), cancel.remind_to_ship)


def tell_late() -> int:
    """Tell both sides of orders that are late; returns of how many."""
    return _each(queries.late_orders(now()), cancel.tell_lateness)


def cancel_late_due() -> int:
    """Cancel orders that were not sent even after their grace; returns how many."""
    return _each(queries.hopeless_orders(now()), cancel.cancel_late)


def remind_buyers_due() -> int:
    """Remind buyers of packed orders that are kept one more day; returns of how many."""
    return _each(queries.orders_to_remind_buyers_of(now()), cancel.remind_to_fetch)


def cancel_unfetched_due() -> int:
    """Cancel packed orders for which nobody came; returns how many."""
    return _each(queries.unfetched_orders(now()), cancel.cancel_unfetched)


def accept_due() -> int:
    """Grant unanswered cases; returns how many."""
    return _each([(number,) for number in queries.unanswered_cases(now())], answers.accept_unanswered)


def _each(rows: Sequence[tuple[int | str, ...]], do: Callable[..., bool]) -> int:
    done = 0
    for row in rows:
        try:
            with transaction():
                done += do(*row)
        except Exception:
            log.exception("sweep_failed", what=do.__name__, row=row)
    session.rollback()
    return done
