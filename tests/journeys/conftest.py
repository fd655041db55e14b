"""A running shop and a real browser."""

import os
import secrets
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from tests.journeys import inside
from tests.journeys.shop import RunningShop

POSTGRES = os.environ.get("SEBALAI_POSTGRES_URL", "")
WITHOUT_WINDOWS = shutil.which("chromium-headless-shell")
CHROMIUM = os.environ.get("SEBALAI_CHROMIUM") or WITHOUT_WINDOWS or "/usr/bin/chromium"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest journey begins first: at the end, alone, it would leave the other cores without work."""
    items.sort(key=lambda item: item.path.name != "test_pages.py")


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningShop]:
    shop = RunningShop(tmp_path_factory.mktemp("shop") / "data")
    shop.start()
    yield shop
    shop.stop()


@pytest.fixture
def furnished_shop(tmp_path: Path) -> Iterator[RunningShop]:
    """A shop for one test alone, which may plant rows that no book knows."""
    shop = RunningShop(tmp_path / "data")
    shop.start()
    yield shop
    shop.stop()


DATABASES = ("sqlite", *(["postgresql"] if POSTGRES else []))


@pytest.fixture(scope="session", params=DATABASES)
def shop_on(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningShop]:
    """A shop on SQLite, and one on PostgreSQL where SEBALAI_POSTGRES_URL names a server."""
    shop = RunningShop(tmp_path_factory.mktemp(request.param) / "data", database_url=_new_database(request.param))
    shop.start()
    yield shop
    shop.stop()


@pytest.fixture(params=DATABASES)
def new_shop_on(request: pytest.FixtureRequest, tmp_path: Path) -> RunningShop:
    """The same, for one test alone, which starts it with settings of its own."""
    return RunningShop(tmp_path / "data", database_url=_new_database(request.param))


def _new_database(kind: str) -> str:
    if kind == "sqlite":
        return ""
    server = make_url(POSTGRES).set(drivername="postgresql+psycopg")
    name = f"sebalai_journeys_{os.getpid()}_{secrets.token_hex(4)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return server.set(database=name, drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    assert Path(CHROMIUM).exists(), "install Debian's chromium-headless-shell, or name a browser in SEBALAI_CHROMIUM"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Function) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A journey that fails tells what its shops complained about and had still to do."""
    report = yield
    if report.failed:
        shops = {id(each): each for each in item.funcargs.values() if isinstance(each, RunningShop)}
        report.sections += [("what the shop says", inside.complaints(each)) for each in shops.values()]
    return report
