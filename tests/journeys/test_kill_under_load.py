"""Buyers pay at a foreign gateway while server and worker are killed, round after round; no captured rupiah is lost."""

import random
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import requests

from tests.fakes.stripe import SECRET_KEY, WEBHOOK_SECRET
from tests.journeys import inside
from tests.journeys.gateways import Bank, HostedStripe
from tests.journeys.http import Client
from tests.journeys.shop import RunningShop

pytestmark = pytest.mark.browser
ROUNDS, BUYERS, ROUND_SECONDS, PIECES = 50, 4, 0.8, 100_000
REST = 0.05  # seconds: who asks a shop that starts again and again keeps the processor from it
SKU = "LKM18-04"
SESSION = re.compile(r"cs_\d+")


@dataclass
class Shopper(threading.Thread):
    """Orders and pays again and again, and does not care what becomes of it."""

    client: Client
    stripe: HostedStripe
    variant_id: int
    until: float
    paid: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        while time.monotonic() < self.until:
            try:
                self.buy()
            except (requests.RequestException, KeyError):
                time.sleep(REST)

    def buy(self) -> None:
        client = self.client
        client.get("/akun")
        client.post("/keranjang", variant_id=self.variant_id, quantity=1)
        client.get("/checkout")
        number = client.post("/checkout").headers["Location"].rsplit("/", 1)[1]
        client.get(f"/pembayaran/{number}")
        for _ in range(3):
            there = client.post(f"/pembayaran/{number}", cara="stripe").headers["Location"]
            if found := SESSION.search(there):
                self.paid.append(found[0])
                self.stripe.pay(found[0])
                return


@pytest.fixture
def stripe() -> Iterator[HostedStripe]:
    with HostedStripe() as stripe:
        yield stripe


@pytest.fixture
def paying_shop(new_shop_on: RunningShop, stripe: HostedStripe) -> Iterator[RunningShop]:
    shop = new_shop_on
    shop.settings |= {
        "PAYMENT_GATEWAYS": "stripe",
        "STRIPE_SECRET_KEY": SECRET_KEY,
        "STRIPE_WEBHOOK_SECRETS": WEBHOOK_SECRET,
        "STRIPE_API_BASE": stripe.url,
        "MOST_UNPAID_GROUPS": "1000",
    }
    shop.start()
    yield shop
    shop.stop()


def test_fifty_kills_under_load_lose_and_double_no_money(paying_shop: RunningShop, stripe: HostedStripe) -> None:
    shop, chance = paying_shop, random.Random(20261125)
    clients = [Client(shop) for _ in range(BUYERS)]
    for client, email in zip(clients, inside.make_buyers(shop, BUYERS), strict=True):
        client.sign_in(email)
    variant_id = inside.set_stock(shop, SKU, PIECES)
    paid: list[str] = []
    with inside.inside(shop) as app:
        with Bank(shop, "/webhook/stripe", stripe.messages):
            for number in range(ROUNDS):
                paid += buy_while_parts_die(shop, clients, stripe, variant_id, chance)
                shop.wait_until_it_answers()
                assert inside.trouble_after_a_sweep(app, paid) == [], f"round {number}"
        assert len(paid) >= ROUNDS, "there was hardly any load"
        inside.wait_for_rest(shop, within=inside.AFTER_A_KILL)
        assert inside.trouble_after_a_sweep(app, paid) == []
    for command in (("payments", "reconcile"), ("ledger", "check")):
        swept = shop.flask(*command)
        assert swept.returncode == 0, swept.stdout + swept.stderr


def buy_while_parts_die(
    shop: RunningShop, clients: list[Client], stripe: HostedStripe, variant_id: int, chance: random.Random
) -> list[str]:
    """One round of shopping in which server, worker or both are killed; returns what was paid at the gateway."""
    until = time.monotonic() + ROUND_SECONDS
    shoppers = [Shopper(client, stripe, variant_id, until) for client in clients]
    for shopper in shoppers:
        shopper.start()
    for part in chance.sample(("server", "pekerja"), chance.choice((1, 1, 2))):
        time.sleep(chance.uniform(0.05, ROUND_SECONDS / 2))
        shop.kill(part)
    for shopper in shoppers:
        shopper.join()
    return [reference for shopper in shoppers for reference in shopper.paid]
