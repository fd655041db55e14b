"""Filters, counts and orders without a database."""

from dataclasses import replace

import numpy as np
import pytest

from app.search.columns import Facts, Offer, columns_of, number_of_place
from app.search.rules import BIT_OF, PRICE_BANDS, Filters, Order, Sieved, Wanted, first, sieve

MORNING = 1_800_000_000
SLUGS = {1: "kue", 2: "bumbu"}
NUMBERS = {slug: key for key, slug in SLUGS.items()}


def facts(
    product_id: int, category: str, regency: int, *offers: tuple[int, int, bool], certificates: tuple[str, ...] = ()
) -> Facts:
    return Facts(
        product_id=product_id,
        seller_id=1,
        category_id=NUMBERS[category],
        regency=regency,
        district=regency * 100 + 1,
        certificates=sum(BIT_OF[slug] for slug in certificates),
        permits=0,
        published_at=MORNING - product_id,
        rating=product_id * 100,
        name_length=2,
        turn=100,
        offers=tuple(Offer(*offer) for offer in offers),
    )


SHELF = columns_of(
    [
        facts(1, "kue", 1901, (20_000, 100, False), (90_000, 500, True), certificates=("halal",)),
        facts(2, "kue", 1902, (30_000, 100, True), certificates=("halal", "bpom")),
        facts(3, "bumbu", 1901, (40_000, 100, True)),
        facts(4, "bumbu", 1901, (50_000, 100, False)),
    ]
)
EVERYTHING = np.arange(4)


def sieved(filters: Filters) -> Sieved:
    wanted = Wanted(
        filters,
        frozenset(NUMBERS[slug] for slug in filters.categories),
        frozenset(number_of_place(code) for code in filters.regencies),
        frozenset(number_of_place(code) for code in filters.districts),
        sum(BIT_OF[slug] for slug in filters.certificates),
    )
    return sieve(SHELF, EVERYTHING, wanted, SLUGS)


def passing(**wanted: object) -> list[int]:
    return SHELF.product_id[sieved(Filters(**wanted)).documents].tolist()  # type: ignore[arg-type]


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


def test_weight_must_hold_within_the_variant_that_has_the_price() -> None:
    assert passing(lowest_weight=300, highest_amount=100_000) == [1]
    assert passing(lowest_weight=300, highest_amount=50_000) == []


def test_the_borders_of_a_price_range_belong_to_it() -> None:
    assert passing(lowest_amount=30_000, highest_amount=40_000) == [2, 3]


def test_each_facet_counts_without_its_own_filter() -> None:
    facets = sieved(Filters(categories=some("kue"), regencies=some("19.01"))).facets
    assert facets["kategori"] == {"kue": 1, "bumbu": 2}
    assert facets["wilayah"] == {"19.01": 1, "19.02": 1}
    assert facets["sertifikat"] == {"halal": 1}
    assert facets["stok"] == {"ada": 1}


def test_counts_are_what_choosing_the_value_finds() -> None:
    base = Filters(categories=some("bumbu"), lowest_amount=10_000)
    facets = sieved(base).facets
    assert facets["stok"]["ada"] == len(passing(categories=some("bumbu"), lowest_amount=10_000, is_in_stock=True))
    assert facets["wilayah"]["19.01"] == len(passing(categories=some("bumbu"), regencies=some("19.01")))


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order.RELEVANT, [2, 4, 3, 1]),
        (Order.BEST_RATED, [4, 3, 2, 1]),
        (Order.NEWEST, [1, 2, 3, 4]),
        (Order.CHEAPEST, [1, 2, 3, 4]),
        (Order.DEAREST, [4, 3, 2, 1]),
    ],
)
def test_orders(order: Order, expected: list[int]) -> None:
    scores = np.array([0.1, 0.9, 0.2, 0.2], dtype=np.float32)
    for count in range(5):
        found = first(SHELF, EVERYTHING, order, scores, count=count)
        assert SHELF.product_id[found].tolist() == expected[:count]


@pytest.mark.parametrize("in_stock", [False, True])
@pytest.mark.parametrize("lightest", [None, 100])
def test_bands_of_prices_count_what_their_choice_finds(in_stock: bool, lightest: int | None) -> None:
    base = Filters(is_in_stock=in_stock, lowest_weight=lightest, highest_amount=1)
    bands = sieved(base).facets["harga"]
    for place, (low, high) in enumerate(PRICE_BANDS):
        chosen = replace(base, lowest_amount=low, highest_amount=high and high - 1)
        assert bands[str(place)] == len(sieved(chosen).documents)
