"""The application under test: every test gets a fresh copy of one migrated database."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select

from app import create_app, kept, tally
from app.catalog.commands import reasons as listing_reasons
from app.catalog.commands import words as listing_words
from app.db import db, session, transaction
from app.models.outbox import OutboxMessage
from app.search import commands as search
from app.search import learning
from app.tally import people
from app.web.limits import limiter
from config import Config
from tests.browser import Browser
from tests.databases import Database

gc.disable()  # as in wsgi.py: all that is collected stays
pytest_plugins = ["tests.cast", "tests.no_skips", "tests.races", "tests.statements"]


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


def demo_config(data_dir: Path, database_url: str, **settings: str) -> Config:
    """The settings of a test: a demo shop in a folder of its own."""
    env = {
        "SEBALAI_MODE": "demo",
        "DATA_DIR": str(data_dir),
        "DATABASE_URL": database_url,
        "BASE_URL": "http://localhost",
        "PAYMENT_GATEWAYS": "sandbox",
        "REVIEW_FIRST_LISTINGS": "0",  # tests that are about the review set their own
        "TRUSTED_AFTER": "0",
        "LIMIT_FORMS_PER_ADDRESS": "10000 per minute",
        "LIMIT_MAILS_PER_RECIPIENT": "10000 per minute",
        **settings,
    }
    config = Config(env)
    config.TESTING = True
    return config


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("databases")
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    database = Database(folder, f"{worker}_{os.getpid()}", os.environ.get("DATABASE_URL", ""))
    database.create_template()
    migrated = create_app(demo_config(folder / "template", database.url(database.template)))
    with migrated.app_context():
        upgrade()
        with transaction():
            search.seed_synonyms()
            listing_words.seed_words()
            listing_reasons.seed_reasons()
        session.remove()
        db.engine.dispose()
    database.remember_template()
    yield database
    database.drop()


@pytest.fixture(scope="session")
def shared_app(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    database.renew()
    return create_app(demo_config(tmp_path_factory.mktemp("data"), database.url(database.copy)))


@pytest.fixture
def app(shared_app: Flask, database: Database) -> Iterator[Flask]:
    """The application with an empty migrated database, empty stores, no index and no mail yet, nothing counted."""
    for folder in ("media", "mail", "index"):
        shutil.rmtree(Path(shared_app.config["DATA_DIR"]) / folder, ignore_errors=True)
    with shared_app.app_context():
        session.remove()
        database.leave(db.engine)
        database.renew()
        limiter.reset()
        tally.forget()
        people.forget()
        learning.forget_popular()
        kept.forget(shared_app)
        yield shared_app
        session.remove()


@pytest.fixture
def client(app: Flask) -> Browser:
    """A browser that keeps cookies, sends the headers browsers send, and never shares our context."""
    return Browser(app)


@pytest.fixture
def new_client(app: Flask) -> Callable[[], Browser]:
    """As many separate browsers as a test wants."""
    return lambda: Browser(app)


@pytest.fixture
def emitted(app: Flask) -> Callable[[str], list[dict[str, Any]]]:
    """The payloads of all messages on a topic, oldest first."""

    def payloads(topic: str) -> list[dict[str, Any]]:
        query = select(OutboxMessage.payload).where(OutboxMessage.topic == topic).order_by(OutboxMessage.id)
        return list(session.scalars(query))

    return payloads
