"""Figures count from a moment on, and what was before can still be read."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.clock import day_of, now
from app.db import session, transaction
from app.models.audit import AuditEvent
from app.pricing import commands
from app.pricing.errors import HoldTooShort, InThePast, OutOfBounds
from app.pricing.settings import FIGURES, PAYOUT_HOLD_DAYS, PPH22_BPS, value_at, value_within
from tests.factories.payout import DatedSettingFactory

DAY = timedelta(days=1)


def set_days(value: int, *, days_from_now: int = 0) -> None:
    with transaction():
        commands.set_figure(
            PAYOUT_HOLD_DAYS, value, starts_on=(day_of(now()) + days_from_now * DAY).date(), because="Percobaan"
        )


def test_until_somebody_says_otherwise_the_default_holds(app: Flask) -> None:
    assert {name: value_at(name, now()) for name in FIGURES} == {
        "pph22_bps": 0,
        "pph22_exempt_turnover": 500_000_000,
        "payout_hold_days": 7,
        "payout_minimum_amount": 50_000,
    }


def test_a_value_counts_from_its_moment_up_to_the_next(app: Flask) -> None:
    moment = now()
    with transaction():
        DatedSettingFactory(name=PPH22_BPS, value=50, valid_from=moment)
        DatedSettingFactory(name=PPH22_BPS, value=25, valid_from=moment + DAY)
    values = [value_at(PPH22_BPS, moment + span) for span in (-timedelta(seconds=1), timedelta(), DAY / 2, DAY)]
    assert values == [0, 50, 50, 25]


def test_today_means_from_now_on_and_another_day_from_its_beginning(app: Flask) -> None:
    before = now()
    set_days(9)
    set_days(12, days_from_now=2)
    tomorrow = day_of(now()) + DAY
    moments = (before, now(), tomorrow, tomorrow + DAY - timedelta(seconds=1), tomorrow + DAY)
    assert [value_at(PAYOUT_HOLD_DAYS, moment) for moment in moments] == [7, 9, 9, 9, 12]


def test_of_several_values_for_one_day_the_last_word_counts(app: Flask) -> None:
    for value in (7, 8, 9):
        set_days(value, days_from_now=2)
    assert value_at(PAYOUT_HOLD_DAYS, day_of(now()) + 2 * DAY + timedelta(minutes=1)) == 9


def test_what_was_reckoned_is_never_reckoned_anew(app: Flask) -> None:
    with pytest.raises(InThePast):
        set_days(9, days_from_now=-1)


@pytest.mark.parametrize("value", [-1, 91])
def test_a_figure_nobody_can_have_meant_is_refused(app: Flask, value: int) -> None:
    with pytest.raises(OutOfBounds):
        set_days(value)


def test_money_never_leaves_while_its_goods_can_come_back(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(HoldTooShort):
        set_days(app.config["RETURN_DAYS"] - 1)
    with transaction():
        DatedSettingFactory(name=PAYOUT_HOLD_DAYS, value=3, valid_from=now())
    monkeypatch.setitem(app.config, "RETURN_DAYS", 14)
    within = session.scalar(select(value_within(PAYOUT_HOLD_DAYS, now())))
    assert (value_at(PAYOUT_HOLD_DAYS, now()), within) == (14, 14), "a hold of before is no shorter than returns"
    with pytest.raises(HoldTooShort):
        set_days(13)
    set_days(15)
    assert value_at(PAYOUT_HOLD_DAYS, now()) == 15


def test_it_stays_on_record_why(app: Flask) -> None:
    set_days(9)
    event = session.query(AuditEvent).filter_by(action="figure.set").one()
    assert (event.reason, event.facts["name"], event.facts["value"]) == ("Percobaan", "payout_hold_days", 9)
