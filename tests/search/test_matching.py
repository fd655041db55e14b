"""What fits, and what comes first."""

from dataclasses import replace

import pytest

from app.search.columns import number_of_place
from app.search.matching import Match, match
from app.search.synonyms import Synonyms
from app.search.understanding import understand
from tests.search.shelf import MORNING, document, shelf

SHELF = shelf(
    document(1, "Lada Putih Butir", tags="bumbu"),
    document(2, "Teh Daun Lada"),
    document(3, "Sirup Jeruk", body="sedikit lada putih"),
    document(4, "Terasi Bubuk", place="Toboali"),
    document(5, "Rusip Teri", place="Toboali", body="seperti terasi"),
    document(6, "Terasi Batang", place="Belinyu"),
    document(7, "Madu Hutan", price=90_000),
    document(8, "Madu Saku", price=20_000),
    document(9, "Kopi Bubuk", available=False),
    document(10, "Kopi Bubuk Halus Sekali"),
)


def matched(text: str) -> Match:
    return match(SHELF, understand(text, SHELF.lexicon, Synonyms([["lada", "sahang"]])), now=MORNING)


def found(text: str) -> list[int]:
    scores = matched(text).scores
    return [int(number) + 1 for number in (-scores).argsort(kind="stable") if scores[number] > 0]


def test_what_is_called_so_comes_before_what_is_made_of_it_and_what_only_mentions_it() -> None:
    assert found("lada") == [1, 2, 3]


def test_another_name_finds_the_same() -> None:
    assert found("sahang") == [1, 2, 3]


def test_a_thing_from_elsewhere_comes_after_the_one_from_the_place_that_was_named() -> None:
    assert found("terasi toboali")[0] == 4
    assert found("terasi dari belinyu")[0] == 6


def test_the_whole_name_and_an_article_number_come_first() -> None:
    assert found("kopi bubuk")[0] == 9
    for typed in ("sku10", "SKU-10"):
        assert found(typed) == [10]
        assert matched(typed).whole.nonzero()[0].tolist() == [9], "it is all that was asked for"


def test_what_can_be_bought_now_comes_before_what_cannot() -> None:
    assert found("kopi") == [10, 9]


def test_cheap_things_first_where_they_are_asked_for() -> None:
    assert found("madu murah") == [8, 7]


def test_what_no_result_has_is_said() -> None:
    match_ = matched("madu qqqqqq")
    assert [slot.typed for slot in match_.left_out] == [("qqqqqq",)]
    assert (match_.whole.sum(), set(found("madu qqqqqq"))) == (0, {7, 8})


def test_where_nothing_has_half_of_it_what_is_called_so_is_shown() -> None:
    match_ = matched("madu qqqqqq wwwwww")
    assert [slot.typed for slot in match_.left_out] == [("qqqqqq",), ("wwwwww",)]
    assert (match_.whole.sum(), set(found("madu qqqqqq wwwwww"))) == (0, {7, 8})
    assert set(found("qqqqqq lada putih wwwwww dddddd toboali")) == {1}


@pytest.mark.parametrize("text", ["hutan", "daun", "toboali", "mafu", "makanan"])
def test_a_word_that_only_stands_beside_the_thing_is_not_enough_for_that(text: str) -> None:
    assert found(f"{text} qqqqqq wwwwww") == []


def test_what_fits_is_found_with_nothing_else_in_its_favour() -> None:
    document_ = document(1, "Kopi", price=9_000, available=False)
    old = replace(document_, facts=document_.facts._replace(turn=0, published_at=0))
    alone = shelf(old)
    meant = understand("di bawah 10 ribu", alone.lexicon, Synonyms([]))
    assert match(alone, meant, now=MORNING).documents.tolist() == [0]


def test_a_guess_alone_brings_nothing_beside_an_unknown_word() -> None:
    assert found("mafu qqqqqq") == []


def test_places_have_numbers() -> None:
    assert number_of_place("19.01.05") == 190105
