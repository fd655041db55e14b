"""`flask search rebuild`, and what the worker does by itself."""

from datetime import date, datetime, timedelta

import time_machine
from flask import Flask

from app import worker
from app.clock import JAKARTA
from app.db import session, transaction
from app.jobs import JOBS, Job
from app.models.outbox import Lease
from app.search import cli, commands, queries
from app.search.engine import whoosh_files as index
from app.search.rules import Filters
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.seller import PermitFactory


def job(name: str) -> Job:
    return next(each for each in JOBS if each.name == name)


def with_bpom() -> list[int]:
    found = queries.search(Filters(certificates=frozenset({"bpom"})), limit=9, offset=0).product_ids
    session.rollback()
    return found


def test_rebuilding_switches_to_a_new_folder_and_removes_the_old_one(app: Flask) -> None:
    runner = app.test_cli_runner()
    for _ in range(2):
        result = runner.invoke(args=["search", "rebuild"])
        assert result.exit_code == 0
        assert "0 produk" in result.output
    path = index.current()
    assert path is not None
    assert [each for each in index.folder().iterdir() if each.is_dir()] == [path]


def test_a_missing_index_is_built_by_the_worker(cast: Cast) -> None:
    commands.rebuild()
    assert worker.run_job(job("search.heal")) == 0
    (index.folder() / index.CURRENT).unlink()
    with transaction():
        session.delete(session.get_one(Lease, "search.heal"))
    assert worker.run_job(job("search.heal")) == 1
    assert index.current() is not None


def test_a_permit_that_ended_yesterday_is_no_longer_found_today(cast: Cast) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id)
        PermitFactory(seller_id=cast.shop_of_ani.id, kind="BPOM", valid_until=date(2026, 12, 1))
    noon = datetime(2026, 12, 1, 12, tzinfo=JAKARTA)
    with time_machine.travel(noon, tick=False) as clock:
        commands.rebuild()
        assert worker.run_job(job(cli.NO_LONGER_VALID)) == 0
        assert with_bpom() == [product.id]
        clock.move_to(noon + timedelta(hours=12, minutes=5))
        assert worker.run_job(job(cli.NO_LONGER_VALID)) == 1
        assert with_bpom() == []
        clock.move_to(noon + timedelta(hours=13))
        assert worker.run_job(job(cli.NO_LONGER_VALID)) == 0, "once a day"


def test_permits_that_ended_while_nobody_looked_are_found_out(cast: Cast) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id)
        PermitFactory(seller_id=cast.shop_of_ani.id, kind="BPOM", valid_until=date(2026, 12, 1))
    with time_machine.travel(datetime(2026, 12, 1, 12, tzinfo=JAKARTA), tick=False) as clock:
        commands.rebuild()
        worker.run_job(job(cli.NO_LONGER_VALID))
        clock.move_to(datetime(2026, 12, 20, 12, tzinfo=JAKARTA))
        assert worker.run_job(job(cli.NO_LONGER_VALID)) == 1
        assert with_bpom() == []
