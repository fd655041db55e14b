"""The books in the back office."""

import csv
import io
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.books.cli import reconcile_daily
from app.clock import JAKARTA, now
from app.db import session, transaction
from app.models.account import RoleName
from app.models.audit import AuditEvent
from app.models.catalog import Product
from app.models.ledger import Posting
from app.models.order import OrderGroup
from app.models.payment import Difference, Payment, Reconciliation, Settlement
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import PASSWORD, UserRoleFactory
from tests.factories.order import capture, complete
from tests.returns.steps import cancel_it, sell_for_cash
from tests.web.visitors import signed_in

HOME = "/admin/pembukuan"
PAGES = ("", "/neraca", "/akun", "/penyetoran", "/rekonsiliasi")


@pytest.fixture
def finance(client: Browser, cast: Cast) -> Browser:
    with transaction():
        UserRoleFactory(user_id=cast.budi.id, role=RoleName.FINANCE)
    return signed_in(client, cast.budi)


def text(browser: Browser, path: str) -> str:
    answer = browser.get(HOME + path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def today() -> str:
    return now().astimezone(JAKARTA).date().isoformat()


def form(**changed: str) -> dict[str, str]:
    usual = {"gateway": "sandbox", "settled_on": today(), "amount": "10.000", "fee_amount": "0", "reference": "RK-1"}
    return usual | changed


def rows_of(answer: TestResponse) -> list[dict[str, str]]:
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))


def rupiah(cells: list[str]) -> int:
    return sum(int(cell or 0) for cell in cells)


def test_empty_books_say_so(finance: Browser) -> None:
    for page in PAGES:
        text(finance, page)
    assert "Belum ada uang di gerbang bayar." in text(finance, "")
    assert "Cocok, selisih Rp0" in text(finance, "")


def test_the_home_shows_balances_the_equation_and_how_money_moved(
    finance: Browser, cast: Cast, group: OrderGroup
) -> None:
    capture(group)
    complete(group, cast.dewi)
    page = text(finance, "")
    amount = f"Rp{group.total_amount:,}".replace(",", ".")
    assert page.count(amount) >= 4, "in, still here, owed to the seller, and in the table behind the chart"
    assert "Cocok, selisih Rp0" in page
    assert "Hak penjual" in page
    assert 'class="pairs"' in page
    assert "Per hari" in text(finance, "?per=bulan")


def test_the_trial_balance_is_zero_at_each_day(finance: Browser, group: OrderGroup) -> None:
    capture(group)
    page = text(finance, "/neraca")
    assert "Seimbang, jumlahnya Rp0" in page
    assert "Uang di gerbang bayar · Sandbox" in page
    assert "Uang di gerbang bayar" not in text(finance, "/neraca?tanggal=2021-01-01").split("<tbody>")[1]


@pytest.mark.parametrize("day", ["", "x", "0001-01-01", "9999-12-31", "2026-13-01", "2026-02-30"])
def test_an_odd_day_is_today(finance: Browser, day: str) -> None:
    assert f'value="{today()}"' in text(finance, f"/neraca?tanggal={day}")
    assert finance.get(f"{HOME}/jurnal.csv?dari={day}&sampai={day}").status_code == 200


def test_books_speak_indonesian(finance: Browser, cast: Cast, group: OrderGroup) -> None:
    payment_id = capture(group)
    entry = text(finance, f"/jurnal/payment-captured:{payment_id}")
    account = f"held:{cast.shop_of_ani.id}"
    link = f'<a href="{HOME}/akun/{account}">Ditahan untuk {cast.shop_of_ani.name}</a>'
    assert link in entry
    assert f"{group.number}: dibayar" in entry
    payment = finance.get(f"/admin/pembayaran/{payment_id}").get_data(as_text=True)
    assert link in payment
    assert "Pembayaran masuk" in payment
    assert f"Ditahan untuk {cast.shop_of_ani.name}" in text(finance, f"/akun/{account}")


def test_cash_that_is_promised_is_called_so_in_the_journal(finance: Browser, cast: Cast, pepper: Product) -> None:
    order = sell_for_cash(cast.dewi, pepper)
    cancel_it(order)
    captured, sent = text(finance, "/jurnal/payment-captured:1"), text(finance, "/jurnal/refund-sent:1")
    assert "Bayar di tempat dijanjikan" in captured
    assert "Tunai yang dijanjikan batal" in sent
    for page in (captured, text(finance, "/akun/gateway_clearing:cod")):
        assert "Tunai yang dijanjikan pembeli" in page
        assert "Pembayaran masuk" not in page
    events = {row["kejadian"] for row in rows_of(finance.get(f"{HOME}/jurnal.csv"))}
    assert events == {"Bayar di tempat dijanjikan", "Pengembalian diputuskan", "Tunai yang dijanjikan batal"}


def test_a_statement_leads_to_the_entry_and_the_entry_to_the_order(finance: Browser, group: OrderGroup) -> None:
    payment_id = capture(group)
    statement = text(finance, "/akun/gateway_clearing:sandbox")
    assert f"/admin/pembukuan/jurnal/payment-captured:{payment_id}" in statement
    assert f"/admin/pesanan/{group.number}" in statement
    entry = text(finance, f"/jurnal/payment-captured:{payment_id}")
    assert f"/admin/pesanan/{group.number}" in entry
    assert "Jumlah semua baris: Rp0" in entry
    held = f"/admin/pembukuan/akun/held:{group.orders[0].seller_id}"
    assert held in entry
    assert held in text(finance, "/akun?jenis=held")
    for gone in ("/akun/held:4711", "/jurnal/payment-captured:4711", "/rekonsiliasi/4711"):
        assert finance.get(HOME + gone).status_code == 404


def test_the_exported_trial_balance_equals_the_books_and_is_on_record(
    finance: Browser, cast: Cast, group: OrderGroup
) -> None:
    capture(group)
    complete(group, cast.dewi)
    rows = rows_of(finance.get(f"{HOME}/neraca.csv"))
    held = select(func.sum(Posting.amount)).where(Posting.amount > 0)
    assert rupiah([row["debit"] for row in rows]) == rupiah([row["kredit"] for row in rows]) == group.total_amount
    assert session.scalar(held) == 2 * group.total_amount
    assert {row["akun"] for row in rows} >= {"gateway_clearing:sandbox", f"payable:{group.orders[0].seller_id}"}
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "books.exported")).one()
    assert (event.actor_id, event.facts["what"], event.facts["until"]) == (cast.budi.id, "trial_balance", today())


def test_the_exported_journal_is_every_posting_without_anybodys_name(
    finance: Browser, cast: Cast, group: OrderGroup
) -> None:
    capture(group)
    complete(group, cast.dewi)
    answer = finance.get(f"{HOME}/jurnal.csv?dari={today()}&sampai={today()}")
    rows = rows_of(answer)
    amounts = session.scalars(select(Posting.amount)).all()
    assert len(rows) == len(amounts)
    assert rupiah([row["debit"] for row in rows]) == sum(amount for amount in amounts if amount > 0)
    assert rupiah([row["kredit"] for row in rows]) == -sum(amount for amount in amounts if amount < 0)
    assert {row["pesanan"] for row in rows} == {"", f"{group.number}-1"}
    everything = answer.get_data(as_text=True)
    for person in (cast.dewi, cast.ani, cast.budi):
        assert person.name not in everything
        assert person.email not in everything
    assert rows_of(finance.get(f"{HOME}/jurnal.csv?dari=2021-01-01&sampai=2021-01-31")) == []


def test_a_settlement_is_recorded_once_also_when_pressed_twice(finance: Browser, cast: Cast, group: OrderGroup) -> None:
    capture(group)
    text(finance, "/penyetoran")
    for _ in range(2):
        assert finance.post(f"{HOME}/penyetoran", form()).headers["Location"] == f"{HOME}/penyetoran"
    settlement = session.scalars(select(Settlement)).one()
    assert (settlement.amount, settlement.recorded_by_id) == (10_000, cast.budi.id)
    assert "RK-1" in text(finance, "/penyetoran")
    assert "Penyetoran ke bank" in text(finance, f"/jurnal/settlement:{settlement.id}")


def test_more_than_is_there_is_recorded_with_the_report_that_says_so(finance: Browser, group: OrderGroup) -> None:
    capture(group)
    over = form(amount=str(group.total_amount + 1))
    page = finance.post(f"{HOME}/penyetoran", over).get_data(as_text=True)
    assert "Sudah dicocokkan dengan laporan gerbang bayar" in page
    assert "boleh kosong" not in page
    assert "Sudah dicocokkan" not in text(finance, "/penyetoran")
    ticked = over | {"is_matched": "y", "report": "Laporan 25 November", "password": PASSWORD}
    assert "Kurang dari nol di" not in text(finance, "")
    for changed, status in (
        (over | {"report": "Laporan"}, 409),
        (ticked | {"report": "x"}, 422),
        (ticked | {"password": ""}, 422),
        (ticked | {"password": "salah-sekali"}, 422),
        (ticked, 303),
    ):
        assert finance.post(f"{HOME}/penyetoran", changed).status_code == status
    assert "Kurang dari nol di Sandbox" in text(finance, "")
    settlement_id = session.scalars(select(Settlement.id)).one()
    entry = text(finance, f"/jurnal/settlement:{settlement_id}")
    assert "Laporan 25 November" in entry, "whoever finds less than nothing there reads why"
    assert over["reference"] in entry


def test_what_was_typed_wrongly_is_reversed_from_its_page(
    finance: Browser, new_client: Callable[[], Browser], cast: Cast, group: OrderGroup
) -> None:
    capture(group)
    seller = signed_in(new_client(), cast.ani)
    text(finance, "/penyetoran")
    finance.post(f"{HOME}/penyetoran", form())
    reference = f"settlement:{session.scalars(select(Settlement.id)).one()}"
    address = f"{HOME}/jurnal/{reference}/batalkan"
    assert "Salah catat? Batalkan" in text(finance, f"/jurnal/{reference}")
    assert finance.post(address, {"reason": "x"}).status_code == 422
    zero = f"{HOME}/jurnal/{reference.replace(':', ':0')}/batalkan"
    assert finance.post(zero, {"reason": "Jumlahnya salah ketik"}).status_code == 404
    assert seller.post(address, {"reason": "Jumlahnya salah ketik"}).status_code == 403
    for _ in range(2):
        assert finance.post(address, {"reason": "Jumlahnya salah ketik"}).status_code == 303
    page, reversal = (text(finance, f"/jurnal/{name}") for name in (reference, reference.replace(":", "-reversed:")))
    assert "sudah dibatalkan" in page
    assert f'<a href="{HOME}/penyetoran">Catat yang benar</a>' in page
    assert "Jumlahnya salah ketik" in reversal
    assert f'<a href="{HOME}/jurnal/{reference}">Penyetoran ke bank</a>' in reversal
    assert "dibatalkan</span>" in text(finance, "/penyetoran")
    assert finance.post(zero, {"reason": "Jumlahnya salah ketik"}).status_code == 404
    assert finance.post(f"{HOME}/penyetoran", form(amount="9.000")).status_code == 303
    paid = session.scalars(select(Payment.id)).one()
    assert "Salah catat?" not in text(finance, f"/jurnal/payment-captured:{paid}")
    assert finance.post(f"{HOME}/jurnal/payment-captured:{paid}/batalkan", {"reason": "Salah"}).status_code == 404


@pytest.mark.parametrize(
    ("changed", "status", "sentence"),
    [
        ({"amount": "1.000.000.000"}, 409, "tidak boleh lebih dari itu"),
        ({"settled_on": "2062-01-01"}, 422, "Tanggalnya harus"),
        ({"settled_on": "kemarin"}, 422, "Tulis tanggal"),
        ({"amount": "0"}, 422, "Isi jumlah yang masuk"),
        ({"amount": "-5"}, 422, "rupiah utuh"),
        ({"gateway": "cod"}, 422, "Ada isian yang perlu diperbaiki"),
        ({"gateway": "bank-gelap"}, 422, "Ada isian yang perlu diperbaiki"),
        ({"reference": "  "}, 422, "Tulis 1 sampai 120 huruf"),
        ({"reference": "9" * 121}, 422, "Tulis 1 sampai 120 huruf"),
    ],
)
def test_a_refused_settlement_keeps_what_was_typed(
    finance: Browser, group: OrderGroup, changed: dict[str, str], status: int, sentence: str
) -> None:
    capture(group)
    text(finance, "/penyetoran")
    answer = finance.post(f"{HOME}/penyetoran", form(**changed))
    assert answer.status_code == status
    page = answer.get_data(as_text=True)
    assert sentence in page
    if "reference" not in changed:
        assert 'value="RK-1"' in page
    assert session.scalar(select(func.count(Settlement.id))) == 0


def test_the_button_begins_a_comparison_that_the_worker_carries_out(finance: Browser) -> None:
    text(finance, "/rekonsiliasi")
    addresses = {finance.post(f"{HOME}/rekonsiliasi").headers["Location"] for _ in range(2)}
    assert addresses == {f"{HOME}/rekonsiliasi/1"}, "one that is under way is not begun again"
    assert "Sedang berjalan" in text(finance, "/rekonsiliasi/1")
    reconcile_daily()
    assert "Tidak ada pembayaran" in text(finance, "/rekonsiliasi/1")
    page = text(finance, "/rekonsiliasi")
    assert ("Tidak ada yang dibandingkan" in page, "Semua cocok" in page) == (True, False)
    with transaction():
        session.add(Reconciliation(finished_at=now(), compared=1))
    assert "Semua cocok" in text(finance, "/rekonsiliasi")
    assert "semuanya cocok" in text(finance, "/rekonsiliasi/2")


def test_every_difference_is_listed_and_linked(
    finance: Browser, cast: Cast, pepper: Product, group: OrderGroup
) -> None:
    payment_id = capture(group)
    order = group.orders[0]
    line, variant = order.lines[0], pepper.variants[0]
    captured, held = f"payment-captured:{payment_id}", f"held:{cast.shop_of_ani.id}"
    expected = [
        ("gateway_fee", "here=1 there=2", payment_id, f"/admin/pembayaran/{payment_id}"),
        ("gateway_fee", "here=1 there=2", payment_id, f"/admin/pesanan/{group.number}"),
        ("paid_without_capture", f"number={group.number}-1 status=paid", None, f"/admin/pesanan/{group.number}"),
        ("entry_lines", f"reference={captured} account=x", None, f"{HOME}/jurnal/{captured}"),
        ("entry_lines", f"reference={captured} account={held}", None, f"{HOME}/akun/{held}"),
        ("balance", f"account={held} owed=1 booked=2", None, f"{HOME}/akun/{held}"),
        ("stock_moved", f"variant={variant.id} on_hand=3", None, f"/produk/{pepper.slug}"),
        ("voucher_used", "code=LEBARAN used=1 uses=2", None, "/admin/voucher#LEBARAN"),
        ("payout_status", "payout=7 status=paid", None, "/admin/payout/pencairan/7"),
        ("line_amount", f"line={line.id} line_amount=3", None, f"/admin/pesanan/{group.number}"),
        ("reservation_of_lines", f"order_row={order.id} variant=0", None, f"/admin/pesanan/{group.number}"),
        ("last_move", f"machine=orders subject={order.id} status=paid", None, f"/admin/pesanan/{group.number}"),
        ("last_move", f"machine=payments subject={payment_id} status=x", None, f"/admin/pembayaran/{payment_id}"),
        ("return_case_refund", "number=RT-7K2M9QXA status=x", None, "/admin/pengembalian/RT-7K2M9QXA"),
    ]
    for kind, facts, of, way in expected:
        assert f'href="{way}"' in rows_of_page(finance, found_of(kind, facts, of)), (kind, facts)


@pytest.mark.parametrize(
    ("kind", "facts", "told"),
    [
        ("gateway_fee", "here=None there=4000", "Di sini: belum diketahui · Di gerbang bayar: Rp4.000"),
        ("gateway_intent", "here=SB-1 there=", "Di sini: SB-1 · Di gerbang bayar: tidak ada"),
        ("gateway_intent", "here=SB-1 there=20260101", "Di sini: SB-1 · Di gerbang bayar: 20260101"),
        ("gateway_refund_sum", "here=0 there=-4000", "Di sini: Rp0 · Di gerbang bayar: \u2212Rp4.000"),
        (
            "gateway_dispute_differs",
            "dispute=dp_1 here=95000,open there=95000,lost",
            "Sengketa: dp_1 · Di sini: Rp95.000, terbuka · Di gerbang bayar: Rp95.000, kalah",
        ),
        ("gateway_dispute_there", "dispute=dp_1 amount=95000", "Sengketa: dp_1 · Jumlah: Rp95.000"),
        ("gateway_silent", "gateway=midtrans", "Gerbang bayar: midtrans"),
        ("balance", "owed=1 booked=2", "owed=1 booked=2"),
    ],
)
def test_what_two_sides_say_is_told_in_words(finance: Browser, app: Flask, kind: str, facts: str, told: str) -> None:
    assert told in rows_of_page(finance, found_of(kind, facts, None))


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("entry_missing", "reference=refund-due:7"),
        ("posting_without_entry", "posting=7"),
        ("stock_moved", "variant=999999 <script>"),
        ("balance", "account=nobody:7 owed=1"),
        ("stock_moved", "variant=99999999999999999999"),
    ],
)
def test_what_has_no_page_is_listed_without_a_link(finance: Browser, app: Flask, kind: str, facts: str) -> None:
    rows = rows_of_page(finance, found_of(kind, facts, None))
    assert f"Hitung ulang buku: {kind}" in rows
    assert "<a " not in rows
    assert "<script>" not in rows


def test_the_differences_are_counted_where_the_runs_are_listed(finance: Browser, app: Flask) -> None:
    found_of("gateway_fee", "here=1 there=2", None)
    assert "1 selisih" in text(finance, "/rekonsiliasi")
    assert "1 selisih pada rekonsiliasi terakhir" in finance.get("/admin").get_data(as_text=True)


def found_of(kind: str, facts: str, payment_id: int | None) -> int:
    with transaction():
        run = Reconciliation(finished_at=now(), compared=1)
        session.add(run)
        session.flush()
        session.add(Difference(reconciliation_id=run.id, kind=kind, facts=facts, payment_id=payment_id))
        return run.id


def rows_of_page(finance: Browser, run_id: int) -> str:
    return text(finance, f"/rekonsiliasi/{run_id}").split("<tbody>")[1].split("</tbody>")[0]


def test_only_finance_sees_the_books(new_client: Callable[[], Browser], cast: Cast) -> None:
    with transaction():
        UserRoleFactory(user_id=cast.citra.id, role=RoleName.REVIEWER)
    for person in (cast.dewi, cast.ani, cast.citra):
        browser = signed_in(new_client(), person)
        assert {browser.get(HOME + page).status_code for page in (*PAGES, "/neraca.csv", "/jurnal.csv")} == {403}
        assert browser.post(f"{HOME}/penyetoran", form()).status_code == 403
        assert browser.post(f"{HOME}/rekonsiliasi").status_code == 403
    assert session.scalar(select(func.count(Payment.id))) == 0
    assert session.scalar(select(func.count(Reconciliation.id))) == 0
