"""The commands of the shop that belong to no feature."""

import fcntl
import signal
import threading

import click
from flask import Flask, current_app
from flask_migrate import upgrade

from app import worker
from app.catalog.commands import reasons as listing_reasons
from app.catalog.commands import words as listing_words
from app.db import transaction
from app.demo import catalogue, people
from app.permits import commands as permits
from app.regions import commands as regions
from app.requirements.commands import seeds as requirements
from app.search import commands as search
from app.settings import setting
from app.shipping.commands import zones
from app.web import assets


@click.command()
def prepare() -> None:
    """Make the shop ready to open: migrations, regions, example catalogue, index, static files. Safe to repeat."""
    click.echo("Basis data …")
    upgrade()
    click.echo("Wilayah dan ongkos kirim …")
    with transaction():
        regions.seed_regions()
        zones.seed_zones()
        catalogue.seed_shelves()
        requirements.seed_requirements()
        requirements.seed_answers()
        listing_words.seed_words()
        listing_reasons.seed_reasons()
        search.seed_synonyms()
    if setting("MODE") == "demo":
        click.echo("Katalog contoh …")
        with transaction():
            catalogue.seed_shops()
            people.seed_people()
    with transaction():
        permits.adopt_permits()
    click.echo("Indeks pencarian …")
    search.heal()
    click.echo("Berkas statis …")
    assets.build(setting("DATA_DIR") / "assets")


@click.command("worker")
def work() -> None:
    """Relay messages and run jobs until SIGTERM or Ctrl-C."""
    lock = (setting("DATA_DIR") / "worker.lock").open("w")
    if current_app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise click.ClickException("another worker already serves this DATA_DIR") from None
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    worker.run(stop)


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(prepare)
    app.cli.add_command(work)
