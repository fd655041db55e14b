"""Cash that a seller took at the door and gave back to the buyer in cash: the buyer says so, and nobody pays twice."""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import select

from app import worker
from app.books.queries import money
from app.clock import now
from app.db import session, transaction
from app.ledger import chart
from app.ledger.check import differences
from app.models.audit import AuditEvent
from app.models.catalog import Product
from app.models.order import Order
from app.models.payment import Refund, RefundChannel
from app.payments.commands import endings, refund_accounts
from app.payments.errors import NothingToRefund, OwnRefund
from app.payments.queries import refunds as refund_queries
from app.payments.queries.endings import moves_of
from app.payments.rules import seen_as
from app.payouts.queries.entries import What, entries_of
from app.settings import setting
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import PASSWORD
from tests.orders.steps import accept, ship
from tests.races import Race, in_transaction
from tests.returns.conftest import SignIn
from tests.returns.steps import balance, cancel_it, complain, grant, refunds, sell_for_cash

SAYS_SO = {"tunai-password": PASSWORD}
DUE = chart.REFUNDS_DUE


@dataclass(frozen=True)
class Sale:
    """What is known of Dewi's order of Ani's peppers, which she paid in cash and all of which goes back."""

    number: str
    order_id: int
    shop_id: int
    buyer_id: int
    admin_id: int
    owner_id: int
    amount: int
    refund_id: int
    buyer: Browser
    seller: Browser
    admin: Browser

    @property
    def address(self) -> str:
        """Where Dewi names a bank account, or says that she needs none."""
        return f"/pesanan/{self.number}/rekening/{self.refund_id}"


@pytest.fixture
def sale(sign_in: SignIn, cast: Cast, pepper: Product) -> Sale:
    buyer, seller, admin = map(sign_in, (cast.dewi, cast.ani, cast.eko))
    order = ship(accept(sell_for_cash(cast.dewi, pepper)))
    facts = order.group.number, order.id, order.seller_id, cast.dewi.id, cast.eko.id, cast.ani.id, order.total_amount
    grant(complain(order, 4))
    worker.drain()
    return Sale(*facts, session.scalars(select(Refund.id)).one(), buyer, seller, admin)


def name_account(refund_id: int) -> None:
    account = refund_accounts.BankAccount("120", "Dewi Lestari", "1400912345")
    refund_accounts.name_bank_account(refund_id, account)


def has_whole_equation() -> bool:
    found = money.equation(money.sums(until=now()))
    out = found.refunded_amount + found.fee_amount + found.lost_amount + found.delivery_amount
    return found.captured_amount == out + found.paid_out_amount + found.cash_amount + found.balance_amount


def test_the_buyer_says_so_and_the_sellers_balance_bears_nothing(sale: Sale) -> None:
    assert (balance(chart.payable(sale.shop_id)), balance(DUE)) == (sale.amount, -sale.amount)
    assert "mengembalikan uangnya tunai" in sale.buyer.get(sale.address).get_data(as_text=True)
    refused = sale.buyer.post(f"{sale.address}/tunai", {"tunai-password": "bukan"})
    sent_form = refused.get_data(as_text=True).partition('<details class="panel" open>')[2].partition("</details>")[0]
    assert (refused.status_code, "Kata sandi salah" in sent_form) == (422, True)
    assert refunds()[0][2] == "needs_bank_account"
    for _ in range(2):
        assert sale.buyer.post(f"{sale.address}/tunai", SAYS_SO).status_code == 303
    assert (balance(chart.payable(sale.shop_id)), balance(DUE), balance(chart.BANK)) == (0, 0, 0)
    assert refunds()[0][2] == "succeeded"
    (event,) = session.scalars(select(AuditEvent).where(AuditEvent.action == "refund.settled"))
    assert (event.actor_id, event.facts["way"]) == (sale.buyer_id, "seller")
    assert has_whole_equation()
    (line,) = [each for each in entries_of(sale.shop_id, limit=9, offset=0) if each.what == What.CASH_GIVEN_BACK]
    assert (line.cash_amount, line.amount, line.order_id) == (sale.amount, sale.amount, sale.order_id)
    statement = sale.seller.get("/penjual/pusat/keuangan").get_data(as_text=True)
    assert "sudah Anda kembalikan kepada pembeli" in statement
    page = sale.buyer.get(f"/pesanan/{sale.number}").get_data(as_text=True)
    assert "Sudah dikembalikan tunai oleh penjual" in page
    worker.drain()
    mails = (Path(setting("DATA_DIR")) / "mail").glob("*.eml")
    assert "tunai dari penjual" in "".join(each.read_text().replace("=\n", "") for each in mails)


def test_what_was_not_given_back_after_all_is_owed_again_and_transferred(sale: Sale) -> None:
    sale.buyer.post(sale.address + "/tunai", SAYS_SO)
    address = f"/admin/pengembalian-dana/{sale.refund_id}"
    page = sale.admin.get(address).get_data(as_text=True)
    assert "given back in cash" not in page
    form = says_not(page)
    for mistake in ({"belum-reason": "x"}, {"belum-password": "bukan"}, {"belum-moves": "x"}):
        refused = sale.admin.post(f"{address}/belum-tunai", form | mistake)
        assert (refused.status_code, 'class="panel" open>' in refused.get_data(as_text=True)) == (422, True), mistake
    for stranger in (sale.seller, sale.buyer):
        assert stranger.post(f"{address}/belum-tunai", form).status_code == 403
    assert refunds()[0][2] == "succeeded"
    for _ in range(2):
        assert sale.admin.post(f"{address}/belum-tunai", form).status_code == 303
    assert (balance(chart.payable(sale.shop_id)), balance(DUE), balance(chart.BANK)) == (sale.amount, -sale.amount, 0)
    assert (refunds()[0][2], list(differences())) == ("needs_bank_account", [])
    (event,) = session.scalars(select(AuditEvent).where(AuditEvent.action == "refund.not_given_back"))
    assert (event.actor_id, event.reason) == (sale.admin_id, form["belum-reason"])
    assert has_whole_equation()
    (line,) = [each for each in entries_of(sale.shop_id, limit=9, offset=0) if each.what == What.CASH_NOT_GIVEN_BACK]
    assert (line.cash_amount, line.amount, line.order_id) == (-sale.amount, -sale.amount, sale.order_id)
    statement = sale.seller.get("/penjual/pusat/keuangan").get_data(as_text=True)
    assert "ternyata belum Anda kembalikan" in statement
    worker.drain()
    assert told("sudah Anda kembalikan") == ["ani@contoh.id"]
    assert told("ternyata belum dikembalikan") == ["ani@contoh.id"]
    assert told("Ke rekening mana") == ["dewi@contoh.id"] * 2
    with transaction():
        name_account(sale.refund_id)
    with transaction():
        pay_for_the_shop(sale)
    assert (balance(chart.payable(sale.shop_id)), balance(DUE), balance(chart.BANK)) == (sale.amount, 0, -sale.amount)


def test_a_page_of_before_disproves_no_later_statement(sale: Sale) -> None:
    address = f"/admin/pengembalian-dana/{sale.refund_id}"
    sale.buyer.post(f"{sale.address}/tunai", SAYS_SO)
    form = says_not(sale.admin.get(address).get_data(as_text=True))
    sale.admin.post(f"{address}/belum-tunai", form)
    sale.buyer.post(f"{sale.address}/tunai", SAYS_SO)
    assert sale.admin.post(f"{address}/belum-tunai", form).status_code == 409
    assert (refunds()[0][2], balance(chart.payable(sale.shop_id))) == ("succeeded", 0)
    again = says_not(sale.admin.get(address).get_data(as_text=True))
    assert sale.admin.post(f"{address}/belum-tunai", again).status_code == 303
    assert balance(chart.payable(sale.shop_id)) == sale.amount


def test_a_refund_that_did_not_end_in_cash_is_not_reopened(sale: Sale) -> None:
    def reopen(admin_id: int) -> None:
        moves = moves_of(session.get_one(Refund, sale.refund_id))
        session.rollback()
        with transaction():
            endings.reopen_not_given_back(sale.refund_id, moves, admin_id=admin_id, because="nobody gave it")

    with pytest.raises(NothingToRefund):
        reopen(sale.admin_id)
    with transaction():
        name_account(sale.refund_id)
    with pytest.raises(NothingToRefund):
        reopen(sale.admin_id)
    with pytest.raises(OwnRefund):
        reopen(sale.owner_id)


def says_not(page: str) -> dict[str, str]:
    """What an admin who sees this page types."""
    moves = re.search(r'name="belum-moves"[^>]*value="(\d+)"', page)
    assert moves
    why = "Pembeli menelepon: bukan ia yang menyatakannya."
    return {"belum-moves": moves[1], "belum-reason": why, "belum-password": PASSWORD}


def pay_for_the_shop(sale: Sale) -> None:
    """An admin lets us pay for the seller, and has transferred it."""
    refund_accounts.advance(sale.refund_id, admin_id=sale.admin_id, because="the buyer cannot wait")
    seen = seen_as(refund_queries.get_account(sale.refund_id))
    refund_accounts.record_transferred(sale.refund_id, "TRF-1", seen=seen, admin_id=sale.admin_id)


def told(subject: str) -> list[str]:
    """Who got mails about something."""
    files = (Path(setting("DATA_DIR")) / "mail").glob("*.eml")
    mails = [message_from_bytes(each.read_bytes(), policy=default) for each in files]
    return sorted(mail["To"] for mail in mails if subject in mail["Subject"])


def test_nobody_else_says_so(sale: Sale) -> None:
    for stranger in (sale.seller, sale.admin):
        assert stranger.post(f"{sale.address}/tunai", SAYS_SO).status_code == 404
    assert refunds()[0][2] == "needs_bank_account"


def test_it_is_no_way_once_an_account_is_named(sale: Sale) -> None:
    with transaction():
        name_account(sale.refund_id)
    assert "mengembalikan uangnya tunai" not in sale.buyer.get(sale.address).get_data(as_text=True)
    assert sale.buyer.post(f"{sale.address}/tunai", SAYS_SO).status_code == 409
    assert refunds()[0][2] == "requested"


def test_money_that_no_seller_took_is_given_back_by_none(sign_in: SignIn, cast: Cast, paid: Order) -> None:
    buyer = sign_in(cast.dewi)
    cancel_it(paid)
    refund_id = session.scalars(select(Refund.id)).one()
    with transaction():
        refund_accounts.ask_for_bank_account(refund_id)
    page = buyer.get(f"/pesanan/{paid.group.number}/rekening/{refund_id}").get_data(as_text=True)
    assert "mengembalikan uangnya tunai" not in page
    with pytest.raises(NothingToRefund), transaction():
        endings.settle_by_seller(refund_id)


def test_the_buyer_says_so_and_names_an_account_at_once(race: Race, sale: Sale) -> None:
    says_so = [in_transaction(endings.settle_by_seller, sale.refund_id)] * 2
    refused = race.refused(*says_so, in_transaction(name_account, sale.refund_id))
    refund = session.get_one(Refund, sale.refund_id)
    is_by_seller = refund.channel == RefundChannel.SELLER
    found = ("succeeded", []) if is_by_seller else ("requested", ["nothing_to_refund"] * 2)
    assert (refund.status.value, refused) == found
    assert balance(chart.payable(sale.shop_id)) == (0 if is_by_seller else sale.amount)
