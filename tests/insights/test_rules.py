"""Periods, empty days, best and dead products, and the tips: the same figures always say the same."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.clock import JAKARTA
from app.insights import rules
from app.insights.rules import Empty, Period, ProductFigures

THURSDAY = datetime(2026, 11, 26, 10, 0, tzinfo=JAKARTA)
WEEK = Period(datetime(2026, 11, 16, tzinfo=JAKARTA), datetime(2026, 11, 23, tzinfo=JAKARTA))
PEPPER = ProductFigures(1, "Lada", True, True, 100, 20, 8, 9, 315_000, 4)
QUIET = ProductFigures(2, "Rusip", True, True, 0, 0, 0, 0, 0, 9)


def day(number: int, hour: int = 0) -> datetime:
    return datetime(2026, 11, number, hour, tzinfo=JAKARTA)


def test_a_period_begins_with_a_day_in_jakarta_and_a_tip_holds_from_monday_to_sunday() -> None:
    assert rules.last_days(THURSDAY, 7) == Period(day(20), THURSDAY)
    expected = Period(datetime(2026, 10, 26, tzinfo=JAKARTA), day(23))
    assert {rules.weeks_before(day(number, 23)) for number in range(23, 30)} == {expected}
    assert rules.weeks_before(day(30)) != expected


@pytest.mark.parametrize(
    ("times", "days"),
    [
        ([(10, 13)], 0),
        ([(14, 18)], 2),
        ([(17, 18), (19, 21)], 3),
        ([(17, 20), (18, 22)], 5),
        ([(22, None)], 1),
        ([(1, None)], 7),
    ],
)
def test_empty_days_count_once_and_only_within_the_period(times: list[tuple[int, int | None]], days: int) -> None:
    empty = [Empty(1, day(since), None if until is None else day(until)) for since, until in times]
    assert rules.empty_days(empty, WEEK).get(1, 0) == days


def test_hours_that_make_no_whole_day_are_none() -> None:
    assert rules.empty_days([Empty(1, day(17), day(17, 23))], WEEK) == {1: 0}


def test_the_best_brought_in_most_and_the_dead_were_there_all_the_time() -> None:
    younger, seen = replace(QUIET, product_id=3, is_older=False), replace(QUIET, product_id=4, views=5)
    hidden = replace(QUIET, product_id=5, is_on_sale=False)
    better = replace(PEPPER, product_id=6, amount=400_000)
    figures = [PEPPER, QUIET, younger, seen, hidden, better]
    assert [each.product_id for each in rules.best(figures, limit=10)] == [6, 1]
    assert [each.product_id for each in rules.dead(figures, limit=10)] == [4, 2]
    assert rules.best(figures, limit=1) == [better]


@pytest.mark.parametrize(
    ("part", "whole", "share"), [(1, 6, 1700), (1, 3, 3300), (1, 8, 1300), (1, 200, 100), (1, 201, 0), (0, 0, 0)]
)
def test_a_share_is_the_nearest_whole_percent(part: int, whole: int, share: int) -> None:
    assert rules.share_of(part, whole) == share


@pytest.mark.parametrize(
    ("figures", "name"),
    [
        (replace(PEPPER, empty_days=3), "best_ran_out"),
        (replace(PEPPER, empty_days=2), None),
        (replace(PEPPER, orders=3), "carted_not_paid"),
        (replace(PEPPER, carted=0), "seen_not_carted"),
        (replace(PEPPER, carted=0, views=49, orders=0), None),
        (replace(PEPPER, orders=10), "sells_well_to_few"),
        (QUIET, "nobody_looks"),
        (PEPPER, None),
    ],
)
def test_a_tip_follows_from_the_figures_and_says_why(app: Flask, figures: ProductFigures, name: str | None) -> None:
    tip = rules.tip_of_the_week([figures], THURSDAY)
    assert (tip.name if tip else None) == name
    if tip:
        assert figures.name in tip.sentence
        assert any(letter.isdigit() for letter in tip.because)


def test_every_week_another_of_the_tips_that_hold(app: Flask) -> None:
    figures = [replace(PEPPER, empty_days=5), QUIET]
    names = []
    for week in range(4):
        moments = [day(23) + timedelta(weeks=week, days=days) for days in range(7)]
        tips = {rules.tip_of_the_week(figures, moment) for moment in moments}
        (tip,) = tips
        assert tip is not None
        names.append(tip.name)
    assert names[:2] == names[2:]
    assert set(names) == {"best_ran_out", "nobody_looks"}
