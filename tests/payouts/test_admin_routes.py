"""Payouts in the back office."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.books.commands.settlements import HandedOver, record_settlement
from app.clock import JAKARTA, now
from app.db import session, transaction
from app.models.payout import Payout, PayoutBatch, PayoutStatus
from app.money import format_rupiah
from app.web.limits import limiter
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import PASSWORD
from tests.payouts import steps
from tests.web.visitors import signed_in

PATH = "/admin/payout"


@pytest.fixture(autouse=True)
def _fresh_limits(app: object) -> None:
    limiter.reset()


@pytest.fixture
def eko(new_client: Callable[[], Browser], cast: Cast) -> Browser:
    steps.open_account(cast.shop_of_ani, number="0140091234567")
    steps.earn(cast, cast.shop_of_ani)
    return signed_in(new_client(), cast.eko)


@pytest.fixture
def fitri(new_client: Callable[[], Browser], cast: Cast) -> Browser:
    return signed_in(new_client(), cast.fitri)


def batch_path() -> str:
    session.rollback()
    return f"{PATH}/{session.scalars(select(PayoutBatch.id)).one()}"


def said(browser: Browser, path: str) -> str:
    return browser.get(path).get_data(as_text=True)


def test_from_the_button_to_the_bank_and_back(eko: Browser, fitri: Browser, cast: Cast) -> None:
    amount = format_rupiah(steps.earned(cast.shop_of_ani))
    assert eko.post(PATH).status_code == 303
    path = batch_path()
    page = said(eko, path)
    for words in (cast.shop_of_ani.name, amount, "••567", "Menunggu persetujuan", "Setujui daftar ini"):
        assert words in page, words
    assert "0140091234567" not in page
    assert "Berkas untuk bank" not in page
    assert eko.post(PATH).headers["Location"] == PATH, "there is nothing more to pay"
    for _double_click in range(2):
        eko.post(f"{path}/setujui")
        assert "Satu orang dihitung satu kali" in said(eko, path)
    assert eko.post(f"{path}/berkas", {"password": PASSWORD}).status_code == 409
    fitri.post(f"{path}/setujui")
    assert "Dua admin sudah menyetujui" in said(fitri, path)

    assert eko.post(f"{path}/berkas", {"password": "salah-sekali"}).status_code == 422
    assert steps.only_payout().status == PayoutStatus.APPROVED
    assert eko.post(f"{path}/berkas", {"password": PASSWORD}).status_code == 422, "the books show too little"
    assert steps.only_payout().status == PayoutStatus.APPROVED
    sure = {"password": PASSWORD, "is_sure": "y"}
    files = [browser.post(f"{path}/berkas", form) for browser, form in ((eko, sure), (fitri, {"password": PASSWORD}))]
    assert [file.status_code for file in files] == [200, 200]
    assert files[0].get_data() == files[1].get_data()
    number = session.scalars(select(PayoutBatch.number)).one()
    lines = files[0].get_data(as_text=True).splitlines()
    assert lines[1] == f"120,0140091234567,Ani Rahmawati,{steps.only_payout().amount},{number}-001"
    assert files[0].headers["Content-Disposition"] == f'attachment; filename="{number}.csv"'
    assert files[0].headers["Cache-Control"] == "private, no-store"
    assert [event.actor_id for event in steps.noted("payout_batch.file_made")] == [cast.eko.id, cast.fitri.id]

    payout = f"{PATH}/pencairan/{steps.only_payout().id}"
    assert eko.post(f"{payout}/belum-jelas", {"reason": "Bank belum menjawab"}).status_code == 303
    assert "Bank belum menjawab" in said(eko, payout)
    assert eko.post(f"{payout}/dibayar", {"bank_reference": ""}).status_code == 422
    assert eko.post(f"{payout}/dibayar", {"bank_reference": "BSB-77"}).status_code == 303
    assert "BSB-77" in said(eko, payout)
    assert "Unduh CSV" not in said(eko, path), "the bank has answered for all"
    late = eko.post(f"{payout}/gagal", {"reason": "Terlambat sekali"})
    assert late.status_code == 409
    assert number in said(eko, PATH)
    assert steps.is_sound()


def test_the_page_names_who_prepared_it_and_asks_each_admin_once(eko: Browser, fitri: Browser, cast: Cast) -> None:
    eko.post(PATH)
    path = batch_path()
    assert f"Disiapkan oleh {cast.eko.name}" in said(fitri, path)
    eko.post(f"{path}/setujui")
    assert "Setujui daftar ini" not in said(eko, path)
    assert "Anda sudah menyetujui" in said(eko, path)
    assert "Setujui daftar ini" in said(fitri, path)


def test_the_page_warns_before_the_bank_account_runs_out(eko: Browser, cast: Cast) -> None:
    amount = steps.earned(cast.shop_of_ani)
    eko.post(PATH)
    path = batch_path()
    assert f"Menurut pembukuan, uang di bank kurang {format_rupiah(amount)}" in said(eko, path)
    assert "Untuk rekening itu belum ada catatan apa pun" in said(eko, path)
    steps.approve(int(path.rpartition("/")[2]), cast.eko.id, cast.fitri.id)
    assert "Menurut pembukuan, uang di bank kurang" in said(eko, path), "before the file as well"
    with transaction():
        over = HandedOver("sandbox", amount, 0, "RK-1", now().astimezone(JAKARTA).date())
        record_settlement(over, admin_id=cast.eko.id)
    assert "uang di bank kurang" not in said(eko, path)


def test_a_failed_payout_comes_back_and_the_reason_is_kept(eko: Browser, cast: Cast) -> None:
    was = steps.earned(cast.shop_of_ani)
    steps.at_the_bank(cast)
    payout = f"{PATH}/pencairan/{steps.only_payout().id}"
    assert eko.post(f"{payout}/gagal", {"reason": ""}).status_code == 422
    assert eko.post(f"{payout}/gagal", {"reason": "Rekening sudah ditutup"}).status_code == 303
    assert steps.earned(cast.shop_of_ani) == was
    assert "Rekening sudah ditutup" in said(eko, payout)


def test_a_paid_payout_that_came_back_is_in_the_balance_again(
    eko: Browser, fitri: Browser, new_client: Callable[[], Browser], cast: Cast
) -> None:
    was = steps.earned(cast.shop_of_ani)
    ani = signed_in(new_client(), cast.ani)
    steps.at_the_bank(cast)
    payout = f"{PATH}/pencairan/{steps.only_payout().id}"
    back = {"bank_reference": "retur 77", "reason": "Rekening sudah ditutup", "password": PASSWORD}
    assert eko.post(f"{payout}/kembali", back).status_code == 409
    steps.complete_all(cast)
    assert "Uang transfer ini kembali" in said(eko, payout)
    for mistake in ({"bank_reference": ""}, {"reason": "x"}, {"password": "salah-sekali"}):
        answer = eko.post(f"{payout}/kembali", back | mistake)
        assert answer.status_code == 422
        assert 'class="panel" open>' in answer.get_data(as_text=True), "what was typed is in sight"
    assert ani.post(f"{payout}/kembali", back).status_code == 403
    assert steps.earned(cast.shop_of_ani) == 0
    for admin in (eko, eko, fitri):
        assert admin.post(f"{payout}/kembali", back).status_code == 303
    assert steps.earned(cast.shop_of_ani) == was
    assert "Rekening sudah ditutup (RETUR 77)" in said(eko, payout)
    assert "bank pernah gagal ke rekening ini" in said(eko, f"{PATH}/{steps.prepare()}")


def test_what_was_marked_by_mistake_is_paid_after_all(
    eko: Browser, new_client: Callable[[], Browser], cast: Cast
) -> None:
    was = steps.earned(cast.shop_of_ani)
    steps.at_the_bank(cast)
    payout = f"{PATH}/pencairan/{steps.only_payout().id}"
    paid = {"bank_reference": "BSB-7", "reason": "Salah ditandai gagal", "password": PASSWORD}
    assert eko.post(f"{payout}/ternyata-dibayar", paid).status_code == 409
    eko.post(f"{payout}/gagal", {"reason": "Rekening sudah ditutup"})
    assert "Ternyata sudah dibayar bank" in said(eko, payout)
    for mistake in ({"bank_reference": ""}, {"reason": "x"}, {"password": "salah-sekali"}):
        answer = eko.post(f"{payout}/ternyata-dibayar", paid | mistake)
        assert answer.status_code == 422
        assert 'class="panel" open>' in answer.get_data(as_text=True), "what was typed is in sight"
    assert signed_in(new_client(), cast.ani).post(f"{payout}/ternyata-dibayar", paid).status_code == 403
    assert eko.post(f"{PATH}/pencairan/999/ternyata-dibayar", paid).status_code == 404
    assert steps.earned(cast.shop_of_ani) == was
    for _twice in range(2):
        assert eko.post(f"{payout}/ternyata-dibayar", paid).status_code == 303
    assert steps.earned(cast.shop_of_ani) == 0
    page = said(eko, payout)
    assert "BSB-7" in page
    assert "Salah ditandai gagal" in page
    assert "Ternyata sudah dibayar bank" not in page


def test_an_account_that_the_bank_could_not_pay_to_is_marked_when_it_is_prepared_again(
    eko: Browser, cast: Cast
) -> None:
    mark = "bank pernah gagal ke rekening ini"
    steps.at_the_bank(cast)
    steps.come_back(cast)
    batch_id = steps.prepare()
    assert mark in said(eko, f"{PATH}/{batch_id}")


@pytest.mark.parametrize("what", ["batch", "payout"])
def test_a_refusal_needs_a_reason_and_moves_no_money(eko: Browser, cast: Cast, what: str) -> None:
    steps.prepare()
    path = batch_path() if what == "batch" else f"{PATH}/pencairan/{session.scalars(select(Payout.id)).one()}"
    assert eko.post(f"{path}/tolak", {"reason": "x"}).status_code == 422
    assert eko.post(f"{path}/tolak", {"reason": "Rekening diperiksa dahulu"}).status_code == 303
    assert (steps.only_payout().status, steps.in_bank()) == (PayoutStatus.FAILED, 0)


def test_the_review_shows_what_changed_lately(eko: Browser, cast: Cast) -> None:
    steps.prepare()
    steps.change_account(cast)
    page = said(eko, batch_path())
    assert "••567 → ••535" in " ".join(page.split())
    assert "rekening diganti" in page
    assert "rekening baru" in page
    assert "••567 → ••535" in " ".join(said(eko, PATH).split())


def test_an_account_that_came_after_the_money_left_is_not_called_the_one_it_went_to(eko: Browser, cast: Cast) -> None:
    steps.at_the_bank(cast)
    steps.change_account(cast)
    page = said(eko, batch_path())
    assert "Rekening yang diganti" in page
    assert "rekening baru" not in page


def test_a_file_with_nothing_in_it_is_not_given_out(eko: Browser, cast: Cast) -> None:
    batch_id = steps.prepare()
    steps.approve(batch_id, cast.eko.id, cast.fitri.id)
    steps.change_account(cast)
    response = eko.post(f"{batch_path()}/berkas", {"password": PASSWORD, "is_sure": "y"})
    assert response.status_code == 303
    assert "Tidak ada yang masih harus dibayar bank" in said(eko, batch_path())
