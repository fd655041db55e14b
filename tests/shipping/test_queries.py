"""Estimates for parcels."""

import pytest

from app.shipping.queries import Parcel, courier_quotes, pickup_quote
from tests.cast import Cast
from tests.statements import Statements


@pytest.mark.parametrize(
    ("start", "end", "weight", "amount", "days"),
    [
        ("19.01", "19.03", 1000, 10_000, (1, 2)),
        ("19.01", "19.03", 1001, 17_000, (1, 2)),
        ("19.01", "19.02", 300, 18_000, (2, 4)),
        ("19.02", "19.01", 300, 18_000, (2, 4)),
        ("19.02", "19.02", 2500, 24_000, (1, 2)),
        ("19.01", "31.74", 2500, 72_000, (3, 5)),
        ("19.02", "31.74", 300, 30_000, (3, 5)),
    ],
)
def test_a_courier_asks_by_island_destination_and_weight(
    cast: Cast, start: str, end: str, weight: int, amount: int, days: tuple[int, int]
) -> None:
    quote = courier_quotes([Parcel(7, start, weight)], to_regency=end)[7]
    assert (quote.amount, (quote.fastest_days, quote.slowest_days)) == (amount, days)
    assert f"{days[0]}–{days[1]} hari" in quote.label


def test_each_parcel_starts_from_its_own_island_in_one_statement(cast: Cast, statements: Statements) -> None:
    parcels = [Parcel(1, "19.01", 300), Parcel(2, "19.02", 300), Parcel(3, "19.03", 300)]
    with statements.counted() as seen:
        quotes = courier_quotes(parcels, to_regency="31.74")
    assert {seller_id: quote.amount for seller_id, quote in quotes.items()} == {1: 28_000, 2: 30_000, 3: 28_000}
    assert len(seen) == 1


@pytest.mark.parametrize(("start", "end"), [("19.01", "91.01"), ("31.74", "19.01"), ("19.02", "19.03")])
def test_where_no_zone_leads_no_courier_is_promised(cast: Cast, start: str, end: str) -> None:
    assert courier_quotes([Parcel(1, start, 300)], to_regency=end) == {}


def test_coming_to_the_seller_costs_nothing(cast: Cast) -> None:
    quote = pickup_quote()
    assert (quote.amount, quote.fastest_days, quote.slowest_days) == (0, 0, 0)
