"""The labelled set is sound."""

import json
from collections import Counter

import pytest

from app.bench.facts import CONDITIONS, Facts, fits, folded
from app.bench.relevance import TUNE, UNSEEN, USEFUL, Query, nonsense, queries
from app.demo import catalogue as example

QUERIES = queries()


def in_set(name: str) -> list[Query]:
    return [query for query in QUERIES if query.set == name]


def test_there_is_enough_to_tune_on_and_enough_that_stays_unseen() -> None:
    assert len(in_set(TUNE)) >= 110
    assert len(in_set(UNSEEN)) >= 50
    assert len(QUERIES) == len(in_set(TUNE)) + len(in_set(UNSEEN))


def test_no_query_is_there_twice_and_no_unseen_one_is_tuned_on() -> None:
    assert [text for text, count in Counter(query.text.casefold() for query in QUERIES).items() if count > 1] == []
    assert {folded(query.text) for query in in_set(TUNE)}.isdisjoint(folded(query.text) for query in in_set(UNSEEN))


def test_the_unseen_queries_are_of_the_same_kinds() -> None:
    assert {query.kind for query in in_set(TUNE)} == {query.kind for query in in_set(UNSEEN)}


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.text)
def test_a_product_serves_every_need_and_every_grade_is_of_some_product(query: Query, catalogue: list[Facts]) -> None:
    assert query.need.endswith(".")
    assert max(query.grade(facts) for facts in catalogue) >= USEFUL
    assert [grade for grade, _where in query.grades] <= [3] * len(query.grades)
    for grade, where in query.grades:
        assert any(fits(facts, where) for facts in catalogue), f"{grade} {where}: nothing is like that"


def test_every_condition_is_used() -> None:
    used = {name for query in QUERIES for _grade, where in query.grades for name in where}
    assert used <= set(CONDITIONS)
    assert {"price_min", "price_max", "regency", "district", "permit", "halal", "says_any"} <= used


def test_only_who_types_a_sku_is_served_by_one() -> None:
    assert {query.kind for query in QUERIES for _grade, where in query.grades if "sku" in where} == {"sku"}


def test_nonsense_is_made_of_words_that_no_product_has() -> None:
    texts = nonsense()
    assert len(texts) == len(set(texts)) >= 30
    sold = [said for shop in example.read()["toko"] for said in (shop["nama"], *shop["produk"])]
    words = set(folded(json.dumps(sold, ensure_ascii=False)).split())
    assert words.isdisjoint(word for text in texts for word in folded(text).split())
