"""The seller's home."""

from collections.abc import Callable

from app.db import session, transaction
from app.models.catalog import Product, ProductStatus
from app.models.seller import MemberRole, Seller, SellerMember, SellerStatus
from app.money import format_rupiah
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.order import capture, place
from tests.factories.seller import SellerMemberFactory
from tests.web.visitors import signed_in

PATH = "/penjual/pusat"


def test_the_home_says_what_to_do_next(client: Browser, cast: Cast) -> None:
    browser = signed_in(client, cast.ani)
    assert "Pasang produk pertama" in browser.get(PATH).get_data(as_text=True)
    with transaction():
        draft = ProductFactory(seller_id=cast.shop_of_ani.id, status=ProductStatus.DRAFT)
    assert "Lengkapi konsep" in browser.get(PATH).get_data(as_text=True)
    with transaction():
        session.get_one(Product, draft.id).status = ProductStatus.PUBLISHED
    assert "Semua beres" in browser.get(PATH).get_data(as_text=True)
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id)
    group = place(cast.dewi, [product])
    amount = format_rupiah(group.total_amount)
    capture(group)
    page = browser.get(PATH).get_data(as_text=True)
    assert "1 pesanan baru menunggu diterima" in page
    assert page.count(amount) >= 2, "sold this week, and held until it is received"
    assert f'<td class="num">{amount}</td>' in page, "the table behind the chart has every rupiah"


def test_staff_and_bookkeepers_see_the_home_of_their_own_shop(new_client: Callable[[], Browser], cast: Cast) -> None:
    with transaction():
        SellerMemberFactory(seller_id=cast.shop_of_citra.id, user_id=cast.dewi.id, role=MemberRole.BOOKKEEPER)
    for person, shop in ((cast.budi, "Lada Kemuja Makmur"), (cast.dewi, "Lada Delas Airgegas")):
        assert shop in signed_in(new_client(), person).get(PATH).get_data(as_text=True)


def test_nobody_else_comes_in(new_client: Callable[[], Browser], cast: Cast) -> None:
    assert [signed_in(new_client(), person).get(PATH).status_code for person in (cast.dewi, cast.eko)] == [403, 403]
    assert new_client().get(PATH).headers["Location"].startswith("/masuk")


def test_who_leaves_the_shop_loses_the_rights_at_once_and_who_is_suspended_keeps_only_open_orders(
    new_client: Callable[[], Browser], cast: Cast
) -> None:
    budi, citra = signed_in(new_client(), cast.budi), signed_in(new_client(), cast.citra)
    assert [browser.get(PATH).status_code for browser in (budi, citra)] == [200, 200]
    with transaction():
        member = session.query(SellerMember).filter_by(user_id=cast.budi.id).one()
        member.archived_at = member.created_at
        session.get_one(Seller, cast.shop_of_citra.id).move_to(SellerStatus.SUSPENDED, because="a test")
    assert [browser.get(PATH).status_code for browser in (budi, citra)] == [403, 200]
    left = {page: citra.get(f"{PATH}/{page}").status_code for page in ("pesanan", "produk", "keuangan")}
    assert left == {"pesanan": 200, "produk": 403, "keuangan": 200}


def test_who_keeps_the_books_of_a_suspended_shop_reads_whom_to_ask_and_nothing_else(
    new_client: Callable[[], Browser], cast: Cast
) -> None:
    with transaction():
        SellerMemberFactory(seller_id=cast.shop_of_citra.id, user_id=cast.dewi.id, role=MemberRole.BOOKKEEPER)
        session.get_one(Seller, cast.shop_of_citra.id).move_to(SellerStatus.SUSPENDED, because="Izinnya palsu.")
    dewi = signed_in(new_client(), cast.dewi)
    page = dewi.get(PATH).get_data(as_text=True)
    assert "Toko Lada Delas Airgegas sedang dibekukan" in page
    assert "mailto:bantuan@sebalai.example" in page
    assert "/penjual/pusat/tim/keluar" in page
    assert "Izinnya palsu." not in page, "the reason is for the owners"
    for closed in ("keuangan", "pesanan", "produk", "toko", "tim"):
        response = dewi.get(f"{PATH}/{closed}")
        assert response.status_code == 403
        assert "hubungi kami: bantuan@sebalai.example" in response.get_data(as_text=True)
