"""The stock room: strangers, other shops' variants, bad forms, happy, pressed twice."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.clock import day_of, now
from app.db import session, transaction
from app.models.account import User
from app.models.catalog import Product
from app.models.seller import MemberRole, SellerMember
from app.models.stock import OfflineSale, StockItem
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.order import capture, place, variant_of
from tests.statements import Statements

STOCK = "/penjual/pusat/stok"
BrowserOf = Callable[[User], Browser]


@pytest.fixture
def goods(cast: Cast) -> list[Product]:
    """Three products of Ani's, ten pieces of each."""
    names = ("Getas", "Lada", "Rusip")
    with transaction():
        return [ProductFactory(seller_id=cast.shop_of_ani.id, name=name, name_folded=name.lower()) for name in names]


@pytest.fixture
def foreign(cast: Cast) -> Product:
    with transaction():
        product: Product = ProductFactory(seller_id=cast.shop_of_citra.id, name="Teh")
    return product


def on_hand(product: Product) -> int:
    session.rollback()
    return session.get_one(StockItem, variant_of(product).id).on_hand


def counted(counts: dict[Product, object], seen: int = 10) -> dict[str, str]:
    ids = {variant_of(product).id: str(count) for product, count in counts.items()}
    session.rollback()
    return {f"hitung-{key}": count for key, count in ids.items()} | {f"dilihat-{key}": str(seen) for key in ids}


def sale(product: Product, **fields: str) -> dict[str, str]:
    typed = {"variant": str(variant_of(product).id), "quantity": "2", "unit_price": "45.000", "form_key": "k1"}
    session.rollback()
    return typed | {"sold_on": day_of(now()).date().isoformat()} | fields


def test_nobody_else_comes_in(
    new_client: Callable[[], Browser], browser_of: BrowserOf, cast: Cast, goods: list[Product]
) -> None:
    variant_id = variant_of(goods[0]).id
    for browser, status in ((new_client(), 303), (browser_of(cast.dewi), 403), (browser_of(cast.eko), 403)):
        for page in ("", "/hitung", "/jual-langsung", f"/{variant_id}"):
            assert browser.get(STOCK + page).status_code == status
        for page in ("/hitung", "/jual-langsung", f"/{variant_id}/batas", "/jual-langsung/1/batal"):
            assert browser.post(STOCK + page, counted({goods[0]: 1})).status_code == status
    assert browser_of(cast.citra).get(f"{STOCK}/{variant_id}").status_code == 404
    assert on_hand(goods[0]) == 10


def test_a_bookkeeper_reads_and_changes_nothing(browser_of: BrowserOf, cast: Cast, goods: list[Product]) -> None:
    with transaction():
        session.query(SellerMember).filter_by(user_id=cast.budi.id).one().role = MemberRole.BOOKKEEPER
    browser = browser_of(cast.budi)
    page = browser.get(STOCK).get_data(as_text=True)
    assert "Getas" in page
    assert "Hitung stok" not in page
    assert browser.post(f"{STOCK}/hitung", counted({goods[0]: 1})).status_code == 403


def test_what_runs_low_stands_on_top(browser_of: BrowserOf, cast: Cast, goods: list[Product], foreign: Product) -> None:
    capture(place(cast.dewi, goods[2:], 8))
    browser = browser_of(cast.ani)
    page = browser.get(STOCK).get_data(as_text=True)
    assert page.index("Rusip") < page.index("Getas") < page.index("Lada</strong>")
    assert "Teh" not in page
    found = browser.get(f"{STOCK}?hanya=menipis").get_data(as_text=True)
    assert "Rusip" in found
    assert "Getas" not in found
    found = browser.get(f"{STOCK}?nama=geTAS").get_data(as_text=True)
    assert "Getas" in found
    assert "Rusip" not in found


def test_only_changed_rows_are_written(browser_of: BrowserOf, cast: Cast, goods: list[Product]) -> None:
    browser = browser_of(cast.budi)
    typed = counted({goods[0]: 7, goods[1]: 10, goods[2]: ""})
    for _ in range(2):
        assert browser.post(f"{STOCK}/hitung", typed).status_code == 303
    assert [on_hand(product) for product in goods] == [7, 10, 10]


def test_bad_rows_say_why_and_stop_nobody(browser_of: BrowserOf, cast: Cast, goods: list[Product]) -> None:
    place(cast.dewi, goods[1:2], 4)
    capture(place(cast.dewi, goods[2:], 3))
    typed = counted({goods[0]: 12, goods[1]: 2, goods[2]: 11})
    response = browser_of(cast.ani).post(f"{STOCK}/hitung", typed)
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    for sentence in ("1 stok disimpan", "4 buah sudah dipesan pembeli", "sekarang 7"):
        assert sentence in page
    assert [on_hand(product) for product in goods] == [12, 10, 7]
    assert f'name="dilihat-{variant_of(goods[2]).id}" value="7"' in page


@pytest.mark.parametrize(
    ("chosen", "read"),
    [({}, "dihitung penjual"), ({"because": "the goods are spoiled"}, "barangnya rusak")],
)
def test_why_a_count_changed_stands_with_the_movement(
    browser_of: BrowserOf, cast: Cast, goods: list[Product], chosen: dict[str, str], read: str
) -> None:
    browser = browser_of(cast.ani)
    assert 'name="because"' in browser.get(f"{STOCK}/hitung").get_data(as_text=True)
    assert browser.post(f"{STOCK}/hitung", counted({goods[0]: 7}) | chosen).status_code == 303
    assert read in browser.get(f"{STOCK}/{variant_of(goods[0]).id}").get_data(as_text=True)


def test_a_reason_that_is_not_offered_keeps_nothing_and_what_was_typed(
    browser_of: BrowserOf, cast: Cast, goods: list[Product]
) -> None:
    response = browser_of(cast.ani).post(f"{STOCK}/hitung", counted({goods[0]: 7}) | {"because": "paid"})
    assert response.status_code == 422
    assert 'value="7"' in response.get_data(as_text=True)
    assert on_hand(goods[0]) == 10


@pytest.mark.parametrize("bad", ["x", "-1", "1,5", "9999999", "１２"])
def test_what_is_no_count_is_refused(browser_of: BrowserOf, cast: Cast, goods: list[Product], bad: str) -> None:
    response = browser_of(cast.ani).post(f"{STOCK}/hitung", counted({goods[0]: bad, goods[1]: 3}))
    assert response.status_code == 422
    assert [on_hand(product) for product in goods[:2]] == [10, 3]


def test_a_foreign_row_among_own_ones_and_nothing_is_counted(
    browser_of: BrowserOf, cast: Cast, goods: list[Product], foreign: Product
) -> None:
    browser = browser_of(cast.ani)
    assert browser.post(f"{STOCK}/hitung", counted({goods[0]: 3, foreign: 3})).status_code == 404
    assert browser.post(f"{STOCK}/hitung", counted({goods[0]: 3}) | {"hitung-teks": "1"}).status_code == 404
    assert browser.post(f"{STOCK}/hitung", counted({goods[0]: 3}) | {"hitung-999999": "1"}).status_code == 404
    assert [on_hand(goods[0]), on_hand(foreign)] == [10, 10]


def test_the_mark_is_set_and_cleared(browser_of: BrowserOf, cast: Cast, goods: list[Product]) -> None:
    browser, address = browser_of(cast.ani), f"{STOCK}/{variant_of(goods[0]).id}"
    for text, kept in (("12", 12), ("12", 12), ("", None), ("0", 0)):
        assert browser.post(f"{address}/batas", {"low_at": text}).status_code == 303
        session.rollback()
        assert session.get_one(StockItem, variant_of(goods[0]).id).low_at == kept
    for bad in ("x", "-1", "1.5", "9" * 8):
        assert browser.post(f"{address}/batas", {"low_at": bad}).status_code == 422
    assert browser_of(cast.citra).post(f"{address}/batas", {"low_at": "1"}).status_code == 404


def test_everything_that_moved_a_stock_is_told(browser_of: BrowserOf, cast: Cast, goods: list[Product]) -> None:
    group = place(cast.dewi, goods[:1], 4)
    capture(group)
    browser = browser_of(cast.ani)
    browser.post(f"{STOCK}/hitung", counted({goods[0]: 20}, seen=6))
    page = browser.get(f"{STOCK}/{variant_of(goods[0]).id}").get_data(as_text=True)
    for words in ("+14", "−4", group.orders[0].number, "Hitungan", cast.ani.name):
        assert words in page


def test_a_sale_elsewhere_is_noted_once(browser_of: BrowserOf, cast: Cast, goods: list[Product]) -> None:
    browser = browser_of(cast.budi)
    for _ in range(2):
        assert browser.post(f"{STOCK}/jual-langsung", sale(goods[0])).status_code == 303
    (kept,) = session.scalars(select(OfflineSale)).all()
    assert (kept.quantity, kept.unit_price_amount, kept.actor_id) == (2, 45_000, cast.budi.id)
    assert on_hand(goods[0]) == 8
    assert "Rp90.000" in browser.get(f"{STOCK}/jual-langsung").get_data(as_text=True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"variant": "x"},
        {"quantity": "0"},
        {"quantity": "11"},
        {"quantity": "1,5"},
        {"unit_price": "0,5"},
        {"unit_price": "-1"},
        {"unit_price": "0"},
        {"sold_on": "kemarin"},
        {"sold_on": "1990-01-01"},
        {"sold_on": (now() + timedelta(days=2)).date().isoformat()},
        {"form_key": ""},
    ],
)
def test_a_bad_sale_takes_nothing_and_stays_on_the_page(
    browser_of: BrowserOf, cast: Cast, goods: list[Product], wrong: dict[str, str]
) -> None:
    response = browser_of(cast.ani).post(f"{STOCK}/jual-langsung", sale(goods[0], **wrong))
    assert response.status_code in (409, 422)
    assert 'name="unit_price"' in response.get_data(as_text=True)
    assert on_hand(goods[0]) == 10


def test_a_foreign_variant_is_not_sold(browser_of: BrowserOf, cast: Cast, goods, foreign: Product) -> None:
    assert browser_of(cast.ani).post(f"{STOCK}/jual-langsung", sale(foreign)).status_code == 404
    assert on_hand(foreign) == 10


def test_a_sale_is_taken_back_once_with_a_reason(browser_of: BrowserOf, cast: Cast, goods: list[Product]) -> None:
    browser = browser_of(cast.ani)
    browser.post(f"{STOCK}/jual-langsung", sale(goods[0]))
    key = session.scalars(select(OfflineSale.id)).one()
    session.rollback()
    address = f"{STOCK}/jual-langsung/{key}/batal"
    assert browser.post(address, {f"batal-{key}-reason": "  "}).status_code == 422
    typed = {f"batal-{key}-reason": "salah hitung"}
    assert browser_of(cast.citra).post(address, typed).status_code == 404
    assert browser.post(f"{STOCK}/jual-langsung/{key + 9}/batal", {f"batal-{key + 9}-reason": "x"}).status_code == 404
    assert on_hand(goods[0]) == 8
    for _ in range(2):
        assert browser.post(address, typed).status_code == 303
    assert on_hand(goods[0]) == 10
    assert "salah hitung" in browser.get(f"{STOCK}/jual-langsung").get_data(as_text=True)


def test_the_room_costs_the_same_for_few_and_for_many(
    browser_of: BrowserOf, cast: Cast, goods: list[Product], statements: Statements
) -> None:
    browser = browser_of(cast.ani)
    pages = [STOCK, f"{STOCK}/hitung", f"{STOCK}/jual-langsung", f"{STOCK}/{variant_of(goods[0]).id}"]
    browser.post(f"{STOCK}/jual-langsung", sale(goods[0]))

    def costs() -> dict[str, tuple[int, int]]:
        found = {}
        for page in pages:
            with statements.counted() as seen:
                response = browser.get(page)
            assert response.status_code == 200
            found[page] = len(seen), len(response.data)
        return found

    few = costs()
    with transaction():
        for _ in range(30):
            ProductFactory(seller_id=cast.shop_of_ani.id)
    for number in range(8):
        browser.post(f"{STOCK}/jual-langsung", sale(goods[0], form_key=f"more{number}", quantity="1"))
    many = costs()
    assert {page: cost for page, (cost, _) in many.items()} == {page: cost for page, (cost, _) in few.items()}
    assert max(cost for cost, _ in many.values()) <= 9
