"""Forgetting applications that nobody came back to, following holidays, measuring how fast shops answer."""

from datetime import timedelta

import click
import structlog
from flask.cli import AppGroup

from app.clock import now
from app.db import session, transaction
from app.sellers.commands import apply, holidays, response
from app.sellers.queries import applications as queries
from app.sellers.queries import response as responses
from app.sellers.queries import shops

cli = AppGroup("sellers", help="Applications to sell, and what shops say about themselves.")
log = structlog.get_logger()

DRAFTS_KEPT = timedelta(days=90)  # data minimisation (UU PDP 27/2022, article 16)


@cli.command("forget-drafts")
def forget_drafts() -> None:
    """Delete drafts that nobody has touched for 90 days."""
    click.echo(f"{forget_old_drafts()} draf dihapus")


def forget_old_drafts() -> int:
    """One transaction for each draft; returns how many went."""
    done = 0
    for application_id in queries.drafts_untouched_since(now() - DRAFTS_KEPT):
        try:
            with transaction():
                done += apply.forget_draft(application_id)
        except Exception:
            log.exception("forget_draft_failed", application_id=application_id)
    session.rollback()
    return done


@cli.command("follow-holidays")
def follow_holidays_now() -> None:
    """Shops that went away or came back say so, and search with them."""
    click.echo(f"{follow_holidays()} toko berubah")


def follow_holidays() -> int:
    """One transaction for each shop; returns how many changed."""
    done = 0
    for seller_id in shops.shops_behind_the_clock():
        try:
            with transaction():
                done += holidays.follow_clock(seller_id)
        except Exception:
            log.exception("follow_holiday_failed", seller_id=seller_id)
    session.rollback()
    return done


@cli.command("measure-response")
def measure_response_now() -> None:
    """Work out how long each shop takes to accept what was paid."""
    click.echo(f"{measure_response()} toko berubah")


def measure_response() -> int:
    """One transaction for each shop of which the figure is another now; returns how many changed."""
    figures = responses.minutes_by_seller()
    done = 0
    for seller_id in responses.sellers_with_other_figures(figures):
        with transaction():
            response.set_response(seller_id, figures.get(seller_id))
        done += 1
    session.rollback()
    return done
