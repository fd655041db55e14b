"""Rules count from their first moment up to, but not with, their last."""

from datetime import timedelta

from flask import Flask

from app.clock import now
from app.db import session, transaction
from app.models.order import CommissionRule
from app.pricing.queries import rules_in_force

DAY = timedelta(days=1)


def test_only_rules_of_the_moment_count_and_in_their_order(app: Flask) -> None:
    moment = now()
    with transaction():
        for position, start, end in (
            (50, -DAY, None),
            (10, -DAY, DAY),
            (20, timedelta(), None),
            (30, DAY, None),
            (40, -DAY, timedelta()),
        ):
            valid_until = None if end is None else moment + end
            session.add(
                CommissionRule(position=position, rate_bps=1, valid_from=moment + start, valid_until=valid_until)
            )
    assert [rule.position for rule in rules_in_force(moment)] == [10, 20, 50]
