"""The back office: mediation with both sides, and money that an admin has to send."""

import re

from sqlalchemy import select

from app import worker
from app.db import session, transaction
from app.ledger import chart
from app.models.audit import AuditEvent
from app.models.catalog import Product
from app.models.order import Order
from app.models.payment import Refund
from app.models.returns import ReturnCase, ReturnStatus
from app.money import format_rupiah
from app.payments.commands import refund_accounts, sendings
from app.payments.queries import refunds as refund_queries
from app.payments.rules import seen_as
from tests.cast import Cast
from tests.factories.account import PASSWORD
from tests.factories.order import capture, complete, place
from tests.orders.steps import accept, ship, shipment_of
from tests.returns.conftest import SignIn
from tests.returns.steps import (
    WHY,
    balance,
    cancel_it,
    complain,
    contest,
    grant,
    line_of,
    refunds,
    sell_for_cash,
    status_of_case,
)

GIVEN_UP = {"serah-reason": "Kartunya sudah ditutup"}
CASES, MONEY = "/admin/pengembalian", "/admin/pengembalian-dana"


def test_contested_cases_come_first(sign_in: SignIn, cast: Cast, sent: Order) -> None:
    case = complain(sent)
    contest(case)
    browser = sign_in(cast.eko)
    for query in ("", "?status=contested"):
        assert case.number in browser.get(CASES + query).get_data(as_text=True)
    assert case.number not in browser.get(f"{CASES}?status=closed").get_data(as_text=True)


def test_an_admin_reads_both_sides_and_grants_a_part(sign_in: SignIn, cast: Cast, sent: Order) -> None:
    case = complain(sent, 4)
    contest(case)
    browser, address = sign_in(cast.eko), f"{CASES}/{case.number}"
    text = browser.get(address).get_data(as_text=True)
    assert WHY in text
    assert "Waktu dikirim masih utuh." in text
    assert browser.post(f"{address}/tengahi").status_code == 303
    ruling = {"setuju-shipping": "tanpa", "setuju-note": "Fotonya jelas sekali.", f"q-{line_of(sent)}": "3"}
    for wrong in ({"setuju-shipping": "x"}, {"setuju-note": ""}, {f"q-{line_of(sent)}": "0"}):
        assert browser.post(f"{address}/setujui", ruling | wrong).status_code == 422
    for _ in range(2):
        assert browser.post(f"{address}/setujui", ruling).status_code == 303
    assert refunds() == [("return", sent.items_amount * 3 // 4, "requested")]
    assert sign_in(cast.fitri).post(f"{address}/tolak", {"tolak-note": "Tidak terbukti."}).status_code == 409


def test_an_admin_sees_in_rupiah_what_each_decision_means(sign_in: SignIn, cast: Cast, sent: Order) -> None:
    case = complain(sent, 4)
    contest(case)
    browser, address = sign_in(cast.eko), f"{CASES}/{case.number}"
    browser.post(f"{address}/tengahi")
    for query, pieces in (("", 4), (f"?q-{line_of(sent)}=3", 3)):
        text = browser.get(address + query).get_data(as_text=True)
        assert f'name="q-{line_of(sent)}" value="{pieces}"' in text
        for amount in (sent.total_amount, sent.items_amount):
            assert f"{format_rupiah(amount * pieces // 4)} untuk pembeli" in text
    assert browser.get(f"{address}?q-{line_of(sent)}=5").status_code in (409, 422)


def test_an_admin_rejects_with_a_reason(sign_in: SignIn, cast: Cast, sent: Order) -> None:
    case = complain(sent)
    contest(case)
    browser, address = sign_in(cast.eko), f"{CASES}/{case.number}"
    browser.post(f"{address}/tengahi")
    assert browser.post(f"{address}/tolak", {"tolak-note": "x"}).status_code == 422
    for _ in range(2):
        assert browser.post(f"{address}/tolak", {"tolak-note": "Tidak terbukti."}).status_code == 303
    assert status_of_case(case) == ReturnStatus.CLOSED
    assert "Tidak terbukti." in sign_in(cast.dewi).get(f"/pengembalian/{case.number}").get_data(as_text=True)


def test_an_admin_notes_that_a_parcel_is_lost(sign_in: SignIn, cast: Cast, sent: Order) -> None:
    browser, address = sign_in(cast.eko), f"/admin/pesanan/{sent.group.number}/1/paket"
    form = {"status": "lost", "reason": "Kurir menulis surat.", "parcel": shipment_of(sent).id}
    assert address in browser.get(f"/admin/pesanan/{sent.group.number}").get_data(as_text=True)
    assert browser.post(address, form | {"reason": "x"}).status_code == 422
    assert browser.post(address, form).status_code == 303
    case = session.scalars(select(ReturnCase)).one()
    assert case.status == ReturnStatus.REQUESTED
    assert browser.post(address, form).status_code == 409


def name_account(refund_id: int, number: str = "1400912345") -> None:
    with transaction():
        refund_accounts.name_bank_account(refund_id, refund_accounts.BankAccount("120", "Dewi Lestari", number))


def transferred(page: str) -> dict[str, str]:
    """The form as an admin sends it from this page."""
    seen = re.search(r'name="seen" type="hidden" value="([^"]*)"', page)
    assert seen is not None
    return {"reference": "TRF-1", "password": PASSWORD, "seen": seen[1]}


def test_money_is_transferred_by_hand_and_each_look_at_the_account_is_on_record(
    sign_in: SignIn, cast: Cast, paid: Order
) -> None:
    cancel_it(paid)
    refund_id = session.scalars(select(Refund.id)).one()
    with transaction():
        refund_accounts.ask_for_bank_account(refund_id)
    browser, address = sign_in(cast.eko), f"{MONEY}/{refund_id}"
    assert browser.post(f"{address}/dibayar", {"reference": "TRF-1", "password": PASSWORD}).status_code == 409
    assert browser.post(f"{address}/nomor", {"lihat-password": PASSWORD}).status_code == 409
    name_account(refund_id)
    assert "Perlu ditransfer" in browser.get(MONEY).get_data(as_text=True)
    page = browser.get(address).get_data(as_text=True)
    assert "Perlu ditransfer" in page, "the list and the page say the same"
    wrong = browser.post(f"{address}/nomor", {"lihat-password": "bukan kata sandi Eko"})
    assert wrong.status_code == 422
    for closed in (browser.get(MONEY).get_data(as_text=True), page, wrong.get_data(as_text=True)):
        assert "1400912345" not in closed
    looks = select(AuditEvent.actor_id).where(AuditEvent.action == "refund_account.viewed")
    assert session.scalars(looks).all() == []
    assert "1400912345" in browser.post(f"{address}/nomor", {"lihat-password": PASSWORD}).get_data(as_text=True)
    assert session.scalars(looks).all() == [cast.eko.id]
    filled = transferred(page)
    for mistake in ({"reference": "x"}, {"password": ""}, {"password": "bukan kata sandi Eko"}):
        assert browser.post(f"{address}/dibayar", filled | mistake).status_code == 422
    for _ in range(2):
        assert browser.post(f"{address}/dibayar", filled).status_code == 303
    assert refunds() == [("cancel-1", paid.total_amount, "succeeded")]
    text = browser.get(address).get_data(as_text=True)
    assert "1400912345" not in text
    assert "••345" in text
    assert browser.post(f"{address}/nomor", {"lihat-password": PASSWORD}).status_code == 409


def test_an_admin_sees_that_the_seller_has_the_cash(sign_in: SignIn, cast: Cast, pepper: Product) -> None:
    order = sell_for_cash(cast.dewi, pepper)
    ship(accept(order))
    admin = sign_in(cast.eko)
    grant(complain(order, 4))
    (refund_id,) = session.scalars(select(Refund.id)).all()
    page = admin.get(f"/admin/pengembalian-dana/{refund_id}").get_data(as_text=True)
    assert "diterima tunai oleh Lada Kemuja Makmur" in page
    owed = format_rupiah(-balance(chart.payable(order.seller_id)))
    assert owed in page


ADVANCE = {"talang-is_sure": "y", "talang-reason": "Pembeli sudah lama menunggu", "talang-password": PASSWORD}


def cash_to_transfer(order: Order) -> int:
    """The seller took the cash, everything is to go back, and the buyer named an account; the refund's id."""
    ship(accept(order))
    grant(complain(order, 4))
    worker.drain()
    refund_id = session.scalars(select(Refund.id)).one()
    name_account(refund_id)
    return refund_id


def test_our_bank_pays_no_cash_that_a_seller_cannot_bear_until_an_admin_says_so(
    sign_in: SignIn, cast: Cast, pepper: Product
) -> None:
    browser = sign_in(cast.eko)
    admin_id = cast.eko.id
    refund_id = cash_to_transfer(sell_for_cash(cast.dewi, pepper))
    address = f"{MONEY}/{refund_id}"
    page = browser.get(address).get_data(as_text=True)
    assert "Menunggu saldo toko" in page
    assert "Sudah ditransfer" not in page
    assert browser.post(f"{address}/nomor", {"lihat-password": PASSWORD}).status_code == 409
    account = refund_queries.get_account(refund_id)
    filled = {"reference": "TRF-1", "password": PASSWORD, "seen": seen_as(account)}
    session.rollback()
    assert browser.post(f"{address}/dibayar", filled).status_code == 409
    for wrong in ({"talang-is_sure": ""}, {"talang-reason": "x"}, {"talang-password": "bukan"}):
        assert browser.post(f"{address}/talangi", ADVANCE | wrong).status_code == 422, wrong
    assert refunds()[0][2] == "requested"
    for _ in range(2):
        assert browser.post(f"{address}/talangi", ADVANCE).status_code == 303
    (event,) = session.scalars(select(AuditEvent).where(AuditEvent.action == "refund.advanced"))
    assert (event.actor_id, event.reason) == (admin_id, ADVANCE["talang-reason"])
    assert "1400912345" in browser.post(f"{address}/nomor", {"lihat-password": PASSWORD}).get_data(as_text=True)
    assert browser.post(f"{address}/dibayar", filled).status_code == 303
    assert refunds()[0][2] == "succeeded"
    assert browser.post(f"{address}/talangi", ADVANCE).status_code == 409, "it was paid"


def test_cash_that_the_seller_has_earned_since_is_paid_without_a_word(
    sign_in: SignIn, cast: Cast, pepper: Product
) -> None:
    browser = sign_in(cast.eko)
    other = place(cast.dewi, [pepper], 4)
    capture(other)
    complete(other, cast.dewi)
    refund_id = cash_to_transfer(sell_for_cash(cast.dewi, pepper))
    page = browser.get(f"{MONEY}/{refund_id}").get_data(as_text=True)
    assert "Menunggu saldo toko" not in page
    assert browser.post(f"{MONEY}/{refund_id}/dibayar", transferred(page)).status_code == 303


def test_what_we_hold_ourselves_needs_no_advance(sign_in: SignIn, cast: Cast, paid: Order) -> None:
    cancel_it(paid)
    refund_id = session.scalars(select(Refund.id)).one()
    assert sign_in(cast.eko).post(f"{MONEY}/{refund_id}/talangi", ADVANCE).status_code == 409


def test_an_account_that_no_bank_knows_is_named_anew(sign_in: SignIn, cast: Cast, paid: Order) -> None:
    cancel_it(paid)
    refund_id = session.scalars(select(Refund.id)).one()
    browser, address = sign_in(cast.eko), f"{MONEY}/{refund_id}"
    assert browser.post(f"{address}/rekening-salah").status_code == 409
    with transaction():
        refund_accounts.ask_for_bank_account(refund_id)
    name_account(refund_id)
    old = transferred(browser.get(address).get_data(as_text=True))
    for _ in range(2):
        assert browser.post(f"{address}/rekening-salah").status_code == 303
    name_account(refund_id, "1400912346")
    refused = browser.post(f"{address}/dibayar", old)
    assert refused.status_code == 409, "the money went to the account of before"
    page = refused.get_data(as_text=True)
    assert "Rekening pembeli sudah diganti" in page
    assert "••346" in page
    assert browser.post(f"{address}/dibayar", transferred(page)).status_code == 303


def test_a_transfer_that_came_back_is_paid_to_another_account(sign_in: SignIn, cast: Cast, paid: Order) -> None:
    cancel_it(paid)
    refund_id = session.scalars(select(Refund.id)).one()
    browser, other, buyer, address = *map(sign_in, (cast.eko, cast.fitri, cast.dewi)), f"{MONEY}/{refund_id}"
    form = {
        "transfer": "TRF-1",
        "bank_reference": "retur 77",
        "reason": "Rekening sudah ditutup.",
        "password": PASSWORD,
    }
    assert browser.post(f"{address}/kembali", form).status_code == 409
    with transaction():
        refund_accounts.ask_for_bank_account(refund_id)
    name_account(refund_id)
    browser.post(f"{address}/dibayar", transferred(browser.get(address).get_data(as_text=True)))
    assert "Uang transfer ini kembali" in browser.get(address).get_data(as_text=True)
    for mistake in ({"bank_reference": "x"}, {"reason": ""}, {"password": "salah-sekali"}):
        answer = browser.post(f"{address}/kembali", form | mistake)
        assert answer.status_code == 422
        assert 'class="panel" open>' in answer.get_data(as_text=True), "what was typed is in sight"
    assert buyer.post(f"{address}/kembali", form).status_code == 403
    assert refunds() == [("cancel-1", paid.total_amount, "succeeded")]
    for admin in (browser, browser, other):
        assert admin.post(f"{address}/kembali", form).status_code == 303
    assert refunds() == [("cancel-1", paid.total_amount, "needs_bank_account")]
    assert session.scalars(select(AuditEvent.reason).where(AuditEvent.action == "refund.sent_back")).all() == [
        "Rekening sudah ditutup."
    ]
    assert "Rekening sudah ditutup. (RETUR 77)" in browser.get(address).get_data(as_text=True)
    page = buyer.get(f"/pesanan/{paid.group.number}").get_data(as_text=True)
    assert "nomornya belum ada atau ditolak bank" in page.lower()


def test_what_a_gateway_refused_is_asked_for_again(sign_in: SignIn, cast: Cast, paid: Order) -> None:
    cancel_it(paid)
    refund_id = session.scalars(select(Refund.id)).one()
    browser, address = sign_in(cast.eko), f"{MONEY}/{refund_id}"
    assert browser.post(f"{address}/ulangi").status_code == 409
    with transaction():
        sendings.record_refused(refund_id, "insufficient balance")
    assert "insufficient balance" in browser.get(address).get_data(as_text=True)
    assert browser.get(f"{MONEY}?status=failed").get_data(as_text=True).count(paid.group.number) == 1
    assert browser.post(f"{address}/ulangi").status_code == 303
    refused = browser.post(f"{address}/minta-rekening", GIVEN_UP)
    assert refused.status_code == 409
    assert "Supaya pembeli tidak dibayar dua kali" in refused.get_data(as_text=True)


def test_what_a_gateway_will_never_send_goes_to_the_account_of_the_buyer(
    sign_in: SignIn, cast: Cast, paid: Order
) -> None:
    cancel_it(paid)
    refund_id = session.scalars(select(Refund.id)).one()
    browser, address = sign_in(cast.eko), f"{MONEY}/{refund_id}"
    assert browser.post(f"{address}/minta-rekening", GIVEN_UP).status_code == 409
    worker.drain()
    with transaction():
        sendings.record_refused(refund_id, "the card is closed")
    assert f"{address}/minta-rekening" in browser.get(address).get_data(as_text=True)
    for _ in range(2):
        assert browser.post(f"{address}/minta-rekening", GIVEN_UP).status_code == 303
    assert refunds() == [("cancel-1", paid.total_amount, "needs_bank_account")]
