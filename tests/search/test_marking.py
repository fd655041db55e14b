"""Which words a card of results marks, and which piece of a description it shows."""

import pytest

from app.catalog.queries.on_sale import Card
from app.search.marking import LONGEST_FRAGMENT, fragment, mark, marked, read
from app.search.understanding import Meaning, Slot

LADA = Slot(("lada",), (Meaning(("lada",), 1.0), Meaning(("white", "pepper"), 0.85)))
GETAS = Slot(("getas",), (Meaning(("getas",), 1.0),))
HALAL = Slot(("halal",), (Meaning(("halal",), 1.0),), certificate="halal")


def card(key: int, name: str, about: str = "") -> Card:
    claims = dict.fromkeys(("has_many_prices", "is_halal_certified", "is_handmade", "is_gi"), False)
    claims |= dict.fromkeys(("is_sold_out", "is_example"), False)
    known = {"slug": "x", "price_amount": 1, "seller_name": "Kemuja Makmur", "regency_name": "Bangka"}
    unseen = {"picture_id": None, "picture_alt": "", "rating_count": 0, "rating_sum": 0}
    return Card(id=key, name=name, description=about, **known, **unseen, **claims)  # type: ignore[arg-type]


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
    assert marked(read(text), [LADA]) == shown


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


def test_a_piece_of_the_description_stands_only_on_cards_that_do_not_show_everything() -> None:
    about = "Keripik dengan lada."
    cards = [card(1, "Lada Putih", about), card(2, "Keripik", about), card(3, "Sambal", "Tanpa apa-apa.")]
    shown = mark(cards, [LADA, HALAL])
    assert [shown[key].fragment for key in (1, 2, 3)] == [None, "Keripik dengan <mark>lada</mark>.", None]


def test_without_words_nothing_is_marked() -> None:
    assert mark([card(1, "Lada")], []) == {}


def test_what_the_card_shows_of_maker_and_place_needs_no_fragment() -> None:
    bangka = Slot(("bangka",), (Meaning(("bangka",), 1.0),))
    assert mark([card(1, "Lada", "Dari Bangka.")], [LADA, bangka])[1].fragment is None
