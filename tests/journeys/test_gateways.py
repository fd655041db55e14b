"""Money that comes through Stripe and Midtrans, on pages of theirs, and goes back there or is taken by a bank."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.gateways import Street, open_street
from tests.journeys.people import Person
from tests.journeys.shop import RunningShop
from tests.journeys.test_money_back import SHOP, Buyer

pytestmark = pytest.mark.browser
STRIPE, MIDTRANS = "Kartu dan dompet internasional", "QRIS, virtual account"
RECEIVED = "Pembayaran sudah kami terima"


@pytest.fixture
def street(new_shop_on: RunningShop) -> Iterator[Street]:
    with open_street(new_shop_on, "stripe,midtrans") as street:
        yield street


class Payer(Buyer):
    """Buys one thing again and again, and pays it somewhere else."""

    slug = ""

    def choose_something(self) -> None:
        self.open(f"/toko/{SHOP}")
        address = self.page.locator(".card .name").first.get_attribute("href") or ""
        self.slug = address.removeprefix("/produk/")

    def order_one(self) -> str:
        self.put_in_cart(self.slug)
        return self.order()

    def pay_there(self, way: str, press: str) -> None:
        """Off to the gateway's page, and back from it by one of its buttons."""
        self.pay_by(way)
        assert not self.page.url.startswith(self.shop.url), "the browser left the shop"
        self.press(press)
        assert self.page.url.startswith(f"{self.shop.url}/pembayaran/")

    def cancel(self, number: str) -> None:
        self.open(f"/pesanan/{number}")
        self.press("Batalkan pesanan", role="link")
        self.page.get_by_role("radio").first.check()
        self.press("Batalkan, kembalikan Rp")
        self.open(f"/pesanan/{number}")


def test_buyers_pay_at_gateways_and_get_back_from_them(chromium: Browser, street: Street) -> None:
    scripted, dewi = (Payer(chromium, street.shop, javascript=javascript) for javascript in (True, False))
    eko = Person(chromium, street.shop, javascript=False)
    for person, name in ((scripted, "dewi"), (dewi, "dewi"), (eko, "eko")):
        person.sign_in(f"{name}@contoh.id")
    for buyer in (scripted, dewi):
        buyer.choose_something()
        changed_to_another_way_and_back(street, buyer)
    paid_by_card_and_back(street, scripted)
    paid_by_virtual_account_and_back(street, dewi)
    taken_by_the_bank_of_a_card(street, dewi, eko)
    taken_back_at_midtrans(street, dewi, eko)
    for command in ("ledger check", "payments reconcile", "books reconcile"):
        swept = street.shop.flask(*command.split())
        assert swept.returncode == 0, f"{command}: {swept.stdout}{swept.stderr}"
    assert [person.problems for person in (scripted, dewi, eko) if person.problems] == []


def paid_by_card_and_back(street: Street, dewi: Payer) -> None:
    number = dewi.order_one()
    dewi.pay_there(STRIPE, "Bayar di Stripe")
    dewi.wait_for_text(RECEIVED)
    dewi.cancel(number)
    dewi.wait_for_text("Sudah dikembalikan")
    (refund,), (charge,) = street.stripe.all("refund"), street.stripe.all("charge")
    assert (refund["status"], refund["amount"]) == ("succeeded", charge["amount"])


def changed_to_another_way_and_back(street: Street, dewi: Payer) -> None:
    number = dewi.order_one()
    dewi.pay_there(STRIPE, "Kembali ke toko")
    expect(dewi.page.get_by_text("Menunggu kabar dari gerbang bayar")).to_be_visible()
    dewi.press("Lanjutkan membayar", role="link")
    dewi.press("Kembali ke toko")
    dewi.page.get_by_text("Bayar dengan cara lain").click()
    dewi.pay_there(MIDTRANS, "Bayar di Midtrans")
    dewi.wait_for_text(RECEIVED)
    assert street.stripe.all("checkout.session")[-1]["status"] == "expired"
    dewi.cancel(number)
    dewi.wait_for_text("Sudah dikembalikan")
    assert street.midtrans.orders[street.newest_order()].status == "refund"


def paid_by_virtual_account_and_back(street: Street, dewi: Payer) -> None:
    street.midtrans.method = "bni_va"
    number = dewi.order_one()
    dewi.pay_there(MIDTRANS, "Bayar di Midtrans")
    dewi.wait_for_text(RECEIVED)
    dewi.cancel(number)
    dewi.wait_for_text("Tulis rekening")  # a bank gives nothing back by itself


def taken_by_the_bank_of_a_card(street: Street, dewi: Payer, eko: Person) -> None:
    number = dewi.order_one()
    dewi.pay_there(STRIPE, "Bayar di Stripe")
    dewi.wait_for_text(RECEIVED)
    dispute = street.stripe.dispute(street.stripe.all("checkout.session")[-1]["id"])
    open_dispute(eko, number)
    street.stripe.decide_dispute(dispute, "lost")
    eko.wait_for_text("Kalah")


def taken_back_at_midtrans(street: Street, dewi: Payer, eko: Person) -> None:
    street.midtrans.method = "gopay"
    number = dewi.order_one()
    dewi.pay_there(MIDTRANS, "Bayar di Midtrans")
    dewi.wait_for_text(RECEIVED)
    street.midtrans.chargeback(street.newest_order())
    open_dispute(eko, number)
    eko.page.get_by_label("Dari mana Anda tahu").fill("Bank pembeli memenangkan pembeli, menurut dasbor.")
    eko.press("Kita kalah")
    expect(eko.page.locator(".badge", has_text="Kalah")).to_be_visible()


def open_dispute(eko: Person, number: str) -> None:
    """Once the news of it has come."""
    eko.open("/admin/pembayaran/sengketa")
    eko.wait_for_text(number)
    eko.press(number, role="link")
    expect(eko.page.get_by_role("heading", name="Sengketa", exact=True)).to_be_visible()
