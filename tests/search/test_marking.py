"""Which words a card of results marks, and which piece of a description it shows."""

import pytest

from app.catalog.queries.on_sale import Card
from app.search.marking import LONGEST_FRAGMENT, fragment, mark, marked
from app.search.understanding import Meaning, Slot
from app.search.words import words_of

LADA = Slot(("lada",), (Meaning(("lada",), 1.0), Meaning(("white", "pepper"), 0.85)))
GETAS = Slot(("getas",), (Meaning(("getas",), 1.0),))
HALAL = Slot(("halal",), (Meaning(("halal",), 1.0),), certificate="halal")


def card(key: int, name: str) -> Card:
    return Card(key, "x", name, 1, False, "Kemuja Makmur", "Bangka", None, "", False, False, False, False, False, 0, 0)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Lada Putih", "<mark>Lada</mark> Putih"),
        ("LÁDA-lada", "<mark>LÁDA</mark>-<mark>lada</mark>"),
        ("White pepper", "<mark>White</mark> <mark>pepper</mark>"),
        ("Kain white", "Kain white"),
        ("Ladang & <b>", "Ladang &amp; &lt;b&gt;"),
        ("Lada <script>", "<mark>Lada</mark> &lt;script&gt;"),
    ],
)
def test_words_that_fit_are_marked_and_all_others_are_safe(text: str, shown: str) -> None:
    assert marked(text, set(words_of(text)), [LADA]) == shown


def test_a_fragment_stands_around_the_first_whole_word_and_is_short() -> None:
    text = "Kue ladang " * 20 + "memakai lada <Muntok> asli " + "dan garam " * 30
    found = fragment(text, [GETAS, LADA])
    assert found
    assert "memakai <mark>lada</mark> &lt;Muntok&gt; asli" in found
    assert found.startswith("…")
    assert found.endswith("…")
    assert len(found.striptags()) <= LONGEST_FRAGMENT


def test_a_short_description_is_shown_whole() -> None:
    assert fragment("Dibuat dari\n lada.", [LADA]) == "Dibuat dari <mark>lada</mark>."


@pytest.mark.parametrize("text", ["", "x" * 5_000, "ladang", "Kain " * 500])
def test_a_description_without_the_words_gives_none(text: str) -> None:
    assert fragment(text, [LADA]) is None


def test_a_word_in_an_endless_one_is_shown_all_the_same() -> None:
    found = fragment("-" * 500 + "lada" + "-" * 500, [LADA])
    assert found
    assert "<mark>lada</mark>" in found
    assert len(found) <= LONGEST_FRAGMENT + len("<mark></mark>")


def test_descriptions_are_asked_once_and_only_for_cards_that_do_not_show_everything() -> None:
    asked = []

    def descriptions(keys: list[int]) -> dict[int, str]:
        asked.append(keys)
        return {2: "Keripik dengan lada.", 3: "Tanpa apa-apa."}

    cards = [card(1, "Lada Putih"), card(2, "Keripik"), card(3, "Sambal")]
    shown = mark(cards, [LADA, HALAL], descriptions)
    assert asked == [[2, 3]]
    assert [shown[key].fragment for key in (1, 2, 3)] == [None, "Keripik dengan <mark>lada</mark>.", None]


def test_without_words_nothing_is_marked_or_asked() -> None:
    assert mark([card(1, "Lada")], [], lambda keys: pytest.fail("asked")) == {}


def test_what_the_card_shows_of_maker_and_place_needs_no_fragment() -> None:
    bangka = Slot(("bangka",), (Meaning(("bangka",), 1.0),))
    assert mark([card(1, "Lada")], [LADA, bangka], lambda keys: pytest.fail("asked"))[1].fragment is None
