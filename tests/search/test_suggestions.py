"""What is suggested while people type."""

import pytest

from app import tally
from app.db import session, transaction
from app.models.seller import SellerStatus
from app.search import commands, learning
from app.search.suggestions import suggestions
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.statements import Statements


@pytest.fixture
def shelf(cast: Cast) -> None:
    with transaction():
        CategoryFactory(slug="kue-camilan", name="Kue & Camilan")
        ProductFactory(seller_id=cast.shop_of_ani.id, slug="lada", name="Lada Putih Muntok")
        ProductFactory(seller_id=cast.shop_of_ani.id, slug="teh", name="Teh Daun (Lada)")
        ProductFactory(seller_id=cast.shop_of_ani.id, slug="kelapa", name="Gula Kelapa")
        ProductFactory(seller_id=cast.shop_of_ani.id, slug="konsep", name="Lada Konsep", draft=True)
    commands.rebuild()


def found(text: str) -> list[tuple[str, str]]:
    return [(each.kind, each.slug) for each in suggestions(text, province_code="19")]


def test_the_beginning_of_any_word_suggests_and_the_middle_does_not(shelf: None) -> None:
    assert found("lad") == [
        ("product", "lada"),
        ("product", "teh"),
        ("shop", "lada-airgegas-delas"),
        ("shop", "lada-kemuja-makmur"),
    ]
    assert ("product", "kelapa") not in found("la")


def test_all_words_must_begin_one(shelf: None) -> None:
    assert found("put lad") == [("product", "lada")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cami", ("category", "kue-camilan")),
        ("bangka sel", ("regency", "bangka-selatan")),
        ("belit", ("regency", "belitung")),
        ("kemuja", ("shop", "lada-kemuja-makmur")),
    ],
)
def test_categories_shops_and_kabupaten_are_suggested(shelf: None, text: str, expected: tuple[str, str]) -> None:
    assert expected in found(text)


@pytest.mark.parametrize("text", ["", " ", "%", "_", "100%", "\\", "'", "🌶", "a" * 500, "tebet", "jakarta"])
def test_odd_texts_and_other_provinces_suggest_nothing(shelf: None, text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", ["lada puith", "ladda", "muntook lada"])
def test_a_slip_of_the_fingers_is_forgiven_while_typing(shelf: None, text: str) -> None:
    assert ("product", "lada") in found(text)


def test_what_many_looked_for_and_found_is_suggested(client: Browser, shelf: None) -> None:
    for _ in range(5):
        tally.count_search("lada putih bubuk")
    tally.write()
    learning.forget_popular()
    assert ("text", "lada putih bubuk") in found("lada pu")
    assert ("text", "lada putih bubuk") not in found("teh")
    assert 'href="/cari?q=lada+putih+bubuk"' in client.get("/cari/saran?q=lada+pu").get_data(as_text=True)


def test_a_misspelling_is_never_suggested_however_many_made_it(shelf: None) -> None:
    for _ in range(9):
        tally.count_search("lada puith")
        tally.count_search("lada utk merica")
        tally.count_search("lada white pepper")
    tally.write()
    learning.forget_popular()
    assert [text for kind, text in found("lada") if kind == "text"] == ["lada utk merica", "lada white pepper"]


def test_what_a_suspended_shop_sells_is_not_suggested(cast: Cast, shelf: None) -> None:
    with transaction():
        session.merge(cast.shop_of_ani).move_to(SellerStatus.SUSPENDED, because="test")
    assert found("lad") == [("shop", "lada-airgegas-delas")]


def test_the_script_gets_json_and_everybody_else_a_page(client: Browser, shelf: None) -> None:
    answer = client.get("/cari/saran?q=putih", headers={"Accept": "application/json"})
    assert answer.get_json() == [{"kind": "Produk", "name": "Lada Putih Muntok", "url": "/produk/lada"}]
    page = client.get("/cari/saran?q=putih", headers={"Accept": "text/html,*/*;q=0.8"})
    assert 'href="/produk/lada"' in page.get_data(as_text=True)
    for response in (answer, page):
        assert response.headers["Cache-Control"] == "public, max-age=300"
        assert "Accept" in response.headers["Vary"]


def test_it_costs_one_statement(client: Browser, shelf: None, statements: Statements) -> None:
    found("lada")
    with statements.counted() as seen:
        client.get("/cari/saran?q=lada", headers={"Accept": "application/json"})
    assert len(seen) == 1
