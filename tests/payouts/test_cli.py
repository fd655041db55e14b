"""The job of the week."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import session
from app.jobs import JOBS
from app.models.payout import PayoutBatch
from app.payouts import cli
from app.payouts.queries import batches as queries
from tests.cast import Cast
from tests.payouts import steps
from tests.payouts.steps import earn, open_account


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


def test_it_runs_every_week() -> None:
    (job,) = [job for job in JOBS if job.name == "payouts.prepare"]
    assert (job.every.days, job.run) == (7, cli.prepare_due)
