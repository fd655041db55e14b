"""How fast the search is: CPU time of this process, measured on a shop of its own with a synthetic catalogue."""

import gc
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from flask_migrate import upgrade

from app import worker
from app.bench import synthetic
from app.catalog import stock
from app.db import session, transaction
from app.demo import catalogue
from app.models.catalog import Variant
from app.outbox import emit
from app.regions import commands as regions
from app.search import commands, queries, suggestions
from app.search.rules import Filters, Order

PAGE = 24
WARM_UP = 30
MEASURED = 200


@dataclass
class Measured:
    """Times in milliseconds of CPU by kind of search; the rest in the units of their names."""

    products: int
    engine: str
    p50_ms: dict[str, float] = field(default_factory=dict)
    p95_ms: dict[str, float] = field(default_factory=dict)
    yardstick_ms: float = 0.0
    build_s: float = 0.0
    index_mb: float = 0.0
    memory_mb: float = 0.0
    visible_ms: float = 0.0

    def as_dict(self) -> dict[str, object]:
        """All figures by name."""
        return asdict(self)


def prepare(count: int) -> None:
    """An empty database becomes a shop with so many products."""
    upgrade()
    with transaction():
        regions.seed_regions()
        catalogue.seed_shelves()
    synthetic.fill(count)


def measure(app: Flask, products: int, engine: str) -> Measured:
    """Build the index, search in all ways, change a product."""
    found = Measured(products, engine)
    start = time.perf_counter()
    commands.rebuild()
    found.build_s = round(time.perf_counter() - start, 1)
    found.index_mb = round(sum(each.stat().st_size for each in (Path(app.config["DATA_DIR"]) / "index").rglob("*") if each.is_file()) / 1e6, 1)
    for kind, searches in kinds(app).items():
        times = sorted(cpu_ms(each) for each in searches)
        found.p50_ms[kind] = round(statistics.median(times), 2)
        found.p95_ms[kind] = round(times[int(len(times) * 0.95)], 2)
    found.yardstick_ms = round(statistics.median(cpu_ms(yardstick) for _ in range(20)), 2)
    found.visible_ms = round(visible_ms(), 1)
    found.memory_mb = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
    return found


def kinds(app: Flask) -> dict[str, Iterator[Callable[[], object]]]:
    """The ways to search; the first of each are run unmeasured, as a shop that is open has them behind it."""
    one = list(synthetic.texts_of_searches(WARM_UP + MEASURED, words=1))
    two = list(synthetic.texts_of_searches(WARM_UP + MEASURED, words=2))
    narrow = {"regencies": frozenset({"19.01", "19.02"}), "is_in_stock": True, "highest_amount": 100_000}
    client = app.test_client()
    return {
        "one_word": _each(lambda text: _search(Filters(text)), one),
        "two_words": _each(lambda text: _search(Filters(text)), two),
        "filtered": _each(lambda text: _search(Filters(text, **narrow)), one),  # type: ignore[arg-type]
        "price_sorted": _each(lambda text: _search(Filters(text, order=Order.CHEAPEST)), one),
        "typeahead": _each(lambda text: suggestions.suggestions(text, province_code="19"), [text[:4] for text in two]),
        "page": _each(lambda text: client.get("/cari", query_string={"q": text}).get_data(), one),
    }


def cpu_ms(call: Callable[[], object]) -> float:
    """CPU time of this thread for one call."""
    start = time.thread_time_ns()
    call()
    return (time.thread_time_ns() - start) / 1e6


def yardstick() -> None:
    """A fixed piece of work, so that figures of two machines can be compared."""
    sorted((number * 7_919) % 100_003 for number in range(100_000))


def visible_ms() -> float:
    """From the change of a product to the first search that finds it, through the outbox and the worker."""
    variant = session.query(Variant).order_by(Variant.id).first()
    assert variant is not None
    start = time.perf_counter()
    with transaction():
        emit("product.changed", product_id=variant.product_id)
    worker.drain()
    queries.search(Filters("lada"), limit=PAGE, offset=0)
    return (time.perf_counter() - start) * 1000


def _search(filters: Filters) -> None:
    queries.search(filters, limit=PAGE, offset=0)
    session.rollback()


def _each(call: Callable[[str], object], texts: list[str]) -> Iterator[Callable[[], object]]:
    for text in texts[:WARM_UP]:
        call(text)
    gc.collect()
    for text in texts[WARM_UP:]:
        yield lambda text=text: call(text)  # type: ignore[misc]
