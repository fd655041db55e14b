"""How fast the search is: CPU time of one process, on a shop of its own with a synthetic catalogue.

One child process fills the shop and builds the index, another one only reads, so that its memory is that of a reader.
"""

import gc
import resource
import secrets
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from tempfile import TemporaryDirectory
from typing import TypeVar

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import make_url
from werkzeug.test import EnvironBuilder

from app import worker
from app.bench import synthetic
from app.bench.children import Figures, child, environment, yardstick
from app.db import session, transaction
from app.demo import catalogue
from app.models.catalog import Product
from app.outbox import emit
from app.regions import commands as regions
from app.search import commands, queries, suggestions
from app.search.engine import engine
from app.search.rules import Filters, Order

PAGE = 24
WARM_UP = 50
MEASURED = 300
ROUNDS = 5
Asked = TypeVar("Asked")


def run(products: int, *, postgres: str = "") -> Figures:
    """All figures of one engine, on a new shop that is removed afterwards."""
    with TemporaryDirectory() as folder, _database(postgres) as database:
        env = environment(folder, **database)
        built = child("search-build", "--products", products, env)
        return {"products": products, **built, **child("search-read", "--products", products, env)}


def build(products: int) -> Figures:
    """Make an empty database a shop with so many products; seconds and megabytes of its index."""
    upgrade()
    with transaction():
        regions.seed_regions()
        catalogue.seed_shelves()
        commands.seed_synonyms()
    synthetic.fill(products)
    start, worked = time.perf_counter(), time.process_time()
    commands.rebuild()
    return {
        "build_s": round(time.perf_counter() - start, 1),
        "build_cpu_s": round(time.process_time() - worked, 1),
        "index_mb": round(size_of_index() / 1e6, 1),
    }


def read(app: Flask) -> Figures:
    """Search in all ways, then change a product until it is found."""
    before = memory_mb()
    start = time.process_time()
    queries.search(Filters("lada"), limit=PAGE, offset=0)
    figures: Figures = {"open_ms": round((time.process_time() - start) * 1000)}
    times = {kind: sorted(cpu_ms(each) for each in searches) for kind, searches in kinds(app).items()}
    figures["p50_ms"] = {kind: round(statistics.median(each), 2) for kind, each in times.items()}
    figures["p95_ms"] = {kind: round(each[int(len(each) * 0.95)], 2) for kind, each in times.items()}
    figures["yardstick_ms"] = round(statistics.median(cpu_ms(yardstick) for _ in range(20)), 2)
    figures["memory_mb"] = round(memory_mb() - before, 1)
    while worker.work_once():
        pass  # a worker that runs has its jobs behind it
    figures["visible_ms"] = round(max(visible_ms(place) for place in range(ROUNDS)), 1)
    return figures


@contextmanager
def _database(postgres: str) -> Iterator[dict[str, str]]:
    if not postgres:
        yield {}
        return
    server = make_url(postgres).set(drivername="postgresql+psycopg")
    name = f"sebalai_bench_{secrets.token_hex(4)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    try:
        address = server.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
        yield {"DATABASE_URL": address, "SEARCH_ENGINE": "postgres"}
    finally:
        with engine.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))


def size_of_index() -> int:
    """Bytes of the index: of its files, or of its tables."""
    return engine().size()


def memory_mb() -> float:
    """The most memory that this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def kinds(app: Flask) -> dict[str, Iterator[Callable[[], object]]]:
    """The ways to search; the first of each are run unmeasured, as a shop that is open has them behind it."""
    one = list(synthetic.texts_of_searches(WARM_UP + MEASURED, words=1))
    two = list(synthetic.texts_of_searches(WARM_UP + MEASURED, words=2))
    narrow = {"regencies": frozenset({"19.01", "19.02"}), "is_in_stock": True, "highest_amount": 100_000}
    pages = [EnvironBuilder("/cari", query_string={"q": text}).get_environ() for text in one]
    return {
        "one_word": _each(lambda text: _search(Filters(text)), one),
        "two_words": _each(lambda text: _search(Filters(text)), two),
        "filtered": _each(lambda text: _search(Filters(text, **narrow)), one),  # type: ignore[arg-type]
        "price_sorted": _each(lambda text: _search(Filters(text, order=Order.CHEAPEST)), one),
        "typeahead": _each(lambda text: suggestions.suggestions(text, province_code="19"), [text[:4] for text in two]),
        "page": _each(lambda environ: b"".join(app.wsgi_app(dict(environ), _answer)), pages),
    }


def cpu_ms(call: Callable[[], object]) -> float:
    """CPU time of this thread for one call."""
    start = time.thread_time_ns()
    call()
    return (time.thread_time_ns() - start) / 1e6


def visible_ms(place: int) -> float:
    """From the change of a product to the first search that finds it, through outbox and worker, in milliseconds."""
    name = f"Zyxwv{place} Anyar"
    product = session.scalars(select(Product).order_by(Product.id).offset(place)).first()
    session.rollback()
    assert product is not None
    start = time.perf_counter()
    with transaction():
        session.get_one(Product, product.id).name = name
        emit("product.changed", product_id=product.id)
    while not queries.search(Filters(name), limit=PAGE, offset=0).whole:
        session.rollback()
        worker.work_once()
    session.rollback()
    return (time.perf_counter() - start) * 1000


def _search(filters: Filters) -> None:
    queries.search(filters, limit=PAGE, offset=0)
    session.rollback()


def _answer(status: str, _headers: list[tuple[str, str]], _error: object = None) -> Callable[[bytes], None]:
    assert status.startswith("200"), status
    return lambda _piece: None


def _each(call: Callable[[Asked], object], asked: list[Asked]) -> Iterator[Callable[[], object]]:
    for each in asked[:WARM_UP]:
        call(each)
    gc.collect()
    for each in asked[WARM_UP:]:
        yield partial(call, each)
