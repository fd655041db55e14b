"""Twelve orders leave in one go, from a cheap phone with a weak signal; one number is mended."""

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from app.db import session, transaction
from app.models.account import User
from app.models.catalog import Product
from app.models.order import Order, OrderStatus
from app.models.seller import Seller
from tests.factories.catalog import ProductFactory
from tests.factories.order import capture, place
from tests.journeys.inside import inside
from tests.journeys.people import Person, link_in
from tests.journeys.shop import RunningShop

pytestmark = pytest.mark.browser
DESK = "/penjual/pusat/pesanan"
TWELVE = 12


class Packer(Person):
    """Works through the stages of the desk."""

    def tick_all(self, stage: str) -> None:
        self.open(f"{DESK}?status={stage}")
        self.press("Pilih semua", role="link")
        expect(self.page.locator("[name=pesanan]:checked")).to_have_count(TWELVE)


def twelve_orders(shop: RunningShop) -> list[tuple[int, str]]:
    """Paid orders of a product that nothing else sells, by id and number."""
    with inside(shop):
        dewi = session.scalars(select(User).where(User.email == "dewi@contoh.id")).one()
        ani_sells = session.scalars(select(Seller.id).where(Seller.slug == "lada-kemuja-makmur")).one()
        session.rollback()
        with transaction():
            product: Product = ProductFactory(seller_id=ani_sells, name="Lada Dua Belas", variant__stock=99)
        orders = []
        for number in range(TWELVE):
            group = place(dewi, [product], 1 + number % 2)
            capture(group)
            orders += [(order.id, order.number) for order in group.orders]
        return orders


def test_twelve_orders_are_sent_in_one_go(chromium: Browser, furnished_shop: RunningShop) -> None:
    shop = furnished_shop
    orders = twelve_orders(shop)
    ani = Packer(chromium, shop, javascript=True)
    ani.sign_in("ani@contoh.id")
    ani.go_where_the_signal_is_weak()

    ani.tick_all("baru")
    ani.press("Terima yang dicentang")
    expect(ani.page.get_by_text("12 pesanan diterima")).to_be_visible()

    ani.tick_all("kemas")
    ani.press("Daftar ambil")
    expect(ani.page.get_by_text("× 18")).to_be_visible()
    ani.tick_all("kemas")
    ani.press("Sudah dikemas")
    expect(ani.page.get_by_text("12 pesanan sudah dikemas")).to_be_visible()

    ani.open(f"{DESK}?status=kirim")
    ani.press("Isi nomor resi sekaligus", role="link")
    ani.page.get_by_label("Kurir untuk semua").fill("JNE")
    for order_id, number in orders[1:]:
        ani.page.locator(f"#resi-{order_id}").fill(f"JNE {number}")
    bad_id, bad_number = orders[0]
    ani.page.locator(f"#resi-{bad_id}").fill("?")
    ani.press("Kirim semua yang terisi")
    expect(ani.page.get_by_text("11 pesanan dikirim")).to_be_visible()
    expect(ani.page.locator(f"#salah-{bad_id}")).to_contain_text("Nomor resi terdiri dari")
    expect(ani.page.locator("[id^=resi-]")).to_have_count(1)
    ani.page.locator(f"#resi-{bad_id}").fill(f"JNE {bad_number}")
    ani.press("Kirim semua yang terisi")
    expect(ani.page.get_by_text("1 pesanan dikirim")).to_be_visible()

    with inside(shop):
        sent = session.scalars(select(Order.status).where(Order.id.in_([order_id for order_id, _ in orders]))).all()
        assert set(sent) == {OrderStatus.SHIPPED}
    dewi = Person(chromium, shop, javascript=False)
    dewi.sign_in("dewi@contoh.id")
    link_in(shop, "dewi@contoh.id", f"{bad_number} dalam perjalanan")
    dewi.open(f"/pesanan/{bad_number.removesuffix('-1')}")
    expect(dewi.page.get_by_text(f"JNE {bad_number}")).to_be_visible()
    assert shop.flask("ledger", "check").stdout == ""
    assert [person.problems for person in (ani, dewi) if person.problems] == []
