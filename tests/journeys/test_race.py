"""Twenty people want the last five pieces at the same moment."""

import re
import threading
from collections import Counter

import pytest

from tests.journeys import inside
from tests.journeys.http import Client
from tests.journeys.shop import RunningShop

pytestmark = pytest.mark.browser
BUYERS, PIECES, ROUNDS = 20, 5, 10
SKU = "LKM18-04"


def test_five_get_it_fifteen_are_told_kindly_and_nothing_stays_held(shop_on: RunningShop) -> None:
    buyers = [Client(shop_on) for _ in range(BUYERS)]
    for buyer, email in zip(buyers, inside.make_buyers(shop_on, BUYERS), strict=True):
        buyer.sign_in(email)
    for number in range(ROUNDS):
        variant_id = inside.set_stock(shop_on, SKU, PIECES)
        for buyer in buyers:
            buyer.get("/akun")
            assert buyer.post("/keranjang", variant_id=variant_id, quantity=1).status_code == 303
            assert "checkout_key" in buyer.get("/checkout").text
        answers = release_together(buyers)
        assert answers == Counter({303: PIECES, 409: BUYERS - PIECES}), f"round {number}: {answers}"
        assert inside.waiting_orders_of(shop_on, variant_id) == PIECES
        inside.end_time_to_pay(shop_on)
        assert inside.run(shop_on, "orders", "expire").exit_code == 0
        assert inside.reserved_pieces(shop_on) == 0
        empty_carts(buyers)
    checked = shop_on.flask("ledger", "check")
    assert (checked.returncode, checked.stdout) == (0, "")


def release_together(buyers: list[Client]) -> Counter[int]:
    start = threading.Barrier(len(buyers))
    answers: list[int] = []

    def order(buyer: Client) -> None:
        start.wait()
        answer = buyer.post("/checkout")
        answers.append(answer.status_code)
        assert '<html lang="id">' in answer.text or answer.status_code == 303

    threads = [threading.Thread(target=order, args=(buyer,)) for buyer in buyers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(answers)


def empty_carts(buyers: list[Client]) -> None:
    for buyer in buyers:
        page = buyer.get("/keranjang").text
        lines = dict.fromkeys(re.findall(r'name="(q-\d+)"', page), "0")
        buyer.post("/keranjang/ubah", **lines)
