"""The sweeper of orders: what happens when a time is up."""

import time

import click
import structlog
from flask.cli import AppGroup

from app.clock import now
from app.db import session, transaction
from app.gateways import shipping as couriers
from app.gateways.shipping.base import CouriersUnavailable, ParcelState
from app.gateways.shipping.couriers import code_of
from app.orders import commands, queries, tracking
from app.settings import setting
from app.shipping.rules import TABLE

cli = AppGroup("orders", help="Orders whose time is up.")
log = structlog.get_logger()

AT_ONCE = 20
SLICE_SECONDS = 2  # nothing else in the worker waits longer for it than that and one time-out
MOST_SILENCES = 2  # in a row: then they are away, and the others have their turn six hours later


@cli.command("expire")
def expire() -> None:
    """Give back the stock of orders that were not paid in time."""
    click.echo(f"{expire_due()} pesanan kedaluwarsa")


@cli.command("auto-complete")
def auto_complete() -> None:
    """Complete orders that nobody complained about in time."""
    click.echo(f"{auto_complete_due()} pesanan diselesaikan")


@cli.command("track")
def track() -> None:
    """Ask the couriers where parcels are."""
    click.echo(f"{track_underway()} paket sampai")


def track_underway() -> int:
    """A slice of the parcels that are on their way; returns how many have arrived. Nobody is asked for by a table."""
    name, arrived, silences = setting("SHIPPING_RATES"), 0, 0
    found = [] if name == TABLE else tracking.parcels_to_ask(now(), limit=AT_ONCE)
    session.rollback()
    until = time.monotonic() + SLICE_SECONDS
    for parcel in found:
        if silences >= MOST_SILENCES or time.monotonic() > until:
            break
        with transaction():
            tracking.note_asked(parcel.id)
        code = code_of(parcel.courier)
        if code is None:
            continue
        try:
            state = couriers.build(name).track(code, parcel.tracking_number)
        except CouriersUnavailable:
            silences += 1
            log.warning("courier_unavailable", shipment_id=parcel.id)
            continue
        if state == ParcelState.ON_THE_WAY:
            with transaction():
                tracking.note_on_the_way(parcel.id)
        elif state == ParcelState.DELIVERED:
            with transaction():
                arrived += tracking.record_arrival(parcel.id)
        elif state == ParcelState.RETURNED:
            with transaction():
                tracking.tell_of_return(parcel.id)
    session.rollback()
    return arrived


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
