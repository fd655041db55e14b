"""Weights, islands, and what may go where."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.shipping import rules

grams = st.integers(min_value=1, max_value=10**7)
amounts = st.integers(min_value=0, max_value=10**6)


@pytest.mark.parametrize(
    ("regency", "island"),
    [
        ("19.01", "bangka"),
        ("19.71", "bangka"),
        ("19.02", "belitung"),
        ("19.06", "belitung"),
        ("19.02.01", "belitung"),
        ("31.74", None),
        ("91.01", None),
        ("", None),
    ],
)
def test_a_regency_lies_on_one_island_or_away(regency: str, island: str | None) -> None:
    assert rules.island_of(regency) == island


@pytest.mark.parametrize(("weight", "kilograms"), [(0, 1), (1, 1), (1000, 1), (1001, 2), (2000, 2), (2001, 3)])
def test_every_started_kilogram_counts(weight: int, kilograms: int) -> None:
    assert rules.started_kilograms(weight) == kilograms


@given(grams)
def test_the_kilograms_cover_the_parcel_and_no_kilogram_more(weight: int) -> None:
    counted = rules.started_kilograms(weight) * rules.KILOGRAM
    assert weight <= counted < weight + rules.KILOGRAM


@given(grams, grams, amounts, amounts)
def test_a_heavier_parcel_is_never_cheaper(one: int, other: int, first: int, following: int) -> None:
    light, heavy = sorted((one, other))
    prices = [rules.price(each, first_kg_amount=first, next_kg_amount=following) for each in (light, heavy)]
    assert first <= prices[0] <= prices[1]


@pytest.mark.parametrize(
    ("weight", "sides", "grams"),
    [
        (300, (None, None, None), 300),
        (300, (30, 20, None), 300),
        (300, (30, 20, 10), 1000),
        (1500, (30, 20, 10), 1500),
        (1, (1, 1, 1), 1),
        (1, (7, 7, 7), 58),
    ],
)
def test_a_piece_counts_by_its_weight_or_its_room(weight: int, sides: tuple[int | None, ...], grams: int) -> None:
    assert rules.chargeable_grams(weight, sides, divisor=6000) == grams


@pytest.mark.parametrize(
    ("cold", "only", "start", "end", "words"),
    [
        (False, [], "19.01", "31.74", None),
        (False, ["19.01", "19.04"], "19.01", "19.04", None),
        (False, ["19.01"], "19.01", "19.03", "wilayah tertentu"),
        (False, ["19.01"], "19.01", "31.74", "wilayah tertentu"),
        (True, [], "19.01", "19.03", None),
        (True, [], "19.02", "19.06", None),
        (True, [], "19.01", "19.02", "pulau yang sama"),
        (True, [], "19.01", "31.74", "pulau yang sama"),
        (True, ["19.02"], "19.01", "19.02", "pulau yang sama"),
    ],
)
def test_cold_and_local_goods_stay_near(
    app: Flask, cold: bool, only: list[str], start: str, end: str, words: str | None
) -> None:
    reason = rules.refusal(is_cold_chain=cold, ships_only_to=only, from_regency=start, to_regency=end)
    assert reason is None if words is None else words in str(reason)


@pytest.mark.parametrize(("nowhere", "is_refused"), [(["31"], True), (["31.74"], True), (["32"], False), ([], False)])
def test_a_seller_names_provinces_and_regencies_to_which_nothing_goes(
    app: Flask, nowhere: list[str], is_refused: bool
) -> None:
    reason = rules.refusal(
        is_cold_chain=False, ships_only_to=[], ships_not_to=nowhere, from_regency="19.01", to_regency="31.74"
    )
    assert (reason is not None) == is_refused
