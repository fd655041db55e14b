"""Refunds whose money the buyer's bank takes, or may take, in a dispute."""

from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app import worker
from app.db import session, transaction
from app.ledger.check import differences
from app.models.audit import AuditEvent
from app.models.order import OrderGroup
from app.models.payment import PaymentStatus, Refund, RefundChannel, RefundStatus
from app.models.returns import ReturnCase, ReturnStatus
from app.payments.commands import refund_accounts
from app.payments.errors import NotPaidByDispute
from app.payments.queries import refunds as refund_queries
from app.payments.rules import seen_as
from app.settings import setting
from tests.browser import Browser
from tests.factories.account import PASSWORD
from tests.fakes.midtrans import FakeMidtrans
from tests.fakes.stripe import FakeStripe
from tests.orders.steps import accept, ship
from tests.payments.ending_steps import (
    BY_DISPUTE,
    WHY,
    Sale,
    at_stripe,
    booked,
    cancelled,
    decide,
    fee,
    give_up,
    goes_to_bank,
    hear,
    history,
    is_silent,
    name_account,
    parts,
    settle_by_dispute,
    state,
)
from tests.payments.steps import AN_ADMIN, pay, payments
from tests.returns.steps import complain, grant


def test_money_that_a_lost_dispute_took_is_owed_no_more_and_no_loss(
    app: Flask, stripe: FakeStripe, failed: int, sale: Sale, buyer: Browser, admin: Browser
) -> None:
    address, whole = f"/admin/pengembalian-dana/{failed}", sale.amount
    assert state()[0] == RefundStatus.FAILED
    assert admin.post(f"{address}/cara-lain", BY_DISPUTE).status_code == 409, "nobody has decided yet"
    decide(stripe, "lost")
    assert booked() == (whole, -fee(), 0, whole)
    page = admin.get(address).get_data(as_text=True)
    assert "Sengketanya kalah: bank pembeli sudah mengambil uangnya" in page
    assert page.count('class="panel stack" open>') == 1, "the way to say so is in sight"
    assert f"/admin/pembayaran/{payments()[0].id}" in page
    assert address in admin.get(f"/admin/pembayaran/{payments()[0].id}").get_data(as_text=True)
    assert "Ada sengketa" in admin.get("/admin/pengembalian-dana").get_data(as_text=True)
    for wrong in ({"akhir-reason": "x"}, {"akhir-way": "x"}, {"akhir-password": "bukan"}, {"akhir-way": "by_hand"}):
        assert admin.post(f"{address}/cara-lain", BY_DISPUTE | wrong).status_code == 422, wrong
    assert state()[0] == RefundStatus.FAILED
    for _ in range(2):
        assert admin.post(f"{address}/cara-lain", BY_DISPUTE).status_code == 303
    assert state() == (RefundStatus.SUCCEEDED, RefundChannel.DISPUTE, PaymentStatus.REFUNDED)
    assert booked() == (0, -fee(), 0, 0)
    assert history() == ["sent", "failed", "sent", "succeeded"]
    (event,) = session.scalars(select(AuditEvent).where(AuditEvent.action == "refund.settled"))
    assert (event.actor_id, event.reason, event.facts["way"]) == (sale.admin_id, WHY, "dispute")
    assert is_silent(app)
    worker.drain()
    assert "Sudah kembali lewat sengketa" in buyer.get(f"/pesanan/{sale.number}").get_data(as_text=True)


def test_what_a_lost_dispute_did_not_take_goes_to_a_bank_account(
    app: Flask, stripe: FakeStripe, failed: int, sale: Sale, buyer: Browser, admin: Browser
) -> None:
    stripe.objects[stripe.all("dispute")[0]["id"]]["amount"] = (sale.amount - 1_000) * 100
    decide(stripe, "lost")
    for _ in range(2):
        assert admin.post(f"/admin/pengembalian-dana/{failed}/cara-lain", BY_DISPUTE).status_code == 303
    assert parts() == [
        (sale.amount - 1_000, RefundStatus.SUCCEEDED, RefundChannel.DISPUTE),
        (1_000, RefundStatus.NEEDS_BANK_ACCOUNT, RefundChannel.BANK),
    ]
    assert (booked(), payments()[0].status) == ((1_000, 1_000 - fee(), 0, 0), PaymentStatus.PARTLY_REFUNDED)
    assert is_silent(app)
    assert "/rekening/" in buyer.get(f"/pesanan/{sale.number}").get_data(as_text=True)
    rest_id = failed + 1
    name_account(rest_id)
    look = admin.post(f"/admin/pengembalian-dana/{rest_id}/nomor", {"lihat-password": PASSWORD})
    assert "0140091234567" in look.get_data(as_text=True)
    with transaction():
        seen = seen_as(refund_queries.get_account(rest_id))
        refund_accounts.record_transferred(rest_id, "TRF-1", seen=seen, admin_id=AN_ADMIN)
    assert (booked(), payments()[0].status) == ((0, 1_000 - fee(), 0, 0), PaymentStatus.REFUNDED)
    assert is_silent(app)
    decide(stripe, "won")
    assert [part[1] for part in parts()] == [RefundStatus.NEEDS_BANK_ACCOUNT, RefundStatus.SUCCEEDED]
    assert is_silent(app)


def test_a_lost_dispute_that_is_counted_brings_nothing_more(stripe: FakeStripe, failed: int) -> None:
    stripe.objects[stripe.all("dispute")[0]["id"]]["amount"] = 1_000 * 100
    decide(stripe, "lost")
    settle_by_dispute(failed)
    with pytest.raises(NotPaidByDispute):
        settle_by_dispute(failed + 1)


def test_a_bank_that_gives_the_money_back_after_all_leaves_it_owed_to_the_buyer(
    app: Flask, stripe: FakeStripe, failed: int, sale: Sale
) -> None:
    decide(stripe, "lost")
    settle_by_dispute(failed)
    decide(stripe, "won")
    assert state() == (RefundStatus.NEEDS_BANK_ACCOUNT, RefundChannel.BANK, PaymentStatus.CAPTURED)
    assert booked() == (sale.amount, sale.amount - fee(), 0, 0)
    assert is_silent(app)
    decide(stripe, "lost")
    assert state()[0] == RefundStatus.NEEDS_BANK_ACCOUNT, "an admin has to say so anew"
    with transaction():
        refund_accounts.name_bank_account(failed, refund_accounts.BankAccount("120", "Dewi", "0140091234567"))
    settle_by_dispute(failed)
    assert booked() == (0, -fee(), 0, 0)
    decide(stripe, "won")
    assert state()[0] == RefundStatus.NEEDS_BANK_ACCOUNT
    with transaction():
        refund_accounts.name_bank_account(failed, refund_accounts.BankAccount("120", "Dewi", "0140091234567"))
    assert list(differences()) == []


def test_no_account_is_shown_while_the_bank_asks_for_the_same_money(
    stripe: FakeStripe, failed: int, admin: Browser
) -> None:
    decide(stripe, "won")
    assert give_up(admin, failed) == 303
    with transaction():
        refund_accounts.name_bank_account(failed, refund_accounts.BankAccount("120", "Dewi", "0140091234567"))
    address, look = f"/admin/pengembalian-dana/{failed}/nomor", {"lihat-password": PASSWORD}
    again = stripe.dispute(at_stripe())
    hear()
    refused = admin.post(address, look)
    assert refused.status_code == 409
    assert "lewat sengketa" in refused.get_data(as_text=True)
    stripe.decide_dispute(again, "won")
    hear()
    assert "0140091234567" in admin.post(address, look).get_data(as_text=True)


def test_no_account_is_shown_for_money_that_the_bank_took_meanwhile_which_ends_by_that(
    app: Flask, stripe: FakeStripe, failed: int, admin: Browser
) -> None:
    decide(stripe, "won")
    goes_to_bank(failed)
    stripe.decide_dispute(stripe.dispute(at_stripe()), "lost")
    hear()
    answer = admin.post(f"/admin/pengembalian-dana/{failed}/nomor", {"lihat-password": PASSWORD})
    assert (answer.status_code, "0140091234567" in answer.get_data(as_text=True)) == (409, False)
    settle_by_dispute(failed)
    assert (state()[:2], booked()) == ((RefundStatus.SUCCEEDED, RefundChannel.DISPUTE), (0, -fee(), 0, 0))
    assert is_silent(app)


def test_a_transfer_that_was_made_before_the_dispute_is_recorded(
    stripe: FakeStripe, failed: int, admin: Browser
) -> None:
    decide(stripe, "won")
    goes_to_bank(failed)
    stripe.dispute(at_stripe())
    hear()
    form = {"reference": "TRF-1", "seen": seen_as(refund_queries.get_account(failed)), "password": PASSWORD}
    session.rollback()
    assert admin.post(f"/admin/pengembalian-dana/{failed}/dibayar", form).status_code == 303
    assert state()[:2] == (RefundStatus.SUCCEEDED, RefundChannel.BANK)


@pytest.fixture
def bounced(
    every_method: tuple[FakeStripe, FakeMidtrans], buyer: Browser, admin: Browser, sale: Sale, group: OrderGroup
) -> int:
    """Dewi paid by card and cancelled, the money arrived, and her bank sent it back to Stripe; the refund's id."""
    stripe, _midtrans = every_method
    pay(buyer, group, "stripe")
    stripe.pay(at_stripe())
    hear()
    refund_id = cancelled(sale)
    hear()
    assert state()[0] == RefundStatus.SUCCEEDED
    stripe.settle_refund(stripe.all("refund")[0]["id"], "failed")
    hear()
    assert (state()[0], booked()) == (RefundStatus.FAILED, (sale.amount, sale.amount - fee(), 0, 0))
    return refund_id


def lose(stripe: FakeStripe, rupiah: int) -> None:
    """The bank takes so much in another dispute."""
    stripe.decide_dispute(stripe.dispute(at_stripe(), rupiah=rupiah), "lost")
    hear()


def test_what_came_back_and_was_taken_in_part_later_is_owed_in_part(
    app: Flask, stripe: FakeStripe, bounced: int, sale: Sale, admin: Browser
) -> None:
    lose(stripe, 1_000)
    for _ in range(2):
        assert admin.post(f"/admin/pengembalian-dana/{bounced}/cara-lain", BY_DISPUTE).status_code == 303
    rest = sale.amount - 1_000
    assert parts() == [
        (1_000, RefundStatus.SUCCEEDED, RefundChannel.DISPUTE),
        (rest, RefundStatus.NEEDS_BANK_ACCOUNT, RefundChannel.BANK),
    ]
    assert (booked(), payments()[0].status) == ((rest, rest - fee(), 0, 0), PaymentStatus.PARTLY_REFUNDED)
    assert is_silent(app)
    name_account(bounced + 1)
    transfer(bounced + 1, "TRF-1")
    assert (booked()[0], payments()[0].status) == (0, PaymentStatus.REFUNDED)
    assert list(differences()) == []


def transfer(refund_id: int, reference: str) -> None:
    with transaction():
        seen = seen_as(refund_queries.get_account(refund_id))
        refund_accounts.record_transferred(refund_id, reference, seen=seen, admin_id=AN_ADMIN)


def test_a_case_is_over_when_the_buyer_waits_for_no_part_of_its_money(
    every_method: tuple[FakeStripe, FakeMidtrans], buyer: Browser, group: OrderGroup
) -> None:
    stripe, _midtrans = every_method
    pay(buyer, group, "stripe")
    stripe.pay(at_stripe())
    hear()
    session.rollback()
    order = accept(group.orders[0])
    case = complain(ship(order))
    stripe.dispute(at_stripe())
    hear()
    grant(case)
    worker.drain()
    session.rollback()
    refund_id = session.scalars(select(Refund.id)).one()
    stripe.objects[stripe.all("dispute")[0]["id"]]["amount"] = 1_000 * 100
    decide(stripe, "lost")
    settle_by_dispute(refund_id)
    worker.drain()
    assert [part[1] for part in parts()] == [RefundStatus.SUCCEEDED, RefundStatus.NEEDS_BANK_ACCOUNT]
    assert session.scalars(select(ReturnCase.status)).one() == ReturnStatus.APPROVED, "the rest is owed"
    name_account(refund_id + 1)
    transfer(refund_id + 1, "TRF-1")
    worker.drain()
    session.rollback()
    assert session.scalars(select(ReturnCase.status)).one() == ReturnStatus.CLOSED
    assert list(differences()) == []


def test_parts_can_come_back_and_be_taken_in_part_as_often_as_banks_like(
    stripe: FakeStripe, bounced: int, sale: Sale
) -> None:
    lose(stripe, 3_000)
    settle_by_dispute(bounced)
    decide(stripe, "won")
    assert [part[0] for part in parts() if part[1] == RefundStatus.NEEDS_BANK_ACCOUNT] == [3_000, sale.amount - 3_000]
    lose(stripe, 1_000)
    settle_by_dispute(bounced)
    assert [part[0] for part in parts()] == [1_000, sale.amount - 3_000, 2_000]
    assert list(differences()) == []
    name_account(bounced + 1)
    transfer(bounced + 1, "TRF-1")
    with transaction():
        back = refund_accounts.SentBack("TRF-1", "RETUR-1", WHY)
        refund_accounts.record_sent_back(bounced + 1, back, admin_id=AN_ADMIN)
    lose(stripe, 500)
    settle_by_dispute(bounced + 1)
    assert [part[0] for part in parts()] == [1_000, 500, 2_000, sale.amount - 3_500]
    assert (booked()[0], list(differences())) == (sale.amount - 1_500, [])
    with pytest.raises(NotPaidByDispute):
        settle_by_dispute(bounced + 2)


def test_a_refund_is_parted_as_often_as_banks_take_a_little(stripe: FakeStripe, bounced: int, sale: Sale) -> None:
    for place in range(8):
        lose(stripe, 1_000)
        settle_by_dispute(bounced + place)
    purposes = session.scalars(select(Refund.purpose).order_by(Refund.id)).all()
    assert purposes == ["cancel-1", "cancel-1-rest", *(f"cancel-1-rest{place}" for place in range(2, 9))]
    assert (booked()[0], list(differences())) == (sale.amount - 8_000, [])


def test_what_the_dispute_did_not_take_is_shown_as_still_to_be_paid(
    stripe: FakeStripe, failed: int, sale: Sale, admin: Browser
) -> None:
    stripe.objects[stripe.all("dispute")[0]["id"]]["amount"] = (sale.amount - 1_000) * 100
    decide(stripe, "lost")
    address = f"/admin/pengembalian-dana/{failed}"
    page = admin.get(address).get_data(as_text=True)
    assert ("Jangan membayar sekali lagi" in page, 'class="panel stack next"' in page) == (True, False)
    settle_by_dispute(failed)
    name_account(failed + 1)
    page = admin.get(f"/admin/pengembalian-dana/{failed + 1}").get_data(as_text=True)
    assert "Jangan membayar sekali lagi" not in page
    assert "sudah dihitung untuk pengembalian lain. Yang ini masih harus kita bayar" in page
    assert 'class="panel stack next"' in page
    assert 'class="panel stack" open>' not in page, "saying so is refused"
    assert admin.post(f"/admin/pengembalian-dana/{failed + 1}/cara-lain", BY_DISPUTE).status_code == 409


@pytest.mark.parametrize("end", ["lost", "won"])
def test_the_mail_about_a_decided_dispute_says_what_is_left_to_do(
    stripe: FakeStripe, failed: int, admin: Browser, end: str
) -> None:
    decide(stripe, end)
    worker.drain()
    mail = told("sudah diputuskan")
    assert "pengembalian dana pesanan ini yang belum selesai" in mail
    assert "Tidak ada yang perlu dikerjakan lagi" not in mail
    assert f"/admin/pembayaran/{payments()[0].id}" in mail, "where the refunds are listed"


def test_the_mail_about_a_decided_dispute_says_when_nothing_is_left_to_do(
    stripe: FakeStripe, failed: int, admin: Browser
) -> None:
    decide(stripe, "lost")
    settle_by_dispute(failed)
    worker.drain()
    mail = told("sudah diputuskan")
    assert "Tidak ada yang perlu dikerjakan lagi" in mail
    assert "yang belum selesai" not in mail


def told(subject: str) -> str:
    """Everything in mails about something."""
    files = (Path(setting("DATA_DIR")) / "mail").glob("*.eml")
    mails = [message_from_bytes(each.read_bytes(), policy=default) for each in files]
    parts = [part for mail in mails if subject in mail["Subject"] for part in mail.walk()]
    return "".join(str(part.get_content()) for part in parts if part.get_content_maintype() == "text")
