"""Filters, counts and orders without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from app.search.rules import Filters, Listing, Offer, Order, sieve, sort

MORNING = datetime(2026, 11, 25, tzinfo=UTC)


def listing(
    product_id: int, category: str, regency: str, *offers: tuple[int, int], certificates: tuple[str, ...] = ()
) -> Listing:
    age = timedelta(minutes=product_id)
    rows = [Offer(*offer) for offer in offers]
    return Listing(product_id, category, regency, f"{regency}.01", frozenset(certificates), MORNING - age, rows)


SHELF = [
    listing(1, "kue", "19.01", (20_000, 0), (90_000, 5), certificates=("halal",)),
    listing(2, "kue", "19.02", (30_000, 3), certificates=("halal", "bpom")),
    listing(3, "bumbu", "19.01", (40_000, 1)),
    listing(4, "bumbu", "19.01", (50_000, 0)),
]


def passing(**wanted: object) -> list[int]:
    return [each.product_id for each in sieve(SHELF, Filters(**wanted)).listings]  # type: ignore[arg-type]


def some(*values: str) -> frozenset[str]:
    return frozenset(values)


def test_without_filters_everything_passes() -> None:
    assert passing() == [1, 2, 3, 4]


def test_values_of_one_kind_are_alternatives_and_kinds_must_all_hold() -> None:
    assert passing(categories=some("kue", "bumbu")) == [1, 2, 3, 4]
    assert passing(categories=some("kue"), regencies=some("19.01")) == [1]
    assert passing(certificates=some("bpom", "halal"), regencies=some("19.02")) == [2]
    assert passing(districts=some("19.02.01")) == [2]


def test_price_and_stock_must_hold_within_one_variant() -> None:
    assert passing(highest_amount=30_000) == [1, 2]
    assert passing(highest_amount=30_000, is_in_stock=True) == [2]
    assert passing(lowest_amount=80_000, is_in_stock=True) == [1]
    assert passing(lowest_amount=25_000, highest_amount=80_000, categories=some("kue")) == [2]


def test_the_borders_of_a_price_range_belong_to_it() -> None:
    assert passing(lowest_amount=30_000, highest_amount=40_000) == [2, 3]


def test_each_facet_counts_without_its_own_filter() -> None:
    facets = sieve(SHELF, Filters(categories=some("kue"), regencies=some("19.01"))).facets
    assert facets["kategori"] == {"kue": 1, "bumbu": 2}
    assert facets["wilayah"] == {"19.01": 1, "19.02": 1}
    assert facets["sertifikat"] == {"halal": 1}
    assert facets["stok"] == {"ada": 1}


def test_counts_are_what_choosing_the_value_finds() -> None:
    base = Filters(categories=some("bumbu"), lowest_amount=10_000)
    facets = sieve(SHELF, base).facets
    assert facets["stok"]["ada"] == len(passing(categories=some("bumbu"), lowest_amount=10_000, is_in_stock=True))
    assert facets["wilayah"]["19.01"] == len(passing(categories=some("bumbu"), regencies=some("19.01")))


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order.RELEVANT, [4, 3, 2, 1]),
        (Order.NEWEST, [1, 2, 3, 4]),
        (Order.CHEAPEST, [1, 2, 3, 4]),
        (Order.DEAREST, [4, 3, 2, 1]),
    ],
)
def test_orders(order: Order, expected: list[int]) -> None:
    assert [each.product_id for each in sort(SHELF[::-1], order)] == expected
