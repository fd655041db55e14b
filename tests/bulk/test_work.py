"""The work goes on where it stopped: whatever dies between two pieces, no row is lost and none is done twice."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select, update

from app import worker
from app.bulk.commands import jobs, work
from app.clock import now
from app.db import session, transaction
from app.models.account import User
from app.models.bulk import ImportJob, ImportRow, ImportStatus, Outcome
from app.models.catalog import Product, Variant
from app.models.outbox import Lease, OutboxDelivery
from app.models.stock import StockMovement
from tests.browser import Browser
from tests.bulk import steps
from tests.bulk.steps import check, line, table
from tests.cast import Cast
from tests.factories.catalog import CategoryFactory

ROWS = 12


class Killed(BaseException):
    """What a SIGKILL looks like from inside: nothing after it runs."""


@pytest.fixture
def started(cast: Cast, browser_of: Callable[[User], Browser], monkeypatch: pytest.MonkeyPatch) -> int:
    """An import of twelve rows, four at once, two of them variants of one product; returns its id."""
    monkeypatch.setattr(work, "ROWS_AT_ONCE", 4)
    with transaction():
        CategoryFactory()
    ani = browser_of(cast.ani)
    choices = {"key": "lada", "option1_name": "Isi"}
    lines = [line(f"L-{n}", name=f"Lada {n}") for n in range(ROWS - 2)]
    lines[3:3] = [line("P-1", option1_value="100 g", **choices), line("P-2", option1_value="250 g", **choices)]
    job = check(ani, table(lines))
    assert ani.post(f"{steps.START}/{job.id}/jalankan").status_code == 303
    return job.id


def counts() -> tuple[int, int, int]:
    queries = (func.count(Product.id), func.count(Variant.id), func.count(StockMovement.id))
    found = tuple(session.scalar(select(query)) or 0 for query in queries)
    session.rollback()
    return found  # type: ignore[return-value]


def everything_is_there_once(job_id: int) -> None:
    job = session.get_one(ImportJob, job_id)
    assert (job.status, job.done) == (ImportStatus.DONE, ROWS)
    assert counts() == (ROWS - 1, ROWS, ROWS)
    outcomes = session.scalars(select(ImportRow.outcome).where(ImportRow.job_id == job_id))
    assert set(outcomes) == {Outcome.CREATED}


def restart() -> None:
    """As a new worker finds things: leases of the dead one are over."""
    session.remove()
    with transaction():
        session.execute(update(OutboxDelivery).values(lease_until=None))
        session.execute(update(Lease).values(until=None, token=None))


@pytest.mark.parametrize("death", range(1, 5))
def test_a_worker_that_dies_before_it_commits_a_piece_loses_and_doubles_nothing(
    started: int, monkeypatch: pytest.MonkeyPatch, death: int
) -> None:
    done = 0
    carry_out = work.carry_out_next

    def dies_once(job_id: int) -> None:
        nonlocal done
        carry_out(job_id)
        done += 1
        if done == death:
            raise Killed  # all is written, nothing is committed

    monkeypatch.setattr(work, "carry_out_next", dies_once)
    if death <= 3:
        with pytest.raises(Killed):
            worker.drain()
        before = session.get_one(ImportJob, started).done
        assert counts()[1] == before, "the mark and the rows are one"
        restart()
    worker.drain()
    everything_is_there_once(started)


@pytest.mark.parametrize("pieces", [0, 1, 2])
def test_a_worker_that_dies_between_two_pieces_is_followed_by_one_that_goes_on(started: int, pieces: int) -> None:
    for _ in range(pieces):
        worker.relay()
        while session.get_one(ImportJob, started).done < 4:
            session.rollback()
            worker.carry_out_next()
        session.rollback()
    restart()
    worker.drain()
    everything_is_there_once(started)


def test_a_piece_that_is_carried_out_by_two_workers_lands_once(started: int) -> None:
    for _ in range(9):
        with transaction():
            work.carry_out_next(started)
    everything_is_there_once(started)


def test_rows_of_one_product_are_never_parted(started: int) -> None:
    with transaction():
        work.carry_out_next(started)
    assert session.get_one(ImportJob, started).done == 5, "three products and both choices of the fourth"


def test_a_row_that_became_impossible_after_the_dry_run_is_refused(started: int, cast: Cast) -> None:
    with transaction():
        from_elsewhere = session.scalars(select(User.id).limit(1)).one()
        assert from_elsewhere
        session.add(Product(**PRODUCT, seller_id=session.get_one(ImportJob, started).seller_id))
        session.flush()
        product = session.scalars(select(Product).where(Product.slug == "sudah-ada")).one()
        session.add(
            Variant(product_id=product.id, seller_id=product.seller_id, sku="L-0", price_amount=500, weight_grams=5)
        )
    worker.drain()
    refused = session.scalars(select(ImportRow).where(ImportRow.outcome == Outcome.REFUSED)).one()
    assert (refused.cells["sku"], "sudah dipakai" in refused.reasons[0]) == ("L-0", True)
    assert session.get_one(ImportJob, started).status == ImportStatus.DONE


PRODUCT = {"slug": "sudah-ada", "name": "Sudah Ada", "name_folded": "sudah ada", "category_id": 1}


def test_what_nobody_started_is_stopped_and_old_rows_are_forgotten(started: int) -> None:
    worker.drain()
    with transaction():
        jobs.forget_rows(started)
    assert session.scalar(select(func.count()).select_from(ImportRow)) == 0
    assert session.get_one(ImportJob, started).ended_at <= now()
