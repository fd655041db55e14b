"""Reviewing: the queue, what is masked, asking, deciding, and two reviewers at once."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.clock import JAKARTA
from app.crypto import Vault
from app.db import session, transaction
from app.models.account import User
from app.models.audit import AuditEvent
from app.models.payout import PayoutAccount
from app.models.seller import ApplicationStatus, Seller, SellerApplication
from app.models.state import StateChange
from app.sellers.commands import review
from app.sellers.errors import DecidedMeanwhile
from app.sellers.queries import applications as queries
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import UserFactory
from tests.factories.seller import SellerApplicationFactory, SellerFactory

NIK, ACCOUNT = "1901044101900001", "9876543210"
NOTE = "Foto KTP belum terbaca jelas"
MONDAY = datetime(2026, 11, 23, 9, tzinfo=JAKARTA)


def status_of(application: SellerApplication) -> ApplicationStatus:
    status = session.scalars(select(SellerApplication.status).where(SellerApplication.id == application.id)).one()
    session.rollback()
    return status


def test_the_queue_shows_who_waits_longest_first_and_who_waits_too_long(
    cast: Cast, browser_of: Callable[[User], Browser]
) -> None:
    with transaction():
        for name, days in (("Baru", 0), ("Lama", 7), ("Sedang", 1)):
            SellerApplicationFactory(
                applicant_id=UserFactory().id, shop_name=name, submitted_at=MONDAY - timedelta(days=days)
            )
    with time_machine.travel(MONDAY + timedelta(hours=1), tick=False):
        page = browser_of(cast.eko).get("/admin/verifikasi").get_data(as_text=True)
    assert page.index("Lama") < page.index("Sedang") < page.index("Baru")
    assert page.count("terlambat") == 1
    assert "5 hari kerja 1 jam" in page
    assert "1 jam kerja" in page


def test_the_queue_is_filtered_by_status_and_regency(cast: Cast, eko: Browser) -> None:
    with transaction():
        for name, values in {
            "Menunggu Bangka": {},
            "Menunggu Belitung": {"district_code": "19.02.01", "village_code": None},
            "Ditolak Bangka": {"status": ApplicationStatus.REJECTED},
            "Masih Draf": {"draft": True},
        }.items():
            SellerApplicationFactory(applicant_id=UserFactory().id, shop_name=name, **values)
    shown = {
        query: [
            name for name in ("Menunggu Bangka", "Menunggu Belitung", "Ditolak Bangka", "Masih Draf") if name in page
        ]
        for query in ("", "?wilayah=19.02", "?status=rejected", "?status=rejected&wilayah=19.02", "?status=draft")
        for page in [eko.get("/admin/verifikasi" + query).get_data(as_text=True)]
    }
    assert shown == {
        "": ["Menunggu Bangka", "Menunggu Belitung"],
        "?wilayah=19.02": ["Menunggu Belitung"],
        "?status=rejected": ["Ditolak Bangka"],
        "?status=rejected&wilayah=19.02": [],
        "?status=draft": ["Menunggu Bangka", "Menunggu Belitung"],
    }


def test_numbers_are_masked_until_asked_for_once_and_on_record(cast: Cast, eko: Browser) -> None:
    with transaction():
        application = SellerApplicationFactory(applicant_id=cast.dewi.id, nik=NIK, bank_account=ACCOUNT)
    address = f"/admin/verifikasi/{application.id}"
    page = eko.get(address).get_data(as_text=True)
    assert NIK not in page
    assert ACCOUNT not in page
    response = eko.post(f"{address}/tampilkan", {"nomor": "nik"})
    assert response.status_code == 200
    assert NIK in response.get_data(as_text=True)
    assert ACCOUNT not in response.get_data(as_text=True)
    assert ACCOUNT in eko.post(f"{address}/tampilkan", {"nomor": "rekening"}).get_data(as_text=True)
    assert NIK not in eko.get(address).get_data(as_text=True)
    looks = select(AuditEvent).where(AuditEvent.action == "application.number_revealed").order_by(AuditEvent.id)
    events = session.scalars(looks).all()
    assert [event.facts for event in events] == [{"field": "nik"}, {"field": "rekening"}]
    assert eko.post(f"{address}/tampilkan", {"nomor": "semua"}).status_code == 400


def test_what_is_the_same_as_elsewhere_is_noted(cast: Cast, eko: Browser) -> None:
    with transaction():
        one = SellerApplicationFactory(applicant_id=cast.dewi.id, nik=NIK, bank_account=ACCOUNT, shop_name="Rusip Kita")
        SellerApplicationFactory(
            applicant_id=UserFactory().id, nik=NIK, bank_account=ACCOUNT, shop_name="RUSIP kita", phone=one.phone
        )
        SellerApplicationFactory(
            applicant_id=UserFactory().id, nik="19010301019" + NIK[-5:], bank_account="1" + ACCOUNT
        )
        SellerApplicationFactory(applicant_id=UserFactory().id, nik=NIK, draft=True)
    (alike,) = queries.alike(one)
    assert alike.shared == ("nik", "phone", "bank_account", "shop_name"), "the last digits alone are no hint"
    assert "Mirip dengan pengajuan lain" in eko.get(f"/admin/verifikasi/{one.id}").get_data(as_text=True)


def test_asking_gives_the_application_back_and_sends_a_mail(
    cast: Cast, application: SellerApplication, eko: Browser, emitted: Callable[[str], list[dict[str, int]]]
) -> None:
    address = f"/admin/verifikasi/{application.id}"
    assert eko.post(f"{address}/lengkapi", {"tanya-note": "pendek"}).status_code == 422
    assert eko.post(f"{address}/lengkapi", {"tanya-note": NOTE}).status_code == 303
    assert status_of(application) == ApplicationStatus.NEEDS_INFO
    assert emitted("application.needs_info") == [{"application_id": application.id}]
    assert session.get_one(SellerApplication, application.id).decided_at is None, "its documents are not swept"
    assert NOTE in eko.get(address).get_data(as_text=True)


def test_approving_opens_the_shop_with_its_place_owner_and_bank_account(
    cast: Cast, application: SellerApplication, eko: Browser, dewi: Browser
) -> None:
    assert dewi.get("/penjual/pusat").status_code == 403
    response = eko.post(f"/admin/verifikasi/{application.id}/setujui", {"setuju-note": ""})
    assert response.status_code == 303
    seller = session.scalars(select(Seller).where(Seller.slug == "dapur-rusip")).one()
    assert (seller.village_code, seller.district_code, seller.regency_code) == ("19.01.04.2008", "19.01.04", "19.01")
    assert seller.postal_code == "33173"
    account = session.scalars(select(PayoutAccount).where(PayoutAccount.seller_id == seller.id)).one()
    assert account.number_encrypted == application.bank_account_encrypted
    assert dewi.get("/penjual/pusat").status_code == 200
    assert dewi.get("/penjual/pusat/produk").status_code == 200
    assert "toko Anda sudah dibuka" in dewi.get("/penjual/daftar").get_data(as_text=True)
    assert dewi.get("/toko/dapur-rusip").status_code == 200


def test_a_taken_address_gets_a_number(cast: Cast) -> None:
    with transaction():
        SellerFactory(slug="dapur-rusip")
        SellerFactory(slug="dapur-rusip-2")
        ids = [SellerApplicationFactory(applicant_id=UserFactory().id, shop_name="Dapur Rusip").id for _ in range(2)]
    for application_id, slug in zip(ids, ("dapur-rusip-3", "dapur-rusip-4"), strict=True):
        with transaction():
            assert review.approve_application(application_id, reviewer_id=cast.eko.id, note="").slug == slug


def test_an_incomplete_application_opens_no_shop(cast: Cast, eko: Browser) -> None:
    with transaction():
        application = SellerApplicationFactory(applicant_id=cast.dewi.id, in_review=True, bank_code="")
    assert eko.post(f"/admin/verifikasi/{application.id}/setujui").status_code == 422
    assert status_of(application) == ApplicationStatus.IN_REVIEW


def test_a_refusal_is_read_by_the_applicant(
    cast: Cast, application: SellerApplication, eko: Browser, dewi: Browser
) -> None:
    address = f"/admin/verifikasi/{application.id}/tolak"
    assert eko.post(address, {"tolak-note": "   "}).status_code == 422
    assert eko.post(address, {"tolak-note": NOTE}).status_code == 303
    page = dewi.get("/penjual/daftar").get_data(as_text=True)
    assert NOTE in page
    assert "Ajukan lagi" in page


@pytest.mark.parametrize(
    ("path", "form"),
    [("setujui", {}), ("tolak", {"tolak-note": NOTE}), ("lengkapi", {"tanya-note": NOTE}), ("periksa", {})],
)
def test_the_second_of_two_reviewers_is_told_kindly(
    cast: Cast,
    application: SellerApplication,
    eko: Browser,
    browser_of: Callable[[User], Browser],
    path: str,
    form: dict[str, str],
) -> None:
    fitri = browser_of(cast.fitri)
    assert eko.post(f"/admin/verifikasi/{application.id}/tolak", {"tolak-note": NOTE}).status_code == 303
    response = fitri.post(f"/admin/verifikasi/{application.id}/{path}", form)
    assert response.status_code == 409
    assert "Rekan Anda" in response.get_data(as_text=True)
    assert status_of(application) == ApplicationStatus.REJECTED
    moves = session.scalars(select(StateChange).where(StateChange.to_status == "rejected")).all()
    assert len(moves) == 1


def test_two_reviewers_at_the_same_moment_make_one_decision(
    app: Flask, cast: Cast, application: SellerApplication
) -> None:
    answers: list[tuple[int, str]] = []

    def approve(reviewer_id: int) -> None:
        with app.app_context():
            try:
                with transaction():
                    review.approve_application(application_id, reviewer_id=reviewer_id, note="")
                answers.append((reviewer_id, "approved"))
            except DecidedMeanwhile:
                answers.append((reviewer_id, "told"))

    application_id = application.id
    threads = [threading.Thread(target=approve, args=[each]) for each in (cast.eko.id, cast.fitri.id) * 3]
    session.rollback()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer for _reviewer, answer in answers) == ["approved"] * 3 + ["told"] * 3
    assert len({reviewer for reviewer, answer in answers if answer == "approved"}) == 1, "one of them decided"
    assert len(session.scalars(select(Seller).where(Seller.name == "Dapur Rusip")).all()) == 1


def test_two_applicants_with_one_name_get_two_addresses(app: Flask, cast: Cast) -> None:
    with transaction():
        ids = [SellerApplicationFactory(applicant_id=UserFactory().id, shop_name="Rusip Kita").id for _ in range(4)]
    reviewer_id, problems = cast.eko.id, []

    def approve(application_id: int) -> None:
        with app.app_context():
            try:
                with transaction():
                    review.approve_application(application_id, reviewer_id=reviewer_id, note="")
            except Exception as error:
                problems.append(error)

    threads = [threading.Thread(target=approve, args=[each]) for each in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    slugs = session.scalars(select(Seller.slug).where(Seller.name == "Rusip Kita")).all()
    assert sorted(slugs) == ["rusip-kita", "rusip-kita-2", "rusip-kita-3", "rusip-kita-4"]


@pytest.mark.parametrize(
    ("path", "form"),
    [("setujui", {}), ("tolak", {"tolak-note": NOTE}), ("lengkapi", {"tanya-note": NOTE}), ("periksa", {})],
)
def test_nobody_decides_about_oneself(cast: Cast, eko: Browser, path: str, form: dict[str, str]) -> None:
    with transaction():
        own = SellerApplicationFactory(applicant_id=cast.eko.id)
    assert eko.post(f"/admin/verifikasi/{own.id}/{path}", form).status_code == 422
    assert status_of(own) == ApplicationStatus.SUBMITTED
    assert "pengajuan Anda sendiri" in eko.get(f"/admin/verifikasi/{own.id}").get_data(as_text=True)


def test_drafts_are_nobodys_business(cast: Cast, eko: Browser) -> None:
    with transaction():
        draft = SellerApplicationFactory(applicant_id=cast.dewi.id, draft=True)
    assert eko.get(f"/admin/verifikasi/{draft.id}").status_code == 404


def test_a_number_sealed_with_another_key_is_said_to_be_closed(cast: Cast, eko: Browser) -> None:
    sealed = Vault("another key").seal(NIK)
    with transaction():
        application = SellerApplicationFactory(
            applicant_id=cast.dewi.id, nik_encrypted=sealed.ciphertext, nik_key_id=sealed.key_id
        )
    response = eko.post(f"/admin/verifikasi/{application.id}/tampilkan", {"nomor": "nik"})
    assert response.status_code == 200
    assert "tidak dapat dibuka" in response.get_data(as_text=True)
