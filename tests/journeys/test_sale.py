"""One buyer, two sellers, one payment: the whole way, with and without JavaScript."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.people import NEW_PASSWORD, Person, rupiah
from tests.journeys.shop import RunningShop

pytestmark = pytest.mark.browser
SELLERS = {"ani@contoh.id": "lada-kemuja-makmur", "citra@contoh.id": "lada-airgegas-delas"}


def balance_of(seller: Person) -> int:
    """What was earned and is not paid out: it can be, or waits until the time for complaints is up."""
    seller.open("/penjual/pusat/keuangan")
    waiting = seller.page.locator("section[aria-labelledby=coming] dd").all_inner_texts()
    return sum(map(rupiah, [seller.page.locator(".tile").first.inner_text(), *waiting]))


def first_product_of(visitor: Person, shop_slug: str) -> str:
    visitor.open(f"/toko/{shop_slug}")
    address = visitor.page.locator(".card .name").first.get_attribute("href")
    assert address is not None
    return address.removeprefix("/produk/")


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_a_buyer_pays_once_and_two_sellers_earn(chromium: Browser, shop: RunningShop, javascript: bool) -> None:
    sellers = {email: Person(chromium, shop, javascript=javascript) for email in SELLERS}
    before = {}
    for email, seller in sellers.items():
        seller.sign_in(email)
        before[email] = balance_of(seller)

    buyer = Person(chromium, shop, javascript=javascript)
    buyer.open("/")
    buyer.page.get_by_role("searchbox").fill("lada")
    buyer.press("Cari")
    expect(buyer.page.get_by_role("heading", name="Hasil untuk")).to_be_visible()
    assert buyer.page.locator(".card").count() > 3
    for shop_slug in SELLERS.values():
        buyer.put_in_cart(first_product_of(buyer, shop_slug), quantity=2)
    buyer.press("Lanjut ke pesanan", role="link")
    email = buyer.register()
    buyer.confirm(email)
    buyer.sign_in(email, NEW_PASSWORD)
    buyer.open("/keranjang")
    assert buyer.page.locator(".line").count() == 2, "the cart came along"
    buyer.press("Lanjut ke pesanan", role="link")
    buyer.add_address()
    buyer.press("Buat pesanan dan bayar")
    number = buyer.page.url.rsplit("/", 1)[1]
    buyer.pay()
    buyer.wait_for_text("Pembayaran sudah kami terima")

    shares = {}
    for seller_email, seller in sellers.items():
        seller.open("/penjual/pusat/pesanan?status=baru")
        seller.press(number, role="link")
        shares[seller_email] = rupiah(seller.page.locator("li.strong").first.inner_text())
        seller.press("Terima pesanan")
        sending = seller.page.locator("form[action$='/kirim']")
        sending.get_by_label("Kurir").fill("JNE")
        sending.get_by_label("Nomor resi").fill(f"JNE-{number}-{len(shares)}")
        seller.press("Tandai sudah dikirim")

    buyer.open(f"/pesanan/{number}")
    expect(buyer.page.get_by_text(f"JNE-{number}-")).to_have_count(2)
    for _ in SELLERS:
        buyer.press("Pesanan diterima")
    expect(buyer.page.get_by_role("button", name="Pesanan diterima")).to_have_count(0)

    for seller_email, seller in sellers.items():
        assert balance_of(seller) == before[seller_email] + shares[seller_email]
    checked = shop.flask("ledger", "check")
    assert (checked.returncode, checked.stdout) == (0, "")
    assert [person.problems for person in (buyer, *sellers.values()) if person.problems] == []
