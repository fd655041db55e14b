"""The only writer of the books."""

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.db import session, transaction
from app.ledger.chart import BANK, gateway_clearing, held, payable
from app.ledger.commands import Line, post
from app.ledger.errors import UnbalancedEntry
from app.ledger.queries import balances_of, count_statement, statement

CLEARING = gateway_clearing("sandbox")


def test_a_posted_event_changes_both_balances(app: Flask) -> None:
    with transaction():
        post("test:1", [Line(CLEARING, 700), Line(BANK, -700)], because="a test")
    assert balances_of([CLEARING, BANK, payable(1)]) == {CLEARING: 700, BANK: -700, payable(1): 0}


def test_an_event_that_does_not_balance_is_refused(app: Flask) -> None:
    with pytest.raises(UnbalancedEntry), transaction():
        post("test:1", [Line(CLEARING, 700), Line(BANK, -699)], because="a test")
    assert balances_of([CLEARING]) == {CLEARING: 0}


def test_the_same_event_cannot_be_posted_twice(app: Flask) -> None:
    with transaction():
        post("test:1", [Line(CLEARING, 700), Line(BANK, -700)], because="a test")
    with pytest.raises(IntegrityError), transaction():
        post("test:1", [Line(CLEARING, 700), Line(BANK, -700)], because="a test")
    assert balances_of([CLEARING]) == {CLEARING: 700}


def test_amounts_of_zero_leave_no_posting(app: Flask) -> None:
    with transaction():
        post("test:1", [Line(CLEARING, 700), Line(BANK, 0), Line(BANK, -700)], because="a test")
    assert count_statement(BANK) == 1


def test_a_statement_tells_the_newest_first_with_its_reason(app: Flask) -> None:
    for number in (1, 2):
        with transaction():
            post(f"test:{number}", [Line(CLEARING, number), Line(BANK, -number)], because=f"event {number}")
    lines = statement(BANK, limit=10)
    assert [(line.reference, line.amount, line.because) for line in lines] == [
        ("test:2", -2, "event 2"),
        ("test:1", -1, "event 1"),
    ]


def test_accounts_of_sellers_carry_the_seller(app: Flask) -> None:
    assert (str(held(7)), held(7).seller_id, str(BANK)) == ("held:7", 7, "bank")
    session.rollback()
