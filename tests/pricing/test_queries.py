"""The terms of a seller: rules count from their first moment up to, but not with, their last; tax when it is on."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.clock import now
from app.db import session, transaction
from app.models.order import CommissionRule
from app.models.payout import StatementStatus
from app.pricing.queries import terms_of
from app.pricing.settings import PPH22_BPS
from tests.cast import Cast
from tests.factories.payout import DatedSettingFactory, TurnoverStatementFactory
from tests.statements import Statements

DAY = timedelta(days=1)


def test_only_rules_of_the_moment_count_and_in_their_order(app: Flask, cast: Cast) -> None:
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
    terms = terms_of([cast.shop_of_ani.id], moment)[cast.shop_of_ani.id]
    assert [rule.position for rule in terms.rules] == [10, 20, 50]


def test_each_seller_has_the_rules_that_can_fit_in_one_statement(cast: Cast, statements: Statements) -> None:
    ani, citra = cast.shop_of_ani.id, cast.shop_of_citra.id
    with transaction():
        session.add_all(
            [
                CommissionRule(position=1, rate_bps=100, seller_id=ani),
                CommissionRule(position=2, rate_bps=200, seller_id=citra),
                CommissionRule(position=3, rate_bps=300),
            ]
        )
    with statements.counted() as seen:
        terms = terms_of([ani, citra], now())
    assert len(seen) == 1
    assert {key: [rule.rate_bps for rule in each.rules] for key, each in terms.items()} == {
        ani: [100, 300],
        citra: [200, 300],
    }


def test_without_rules_and_settings_nothing_is_taken(cast: Cast) -> None:
    terms = terms_of([cast.shop_of_ani.id], now())[cast.shop_of_ani.id]
    assert (list(terms.rules), terms.pph22_bps, terms.is_exempt) == ([], 0, False)


@pytest.mark.parametrize(
    ("status", "year", "is_exempt"),
    [
        (StatementStatus.ACCEPTED, 2027, True),
        (StatementStatus.SUBMITTED, 2027, False),
        (StatementStatus.REJECTED, 2027, False),
        (StatementStatus.ACCEPTED, 2026, False),
        (StatementStatus.ACCEPTED, 2028, False),
    ],
)
def test_only_an_accepted_statement_of_the_year_exempts(
    cast: Cast, status: StatementStatus, year: int, is_exempt: bool
) -> None:
    new_year_in_jakarta = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)
    with transaction():
        DatedSettingFactory(name=PPH22_BPS, value=50, valid_from=new_year_in_jakarta)
        TurnoverStatementFactory(seller_id=cast.shop_of_ani.id, sent_by=cast.ani.id, year=year, status=status)
    terms = terms_of([cast.shop_of_ani.id, cast.shop_of_citra.id], new_year_in_jakarta)
    assert (terms[cast.shop_of_ani.id].pph22_bps, terms[cast.shop_of_ani.id].is_exempt) == (50, is_exempt)
    assert not terms[cast.shop_of_citra.id].is_exempt
