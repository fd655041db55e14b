"""The job of the week."""

from datetime import datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app.clock import JAKARTA
from app.db import session
from app.jobs import JOBS
from app.models.payout import PayoutBatch
from app.payouts import cli
from app.payouts.queries import batches as queries
from tests.cast import Cast
from tests.payouts import steps
from tests.payouts.steps import DAY, earn, open_account


def test_running_again_is_safe_and_many_sellers_go_into_several_batches(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_IN_A_BATCH", 1)
    for shop in (cast.shop_of_ani, cast.shop_of_citra):
        open_account(shop)
    earn(cast, cast.shop_of_ani, cast.shop_of_citra)
    result = app.test_cli_runner().invoke(args=["payouts", "prepare"])
    assert (result.output, result.exit_code) == ("2 daftar pencairan disiapkan\n", 0)
    assert cli.prepare_due() == 0
    assert session.scalar(select(func.count(PayoutBatch.id))) == len(steps.payouts()) == 2


def test_it_runs_by_itself_once_a_week_from_monday_on(app: Flask, cast: Cast) -> None:
    (job,) = [job for job in JOBS if job.name == "payouts.prepare"]
    monday = datetime(2026, 11, 30, 0, 5, tzinfo=JAKARTA)
    for shop in (cast.shop_of_ani, cast.shop_of_citra):
        open_account(shop, created_at=monday - DAY, usable_from=monday - DAY)
    with time_machine.travel(monday, tick=False) as clock:
        earn(cast, cast.shop_of_ani)
        assert (job.run(), job.run()) == (1, 0)
        clock.move_to(monday + 6 * DAY)
        earn(cast, cast.shop_of_citra)
        assert job.run() == 0
        clock.move_to(monday + 8 * DAY)
        assert job.run() == 1, "the worker slept on Monday"
