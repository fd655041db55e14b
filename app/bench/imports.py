"""How fast a table comes in: seconds until it is checked and until it has landed, beside a worker as shops have one."""

import secrets
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from random import Random
from tempfile import TemporaryDirectory

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import exists, insert, select, update

from app import worker
from app.actor import USER, Actor, acting
from app.bench import synthetic
from app.bench.children import Figures, child, environment, yardstick
from app.bulk.commands import jobs
from app.bulk.queries import jobs as queries
from app.bulk.queries import shop
from app.bulk.sheets import as_workbook
from app.bulk.shelf import lines_of
from app.clock import now
from app.db import session, transaction
from app.demo import catalogue
from app.gateways import storage
from app.models.account import User
from app.models.bulk import ImportJob, ImportStatus, Outcome
from app.models.catalog import Product, ProductImage, ProductStatus
from app.models.media import Media, MediaStatus
from app.models.outbox import DeliveryStatus, OutboxDelivery, OutboxMessage
from app.models.seller import Seller, SellerStatus
from app.regions import commands as regions

LOOKS_EVERY = 0.05  # seconds
DISTRICT = "19.01.01"
Lines = Sequence[Mapping[str, str]]


def run(rows: int) -> Figures:
    """All figures, on a new shop that is removed afterwards."""
    with TemporaryDirectory() as folder:
        return {"rows": rows, **child("import-measure", "--rows", rows, environment(folder, TRUSTED_AFTER="0"))}


def build_and_measure(app: Flask, rows: int) -> Figures:
    """All figures in an empty database."""
    upgrade()
    with transaction():
        regions.seed_regions()
        catalogue.seed_shelves()
    return measure(app, rows)


def measure(app: Flask, rows: int) -> Figures:
    """Bring in new products, then other prices and stock, then other descriptions, and let buyers read them."""
    with transaction():
        seller_id, user_id = _open_shop()
    unit = statistics.median(_seconds(yardstick) for _ in range(20))
    figures: Figures = {"yardstick_ms": round(unit * 1000, 2)}
    with _working(app), acting(Actor(USER, user_id)):
        figures["new"], _job_id = _bring_in(seller_id, _new_lines(rows), unit)
        _put_on_sale()
        figures["offers"], _job_id = _bring_in(seller_id, _with_other_offers(_lines(seller_id)), unit)
        figures["claims"], job_id = _bring_in(seller_id, _with_other_claims(_lines(seller_id)), unit)
        figures["shown"] = _timed(unit, run=_seconds(lambda: _let_read(job_id, seller_id)))
    return figures


def _open_shop() -> tuple[int, int]:
    """A shop and its owner."""
    user = User(
        email="toko@contoh.id", email_folded="toko@contoh.id", name="Toko", password_hash="", confirmed_at=now()
    )
    seller = Seller(
        slug="toko",
        name="Toko",
        name_folded="toko",
        status=SellerStatus.ACTIVE,
        district_code=DISTRICT,
        regency_code=DISTRICT[:5],
    )
    session.add_all([user, seller])
    session.flush()
    return seller.id, user.id


@contextmanager
def _working(app: Flask) -> Iterator[None]:
    """A worker beside us, with the jobs of the first minutes behind it."""
    stop = threading.Event()

    def work() -> None:
        with app.app_context():
            worker.run(stop)

    while worker.work_once():
        pass
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _bring_in(seller_id: int, lines: Lines, unit: float) -> tuple[Figures, int]:
    """Send a table and press; the index follows afterwards, unmeasured."""
    name = secrets.token_hex(16)
    storage.current().private.write(name, as_workbook(lines, shop.names().lists))
    session.rollback()
    start = time.perf_counter()
    with transaction():
        job_id = jobs.receive_products(seller_id, source_name=name).id
    _wait_for(job_id, ImportStatus.CHECKED)
    checked = time.perf_counter()
    with transaction():
        jobs.start(job_id, seller_id=seller_id)
    _wait_for(job_id, ImportStatus.DONE)
    landed = time.perf_counter()
    _wait(_is_busy)
    return _timed(unit, check=checked - start, run=landed - checked), job_id


def _let_read(job_id: int, seller_id: int) -> None:
    with transaction():
        showing_id = jobs.publish(job_id, seller_id=seller_id).id
    _wait_for(showing_id, ImportStatus.DONE)


def _timed(unit: float, **seconds: float) -> Figures:
    """Seconds of each part, and how many yardsticks they are together."""
    return {f"{part}_s": round(each, 1) for part, each in seconds.items()} | {
        "ratio": round(sum(seconds.values()) / unit)
    }


def _wait_for(job_id: int, status: ImportStatus) -> None:
    def goes_on() -> bool:
        found = session.scalar(select(ImportJob.status).where(ImportJob.id == job_id))
        assert found not in (ImportStatus.FAILED, ImportStatus.CANCELLED), found
        return found != status

    _wait(goes_on)
    assert not queries.count_outcomes(job_id)[Outcome.REFUSED], "everything lands"
    session.rollback()


def _is_busy() -> bool:
    is_due = exists().where(OutboxDelivery.status == DeliveryStatus.DUE)
    return bool(session.scalar(select(is_due | exists().where(OutboxMessage.relayed_at.is_(None)))))


def _wait(goes_on: Callable[[], bool]) -> None:
    while goes_on():
        session.rollback()
        time.sleep(LOOKS_EVERY)
    session.rollback()


def _seconds(call: Callable[[], None]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _new_lines(rows: int) -> Lines:
    """Products without choices that need no permit, each with a text of many words."""
    chance = Random(synthetic.SEED)  # noqa: S311 - the same every time, by wish
    words = synthetic.zipf(synthetic.vocabulary(chance))
    kinds = synthetic.zipf([word for word in words.words if len(word) > 3][: synthetic.KINDS])
    shelf = min(each.name for each in shop.names().open_categories if not each.is_food)
    return [
        {
            "sku": f"BRG-{number}",
            "name": f"{kinds.draw(chance)} {words.draw(chance)} {number}".title(),
            "category": shelf,
            "description": " ".join(words.draw(chance) for _ in range(synthetic.WORDS_OF_A_TEXT)),
            "tags": f"{words.draw(chance)}, {words.draw(chance)}",
            "price": str(1_000 * chance.randint(5, 200)),
            "weight": "250",
            "stock": str(chance.randint(1, 50)),
        }
        for number in range(rows)
    ]


def _put_on_sale() -> None:
    """Give everything a picture and let buyers read it, so that other texts wait beside it."""
    picture = Media(id=secrets.token_hex(16), status=MediaStatus.READY, purpose="product", alt="Barang")
    with transaction():
        session.add(picture)
        session.flush()
        products = session.scalars(select(Product.id)).all()
        session.execute(insert(ProductImage), [{"product_id": each, "media_id": picture.id} for each in products])
        session.execute(update(Product).values(status=ProductStatus.PUBLISHED, published_at=now()))


def _lines(seller_id: int) -> Lines:
    names = shop.names()
    return [line for shelf in shop.shelves(seller_id) for line in lines_of(shelf, names)]


def _with_other_offers(lines: Lines) -> Lines:
    return [{**line, "price": str(int(line["price"]) + 500), "stock": str(int(line["stock"]) + 1)} for line in lines]


def _with_other_claims(lines: Lines) -> Lines:
    return [{**line, "description": f"{line['description']} Baru."} for line in lines]
