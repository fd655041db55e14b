"""Suspending a shop and reopening it: what everybody sees at the next request."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import worker
from app.accounts.commands import accounts
from app.cart.queries import Holder, lines_of
from app.checkout import commands as checkout
from app.checkout.errors import OffSale
from app.db import session, transaction
from app.errors import NotFound
from app.models.account import User
from app.models.audit import AuditEvent
from app.models.order import Order, OrderStatus
from app.models.seller import MemberRole, Seller, SellerStatus
from app.models.state import IllegalTransition, StateChange
from app.search import commands as search
from app.search.engine import engine
from app.sellers.commands import standing as commands
from app.sellers.errors import OwnShop
from app.settings import setting
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.catalog import ProductFactory
from tests.factories.order import capture, fill_cart, place, wish_for
from tests.factories.seller import SellerMemberFactory

BrowserOf = Callable[[User], Browser]
Emitted = Callable[[str], list[dict[str, Any]]]
REASON = "Barang tidak sesuai izin edarnya."


def suspend(cast: Cast, *, admin: User | None = None) -> None:
    with transaction():
        commands.suspend_seller(cast.shop_of_ani.id, admin_id=(admin or cast.eko).id, reason=REASON)


def reopen(cast: Cast) -> None:
    with transaction():
        commands.reopen_seller(cast.shop_of_ani.id, admin_id=cast.eko.id, reason="Izinnya sudah lengkap.")


@pytest.fixture(autouse=True)
def no_mail_left(app: Flask) -> Iterator[None]:
    """Mails are named after deliveries, whose numbers begin anew with each test."""
    yield
    shutil.rmtree(setting("DATA_DIR") / "mail", ignore_errors=True)


def indexed() -> int:
    """How many products stand in the index, whatever the pages make of them."""
    snapshot = engine().snapshot()
    assert snapshot is not None
    return int(snapshot.is_live.sum())


def test_a_suspension_says_who_when_and_why_and_is_told_once(cast: Cast, emitted: Emitted) -> None:
    suspend(cast)
    suspend(cast)
    change = session.scalars(select(StateChange)).one()
    assert (change.machine, change.to_status, change.reason) == ("sellers", "suspended", REASON)
    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.reason) == ("seller.suspended", REASON)
    assert emitted("seller.suspended") == [{"seller_id": cast.shop_of_ani.id}]


def test_a_reopened_shop_is_told_once_too(cast: Cast, emitted: Emitted) -> None:
    suspend(cast)
    reopen(cast)
    reopen(cast)
    assert session.get_one(Seller, cast.shop_of_ani.id).status == SellerStatus.ACTIVE
    assert emitted("seller.reopened") == [{"seller_id": cast.shop_of_ani.id}]


def test_nobody_decides_about_the_own_shop_and_a_closed_one_stays_closed(cast: Cast) -> None:
    with transaction():
        SellerMemberFactory(seller_id=cast.shop_of_ani.id, user_id=cast.fitri.id, role=MemberRole.BOOKKEEPER)
    with pytest.raises(OwnShop):
        suspend(cast, admin=cast.fitri)
    with transaction():
        session.get_one(Seller, cast.shop_of_ani.id).move_to(SellerStatus.CLOSED, because="test")
    for decide in (suspend, reopen):
        with pytest.raises(IllegalTransition):
            decide(cast)
    with pytest.raises(NotFound), transaction():
        commands.suspend_seller(999_999, admin_id=cast.eko.id, reason=REASON)


def test_a_shop_on_holiday_is_not_reopened_by_an_admin(cast: Cast) -> None:
    with transaction():
        session.get_one(Seller, cast.shop_of_ani.id).move_to(SellerStatus.ON_HOLIDAY, because="test")
    with pytest.raises(IllegalTransition):
        reopen(cast)
    suspend(cast)


def test_everything_of_a_suspended_shop_is_gone_at_the_next_request_and_comes_back(client: Browser, cast: Cast) -> None:
    with transaction():
        ProductFactory(seller_id=cast.shop_of_ani.id, name="Madu Pelawan", slug="madu-pelawan")
    shop_id, admin_id = cast.shop_of_ani.id, cast.eko.id
    search.rebuild()
    lists = [
        "/", "/kategori/bumbu-rempah", "/toko", "/cari?q=pelawan", "/cari", "/cari?kecamatan=19.01.04", "/sitemap.xml",
        "/wilayah/bangka", "/wilayah/bangka/mendo-barat",
    ]  # fmt: skip
    own = ["/produk/madu-pelawan", "/toko/lada-kemuja-makmur"]

    def seen() -> list[str]:
        return [path for path in lists if "lada-kemuja-makmur" in text(path) or "madu-pelawan" in text(path)]

    def text(path: str) -> str:
        return client.get(path).get_data(as_text=True)

    assert seen() == lists
    suspend(cast)
    assert seen() == []
    assert [client.get(path).status_code for path in own] == [404, 404]
    assert indexed() == 1, "the index hears of it through the outbox"
    worker.drain()
    assert indexed() == 0
    with transaction():
        commands.reopen_seller(shop_id, admin_id=admin_id, reason="Izinnya sudah lengkap.")
    worker.drain()
    assert indexed() == 1
    assert seen() == lists
    assert [client.get(path).status_code for path in own] == [200, 200]


def test_a_cart_says_what_is_not_sold_now_and_the_checkout_refuses(browser_of: BrowserOf, cast: Cast) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, slug="lada", variant__stock=9)
    fill_cart(cast.dewi, [product])
    wish = wish_for(cast.dewi)
    suspend(cast)
    assert [line.is_on_sale for line in lines_of(Holder(user_id=cast.dewi.id))] == [False]
    dewi = browser_of(cast.dewi)
    assert "Sedang tidak dijual" in dewi.get("/keranjang").get_data(as_text=True)
    with pytest.raises(OffSale), transaction():
        checkout.place_order(checkout.Buyer(cast.dewi.id, "Dewi", "dewi@contoh.id"), wish)
    form = {"checkout_key": wish.checkout_key, "expected_total": wish.expected_total, "alamat": wish.address_id}
    refused = dewi.post("/checkout", form)
    assert refused.status_code == 409
    assert "sedang tidak dijual" in refused.get_data(as_text=True)
    assert dewi.post("/keranjang", {"variant_id": str(product.variants[0].id), "quantity": "1"}).status_code == 422


@pytest.mark.parametrize(("who", "closed"), [("ani", ("produk", "toko")), ("budi", ("produk", "keuangan", "tim"))])
def test_open_orders_of_a_suspended_shop_are_served_and_nothing_new_is_offered(
    browser_of: BrowserOf, cast: Cast, who: str, closed: tuple[str, ...]
) -> None:
    with transaction():
        product = ProductFactory(seller_id=cast.shop_of_ani.id, variant__stock=9)
    group = place(cast.dewi, [product])
    capture(group)
    order_id = group.orders[0].id
    suspend(cast)
    browser = browser_of(getattr(cast, who))
    for path in closed:
        assert browser.get(f"/penjual/pusat/{path}").status_code == 403, path
    assert browser.post(f"/penjual/pusat/produk/{product.id}", {}).status_code == 403
    assert browser.post("/penjual/pusat/tim/undang", {"email": "a@contoh.id", "role": "staff"}).status_code == 403
    assert browser.get("/penjual/pusat/pesanan").status_code == 200
    path = f"/penjual/pusat/pesanan/{order_id}"
    assert browser.get(path).status_code == 200
    assert browser.post(f"{path}/terima").status_code == 303
    assert browser.post(f"{path}/kirim", {"courier": "JNE", "tracking_number": "JNE-1"}).status_code == 303
    assert session.get_one(Order, order_id).status == OrderStatus.SHIPPED


def test_a_suspended_shop_reads_why_and_whom_to_contact(browser_of: BrowserOf, cast: Cast) -> None:
    suspend(cast)
    ani = browser_of(cast.ani)
    home = ani.get("/penjual/pusat").get_data(as_text=True)
    for text in ("dibekukan sejak", REASON, "bantuan@sebalai.example"):
        assert text in home
    assert "/toko/lada-kemuja-makmur" not in home
    assert "Baca alasannya" in ani.get("/penjual/pusat/pesanan").get_data(as_text=True)
    reopen(cast)
    assert REASON not in ani.get("/penjual/pusat").get_data(as_text=True)
    assert ani.get("/penjual/pusat/produk").status_code == 200


def test_a_bookkeeper_of_a_suspended_shop_sees_no_orders(browser_of: BrowserOf, cast: Cast) -> None:
    with transaction():
        SellerMemberFactory(seller_id=cast.shop_of_ani.id, user_id=cast.dewi.id, role=MemberRole.BOOKKEEPER)
        accounts.open_session(cast.dewi.id)
    suspend(cast)
    assert browser_of(cast.dewi).get("/penjual/pusat/pesanan").status_code == 403
