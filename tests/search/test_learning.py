"""What searches teach: counted without saying who, and forgotten in time."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app import tally, worker
from app.cart import commands as carts
from app.cart.queries import Holder
from app.clock import now
from app.db import session, transaction
from app.models.cart import CartLine
from app.models.catalog import Product
from app.models.search import SearchCount, SearchShown
from app.models.seller import Seller
from app.search import commands, learning, queries
from app.search.rules import Filters
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import PASSWORD
from tests.factories.catalog import ProductFactory
from tests.factories.order import place, variant_of
from tests.factories.search import SearchCountFactory, SearchShownFactory, today

SEARCH = "http://localhost/cari?q="


@pytest.fixture
def pepper(cast: Cast) -> Product:
    with transaction():
        product: Product = ProductFactory(seller_id=cast.shop_of_ani.id, slug="lada", name="Lada Putih")
    commands.rebuild()
    return product


def at(number: int) -> dict[str, str]:
    """The address of another home."""
    return {"REMOTE_ADDR": f"203.0.113.{number}"}


def counted() -> dict[str, tuple[int, int, int, int]]:
    tally.write()
    session.rollback()
    rows = session.scalars(select(SearchCount))
    return {row.text_folded: (row.searches, row.found_nothing, row.clicks, row.purchases) for row in rows}


def test_searches_are_counted_with_and_without_a_result(client: Browser, pepper: Product) -> None:
    for number, text in enumerate(("Lada+PUTIH", "lada  putih", "zzzzzz")):
        client.get(f"/cari?q={text}", environ_overrides=at(number))
    assert counted() == {"lada putih": (2, 0, 0, 0), "zzzzzz": (1, 1, 0, 0)}


def test_only_the_search_itself_counts_not_its_filters_and_further_pages(client: Browser, pepper: Product) -> None:
    for tail in ("&hal=2", "&stok=ada", "&urut=termurah", "&kategori=bumbu-rempah"):
        client.get(f"/cari?q=lada{tail}")
    client.get("/cari")
    assert counted() == {}


@pytest.mark.parametrize("text", ["dewi%40contoh.id", "0812-3456-7890", "a b c d e f g", "x" * 70, "%22(*"])
def test_texts_that_look_personal_are_never_kept(client: Browser, pepper: Product, text: str) -> None:
    client.get(f"/cari?q={text}")
    client.get("/produk/lada", headers={"Referer": SEARCH + text})
    assert counted() == {}


def test_a_page_itself_writes_nothing(client: Browser, pepper: Product) -> None:
    client.get("/cari?q=lada")
    client.get("/produk/lada", headers={"Referer": SEARCH + "lada"})
    assert session.scalars(select(SearchCount)).all() == []


def test_a_product_opened_from_its_results_counts_as_a_click(client: Browser, pepper: Product) -> None:
    client.get("/produk/lada", headers={"Referer": SEARCH + "Lada+putih&urut=termurah"})
    assert counted() == {"lada putih": (0, 0, 1, 0)}


def test_who_reloads_or_searches_all_day_counts_once_and_again_on_the_next(client: Browser, pepper: Product) -> None:
    for _ in range(4):
        client.get("/cari?q=lada")
        client.get("/cari?q=LADA")
        client.get("/produk/lada", headers={"Referer": SEARCH + "lada"})
    client.get("/cari?q=lada", environ_overrides=at(1))
    assert counted() == {"lada": (2, 0, 1, 0)}
    with time_machine.travel(now() + timedelta(days=1), tick=False):
        client.get("/cari?q=lada")
        tally.write()
    assert [row.searches for row in session.scalars(select(SearchCount).order_by(SearchCount.day))] == [2, 1]


def test_the_product_still_knows_the_search_when_it_is_opened_again(client: Browser, pepper: Product) -> None:
    for _ in range(2):
        page = client.get("/produk/lada", headers={"Referer": SEARCH + "lada"}).get_data(as_text=True)
        assert '<input type="hidden" name="found_by" value="lada">' in page


@pytest.mark.parametrize(
    "headers",
    [{"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
     {"User-Agent": "WhatsApp/2.23.20.0 A"}, {"User-Agent": ""}, {"Sec-Purpose": "prefetch;prerender"}],
)  # fmt: skip
def test_robots_previews_and_pages_fetched_ahead_count_as_nothing(
    client: Browser, pepper: Product, headers: dict[str, str]
) -> None:
    assert "/produk/lada" in client.get("/cari?q=lada", headers=headers).get_data(as_text=True)
    client.get("/produk/lada", headers={"Referer": SEARCH + "lada", **headers})
    client.head("/cari?q=lada")
    assert counted() == {}
    assert session.scalars(select(SearchShown)).all() == []


@pytest.mark.parametrize(
    "headers",
    [{}, {"Referer": "http://elsewhere.example/cari?q=lada"}, {"Referer": "http://localhost/?q=lada"},
     {"Referer": "http://localhost/cari"}, {"Referer": "http://[/cari?q=lada"}],
)  # fmt: skip
def test_other_ways_to_a_product_count_as_none(client: Browser, pepper: Product, headers: dict[str, str]) -> None:
    assert client.get("/produk/lada", headers=headers).status_code == 200
    assert counted() == {}


def test_browsers_may_tell_our_own_pages_where_they_come_from(client: Browser, pepper: Product) -> None:
    assert client.get("/cari?q=lada").headers["Referrer-Policy"] == "same-origin"


def put_in_cart(client: Browser, product: Product, **more: str) -> str | None:
    client.post("/keranjang", {"variant_id": variant_of(product).id, "quantity": 1, **more})
    return session.scalars(select(CartLine.found_by)).one()


def test_the_search_goes_along_into_the_cart_and_no_further(client: Browser, cast: Cast, pepper: Product) -> None:
    page = client.get("/produk/lada", headers={"Referer": SEARCH + "Lada"}).get_data(as_text=True)
    assert '<input type="hidden" name="found_by" value="lada">' in page
    assert 'name="found_by"' not in client.get("/produk/lada").get_data(as_text=True)
    assert put_in_cart(client, pepper, found_by="lada") == "lada"
    assert put_in_cart(client, pepper) == "lada", "putting in more does not forget it"


@pytest.mark.parametrize("text", ["dewi@contoh.id", "x" * 61, "081234567890", "<b>"])
def test_a_forged_search_is_not_kept_in_the_cart(client: Browser, pepper: Product, text: str) -> None:
    assert put_in_cart(client, pepper, found_by=text) is None


def test_an_order_counts_for_the_search_that_led_to_it(cast: Cast, pepper: Product) -> None:
    with transaction():
        sambal = ProductFactory(seller_id=cast.shop_of_citra.id)
        carts.add(Holder(user_id=cast.dewi.id), variant_id=variant_of(pepper).id, quantity=1, found_by="lada")
    place(cast.dewi, [sambal])
    assert counted() == {"lada": (0, 0, 0, 1)}
    assert session.scalars(select(CartLine)).all() == []


def test_signing_in_keeps_the_search_of_a_line(client: Browser, cast: Cast, pepper: Product) -> None:
    assert put_in_cart(client, pepper, found_by="lada") == "lada"
    client.get("/masuk")
    client.post("/masuk", {"email": "dewi@contoh.id", "password": PASSWORD})
    assert session.scalars(select(CartLine.found_by)).one() == "lada"


def test_makers_on_the_first_page_are_counted(client: Browser, cast: Cast, pepper: Product) -> None:
    for path in ("/cari?q=lada", "/cari?q=lada", "/cari?q=lada&hal=2", "/cari"):
        client.get(path)
    tally.write()
    assert session.execute(select(SearchShown.seller_id, SearchShown.shown)).all() == [(cast.shop_of_ani.id, 2)]


def test_popular_texts_are_frequent_found_and_recent(cast: Cast) -> None:
    with transaction():
        SearchCountFactory(day=today(), text_folded="lada", searches=6)
        SearchCountFactory(day=today(), text_folded="getas", searches=9)
        SearchCountFactory(day=today(), text_folded="jarang", searches=4)
        SearchCountFactory(day=today(), text_folded="tidak ada", searches=9, found_nothing=9)
        SearchCountFactory(day=today() - timedelta(days=31), text_folded="lama", searches=9)
    assert learning.popular_texts() == ["getas", "lada"]
    with transaction():
        SearchCountFactory(day=today(), text_folded="rusip", searches=99)
    assert learning.popular_texts() == ["getas", "lada"], "read again after some minutes"
    learning.forget_popular()
    assert learning.popular_texts() == ["rusip", "getas", "lada"]


def test_the_nearest_names_are_offered_as_meanings(pepper: Product) -> None:
    assert "lada putih" in learning.nearest_meanings("ladaputih")
    assert "terasi" in learning.nearest_meanings("trasssi")
    assert learning.nearest_meanings("") == []


def test_rare_texts_are_forgotten_after_a_month_and_everything_after_400_days(cast: Cast) -> None:
    with transaction():
        for days, text, searches in (
            (401, "sangat lama", 99), (399, "lama", 99), (40, "jarang", 2), (40, "sering", 2), (35, "sering", 1),
            (29, "baru", 1), (100, "dulu", 1),
        ):  # fmt: skip
            SearchCountFactory(day=today() - timedelta(days=days), text_folded=text, searches=searches)
        SearchShownFactory(day=today() - timedelta(days=401), seller_id=cast.shop_of_ani.id, shown=1)
    with transaction():
        assert commands.forget_old_counts() == 3
    with transaction():
        assert commands.forget_old_counts() == 0
    kept = {row.text_folded for row in session.scalars(select(SearchCount))}
    assert kept == {"lama", "sering", "baru", "dulu"}, "what is older than two months was looked at before"


def test_makers_that_were_rarely_shown_get_their_turn(cast: Cast) -> None:
    with transaction():
        SearchShownFactory(day=today(), seller_id=cast.shop_of_ani.id, shown=30)
        SearchShownFactory(day=today() - timedelta(days=15), seller_id=cast.shop_of_citra.id, shown=900)
    with transaction():
        assert commands.take_turns(most=9) == 1
    session.expire_all()
    assert session.get_one(Seller, cast.shop_of_ani.id).search_turn == 33, "twice the mean"
    assert session.get_one(Seller, cast.shop_of_citra.id).search_turn == 100
    with transaction():
        assert commands.take_turns(most=9) == 0


def test_a_turn_moves_a_maker_up_a_little(cast: Cast) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_citra.id, name="Lada Putih Delas")
        newer = ProductFactory(seller_id=cast.shop_of_ani.id, name="Lada Putih Delas")
        SearchShownFactory(day=today(), seller_id=cast.shop_of_ani.id, shown=30)
    commands.rebuild()
    assert first("lada putih") == newer.id
    with transaction():
        commands.take_turns(most=9)
    worker.drain()
    assert first("lada putih") != newer.id


def first(text: str) -> int:
    return queries.search(Filters(text), limit=1, offset=0).product_ids[0]


def test_ratings_reach_the_columns_and_the_card(client: Browser, cast: Cast, pepper: Product) -> None:
    assert "★" not in client.get("/cari?q=lada").get_data(as_text=True)
    with transaction():
        product = session.get_one(Product, pepper.id)
        product.rating_count, product.rating_sum = 12, 55
    commands.update([pepper.id])
    assert "★ 4,6 (12)" in client.get("/cari?q=lada&nilai=4").get_data(as_text=True)
    assert "/produk/lada" not in client.get("/cari?q=lada&nilai=5").get_data(as_text=True)
