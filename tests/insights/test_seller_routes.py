"""The page of figures, the file, and what is counted on the way."""

from collections.abc import Callable

from sqlalchemy import select

from app import tally
from app.db import session, transaction
from app.models.insight import ProductDay
from app.models.seller import MemberRole
from app.tally import people
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.insight import ProductDayFactory
from tests.factories.order import capture, place, variant_of
from tests.factories.seller import SellerMemberFactory
from tests.web.visitors import signed_in

PAGE = "/penjual/pusat/wawasan"
PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 13)"}


def counted() -> list[tuple[int, int, int]]:
    tally.write()
    return [(row.product_id, row.views, row.carted) for row in session.scalars(select(ProductDay))]


def test_a_person_counts_once_and_neither_robots_nor_the_shop_itself_do(
    new_client: Callable[[], Browser], cast: Cast
) -> None:
    people.forget()
    tally.forget()
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, slug="lada", variant__stock=9)
    variant_id = variant_of(product).id
    robot = {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}
    for browser, headers in ((new_client(), robot), (signed_in(new_client(), cast.budi), PHONE)):
        assert browser.get("/produk/lada", headers=headers).status_code == 200
    ani = signed_in(new_client(), cast.ani)
    ani.post("/keranjang", {"variant_id": variant_id, "quantity": 1})
    assert counted() == []
    visitor = new_client()
    for _ in range(2):
        visitor.get("/produk/lada", headers=PHONE)
        assert visitor.post("/keranjang", {"variant_id": variant_id, "quantity": 1}).status_code == 303
    assert counted() == [(product.id, 1, 1)]
    for buyer in (cast.dewi, cast.citra):
        for browser in (signed_in(new_client(), buyer), signed_in(new_client(), buyer)):
            browser.get("/produk/lada", headers=PHONE)
            browser.post("/keranjang", {"variant_id": variant_id, "quantity": 1})
    assert counted() == [(product.id, 3, 3)], "behind one address each account is a person"


def test_the_page_shows_the_funnel_the_best_and_one_tip(new_client: Callable[[], Browser], cast: Cast) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, name="Lada putih", variant__stock=9)
        ProductFactory(seller_id=cast.shop_of_citra.id, name="Madu asing")
        ProductDayFactory(product_id=product.id, views=73, carted=5)
    capture(place(cast.dewi, [product]))
    page = signed_in(new_client(), cast.ani).get(PAGE).get_data(as_text=True)
    for text in ("Saran minggu ini", "Lada putih", ">73<", "Belum sampai 5 pembeli"):
        assert text in page
    assert "Madu asing" not in page
    assert 'dibayar: Dilihat 73, Masuk keranjang 5, Pesanan dibayar 1"' in page, "spoken"
    assert '<th scope="row">Masuk keranjang</th><td class="num">5</td>' in page


def test_the_file_has_a_row_for_each_product(new_client: Callable[[], Browser], cast: Cast) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, name="=Lada", variant__stock=9)
        ProductDayFactory(product_id=product.id, views=73)
    response = signed_in(new_client(), cast.ani).get(f"{PAGE}.csv?hari=7")
    text = response.get_data(as_text=True)
    assert "wawasan-7-hari.csv" in response.headers["Content-Disposition"]
    assert "Produk,Dilihat" in text
    assert "'=Lada,73,0,0,0,0,9,0" in text


def test_every_member_reads_it_and_nobody_else(new_client: Callable[[], Browser], cast: Cast) -> None:
    with transaction():
        SellerMemberFactory(seller_id=cast.shop_of_ani.id, user_id=cast.fitri.id, role=MemberRole.BOOKKEEPER)
    for user, status in ((cast.budi, 200), (cast.fitri, 200), (cast.dewi, 403)):
        browser = signed_in(new_client(), user)
        assert [browser.get(path).status_code for path in (PAGE, f"{PAGE}.csv", f"{PAGE}?hari=9x")] == [status] * 3
