"""Transfers by hand: shown, proven, looked at, accepted once or rejected with a reason."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app import worker
from app.catalog import stock
from app.clock import now
from app.db import session, transaction
from app.ledger import chart
from app.ledger.queries import balances_of
from app.media.cli import sweep_files
from app.models.audit import AuditEvent
from app.models.catalog import Product
from app.models.order import OrderGroup
from app.models.payment import PaymentStatus, ProofStatus, Refund, RefundStatus, Settlement, TransferProof
from app.orders.cli import expire_due
from app.payments.cli import reconcile_pending
from app.payments.commands import transfers
from app.payments.errors import OwnProof, ProofDecided
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.order import place, variant_of
from tests.factories.seller import SellerMemberFactory
from tests.files import MARK, hostile, pdf, photo
from tests.payments.steps import A_DAY, order_statuses, pay, payments
from tests.web.visitors import signed_in

HOUR = timedelta(hours=1)
SEEN = {"bank_reference": " ft 26330  1 "}  # as an admin may type it
REASON = "Uangnya belum ada di mutasi rekening"


@pytest.fixture
def path(app: Flask, monkeypatch: pytest.MonkeyPatch, buyer: Browser, group: OrderGroup) -> str:
    """The page of a transfer that Dewi has chosen."""
    monkeypatch.setitem(app.config, "PAYMENT_GATEWAYS", ["sandbox", "transfer"])
    answer = pay(buyer, group, "transfer")
    assert answer.location == f"http://localhost/pembayaran/{group.number}/transfer"
    return f"/pembayaran/{group.number}/transfer"


@pytest.fixture
def admin(new_client: Callable[[], Browser], cast: Cast) -> Browser:
    return signed_in(new_client(), cast.eko)


def send(buyer: Browser, path: str, data: bytes = b"", name: str = "bukti.jpg") -> TestResponse:
    return buyer.post(path, {"bukti": (BytesIO(data or photo()), name)}, content_type="multipart/form-data")


def proofs() -> list[TransferProof]:
    session.rollback()
    return list(session.scalars(select(TransferProof).order_by(TransferProof.id)))


def decided() -> list[str]:
    return [proof.status.value for proof in proofs()]


def kept_until(group: OrderGroup) -> timedelta:
    """How long after placing the goods are kept."""
    session.rollback()
    row = session.get_one(OrderGroup, group.id, populate_existing=True)
    return row.pay_by - row.placed_at


def bank() -> dict[str, int]:
    session.rollback()
    return {str(name): amount for name, amount in balances_of([chart.BANK, chart.gateway_clearing("transfer")]).items()}


def test_the_page_says_where_to_how_much_what_to_write_and_until_when(
    path: str, buyer: Browser, group: OrderGroup
) -> None:
    page = buyer.get(path).get_data(as_text=True)
    for words in ("Bank Sumsel Babel", "000 0000 000", "Sebalai (toko contoh)", group.number):
        assert words in page
    assert f'readonly value="{group.total_amount}"' in page, "the exact amount can be copied"
    assert "transfer" in buyer.get(f"/pembayaran/{group.number}").get_data(as_text=True)


def test_a_transfer_may_take_until_a_day_after_placing(path: str, group: OrderGroup) -> None:
    assert kept_until(group) == A_DAY
    assert payments()[0].expires_at == group.placed_at + A_DAY
    with time_machine.travel(group.placed_at + 23 * HOUR):
        expire_due()
        reconcile_pending()
    assert (order_statuses(group), payments()[0].status) == ({"awaiting_payment"}, PaymentStatus.PENDING)
    with time_machine.travel(group.placed_at + 25 * HOUR):
        expire_due()
        reconcile_pending()
    assert (order_statuses(group), payments()[0].status) == ({"expired"}, PaymentStatus.EXPIRED)


@pytest.mark.parametrize(("name", "data"), [("bukti.jpg", photo()), ("bukti.pdf", pdf(2)), ("x.png", photo("PNG"))])
def test_a_proof_keeps_the_goods_until_it_is_decided(
    path: str, buyer: Browser, group: OrderGroup, name: str, data: bytes
) -> None:
    with time_machine.travel(group.placed_at + 20 * HOUR, tick=False):
        assert send(buyer, path, data, name).status_code == 303
        assert kept_until(group) == 68 * HOUR
        assert payments()[0].expires_at == group.placed_at + 68 * HOUR
        assert "Sedang diperiksa" in buyer.get(path).get_data(as_text=True)
    with time_machine.travel(group.placed_at + 60 * HOUR):
        expire_due()
    assert order_statuses(group) == {"awaiting_payment"}


def test_one_proof_at_a_time_and_three_in_all(path: str, buyer: Browser, admin: Browser) -> None:
    for number in range(1, 4):
        assert send(buyer, path).status_code == 303
        assert send(buyer, path).status_code == 409
        assert len(proofs()) == number
        admin.post(f"/admin/pembayaran/transfer/{proofs()[-1].id}/tolak", {"reason": REASON})
    assert send(buyer, path).status_code == 422
    page = buyer.get(path).get_data(as_text=True)
    assert "Sudah 3 bukti ditolak" in page
    assert REASON in page
    assert "Kirim bukti" not in page


def test_files_that_lie_are_refused_and_nothing_is_kept(path: str, buyer: Browser) -> None:
    for what in ("HTML", "a script called a photo", "half a photo", "50,000 × 50,000 pixels"):
        name, data = hostile()[what]
        assert send(buyer, path, data, name).status_code == 422, what
    assert buyer.post(path, {}, content_type="multipart/form-data").status_code == 422
    assert send(buyer, path, bytes(18 * 1024 * 1024)).status_code == 413
    assert proofs() == []


def test_only_the_buyer_and_admins_of_money_see_the_proof_and_each_look_of_theirs_is_noted(
    path: str, buyer: Browser, admin: Browser, new_client: Callable[[], Browser], cast: Cast
) -> None:
    send(buyer, path, photo(comment=MARK))
    (proof,) = proofs()
    own, theirs = f"{path}/bukti/{proof.document_id}", f"/admin/pembayaran/transfer/{proof.id}/berkas"
    for browser, address in ((buyer, own), (admin, theirs)):
        answer = browser.get(address)
        assert (answer.status_code, answer.mimetype) == (200, "image/webp")
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert MARK not in answer.get_data()
    for stranger in (cast.ani, cast.citra, cast.eko):
        browser = signed_in(new_client(), stranger)
        assert (browser.get(own).status_code, browser.get(path).status_code) == (404, 404)
        assert browser.get(f"/dokumen/{proof.document_id}").status_code == 404
    assert signed_in(new_client(), cast.ani).get(theirs).status_code == 403
    assert new_client().get(own).status_code == new_client().get(theirs).status_code == 303
    looks = session.scalars(select(AuditEvent).where(AuditEvent.action == "transfer_proof.viewed")).all()
    assert [(look.actor_id, look.subject_id) for look in looks] == [(cast.eko.id, str(proof.id))]
    assert buyer.get(f"{path}/bukti/{'0' * 32}").status_code == buyer.get(f"{own}?hal=2").status_code == 404


def test_a_proof_outlives_the_sweep(path: str, buyer: Browser) -> None:
    send(buyer, path)
    with time_machine.travel(now() + 40 * A_DAY):
        sweep_files()
    assert buyer.get(f"{path}/bukti/{proofs()[0].document_id}").status_code == 200


def test_what_is_accepted_pays_the_orders_and_is_in_the_bank_at_once(
    path: str, buyer: Browser, admin: Browser, group: OrderGroup, cast: Cast
) -> None:
    send(buyer, path)
    (proof,) = proofs()
    queue = admin.get("/admin/pembayaran/transfer").get_data(as_text=True)
    assert group.number in queue
    address = f"/admin/pembayaran/transfer/{proof.id}"
    assert "Uangnya sudah masuk" in admin.get(address).get_data(as_text=True)
    assert admin.post(f"{address}/terima").status_code == 422
    assert [admin.post(f"{address}/terima", typed).status_code for typed in (SEEN, SEEN)] == [303, 303]
    assert admin.post(f"{address}/terima", {"bank_reference": "FT-2"}).status_code == 409
    (proof,) = proofs()
    assert (decided(), proof.decided_by_id, order_statuses(group)) == (["accepted"], cast.eko.id, {"paid"})
    assert bank() == {"bank": group.total_amount, "gateway_clearing:transfer": 0}
    settlement = session.scalars(select(Settlement)).one()
    assert (settlement.gateway, settlement.reference) == ("transfer", "FT 26330 1")
    assert (settlement.amount, settlement.recorded_by_id) == (group.total_amount, cast.eko.id)
    assert admin.post(f"{address}/tolak", {"reason": REASON}).status_code == 409
    assert "sudah kami terima" in buyer.get(path).get_data(as_text=True)
    assert send(buyer, path).status_code == 409
    assert group.number not in admin.get("/admin/pembayaran/transfer").get_data(as_text=True)
    assert group.number in admin.get("/admin/pembayaran/transfer?status=accepted").get_data(as_text=True)


def test_the_same_transfer_pays_no_second_order(
    path: str, buyer: Browser, admin: Browser, group: OrderGroup, pepper: Product, cast: Cast
) -> None:
    send(buyer, path)
    other = place(cast.dewi, [pepper])
    pay(buyer, other, "transfer")
    send(buyer, f"/pembayaran/{other.number}/transfer")
    first, second = (f"/admin/pembayaran/transfer/{proof.id}" for proof in proofs())
    assert admin.post(f"{first}/terima", SEEN).status_code == 303
    refused = admin.post(f"{second}/terima", {"bank_reference": "FT 26330 1"})
    assert (refused.status_code, "sudah dipakai untuk transfer lain" in refused.get_data(as_text=True)) == (409, True)
    assert (decided(), order_statuses(other)) == (["accepted", "received"], {"awaiting_payment"})
    assert bank()["bank"] == group.total_amount
    assert "FT 26330 1" in admin.get(first).get_data(as_text=True)
    story = admin.get(f"/admin/pembayaran/{payments()[0].id}").get_data(as_text=True)
    assert f"settlement:{session.scalars(select(Settlement.id)).one()}" in story


def test_what_is_rejected_tells_the_buyer_why_and_can_be_tried_again(
    path: str, buyer: Browser, admin: Browser, group: OrderGroup, emitted: Callable[[str], list[dict[str, Any]]]
) -> None:
    send(buyer, path)
    address = f"/admin/pembayaran/transfer/{proofs()[0].id}"
    assert admin.post(f"{address}/tolak", {"reason": "x"}).status_code == 422
    for _ in range(2):
        assert admin.post(f"{address}/tolak", {"reason": REASON}).status_code == 303
    assert admin.post(f"{address}/terima", SEEN).status_code == 409
    assert (decided(), order_statuses(group), bank()["bank"]) == (["rejected"], {"awaiting_payment"}, 0)
    assert emitted("transfer_proof.rejected") == [{"proof_id": proofs()[0].id}]
    assert REASON in buyer.get(path).get_data(as_text=True)
    assert send(buyer, path).status_code == 303


@pytest.mark.parametrize("is_left", [True, False])
def test_money_found_after_the_time_takes_the_goods_again_or_goes_back(
    path: str, buyer: Browser, admin: Browser, group: OrderGroup, pepper: Product, is_left: bool
) -> None:
    variant_id = variant_of(pepper).id
    send(buyer, path)
    with time_machine.travel(now() + 3 * A_DAY):
        expire_due()
        worker.drain()
        reconcile_pending()
        assert (order_statuses(group), payments()[0].status) == ({"expired"}, PaymentStatus.EXPIRED)
        if not is_left:
            with transaction():
                stock.set_counts({variant_id: 1}, because="sold in the shop")
        admin.post(f"/admin/pembayaran/transfer/{proofs()[0].id}/terima", SEEN)
        worker.drain()
    refunds = session.scalars(select(Refund.status)).all()
    assert (order_statuses(group), refunds) == (
        ({"paid"}, []) if is_left else ({"expired"}, [RefundStatus.NEEDS_BANK_ACCOUNT])
    )
    assert bank()["bank"] == group.total_amount


def test_somebody_who_was_late_can_still_send_a_proof(path: str, buyer: Browser, group: OrderGroup) -> None:
    with time_machine.travel(now() + 2 * A_DAY):
        expire_due()
        reconcile_pending()
        assert "Sudah mentransfer?" in buyer.get(f"/pembayaran/{group.number}").get_data(as_text=True)
        assert send(buyer, path).status_code == 303
    assert (decided(), order_statuses(group)) == (["received"], {"expired"})


def test_who_has_transferred_may_choose_another_way_and_gets_the_second_back(
    path: str, buyer: Browser, admin: Browser, gateway: Any, group: OrderGroup
) -> None:
    send(buyer, path)
    assert pay(buyer, group, "sandbox").status_code == 303
    gateway.choose(str(payments()[1].gateway_reference), "paid")
    with time_machine.travel(now() + timedelta(minutes=1)):
        reconcile_pending()
    admin.post(f"/admin/pembayaran/transfer/{proofs()[0].id}/terima", SEEN)
    worker.drain()
    assert order_statuses(group) == {"paid"}
    (refund,) = session.scalars(select(Refund))
    assert (refund.payment_id, refund.status) == (payments()[0].id, RefundStatus.NEEDS_BANK_ACCOUNT)
    form = f'href="/pesanan/{group.number}/rekening/{refund.id}"'
    for page in (path, f"/pembayaran/{group.number}"):
        assert form in buyer.get(page).get_data(as_text=True), "who paid twice is asked for a bank account"


def test_nobody_is_asked_to_transfer_for_what_is_cancelled(path: str, buyer: Browser, group: OrderGroup) -> None:
    assert buyer.post(f"/pesanan/{group.number}/batal", {"reason": "changed_mind"}).status_code == 303
    page = buyer.get(path).get_data(as_text=True)
    assert "dibatalkan" in page
    assert "000 0000 000" not in page
    assert "Kirim buktinya" in buyer.get(f"/pembayaran/{group.number}").get_data(as_text=True)
    assert send(buyer, path).status_code == 303, "money that was sent before still finds its way back"


def test_nobody_decides_about_the_own_transfer_or_against_another_admin(path: str, buyer: Browser, cast: Cast) -> None:
    send(buyer, path)
    (proof_id,) = (proof.id for proof in proofs())
    with transaction():
        SellerMemberFactory(seller_id=cast.shop_of_ani.id, user_id=cast.gita.id)
    for own in (cast.dewi.id, cast.gita.id):
        with pytest.raises(OwnProof), transaction():
            transfers.accept_proof(proof_id, admin_id=own, bank_reference="FT-1")
    with transaction():
        transfers.reject_proof(proof_id, admin_id=cast.eko.id, reason=REASON)
    with pytest.raises(ProofDecided), transaction():
        transfers.accept_proof(proof_id, admin_id=cast.fitri.id, bank_reference="FT-1")
    assert session.scalar(select(func.count(Settlement.id))) == 0
    assert decided() == [ProofStatus.REJECTED.value]


def test_an_order_without_a_transfer_has_no_such_page(buyer: Browser, group: OrderGroup) -> None:
    address = f"/pembayaran/{group.number}/transfer"
    assert (buyer.get(address).status_code, send(buyer, address).status_code) == (404, 404)
