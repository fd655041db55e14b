"""The money pages of the seller centre."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.clock import now
from app.db import session, transaction
from app.models.payout import Payout, PayoutAccount
from app.models.seller import SellerStatus
from app.money import format_rupiah
from app.payouts.commands import outcomes
from app.payouts.rules import month_of
from app.web.filters import tanggal
from app.web.limits import limiter
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import PASSWORD
from tests.factories.catalog import ProductFactory
from tests.factories.order import capture, complete, place
from tests.payouts import steps
from tests.web.visitors import signed_in

PATH = "/penjual/pusat/keuangan"
ACCOUNT = "/penjual/pusat/rekening"
NUMBER = "3301 0101.2345-535"


@pytest.fixture(autouse=True)
def _fresh_limits(app: object) -> None:
    limiter.reset()


def text_of(browser: Browser, path: str) -> str:
    response = browser.get(path)
    assert response.status_code == 200, path
    return response.get_data(as_text=True)


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
        page = pages[shop.id] = text_of(signed_in(new_client(), person), PATH)
        number, order_id, amount = parts[shop.id]
        assert f"Pesanan {number} selesai" in page
        assert f'href="/penjual/pusat/pesanan/{order_id}"' in page
        assert page.count(format_rupiah(amount)) == 3, "as what waits, in the table of it and as the entry"
        assert "komisi Rp0" in page
    for seller_id, (number, _order_id, _amount) in parts.items():
        assert [number in page for owner, page in pages.items() if owner != seller_id] == [False]


def test_everything_that_happens_to_money_is_said_in_words(client: Browser, cast: Cast) -> None:
    steps.open_account(cast.shop_of_ani, number="140091234567")
    group = steps.earn(cast, cast.shop_of_ani, quantity=2)
    cash = steps.earn(cast, cast.shop_of_ani).orders[0].id
    steps.at_the_bank(cast)
    steps.come_back(cast)
    steps.at_the_bank(cast)
    steps.refund(group.orders[0])
    with transaction():
        steps.take_cash(cash)
    browser = signed_in(client, cast.ani)
    page = text_of(browser, PATH)
    for words in (
        "Pengembalian dana pesanan",
        "kembali ke pembeli",
        "sudah Anda terima, jadi tidak dicairkan lagi",
        "dikirim ke bank untuk rekening Anda",
        "jadi uangnya kembali ke saldo dan ikut pencairan berikutnya",
        "nanti dipotong dari pendapatan berikutnya",
        "Diproses bank",
        "Bank Sumsel Babel",
        "••567",
    ):
        assert words in page, words
    assert "140091234567" not in page
    steps.complete_all(cast)
    listed = text_of(browser, f"{PATH}/pencairan")
    assert "Rekening sudah ditutup" in listed
    assert "referensi bank BSB-" in listed


def test_a_payout_that_came_back_asks_to_look_at_the_account_until_money_arrives(client: Browser, cast: Cast) -> None:
    steps.open_account(cast.shop_of_ani)
    steps.earn(cast, cast.shop_of_ani)
    steps.at_the_bank(cast)
    steps.complete_all(cast)
    browser = signed_in(client, cast.ani)
    assert "Periksa rekening" not in text_of(browser, PATH)
    steps.send_back(cast, steps.only_payout().id)
    page = text_of(browser, PATH)
    assert "Bank mengembalikan pencairan" in page
    assert "Periksa rekening" in page
    assert "Rekening sudah ditutup" in text_of(browser, f"{PATH}/pencairan")
    steps.at_the_bank(cast)
    assert "Periksa rekening" in text_of(browser, PATH)
    steps.complete_all(cast)
    assert "Periksa rekening" not in text_of(browser, PATH)


def test_a_payout_that_had_arrived_after_all_is_not_called_failed(client: Browser, cast: Cast) -> None:
    steps.open_account(cast.shop_of_ani)
    steps.earn(cast, cast.shop_of_ani)
    steps.at_the_bank(cast)
    steps.complete_all(cast)
    payout = steps.only_payout()
    steps.send_back(cast, payout.id)
    steps.complete_after_all(cast, payout.id)
    page = text_of(signed_in(client, cast.ani), PATH)
    assert page.count("sampai di rekening Anda, jadi uangnya keluar lagi dari saldo") == 1
    assert page.count("tidak sampai di rekening Anda, jadi uangnya kembali ke saldo") == 1
    assert "Periksa rekening" not in page


def test_every_completed_order_says_whether_it_can_be_or_was_paid_out(client: Browser, cast: Cast) -> None:
    steps.open_account(cast.shop_of_ani)
    young = steps.earn(cast, cast.shop_of_ani, days_ago=1).orders[0].completed_at
    steps.earn(cast, cast.shop_of_ani)
    browser = signed_in(client, cast.ani)
    assert young
    day = tanggal(young + timedelta(days=7))
    page = text_of(browser, PATH)
    assert [page.count(each) for each in ("bisa dicairkan mulai", f"bisa dicairkan mulai {day}")] == [2, 1]
    steps.at_the_bank(cast)
    steps.complete_all(cast)
    page = text_of(browser, PATH)
    assert [page.count(each) for each in ("bisa dicairkan mulai", "sudah dicairkan")] == [1, 1]


def test_a_debt_is_not_called_money_that_can_be_paid_out(client: Browser, cast: Cast) -> None:
    steps.open_account(cast.shop_of_ani)
    paid_out = steps.earn(cast, cast.shop_of_ani).orders[0]
    steps.at_the_bank(cast)
    steps.refund(paid_out)
    debt = format_rupiah(-steps.earned(cast.shop_of_ani))
    steps.earn(cast, cast.shop_of_ani, days_ago=0, quantity=3)
    assert steps.earned(cast.shop_of_ani) > 0
    page = text_of(signed_in(client, cast.ani), PATH)
    tile = page[page.index("Bisa dicairkan") : page.index("Menunggu masa keluhan")]
    assert "Rp0" in tile
    assert f"{debt} dipotong dahulu" in tile


def test_a_payout_that_is_not_clear_says_that_the_next_one_waits(client: Browser, cast: Cast) -> None:
    steps.open_account(cast.shop_of_ani)
    steps.earn(cast, cast.shop_of_ani)
    steps.at_the_bank(cast)
    payout_id = session.scalars(select(Payout.id)).one()
    browser = signed_in(client, cast.ani)
    assert "pencairan berikutnya menunggu" not in text_of(browser, PATH)
    with transaction():
        outcomes.leave_unresolved(payout_id, admin_id=cast.eko.id, reason="Bank belum menjawab")
    assert "pencairan berikutnya menunggu" in text_of(browser, PATH)


def test_statements_the_calculator_and_the_tax_are_one_tap_away(client: Browser, cast: Cast) -> None:
    page = text_of(signed_in(client, cast.ani), PATH)
    month = month_of(now())
    for address in (f"{PATH}/laporan/{month}.pdf", f"{PATH}/laporan/{month.previous}.csv", "/penjual/pusat/potongan",
                    "/penjual/pusat/pajak", ACCOUNT):  # fmt: skip
        assert f'href="{address}"' in page


def test_a_new_shop_has_no_balance(client: Browser, cast: Cast) -> None:
    browser = signed_in(client, cast.ani)
    assert "Belum ada saldo" in text_of(browser, PATH)
    assert "Belum ada pencairan" in text_of(browser, f"{PATH}/pencairan")
    assert browser.get(f"{PATH}?hal=99").status_code == 200


def test_a_statement_is_a_page_a_spreadsheet_and_a_paper(new_client: Callable[[], Browser], cast: Cast) -> None:
    group = steps.earn(cast, cast.shop_of_ani, cast.shop_of_citra, days_ago=0)
    number = next(order.number for order in group.orders if order.seller_id == cast.shop_of_ani.id)
    month = month_of(now())
    ani, eko = signed_in(new_client(), cast.ani), signed_in(new_client(), cast.eko)
    of_admin = f"/admin/payout/penjual/{cast.shop_of_ani.id}/laporan/{month}"
    amount = format_rupiah(steps.earned(cast.shop_of_ani))
    for browser, path in ((ani, f"{PATH}/laporan/{month}"), (eko, of_admin)):
        page = text_of(browser, path)
        assert number in page
        assert amount in page
        table = browser.get(f"{path}.csv")
        assert number in table.get_data(as_text=True)
        assert table.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert "no-store" in table.headers["Cache-Control"]
        paper = browser.get(f"{path}.pdf")
        assert paper.get_data().startswith(b"%PDF-")
        assert paper.headers["Content-Disposition"] == f'attachment; filename="laporan-{month}.pdf"'
    for wrong in ("2025-12", "2999-01", "2026-13", "x", "2999-01.csv", "2026-13.pdf"):
        assert ani.get(f"{PATH}/laporan/{wrong}").status_code == 404
    assert eko.get(f"/admin/payout/penjual/999/laporan/{month}").status_code == 404


def test_only_owners_and_bookkeepers_come_in(new_client: Callable[[], Browser], cast: Cast) -> None:
    refused = (cast.dewi, cast.eko, cast.budi)
    assert [signed_in(new_client(), person).get(PATH).status_code for person in refused] == [403, 403, 403]
    assert new_client().get(PATH).headers["Location"].startswith("/masuk")
    assert signed_in(new_client(), cast.ani).post(PATH).status_code == 405


def filled_in(cast: Cast, **other: str) -> dict[str, str]:
    session.rollback()
    seen = session.scalar(
        select(PayoutAccount.id).where(
            PayoutAccount.seller_id == cast.shop_of_ani.id, PayoutAccount.archived_at.is_(None)
        )
    )
    form = {"bank_code": "002", "number": NUMBER, "holder_name": "Ani Rahmawati", "password": PASSWORD}
    return {**form, "seen": str(seen or ""), **other}


def count_accounts() -> int:
    session.rollback()
    return session.scalar(select(func.count(PayoutAccount.id))) or 0


def test_an_owner_changes_the_account_with_the_password(client: Browser, cast: Cast) -> None:
    steps.open_account(cast.shop_of_ani, number="140091234567")
    browser = signed_in(client, cast.ani)
    assert "••567" in text_of(browser, ACCOUNT)
    stale = filled_in(cast)
    assert browser.post(ACCOUNT, stale).status_code == 303
    page = text_of(browser, ACCOUNT)
    assert "••535" in page
    assert "Rekening ini baru" in page
    assert "330101012345535" not in page
    again = browser.post(ACCOUNT, stale)
    assert again.status_code == 409
    assert "sudah diganti selagi halaman ini terbuka" in again.get_data(as_text=True)
    assert count_accounts() == 2


@pytest.mark.parametrize(
    "wrong",
    [{"password": "salah-sekali"}, {"password": ""}, {"number": "12"}, {"number": "=1"}, {"bank_code": "999"},
     {"holder_name": ""}, {"holder_name": "www.jahat.com"}, {"seen": "x"}],
)  # fmt: skip
def test_a_form_with_something_wrong_changes_nothing(client: Browser, cast: Cast, wrong: dict[str, str]) -> None:
    steps.open_account(cast.shop_of_ani)
    browser = signed_in(client, cast.ani)
    assert browser.post(ACCOUNT, filled_in(cast, **wrong)).status_code == 422
    assert count_accounts() == 1


def test_a_first_account_waits_as_long(client: Browser, cast: Cast) -> None:
    browser = signed_in(client, cast.ani)
    assert "Belum ada rekening" in text_of(browser, ACCOUNT)
    assert browser.post(ACCOUNT, filled_in(cast)).status_code == 303
    account = session.scalars(select(PayoutAccount)).one()
    assert account.usable_from > now() + timedelta(days=2)


def test_passwords_are_not_guessed_here(client: Browser, cast: Cast) -> None:
    browser = signed_in(client, cast.ani)
    answers = [browser.post(ACCOUNT, filled_in(cast, password=f"salah-{n}")).status_code for n in range(11)]
    assert (answers[:10], answers[10]) == ([422] * 10, 429)


def test_the_owner_of_a_suspended_shop_may_still_say_where_the_money_goes(client: Browser, cast: Cast) -> None:
    with transaction():
        session.merge(cast.shop_of_ani).move_to(SellerStatus.SUSPENDED, because="a test")
    browser = signed_in(client, cast.ani)
    browser.get(ACCOUNT)
    assert browser.post(ACCOUNT, filled_in(cast)).status_code == 303
