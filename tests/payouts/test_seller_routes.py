"""The balance page of the seller centre."""

from collections.abc import Callable

from app.db import transaction
from app.money import format_rupiah
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.order import capture, complete, place
from tests.web.visitors import signed_in

PATH = "/penjual/pusat/keuangan"


def test_a_seller_sees_what_was_earned_and_why_and_nothing_of_others(
    new_client: Callable[[], Browser], cast: Cast
) -> None:
    with transaction():
        products = [ProductFactory(seller_id=shop.id) for shop in (cast.shop_of_ani, cast.shop_of_citra)]
    group = place(cast.dewi, products)
    capture(group)
    parts = {order.seller_id: (order.number, order.id, order.total_amount) for order in group.orders}
    complete(group, cast.dewi)
    pages = {}
    for person, shop in ((cast.ani, cast.shop_of_ani), (cast.citra, cast.shop_of_citra)):
        page = pages[shop.id] = signed_in(new_client(), person).get(PATH).get_data(as_text=True)
        number, order_id, amount = parts[shop.id]
        assert f"Pesanan {number} selesai" in page
        assert f'href="/penjual/pusat/pesanan/{order_id}"' in page
        assert page.count(format_rupiah(amount)) == 2, "as the balance and as the entry"
        assert "komisi Rp0" in page
    for seller_id, (number, _order_id, _amount) in parts.items():
        assert [number in page for owner, page in pages.items() if owner != seller_id] == [False]


def test_a_new_shop_has_no_balance(client: Browser, cast: Cast) -> None:
    browser = signed_in(client, cast.ani)
    assert "Belum ada saldo" in browser.get(PATH).get_data(as_text=True)
    assert browser.get(f"{PATH}?hal=99").status_code == 200


def test_only_owners_and_bookkeepers_come_in(new_client: Callable[[], Browser], cast: Cast) -> None:
    refused = (cast.dewi, cast.eko, cast.budi)
    assert [signed_in(new_client(), person).get(PATH).status_code for person in refused] == [403, 403, 403]
    assert new_client().get(PATH).headers["Location"].startswith("/masuk")
    assert signed_in(new_client(), cast.ani).post(PATH).status_code == 405
