"""A running shop and a real browser."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from tests.journeys.shop import RunningShop

POSTGRES = os.environ.get("SEBALAI_POSTGRES_URL", "")
CHROMIUM = os.environ.get("SEBALAI_CHROMIUM", "/usr/bin/chromium")


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningShop]:
    shop = RunningShop(tmp_path_factory.mktemp("shop") / "data")
    shop.start()
    yield shop
    shop.stop()


@pytest.fixture(scope="session", params=["sqlite", *(["postgresql"] if POSTGRES else [])])
def shop_on(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningShop]:
    """A shop on SQLite, and one on PostgreSQL where SEBALAI_POSTGRES_URL names a server."""
    url = ""
    if request.param == "postgresql":
        server = make_url(POSTGRES).set(drivername="postgresql+psycopg")
        name = f"sebalai_journeys_{os.getpid()}"
        engine = create_engine(server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}"'))
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        engine.dispose()
        url = server.set(database=name, drivername="postgresql").render_as_string(hide_password=False)
    shop = RunningShop(tmp_path_factory.mktemp(request.param) / "data", database_url=url)
    shop.start()
    yield shop
    shop.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    assert Path(CHROMIUM).exists(), "install Debian's chromium, or name another in SEBALAI_CHROMIUM"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
