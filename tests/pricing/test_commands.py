"""The list of commission rules: rules are added at its end, move up, and end; what was is kept."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.clock import day_of, now
from app.db import session, transaction
from app.errors import NotFound
from app.models.audit import AuditEvent
from app.models.order import CommissionRule
from app.pricing import commands, queries
from app.pricing.commands import NewRule
from app.pricing.errors import InThePast, RuleHasEnded

DAY = timedelta(days=1)


def new_rule(rate_bps: int, **values: Any) -> NewRule:
    today = day_of(now()).date()
    usual = {
        "seller_id": None,
        "category_id": None,
        "programme_step": None,
        "fixed_amount": 0,
        "floor_amount": 0,
        "cap_amount": None,
        "starts_on": today,
        "last_day": None,
        "note": "Percobaan",
    }
    return NewRule(rate_bps=rate_bps, **{**usual, **values})


def add(rate_bps: int, **values: Any) -> CommissionRule:
    with transaction():
        return commands.add_rule(new_rule(rate_bps, **values))


def rates() -> Sequence[int]:
    session.rollback()
    return [each.rule.rate_bps for each in queries.rules_that_count(now())]


def move_up(rule: CommissionRule, *, seen: int) -> None:
    with transaction():
        commands.move_rule_up(rule.id, seen_position=seen)


def end(rule: CommissionRule) -> None:
    with transaction():
        commands.end_rule(rule.id, because="Percobaan selesai")


def test_a_new_rule_stands_at_the_end(app: Flask) -> None:
    for rate in (100, 200, 300):
        add(rate)
    assert rates() == [100, 200, 300]


def test_a_rule_moves_up_once_for_each_time_it_was_seen(app: Flask) -> None:
    _first, _second, third = (add(rate) for rate in (100, 200, 300))
    for _ in range(2):
        move_up(third, seen=3)
    assert rates() == [100, 300, 200]
    move_up(third, seen=2)
    assert rates() == [300, 100, 200]
    move_up(third, seen=1)
    assert rates() == [300, 100, 200], "there is nothing above the first"


def test_moving_up_jumps_over_rules_that_ended(app: Flask) -> None:
    _first, second, third = (add(rate) for rate in (100, 200, 300))
    end(second)
    move_up(third, seen=3)
    assert rates() == [300, 100]


def test_an_ended_rule_counts_no_more_and_stays_in_the_history(app: Flask) -> None:
    rule = add(100)
    end(rule)
    assert rates() == []
    assert [each.rule.rate_bps for each in queries.rules_that_ended(now(), limit=5)] == [100]
    with pytest.raises(RuleHasEnded):
        end(rule)
    with pytest.raises(RuleHasEnded):
        move_up(rule, seen=1)
    event = session.query(AuditEvent).filter_by(action="commission_rule.ended").one()
    assert event.reason == "Percobaan selesai"


def test_a_rule_can_begin_and_end_on_days_to_come_but_not_before_today(app: Flask) -> None:
    today = day_of(now())
    rule = add(100, starts_on=(today + DAY).date(), last_day=(today + 2 * DAY).date())
    assert (rule.valid_from, rule.valid_until) == (today + DAY, today + 3 * DAY)
    for wrong in ({"starts_on": (today - DAY).date()}, {"last_day": (today - DAY).date()}):
        with pytest.raises(InThePast):
            add(200, **wrong)


def test_a_rule_that_is_not_there_is_not_found(app: Flask) -> None:
    for step in (lambda: commands.end_rule(9, because="x"), lambda: commands.move_rule_up(9, seen_position=1)):
        with pytest.raises(NotFound), transaction():
            step()
