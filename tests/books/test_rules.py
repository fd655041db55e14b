"""What fits between two sides, and when a comparison is due."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.books import rules
from app.books.errors import NothingHandedOver, OddDay
from app.books.rules import Facts, Sent

TODAY = date(2026, 11, 25)
PAID = Facts("SB-1-payment-1", has_money=True, amount=100_000, currency="IDR", fee_amount=4_000)
BACK = Sent("SB-1-line-1", 20_000, has_arrived=True, reference="re_1")


def kinds(ours: Facts, theirs: Facts | None) -> list[str]:
    found = rules.compare(7, ours, theirs)
    assert all(each.payment_id == 7 for each in found)
    return [each.kind.removeprefix("gateway_") for each in found]


def test_the_same_on_both_sides_is_silent() -> None:
    whole = replace(PAID, refunds=[BACK], disputes={"dp_1": (100_000, "open")})
    assert kinds(whole, whole) == []
    unpaid = replace(PAID, has_money=False)
    assert kinds(unpaid, unpaid) == []
    assert kinds(unpaid, None) == []


@pytest.mark.parametrize(
    ("theirs", "named"),
    [
        (None, ["captured_here"]),
        (replace(PAID, has_money=False), ["captured_here"]),
        (replace(PAID, amount=1), ["amount"]),
        (replace(PAID, currency="USD"), ["currency"]),
        (replace(PAID, intent="SB-2-payment-1"), ["intent"]),
        (replace(PAID, fee_amount=5_000), ["fee"]),
        (replace(PAID, fee_amount=None), []),
        (replace(PAID, refunds=[BACK]), ["refund_there", "refund_sum"]),
        (replace(PAID, refunds=[replace(BACK, key="")]), ["refund_there", "refund_sum"]),
        (replace(PAID, refunds=[replace(BACK, has_arrived=False)]), ["refund_there"]),
        (replace(PAID, disputes={"dp_1": (100_000, "open")}), ["dispute_there"]),
    ],
)
def test_what_the_gateway_says_otherwise_is_named(theirs: Facts | None, named: list[str]) -> None:
    assert kinds(PAID, theirs) == named


def test_money_that_only_the_gateway_has_is_named() -> None:
    assert kinds(replace(PAID, has_money=False), PAID) == ["captured_there"]


@pytest.mark.parametrize(
    ("theirs", "named"),
    [
        ([], ["refund_here", "refund_sum"]),
        ([replace(BACK, has_arrived=False)], ["refund_here", "refund_sum"]),
        ([replace(BACK, amount=19_999)], ["refund_amount", "refund_sum"]),
        ([BACK, replace(BACK, key="", reference="re_2")], ["refund_there", "refund_sum"]),
    ],
)
def test_refunds_are_compared_one_by_one_and_in_sum(theirs: list[Sent], named: list[str]) -> None:
    assert kinds(replace(PAID, refunds=[BACK]), replace(PAID, refunds=theirs)) == named


def test_a_refund_that_arrived_there_and_only_waits_here_is_named() -> None:
    ours = replace(PAID, refunds=[replace(BACK, has_arrived=False)])
    assert kinds(ours, replace(PAID, refunds=[BACK])) == ["refund_there", "refund_sum"]


@pytest.mark.parametrize(
    ("theirs", "named"),
    [({}, "dispute_here"), ({"dp_1": (5, "open")}, "dispute_differs"), ({"dp_1": (9, "won")}, "dispute_differs")],
)
def test_disputes_are_compared_by_name_amount_and_state(theirs: dict[str, tuple[int, str]], named: str) -> None:
    ours = replace(PAID, disputes={"dp_1": (9, "open")})
    assert kinds(ours, replace(PAID, disputes=theirs)) == [named]


def test_a_comparison_is_due_once_a_day_from_two_in_the_morning_in_jakarta() -> None:
    two = datetime(2026, 11, 24, 19, tzinfo=UTC)
    before, after = two - timedelta(minutes=1), two + timedelta(minutes=1)
    assert rules.is_run_due(None, before)
    assert not rules.is_run_due(before, before)
    assert not rules.is_run_due(two - timedelta(hours=23), before)
    assert rules.is_run_due(before, after)
    assert not rules.is_run_due(two, after)
    assert rules.is_run_due(two - timedelta(days=3), before)


@pytest.mark.parametrize("day", [TODAY, TODAY - timedelta(days=366)])
def test_a_settlement_has_money_or_a_fee_and_a_day_that_can_be(day: date) -> None:
    rules.check_settlement(1, 0, day, TODAY)
    rules.check_settlement(0, 1, day, TODAY)
    with pytest.raises(NothingHandedOver):
        rules.check_settlement(0, 0, day, TODAY)


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), TODAY - timedelta(days=367), date(1, 1, 1)])
def test_money_cannot_come_on_an_odd_day(day: date) -> None:
    with pytest.raises(OddDay):
        rules.check_settlement(1, 0, day, TODAY)
