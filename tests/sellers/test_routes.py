"""Applying: save and resume, send in, answer, and what strangers and hostile files meet."""

import threading
import time
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.commands import accounts
from app.crypto import Sealed, Vault
from app.db import session, transaction
from app.gateways import storage
from app.media import commands as media
from app.models.account import Consent, User
from app.models.media import Document
from app.models.seller import ApplicationStatus, MemberRole, Seller, SellerApplication, SellerStatus
from app.sellers.commands import apply
from app.sellers.queries import applications as queries
from app.settings import setting
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import UserFactory
from tests.factories.seller import SellerApplicationFactory, SellerMemberFactory
from tests.files import MARK, hostile, pdf, photo
from tests.sellers.conftest import AGREED, BANK, RUSIP, WHAT, WHERE, WHO, attach, files_in_stores, send

STEPS = [("siapa", WHO), ("apa", WHAT), ("di-mana", WHERE), ("rekening", BANK)]
WRONG = {
    "siapa": [{"legal_name": " "}, {"phone": "081"}, {"nik": "1234"}, {"nik": ""}, {"legal_name": "www.x.id"}],
    "apa": [{"shop_name": "x"}, {"shop_name": "y" * 61}, {"product_summary": "rusip"}, {"nib": "123"}],
    "di-mana": [{"district_code": "31.74.01"}, {"district_code": ""}, {"street": "  "}],
    "rekening": [{"bank_code": "999"}, {"bank_account": "12a45"}, {"bank_account": ""}, {"bank_holder": ""}],
}
APPLYING = ["", "?langkah=siapa", "?langkah=apa", "?langkah=di-mana", "?langkah=rekening", "?langkah=berkas"]


def fill_in(browser: Browser) -> None:
    for step, form in STEPS:
        assert browser.post(f"/penjual/daftar/{step}", form).status_code == 303, step
    response = send(browser, identity=[("ktp.jpg", photo())], business=[("a.jpg", photo()), ("b.heic", photo("HEIF"))])
    assert response.status_code == 303


def application_of(user: User) -> SellerApplication:
    application = queries.find_application_of(user.id)
    assert application is not None
    return application


def count(model: type) -> int:
    found = session.scalar(select(func.count()).select_from(model)) or 0
    session.rollback()
    return found


def test_a_stranger_is_sent_to_the_sign_in_page_and_back(client: Browser) -> None:
    response = client.get("/penjual/daftar?langkah=apa")
    assert response.location == "/masuk?lanjut=/penjual/daftar?langkah%3Dapa"


def test_looking_begins_nothing(cast: Cast, dewi: Browser) -> None:
    for query in APPLYING:
        assert dewi.get("/penjual/daftar" + query).status_code == 200
    assert count(SellerApplication) == 0


def test_each_step_is_saved_and_leads_to_the_next(
    cast: Cast, dewi: Browser, browser_of: Callable[[User], Browser]
) -> None:
    steps = [step for step, _form in STEPS] + ["berkas"]
    for (step, form), following in zip(STEPS, steps[1:], strict=True):
        response = dewi.post(f"/penjual/daftar/{step}", form)
        assert (response.status_code, response.location) == (303, f"/penjual/daftar?langkah={following}")
    elsewhere = browser_of(cast.dewi)
    assert "Foto dan berkas" in elsewhere.get("/penjual/daftar").get_data(as_text=True), "resumed where it stopped"
    assert "Dapur Rusip" in elsewhere.get("/penjual/daftar?langkah=apa").get_data(as_text=True)


@pytest.mark.parametrize(("step", "wrong"), [(step, wrong) for step, all_ in WRONG.items() for wrong in all_])
def test_a_wrong_form_says_so_and_saves_nothing(cast: Cast, dewi: Browser, step: str, wrong: dict[str, str]) -> None:
    response = dewi.post(f"/penjual/daftar/{step}", {**dict(STEPS)[step], **wrong})
    assert response.status_code == 422
    assert 'class="error"' in response.get_data(as_text=True)
    assert count(SellerApplication) == 0


def test_numbers_are_sealed_masked_and_kept_when_the_field_is_empty(cast: Cast, dewi: Browser) -> None:
    dewi.post("/penjual/daftar/siapa", WHO)
    dewi.post("/penjual/daftar/rekening", BANK)
    dewi.post("/penjual/daftar/siapa", {**WHO, "legal_name": "Dewi L.", "nik": ""})
    dewi.post("/penjual/daftar/rekening", {**BANK, "bank_account": ""})
    application = application_of(cast.dewi)
    assert application.legal_name == "Dewi L."
    assert "1901044101900001" not in str(application.nik_encrypted)
    sealed = Sealed(application.nik_encrypted or "", application.nik_key_id or "")
    assert Vault(setting("DATA_KEY")).open(sealed) == "1901044101900001"
    assert queries.bank_account_of(application) == "1400912345"
    for step in ("siapa", "rekening", "ringkasan"):
        page = dewi.get(f"/penjual/daftar?langkah={step}").get_data(as_text=True)
        assert "1901044101900001" not in page
        assert "1400912345" not in page
    assert "0001" in dewi.get("/penjual/daftar?langkah=siapa").get_data(as_text=True)


def test_villages_can_be_chosen_once_the_district_is_saved(cast: Cast, dewi: Browser) -> None:
    response = dewi.post("/penjual/daftar/di-mana", {**WHERE, "village_code": ""})
    assert response.location == "/penjual/daftar?langkah=di-mana"
    page = dewi.get(response.location).get_data(as_text=True)
    assert "Kemuja" in page
    assert "RT 003 RW 001" in page
    dewi.post("/penjual/daftar/di-mana", WHERE)
    response = dewi.post("/penjual/daftar/di-mana", {**WHERE, "district_code": "19.01.01"})
    assert response.location == "/penjual/daftar?langkah=di-mana", "the village belongs to another district"
    assert application_of(cast.dewi).village_code is None


def test_two_windows_begin_one_application(app: Flask, cast: Cast) -> None:
    applicant_id, problems = cast.dewi.id, []

    def begin() -> None:
        with app.app_context():
            try:
                with transaction():
                    apply.save_what(applicant_id, RUSIP)
            except Exception as error:
                problems.append(error)

    threads = [threading.Thread(target=begin) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert count(SellerApplication) == 1


def test_what_is_missing_is_listed_and_nothing_is_sent(cast: Cast, dewi: Browser) -> None:
    dewi.post("/penjual/daftar/apa", WHAT)
    response = dewi.post("/penjual/daftar/kirim", AGREED)
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert page.count("Lengkapi langkah ini") == 4
    assert application_of(cast.dewi).status == ApplicationStatus.DRAFT
    assert count(Consent) == 0


@pytest.mark.parametrize("missing", list(AGREED))
def test_nothing_is_sent_without_both_agreements(cast: Cast, dewi: Browser, missing: str) -> None:
    fill_in(dewi)
    form = {key: value for key, value in AGREED.items() if key != missing}
    assert dewi.post("/penjual/daftar/kirim", form).status_code == 422
    assert application_of(cast.dewi).status == ApplicationStatus.DRAFT


def test_an_address_must_be_confirmed_before_sending_and_nothing_typed_is_lost(
    cast: Cast, browser_of: Callable[[User], Browser]
) -> None:
    with transaction():
        sari = UserFactory(unconfirmed=True)
    browser = browser_of(sari)
    fill_in(browser)
    assert "Kirim surat lagi" in browser.get("/penjual/daftar").get_data(as_text=True)
    response = browser.post("/penjual/daftar/kirim", AGREED)
    assert response.status_code == 422
    assert "Konfirmasikan alamat e-mail" in response.get_data(as_text=True)
    with transaction():
        accounts.queries.lock_user(sari.id).confirmed_at = sari.created_at
    assert browser.post("/penjual/daftar/kirim", AGREED).status_code == 303


def test_sent_in_it_says_what_happens_next_and_cannot_be_changed(
    cast: Cast, dewi: Browser, emitted: Callable[[str], list[dict[str, int]]]
) -> None:
    fill_in(dewi)
    assert dewi.post("/penjual/daftar/kirim", AGREED).location == "/penjual/daftar"
    assert dewi.post("/penjual/daftar/kirim", AGREED).status_code == 303, "pressed twice"
    application = application_of(cast.dewi)
    assert emitted("application.submitted") == [{"application_id": application.id}]
    consents = session.scalars(select(Consent.purpose).where(Consent.user_id == cast.dewi.id)).all()
    assert sorted(consents) == ["seller_terms", "seller_verification"]
    assert "dua hari kerja" in dewi.get("/penjual/daftar?langkah=apa").get_data(as_text=True)
    for step, form in STEPS:
        response = dewi.post(f"/penjual/daftar/{step}", form)
        assert response.status_code == 409, step
        assert "tidak dapat diubah" in response.get_data(as_text=True)
    before = files_in_stores()
    assert send(dewi, identity=[("ktp.jpg", photo())]).status_code == 409
    (document, *_rest) = queries.documents_of(application.id)
    assert dewi.post(f"/penjual/daftar/berkas/{document.id}/hapus").status_code == 409
    assert files_in_stores() == before


def test_a_question_is_answered_on_the_same_page(cast: Cast, dewi: Browser) -> None:
    with transaction():
        SellerApplicationFactory(
            applicant_id=cast.dewi.id, status=ApplicationStatus.NEEDS_INFO, decision_note="Foto KTP <buram>"
        )
    page = dewi.get("/penjual/daftar").get_data(as_text=True)
    assert "Foto KTP &lt;buram&gt;" in page
    assert dewi.post("/penjual/daftar/kirim", AGREED).status_code == 422, "the documents are missing"
    send(dewi, identity=[("ktp.pdf", pdf(2))], business=[("a.png", photo("PNG"))])
    assert dewi.post("/penjual/daftar/kirim", AGREED).status_code == 303
    assert application_of(cast.dewi).status == ApplicationStatus.SUBMITTED


def test_after_a_refusal_another_try_begins_with_what_was_typed(cast: Cast, dewi: Browser) -> None:
    with transaction():
        old = SellerApplicationFactory(
            applicant_id=cast.dewi.id, status=ApplicationStatus.REJECTED, decision_note="Foto tidak terbaca"
        )
    attach(old)
    assert "Foto tidak terbaca" in dewi.get("/penjual/daftar").get_data(as_text=True)
    assert dewi.post("/penjual/daftar/lagi").status_code == 303
    assert dewi.post("/penjual/daftar/lagi").status_code == 303, "pressed twice"
    new = application_of(cast.dewi)
    assert new.id != old.id
    assert count(SellerApplication) == 2
    assert (new.shop_name, queries.nik_of(new)) == (old.shop_name, queries.nik_of(old))
    assert queries.documents_of(new.id) == []


def test_people_who_work_for_a_shop_see_that(cast: Cast, browser_of: Callable[[User], Browser]) -> None:
    ani = browser_of(cast.ani)
    assert cast.shop_of_ani.name in ani.get("/penjual/daftar").get_data(as_text=True)
    assert ani.post("/penjual/daftar/apa", WHAT).status_code == 409
    assert ani.post("/penjual/daftar/lagi").status_code == 404
    assert send(ani, identity=[("ktp.jpg", photo())]).status_code == 409
    assert files_in_stores() == []
    assert count(SellerApplication) == 0


@pytest.mark.parametrize("role", MemberRole)
def test_people_who_work_for_a_suspended_shop_see_that_too(
    cast: Cast, browser_of: Callable[[User], Browser], role: MemberRole
) -> None:
    with transaction():
        SellerMemberFactory(seller_id=cast.shop_of_ani.id, user_id=cast.dewi.id, role=role)
        SellerApplicationFactory(applicant_id=cast.dewi.id, status=ApplicationStatus.APPROVED)
        session.get_one(Seller, cast.shop_of_ani.id).move_to(SellerStatus.SUSPENDED, because="a test")
    page = browser_of(cast.dewi).get("/penjual/daftar").get_data(as_text=True)
    assert "Akun ini sudah bekerja untuk sebuah toko" in page
    assert cast.shop_of_ani.name in page
    assert "Selamat" not in page


def test_good_files_stay_when_another_one_is_refused(cast: Cast, dewi: Browser) -> None:
    response = send(dewi, identity=[("ktp.jpg", photo()), ("lain.jpg", b"teks")])
    assert response.status_code == 422
    assert "Berkas ke-2" in response.get_data(as_text=True)
    assert len(queries.documents_of(application_of(cast.dewi).id)) == 1


def test_files_that_take_too_long_are_asked_for_again(
    cast: Cast, dewi: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media, "LONGEST_SECONDS", -1.0)
    response = send(dewi, identity=[("ktp.jpg", photo())])
    assert response.status_code == 422
    assert "Kirim berkas ini sekali lagi" in response.get_data(as_text=True)
    assert files_in_stores() == []


def test_nothing_chosen_and_too_many_are_said(cast: Cast, dewi: Browser) -> None:
    assert dewi.post("/penjual/daftar/berkas").status_code == 422
    ten = [("a.jpg", photo(size=(64, 48)))] * 10
    assert send(dewi, business=ten).status_code == 303
    before = files_in_stores()
    response = send(dewi, identity=[("ktp.jpg", photo())])
    assert response.status_code == 422
    assert "Paling banyak 10 berkas" in response.get_data(as_text=True)
    assert files_in_stores() == before


def test_a_removed_document_is_gone_at_once(cast: Cast, dewi: Browser) -> None:
    send(dewi, identity=[("ktp.jpg", photo())])
    (document,) = queries.documents_of(application_of(cast.dewi).id)
    assert dewi.get(f"/dokumen/{document.id}").status_code == 200
    assert dewi.post(f"/penjual/daftar/berkas/{document.id}/hapus").status_code == 303
    assert dewi.get(f"/dokumen/{document.id}").status_code == 404
    assert dewi.post(f"/penjual/daftar/berkas/{document.id}/hapus").status_code == 404


def test_documents_of_others_cannot_be_removed(
    cast: Cast, application: SellerApplication, browser_of: Callable[[User], Browser]
) -> None:
    document, *_rest = queries.documents_of(application.id)
    with transaction():
        sari = UserFactory()
        SellerApplicationFactory(applicant_id=sari.id, draft=True)
    assert browser_of(sari).post(f"/penjual/daftar/berkas/{document.id}/hapus").status_code == 404


@pytest.mark.parametrize("what", sorted(hostile()))
def test_a_hostile_file_is_refused_in_a_sentence_or_drawn_anew(cast: Cast, dewi: Browser, what: str) -> None:
    name, content = hostile()[what]
    began = time.monotonic()
    response = send(dewi, identity=[(name, content)])
    assert time.monotonic() - began < 10
    page = response.get_data(as_text=True)
    if response.status_code == 303:
        kept = files_in_stores()
        assert kept
        assert all(MARK not in path.read_bytes() for path in kept)
        for document in session.scalars(select(Document)).all():
            drawn = media.read_page(document, 1)
            assert drawn[8:12] == b"WEBP"
            assert MARK not in drawn
    else:
        assert response.status_code in (413, 422)
        assert "Berkas ini" in page or "terlalu besar" in page
        assert MARK.decode() not in page
        assert files_in_stores() == []
        assert count(Document) == count(SellerApplication) == 0


def test_sixty_megabytes_are_too_much_and_leave_nothing(cast: Cast, dewi: Browser) -> None:
    response = send(dewi, identity=[("foto.jpg", bytes(60_000_000))])
    assert response.status_code == 413
    assert "terlalu besar" in response.get_data(as_text=True)
    assert files_in_stores() == []


def test_pages_lie_encrypted(cast: Cast, dewi: Browser) -> None:
    send(dewi, identity=[("ktp.jpg", photo())])
    (path,) = files_in_stores()
    assert path.is_relative_to(storage.current().private.root)
    assert b"WEBP" not in path.read_bytes()
