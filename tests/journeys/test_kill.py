"""The server or the worker dies at every step of a sale; the same form again, and nothing is lost or doubled."""

import random
import re
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email import policy
from email.parser import Parser

import pytest
import requests

from tests.journeys import inside
from tests.journeys.http import Client
from tests.journeys.people import NEW_PASSWORD, eventually, link_in
from tests.journeys.shop import RunningShop

pytestmark = pytest.mark.browser
SELLERS = ("ani@contoh.id", "citra@contoh.id")
SKUS = ("LKM18-04", "LAD37-04-140-G")
MAILS_OF_A_SALE = {
    "menunggu pembayaran": 1,
    "sudah kami terima": 1,
    "Pesanan baru": 2,
    "menyiapkan pesanan": 2,
    "dalam perjalanan": 2,
    "selesai": 2,
}


@dataclass
class Disturbance:
    """Kills one part of the shop around every request."""

    shop: RunningShop
    part: str
    chance: random.Random = field(default_factory=lambda: random.Random(20261124))

    def kill(self) -> None:
        self.shop.kill(self.part)


class BetweenSteps(Disturbance):
    """The part dies, then the form is sent."""

    def strike(self, request: Callable[[], requests.Response]) -> None:
        self.kill()


class OnTheWay(Disturbance):
    """The form is sent, and the part dies 5 to 50 ms later."""

    def strike(self, request: Callable[[], requests.Response]) -> None:
        sender = threading.Thread(target=_quietly, args=(request,))
        sender.start()
        time.sleep(self.chance.uniform(0.005, 0.05))
        self.kill()
        sender.join()


def _quietly(request: Callable[[], requests.Response]) -> None:
    with suppress(requests.RequestException):
        request()


@dataclass
class Sale:
    """The steps of a sale, each struck once and then done again as a person would."""

    shop: RunningShop
    disturbance: BetweenSteps | OnTheWay
    buyer: Client
    email: str = field(default_factory=lambda: f"tabah-{secrets.token_hex(4)}@contoh.id")

    def read(self, client: Client, path: str) -> str:
        self.disturbance.strike(lambda: requests.get(self.shop.url + path, timeout=30))
        return client.patiently("GET", path).text

    def send(self, client: Client, path: str, **fields: object) -> requests.Response:
        self.disturbance.strike(lambda: client.post(path, **fields))
        answer = client.patiently("POST", path, **fields)
        assert answer.status_code == 303, f"{path}: {answer.status_code}"
        return answer

    def sign_in(self, client: Client, email: str, password: str) -> None:
        client.patiently("GET", "/masuk")
        self.disturbance.strike(lambda: client.post("/masuk", email=email, password=password))
        if "Keluar" not in client.patiently("GET", "/akun").text:
            client.patiently("GET", "/masuk")
            assert client.patiently("POST", "/masuk", email=email, password=password).status_code == 303

    def fill_the_cart(self) -> None:
        assert "card" in self.read(self.buyer, "/cari?q=lada")
        for sku in SKUS:
            self.send(self.buyer, "/keranjang", variant_id=inside.set_stock(self.shop, sku, 50), quantity=1)

    def become_a_buyer(self) -> None:
        person = {"name": "Tabah Sekali", "email": self.email, "phone": "081234567890", "password": NEW_PASSWORD}
        self.buyer.patiently("GET", "/daftar")
        self.send(self.buyer, "/daftar", **person, terms="y", privacy="y")
        link = link_in(self.shop, self.email, "Konfirmasikan")
        self.buyer.patiently("GET", link)
        self.send(self.buyer, link)
        self.sign_in(self.buyer, self.email, NEW_PASSWORD)
        self.buyer.patiently("GET", "/akun/alamat/baru")
        home = {"recipient_name": "Tabah Sekali", "phone": "081234567890", "street": "Jalan Tebet Raya 12"}
        self.send(self.buyer, "/akun/alamat/baru", **home, district="Tebet", district_code="31.74.01")

    def order(self) -> str:
        self.buyer.patiently("GET", "/checkout")
        return self.send(self.buyer, "/checkout").headers["Location"].rsplit("/", 1)[1]

    def pay(self, number: str) -> None:
        page = f"/pembayaran/{number}"
        self.buyer.patiently("GET", page)
        gateway = self.send(self.buyer, page).headers["Location"].removeprefix(self.shop.url)
        self.buyer.patiently("GET", gateway)
        self.send(self.buyer, gateway, hasil="paid")
        eventually(
            lambda: "Pembayaran sudah kami terima" in self.buyer.patiently("GET", page).text, "the payment never came"
        )

    def deliver(self, number: str, seller_email: str) -> None:
        seller = Client(self.shop)
        seller.patiently("GET", "/masuk")
        seller.sign_in(seller_email)
        page = seller.patiently("GET", "/penjual/pusat/pesanan?status=baru").text
        found = re.search(rf'href="(/penjual/pusat/pesanan/\d+)"><strong>{number}', page)
        assert found is not None, "the seller does not see the order"
        seller.patiently("GET", found[1])
        self.send(seller, f"{found[1]}/terima")
        seller.patiently("GET", found[1])
        self.send(seller, f"{found[1]}/kirim", courier="JNE", tracking_number=f"JNE{found[1].replace('/', '-')}")

    def receive(self, number: str) -> None:
        for part in (1, 2):
            self.buyer.patiently("GET", f"/pesanan/{number}")
            self.send(self.buyer, f"/pesanan/{number}/{part}/diterima")


@pytest.mark.parametrize("part", ["server", "pekerja"])
@pytest.mark.parametrize("moment", [BetweenSteps, OnTheWay], ids=["between-steps", "on-the-way"])
def test_a_part_that_dies_at_every_step_loses_and_doubles_nothing(
    shop_on: RunningShop, part: str, moment: type[BetweenSteps] | type[OnTheWay]
) -> None:
    sale = Sale(shop_on, moment(shop_on, part), Client(shop_on))
    sale.fill_the_cart()
    sale.become_a_buyer()
    number = sale.order()
    sale.pay(number)
    for seller in SELLERS:
        sale.deliver(number, seller)
    sale.receive(number)

    shop_on.wait_until_it_answers()
    assert inside.run(shop_on, "orders", "expire").exit_code == 0
    eventually(
        lambda: mails_about(shop_on, number).total() >= sum(MAILS_OF_A_SALE.values()),
        "mails are missing",
        within=inside.AFTER_A_KILL,
    )
    inside.wait_for_rest(shop_on)
    assert mails_about(shop_on, number) == Counter(MAILS_OF_A_SALE)
    assert inside.groups_and_captures_of(shop_on, sale.email) == (1, 1)
    assert inside.reserved_pieces(shop_on) == 0
    checked = shop_on.flask("ledger", "check")
    assert (checked.returncode, checked.stdout) == (0, "")


def mails_about(shop: RunningShop, number: str) -> Counter[str]:
    """How many mails of each kind tell of an order."""
    kinds: Counter[str] = Counter()
    for raw in shop.mails():
        subject = str(Parser(policy=policy.default).parsestr(raw)["Subject"])
        if number in subject:
            kinds[next(kind for kind in MAILS_OF_A_SALE if kind in subject)] += 1
    return kinds
