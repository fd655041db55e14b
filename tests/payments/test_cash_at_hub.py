"""Cash at a hub: its keeper hands the goods over against the code and takes the money for the shop."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app import worker
from app.clock import now
from app.db import session, transaction
from app.ledger import chart
from app.ledger.queries import balances_of
from app.models.catalog import Product
from app.models.order import CommissionRule, Order, OrderGroup, OrderStatus, ShippingMethod
from app.models.payment import Refund, RefundChannel
from app.models.shipping import Hub, ShippingOffer
from app.models.stock import StockItem
from app.orders.cli import auto_complete_due
from app.settings import setting
from app.shipping.codes import code_of
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import PASSWORD, AddressFactory
from tests.factories.order import fill_cart
from tests.payments.steps import order_statuses, pay, refunds
from tests.payouts import steps as payouts
from tests.returns.steps import complain, grant
from tests.web.visitors import signed_in

KIOSK = {
    "name": "Kios Kemuja", "street": "Jalan Raya Kemuja 7", "district_code": "19.01.04", "phone": "0717123456",
    "hours": "Senin–Sabtu 08.00–16.00", "fee_amount": "3000",
}  # fmt: skip
GOODS, FEE, COMMISSION = 100_000, 3_000, 5_000


@dataclass(frozen=True)
class Sale:
    """What is known of Dewi's order, which no session has to keep."""

    id: int
    number: str
    shop_id: int
    product_id: int


@pytest.fixture
def seller(new_client: Callable[[], Browser], cast: Cast) -> Browser:
    return signed_in(new_client(), cast.ani)


@pytest.fixture
def group(
    app: Flask, monkeypatch: pytest.MonkeyPatch, buyer: Browser, seller: Browser, admin: Browser, cast: Cast,
    pepper: Product,
) -> Sale:  # fmt: skip
    """Dewi, who lives near, has two peppers brought to the kiosk that Eko made; Ani takes cash, we take a twentieth."""
    monkeypatch.setitem(app.config, "PAYMENT_GATEWAYS", ["sandbox", "cod"])
    with transaction():
        session.merge(cast.address_of_dewi).is_default = False
        home_id = AddressFactory(user_id=cast.dewi.id, district_code="19.01.01").id
        session.add(CommissionRule(position=1, rate_bps=500))
    assert "menerima uang pembeli untuk toko itu" in admin.get("/admin/ongkir/titik").get_data(as_text=True)
    assert admin.post("/admin/ongkir/titik", KIOSK).status_code == 303
    product_id, shop_id = pepper.id, cast.shop_of_ani.id
    hub_id = session.scalars(select(Hub.id)).one()
    assert seller.post(f"/penjual/pusat/pengiriman/titik/{hub_id}").status_code == 303
    assert seller.post("/penjual/pusat/pengiriman/tunai", {"tunai": "terima"}).status_code == 303
    way = f"hub-{session.scalars(select(ShippingOffer.id).where(ShippingOffer.hub_id == hub_id)).one()}"
    fill_cart(cast.dewi, [pepper], 2)
    chosen = {"alamat": home_id, f"kirim-{shop_id}": way}
    page = buyer.get("/checkout", query_string=chosen).get_data(as_text=True)
    assert "Titik ambil Kios Kemuja" in page
    key = page.split('name="checkout_key" value="')[1].split('"')[0]
    form = {**chosen, "checkout_key": key, "expected_total": GOODS + FEE}
    assert buyer.post("/checkout", form).status_code == 303
    group = session.scalars(select(OrderGroup)).one()
    return Sale(group.id, group.number, shop_id, product_id)


@pytest.fixture
def promised(buyer: Browser, seller: Browser, group: Sale) -> str:
    """The seller's page of the order, once Dewi has said that she will pay at the kiosk."""
    assert pay(buyer, group, "cod").status_code == 303
    return f"/penjual/pusat/pesanan/{order_of(group).id}"


@pytest.fixture
def brought(seller: Browser, promised: str) -> str:
    """The same page, once the parcel is at the kiosk."""
    for step in ("terima", "kirim"):
        assert seller.post(f"{promised}/{step}").status_code == 303
    return promised


def order_of(group: Sale) -> Order:
    session.rollback()
    return session.scalars(select(Order).where(Order.group_id == group.id)).one()


def hand_over(group: Sale, seller: Browser, page: str) -> None:
    assert seller.post(f"{page}/sampai", {"code": code_of(order_of(group))}).status_code == 303


def read(browser: Browser, path: str) -> str:
    return " ".join(browser.get(path).get_data(as_text=True).split("<main")[1].split("</main")[0].split())


def mails() -> str:
    worker.drain()
    letters = (Path(setting("DATA_DIR")) / "mail").glob("*.eml")
    return " ".join(" ".join(each.read_text().replace("=\n", "") for each in letters).split())


def balances(group: Sale) -> tuple[int, int, int, int]:
    """Cash still to be taken, what Ani owes us, our commission, and what the buyers paid us for hubs."""
    names = [chart.gateway_clearing("cod"), chart.payable(group.shop_id)]
    income = [chart.COMMISSION_INCOME, chart.SHIPPING_INCOME]
    session.rollback()
    found = balances_of([*names, *income])
    return found[names[0]], found[names[1]], -found[income[0]], -found[income[1]]


def count_of(product_id: int) -> int:
    session.rollback()
    (variant,) = session.get_one(Product, product_id).variants
    return session.get_one(StockItem, variant.id).on_hand


def test_cash_can_be_chosen_for_goods_that_wait_at_a_hub(buyer: Browser, group: Sale, promised: str) -> None:
    assert order_of(group).shipping_method == ShippingMethod.HUB
    assert order_of(group).takes_cash
    assert order_statuses(group) == {"paid"}
    assert "bayar di titik ambil waktu barang diserahkan" in read(buyer, f"/pesanan/{group.number}")


def test_a_shop_that_takes_no_cash_takes_none_at_a_hub(buyer: Browser, seller: Browser, group: Sale) -> None:
    seller.post("/penjual/pusat/pengiriman/tunai", {"tunai": "tolak"})
    assert "diambil di titik ambil, atau diambil sendiri" in read(buyer, f"/pembayaran/{group.number}")
    assert pay(buyer, group, "cod").status_code == 409
    assert order_statuses(group) == {"awaiting_payment"}


def test_the_seller_reads_what_the_keeper_takes(seller: Browser, group: Sale, promised: str) -> None:
    assert "penjaganya menerima uang itu untuk Anda" in read(seller, "/penjual/pusat/pengiriman")
    assert "tunai di titik ambil" in read(seller, promised)
    seller.post(f"{promised}/terima")
    assert "Penjaganya menerima Rp103.000 tunai untuk Anda" in read(seller, promised)


def test_the_code_comes_first_and_then_the_shop_has_the_cash(
    buyer: Browser, seller: Browser, group: Sale, brought: str
) -> None:
    page = read(seller, brought)
    assert "Uang tunai diterima" not in page
    assert "Tidak diambil? Bawa pulang paketnya" in page
    answer = seller.post(f"{brought}/tunai")
    assert (answer.status_code, "masih di titik ambil" in answer.get_data(as_text=True)) == (409, True)
    assert seller.post(f"{brought}/sampai", {"code": "AAAAAA"}).status_code == 422
    assert balances(group) == (GOODS + FEE, 0, 0, 0)
    hand_over(group, seller, brought)
    assert order_of(group).cash_amount is None, "goods and money are two things"
    assert "di titik ambil. Uangnya milik toko" in read(seller, brought)
    assert [seller.post(f"{brought}/tunai").status_code for _ in range(2)] == [303, 303]
    assert balances(group) == (0, GOODS + FEE, 0, 0)
    assert "tunai; bayar" not in read(buyer, f"/pesanan/{group.number}")
    buyer.post(f"/pesanan/{group.number}/1/diterima")
    assert balances(group) == (0, COMMISSION + FEE, COMMISSION, FEE)
    assert "Rp8.000" in read(seller, "/penjual/pusat/keuangan")


def test_the_mail_says_to_bring_the_money_to_the_hub(group: Sale, brought: str) -> None:
    told = mails()
    assert "menunggu Anda ambil" in told
    assert "Bawa uang tunainya: bayar di titik ambil" in told
    assert "kepada penjual saat" not in told


def test_the_end_counts_as_cash_taken(buyer: Browser, group: Sale, brought: str) -> None:
    buyer.post(f"/pesanan/{group.number}/1/diterima")
    assert (order_of(group).status, order_of(group).cash_amount) == (OrderStatus.COMPLETED, GOODS + FEE)
    assert balances(group) == (0, COMMISSION + FEE, COMMISSION, FEE)


def test_what_a_keeper_forgot_to_tell_ends_by_itself(group: Sale, brought: str) -> None:
    ends_at = order_of(group).auto_complete_at
    assert ends_at is not None
    with time_machine.travel(ends_at + timedelta(minutes=1)):
        auto_complete_due()
    assert balances(group) == (0, COMMISSION + FEE, COMMISSION, FEE)


def test_what_the_shop_owes_is_netted_when_it_is_paid_out(
    buyer: Browser, seller: Browser, cast: Cast, group: Sale, brought: str
) -> None:
    hand_over(group, seller, brought)
    seller.post(f"{brought}/tunai")
    buyer.post(f"/pesanan/{group.number}/1/diterima")
    payouts.open_account(cast.shop_of_ani)
    paid_here = payouts.earn(cast, cast.shop_of_ani, price=200_000).orders[0]
    earned = paid_here.total_amount - COMMISSION - FEE
    payouts.at_the_bank(cast)
    payouts.complete_all(cast)
    assert [amount for *_who, amount in payouts.payouts()] == [earned]
    assert balances(group)[1] == 0


def test_cancelled_before_it_leaves_nothing_is_owed(buyer: Browser, group: Sale, promised: str) -> None:
    path = f"/pesanan/{group.number}/1/batal"
    assert "Anda tidak perlu membayar apa pun" in read(buyer, path)
    assert buyer.post(path, {"reason": "changed_mind"}).status_code == 303
    worker.drain()
    assert order_statuses(group) == {"cancelled"}
    assert [status.value for _amount, status in refunds()] == ["succeeded"]
    assert session.scalars(select(Refund.channel)).one() == RefundChannel.VOID
    assert balances(group) == (0, 0, 0, 0)
    assert "Anda belum membayarnya" in mails()


def test_refused_by_the_shop_nothing_is_owed(seller: Browser, group: Sale, promised: str) -> None:
    seller.post(f"{promised}/terima")
    assert seller.post(f"{promised}/batal", {"reason": "sold_out", "shortage": "1", "is_sure": "y"}).status_code == 303
    worker.drain()
    assert (order_statuses(group), balances(group)) == ({"cancelled"}, (0, 0, 0, 0))


def test_what_nobody_fetches_goes_home_and_is_sold_again(seller: Browser, group: Sale, brought: str) -> None:
    before = count_of(group.product_id)
    page = seller.get(f"{brought}/paket").get_data(as_text=True)
    assert "Tidak ada uang yang dikembalikan" in page
    parcel_id = page.split('name="parcel" value="')[1].split('"')[0]
    form = {"parcel": parcel_id, "status": "returned", "on_shelf": "y"}
    assert seller.post(f"{brought}/paket", form).status_code == 303
    worker.drain()
    assert count_of(group.product_id) == before + 2
    assert balances(group) == (0, 0, 0, 0)
    with time_machine.travel(now() + timedelta(days=60)):
        auto_complete_due()
    assert balances(group) == (0, 0, 0, 0)


def test_money_that_the_keeper_took_goes_back_by_bank_or_by_the_shops_hand(
    buyer: Browser, seller: Browser, group: Sale, brought: str
) -> None:
    hand_over(group, seller, brought)
    seller.post(f"{brought}/tunai")
    grant(complain(order_of(group), 2))
    worker.drain()
    ((amount, status),) = refunds()
    assert (amount, status.value) == (GOODS + FEE, "needs_bank_account")
    assert balances(group)[1] == GOODS + FEE, "the shop has the money that goes back"
    refund_id = session.scalars(select(Refund.id)).one()
    account = f"/pesanan/{group.number}/rekening/{refund_id}"
    assert buyer.post(f"{account}/tunai", {"tunai-password": PASSWORD}).status_code == 303
    worker.drain()
    assert (refunds()[0][1].value, balances(group)) == ("succeeded", (0, 0, 0, 0))


def test_who_complains_before_fetching_reads_that_nothing_is_charged(buyer: Browser, group: Sale, brought: str) -> None:
    page = read(buyer, f"/pesanan/{group.number}/1/pengembalian/baru")
    assert "Biarkan saja paketnya di titik ambil" in page
