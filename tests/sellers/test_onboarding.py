"""What an applicant has to show: the checklist, what a reviewer asks for, what is waived, many at once."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from sqlalchemy import select

from app import worker
from app.db import session, transaction
from app.errors import NotFound
from app.models.media import Document, DocumentKind
from app.models.requirement import (
    ReadyAnswer,
    Requirement,
    RequirementRequest,
    Submission,
    SubmissionDocument,
    SubmissionStatus,
    Waiver,
)
from app.models.seller import ApplicationStatus, Permit, Seller, SellerApplication
from app.requirements.commands.seeds import seed_answers
from app.requirements.queries import mark_of_answer
from app.requirements.rules import Stage
from app.sellers.business import class_of
from app.sellers.commands import apply, review
from app.sellers.errors import DecidedMeanwhile, Incomplete
from app.sellers.queries import applications as queries
from app.sellers.queries.onboarding import checklist_of
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import UserFactory
from tests.factories.seller import SellerApplicationFactory
from tests.files import photo
from tests.sellers.conftest import AGREED, BANK, WHAT, WHERE, WHO, attach, send

LAW, BEFORE_LAW = date(2021, 2, 2), date(2021, 2, 1)


def stages(application: SellerApplication | None, *kinds: DocumentKind) -> dict[str, Stage]:
    documents = [Document(kind=kind) for kind in kinds]
    found = {state.requirement.code: state.stage for state in checklist_of(application, documents)}
    session.rollback()
    return found


def waiting(shop_name: str = "Usaha Baru", *, whole: bool = True, **facts: object) -> SellerApplication:
    with transaction():
        application = SellerApplicationFactory(applicant_id=UserFactory().id, shop_name=shop_name, **facts)
    if whole:
        attach(application)
        attach(application, DocumentKind.BUSINESS)
    return application


def test_the_checklist_follows_what_was_filled_in(cast: Cast, dewi: Browser) -> None:
    assert set(stages(None).values()) == {Stage.MISSING}
    for step, form in (("siapa", WHO), ("apa", WHAT), ("di-mana", WHERE), ("rekening", BANK)):
        assert dewi.post(f"/penjual/daftar/{step}", form).status_code == 303
    application = queries.find_application_of(cast.dewi.id)
    found = stages(application, DocumentKind.IDENTITY)
    missing = {code for code, stage in found.items() if stage == Stage.MISSING}
    assert missing == {"trade_photos", "business_number", "consents"}
    page = dewi.get("/penjual/daftar?langkah=ringkasan").get_data(as_text=True)
    assert "Semua syarat: 5 dari 9 sudah ada" in page
    assert "Usaha mikro" in page


@pytest.mark.parametrize("field", ["business_form", "workers", "turnover_amount"])
def test_form_workers_and_turnover_are_needed(dewi: Browser, field: str) -> None:
    assert dewi.post("/penjual/daftar/apa", WHAT | {field: ""}).status_code == 422


@pytest.mark.parametrize(
    ("turnover", "capital", "code"),
    [
        (0, None, "mikro"),
        (2_000_000_000, None, "mikro"),
        (2_000_000_001, None, "kecil"),
        (100, 1_000_000_001, "kecil"),
        (15_000_000_001, 0, "menengah"),
        (50_000_000_001, 0, None),
    ],
)
def test_the_class_follows_from_turnover_and_capital(turnover: int, capital: int | None, code: str | None) -> None:
    found = class_of(turnover_amount=turnover, capital_amount=capital, today=LAW)
    assert (found.code if found else None) == code
    assert class_of(turnover_amount=turnover, capital_amount=capital, today=BEFORE_LAW) is None


def test_a_reviewer_asks_for_one_thing_and_the_applicant_sees_exactly_that(
    cast: Cast, application: SellerApplication, dewi: Browser, eko: Browser
) -> None:
    address = f"/admin/verifikasi/{application.id}"
    form = {"tanya-note": "Foto KTP belum terbaca", "tanya-wanted": "identity_card"}
    assert eko.post(f"{address}/lengkapi", form | {"tanya-wanted": "siup"}).status_code == 422
    assert eko.post(f"{address}/lengkapi", form).status_code == 303
    page = dewi.get("/penjual/daftar").get_data(as_text=True)
    asked = page[page.index('id="asked"') : page.index("</section>", page.index('id="asked"'))]
    assert "Foto KTP belum terbaca" in asked
    assert asked.count("<li>") == 1
    assert "Foto KTP</strong>" in asked
    for _ in range(2):
        assert dewi.post("/penjual/daftar/kirim", AGREED).status_code == 303
    assert session.scalars(select(RequirementRequest.answered_at)).one() is not None
    assert "diminta" not in eko.get(address).get_data(as_text=True)


def sent_in(dewi: Browser) -> None:
    """Everything that an applicant has to show, submitted."""
    for step, form in (
        ("siapa", WHO),
        ("apa", WHAT | {"nib": "9120012345678"}),
        ("di-mana", WHERE),
        ("rekening", BANK),
    ):
        dewi.post(f"/penjual/daftar/{step}", form)
    assert send(dewi, identity=[("ktp.jpg", photo())], business=[("dapur.jpg", photo())]).status_code == 303
    for _ in range(2):
        assert dewi.post("/penjual/daftar/kirim", AGREED).status_code == 303


def history() -> list[tuple[str, SubmissionStatus, int | None]]:
    """What was submitted for each requirement, what became of it, and who decided."""
    rows = session.execute(
        select(Requirement.code, Submission.status, Submission.decided_by_id)
        .join(Submission.requirement)
        .where(Submission.application_id.is_not(None))
        .order_by(Submission.id)
    )
    found = [(code, status, decided_by_id) for code, status, decided_by_id in rows]
    session.rollback()
    return found


def test_what_is_sent_in_waits_for_a_reviewer_and_is_decided_with_the_shop(
    cast: Cast, dewi: Browser, eko: Browser
) -> None:
    sent_in(dewi)
    assert history() == [
        ("identity_card", SubmissionStatus.SUBMITTED, None),
        ("trade_photos", SubmissionStatus.SUBMITTED, None),
        ("business_number", SubmissionStatus.ACCEPTED, None),
        ("consents", SubmissionStatus.ACCEPTED, None),
    ]
    application = queries.find_application_of(cast.dewi.id)
    assert application is not None
    found = {
        state.requirement.code: state.stage for state in checklist_of(application, queries.documents_of(application.id))
    }
    assert (found["identity_card"], found["consents"]) == (Stage.WAITING, Stage.MET)
    papers = session.scalars(select(SubmissionDocument.document_id)).all()
    assert sorted(papers) == sorted(each.id for each in queries.documents_of(application.id))
    session.rollback()
    assert "Syarat yang pernah dikirim" in dewi.get("/penjual/daftar").get_data(as_text=True)
    for _ in range(2):
        with transaction():
            review.approve_application(application.id, reviewer_id=cast.eko.id, note="")
    assert history()[:2] == [
        ("identity_card", SubmissionStatus.ACCEPTED, cast.eko.id),
        ("trade_photos", SubmissionStatus.ACCEPTED, cast.eko.id),
    ]
    assert "tokonya disetujui" in eko.get(f"/admin/verifikasi/{application.id}").get_data(as_text=True)
    assert "Diterima" in dewi.get("/penjual/daftar").get_data(as_text=True)


def test_what_is_asked_for_is_refused_and_shown_anew_while_the_rest_goes_on_waiting(
    cast: Cast, dewi: Browser, eko: Browser
) -> None:
    sent_in(dewi)
    application = queries.find_application_of(cast.dewi.id)
    assert application is not None
    address = f"/admin/verifikasi/{application.id}"
    form = {"tanya-note": "Foto KTP belum terbaca", "tanya-wanted": "identity_card"}
    assert eko.post(f"{address}/lengkapi", form).status_code == 303
    assert history()[:2] == [
        ("identity_card", SubmissionStatus.REJECTED, cast.eko.id),
        ("trade_photos", SubmissionStatus.SUBMITTED, None),
    ]
    page = dewi.get("/penjual/daftar").get_data(as_text=True)
    assert "Perlu dikirim ulang" in page
    assert dewi.post("/penjual/daftar/kirim", AGREED).status_code == 422, "the old photo was refused"
    assert send(dewi, identity=[("ktp.jpg", photo())], business=[("meja.jpg", photo())]).status_code == 303
    assert "Siap dikirim" in dewi.get("/penjual/daftar").get_data(as_text=True)
    assert dewi.post("/penjual/daftar/kirim", AGREED).status_code == 303
    assert [row[:2] for row in history()] == [
        ("identity_card", SubmissionStatus.REJECTED),
        ("trade_photos", SubmissionStatus.SUBMITTED),
        ("business_number", SubmissionStatus.ACCEPTED),
        ("consents", SubmissionStatus.ACCEPTED),
        ("identity_card", SubmissionStatus.SUBMITTED),
    ]
    photos = session.scalars(select(Submission).join(Submission.requirement).where(Requirement.code == "trade_photos"))
    assert len(photos.one().documents) == 2, "a photo that came later belongs to what waits"
    page = eko.get(address).get_data(as_text=True)
    assert "Foto KTP belum terbaca" in page[page.index("Syarat yang pernah dikirim") :]
    with transaction():
        review.reject_application(application.id, reviewer_id=cast.eko.id, note="KTP-nya tidak cocok")
    assert {status for _code, status, _by in history()} == {SubmissionStatus.REJECTED, SubmissionStatus.ACCEPTED}


def test_a_number_that_is_taken_away_while_something_is_asked_counts_no_more(cast: Cast, dewi: Browser) -> None:
    sent_in(dewi)
    application = queries.find_application_of(cast.dewi.id)
    assert application is not None
    with transaction():
        review.ask_for_more(
            application.id, reviewer_id=cast.eko.id, note="Periksa NIB Anda", wanted=["business_number"]
        )
    assert dewi.post("/penjual/daftar/apa", WHAT).status_code == 303
    assert dewi.post("/penjual/daftar/kirim", AGREED).status_code == 303
    assert ("business_number", SubmissionStatus.WITHDRAWN, None) in history()


def test_a_paper_that_was_refused_is_not_sent_again_with_the_next_one(cast: Cast, dewi: Browser, eko: Browser) -> None:
    sent_in(dewi)
    application = queries.find_application_of(cast.dewi.id)
    assert application is not None
    form, address = {"tanya-note": "Mohon diperiksa lagi"}, f"/admin/verifikasi/{application.id}/lengkapi"
    assert eko.post(address, form | {"tanya-wanted": "identity_card"}).status_code == 303
    assert send(dewi, identity=[("ktp.jpg", photo())]).status_code == 303
    assert dewi.post("/penjual/daftar/kirim", AGREED).status_code == 303
    assert eko.post(address, form | {"tanya-wanted": "bank"}).status_code == 303
    assert dewi.post("/penjual/daftar/kirim", AGREED).status_code == 303
    session.rollback()
    cards = session.scalars(select(Submission).join(Submission.requirement).where(Requirement.code == "identity_card"))
    assert [len(each.documents) for each in cards] == [1, 1]


def test_a_number_with_a_paper_can_be_taken_away_and_given_again(cast: Cast, dewi: Browser) -> None:
    dewi.post("/penjual/daftar/siapa", WHO)
    assert send(dewi, permit=[("nib.jpg", photo())]).status_code == 303
    sent_in(dewi)
    application = queries.find_application_of(cast.dewi.id)
    assert application is not None
    for nib in ("", "9120012345678"):
        with transaction():
            review.ask_for_more(application.id, reviewer_id=cast.eko.id, note="Cek rekening Anda", wanted=["bank"])
        assert dewi.post("/penjual/daftar/apa", WHAT | {"nib": nib}).status_code == 303
        assert dewi.post("/penjual/daftar/kirim", AGREED).status_code == 303
    session.rollback()
    numbers = select(Submission).join(Submission.requirement).where(Requirement.code == "business_number")
    assert [(each.status, len(each.documents)) for each in session.scalars(numbers.order_by(Submission.id))] == [
        (SubmissionStatus.WITHDRAWN, 1),
        (SubmissionStatus.ACCEPTED, 0),
    ]


def test_what_is_asked_anew_replaces_what_was_asked(cast: Cast, application: SellerApplication) -> None:
    for wanted in (["bank", "place"], ["trade_photos"]):
        with transaction():
            session.get_one(SellerApplication, application.id).status = ApplicationStatus.IN_REVIEW
            review.ask_for_more(application.id, reviewer_id=cast.eko.id, note="Mohon dilengkapi", wanted=wanted)
    asked = [state.requirement.code for state in checklist_of(application, []) if state.is_asked_for]
    assert asked == ["trade_photos"]
    assert checklist_of(application, [])[0].requirement.code == "trade_photos", "it stands on top"


def test_a_waiver_lets_an_application_without_a_card_be_sent(cast: Cast, dewi: Browser, eko: Browser) -> None:
    with transaction():
        application = SellerApplicationFactory(applicant_id=cast.dewi.id, status=ApplicationStatus.NEEDS_INFO)
    attach(application, DocumentKind.BUSINESS)
    assert dewi.post("/penjual/daftar/kirim", AGREED).status_code == 422
    waive = f"/admin/verifikasi/{application.id}/bebaskan"
    assert eko.post(waive, {"bebas-code": "identity_card", "bebas-reason": "x"}).status_code == 422
    assert eko.post(waive, {"bebas-code": "siup", "bebas-reason": "KTP hilang di laut"}).status_code == 404
    form = {"bebas-code": "identity_card", "bebas-reason": "KTP hilang di laut"}
    for _ in range(2):
        assert eko.post(waive, form).status_code == 303
    assert session.scalars(select(Waiver.reason)).all() == ["KTP hilang di laut"]
    assert "KTP hilang di laut" in dewi.get("/penjual/daftar").get_data(as_text=True)
    revoke, back = f"/admin/verifikasi/{application.id}/cabut", {"cabut-code": "identity_card"}
    assert eko.post(waive, form | {"bebas-reason": "Alasan lain sama sekali"}).status_code == 409
    assert eko.post(revoke, back).status_code == 422
    assert eko.post(revoke, back | {"cabut-reason": "KTP sudah ada lagi"}).status_code == 303
    page = eko.get(f"/admin/verifikasi/{application.id}").get_data(as_text=True)
    assert "KTP sudah ada lagi" in page
    assert "KTP hilang di laut" in page
    assert dewi.post("/penjual/daftar/kirim", AGREED).status_code == 422
    eko.post(waive, form)
    assert dewi.post("/penjual/daftar/kirim", AGREED).status_code == 303


def test_what_nobody_decides_is_not_waived(cast: Cast, dewi: Browser, eko: Browser) -> None:
    with transaction():
        application = SellerApplicationFactory(
            applicant_id=cast.dewi.id, status=ApplicationStatus.NEEDS_INFO, bank_account_encrypted=""
        )
    attach(application)
    attach(application, DocumentKind.BUSINESS)
    address = f"/admin/verifikasi/{application.id}"
    for code in ("who", "business", "place", "bank", "consents"):
        form = {"bebas-code": code, "bebas-reason": "Belum punya rekening"}
        assert eko.post(f"{address}/bebaskan", form).status_code == 404
    assert session.scalars(select(Waiver)).all() == []
    assert dewi.post("/penjual/daftar/kirim", AGREED).status_code == 422
    assert session.get_one(SellerApplication, application.id).status == ApplicationStatus.NEEDS_INFO


def test_a_decided_application_is_waived_nothing(cast: Cast) -> None:
    application = waiting(status=ApplicationStatus.REJECTED)
    with pytest.raises(DecidedMeanwhile), transaction():
        review.waive_requirement(application.id, "scale", reviewer_id=cast.eko.id, reason="terlambat sekali")
    with pytest.raises(NotFound), transaction():
        review.revoke_waiver(10**9, "scale", reviewer_id=cast.eko.id, reason="salah orang")


def test_the_shop_has_its_class_and_its_nib_from_the_application(cast: Cast, eko: Browser) -> None:
    application, eko_id = waiting(nib="9120012345678"), cast.eko.id
    paper = attach(application, DocumentKind.PERMIT)
    assert eko.get(f"/dokumen/{paper.id}").status_code == 200
    with transaction():
        seller = review.approve_application(application.id, reviewer_id=eko_id, note="")
        assert (seller.business_class, seller.workers) == ("mikro", 3)
        seller_id = seller.id
    worker.drain()
    permit = session.scalars(select(Permit).where(Permit.seller_id == seller_id)).one()
    assert (permit.kind, permit.number_masked) == ("NIB", "9120•••••5678")
    assert session.scalars(select(Submission.decided_by_id)).all() == [eko_id]


@pytest.mark.parametrize("seen", [(), (DocumentKind.BUSINESS,)])
def test_a_nib_of_which_nobody_saw_a_paper_waits_for_a_reviewer(
    cast: Cast, eko: Browser, seen: tuple[DocumentKind, ...]
) -> None:
    application = waiting(nib="9120012345678")
    attach(application, DocumentKind.PERMIT)
    for paper in queries.documents_of(application.id):
        if paper.kind in seen:
            assert eko.get(f"/dokumen/{paper.id}").status_code == 200
    assert eko.post("/admin/verifikasi/setujui", {"pengajuan": [str(application.id)]}).status_code == 303
    worker.drain()
    assert session.scalars(select(Permit)).all() == []
    submission = session.scalars(select(Submission)).one()
    assert (submission.status, submission.decided_by_id) == (SubmissionStatus.SUBMITTED, None)
    assert "Usaha Baru" in eko.get("/admin/izin").get_data(as_text=True)
    assert eko.post(f"/admin/izin/{submission.id}/terima").status_code == 303
    assert [permit.kind for permit in session.scalars(select(Permit))] == ["NIB"]


def test_an_application_from_before_is_asked_or_waived(cast: Cast) -> None:
    application = waiting(business_form="", workers=None, turnover_amount=None)
    with pytest.raises(Incomplete), transaction():
        review.approve_application(application.id, reviewer_id=cast.eko.id, note="")
    with transaction():
        review.waive_requirement(application.id, "scale", reviewer_id=cast.eko.id, reason="Dari sebelum ditanyakan")
        assert review.approve_application(application.id, reviewer_id=cast.eko.id, note="").business_class == ""


def test_many_are_approved_at_once_each_by_itself(cast: Cast, eko: Browser) -> None:
    whole, bare, elsewhere = waiting("Utuh"), waiting("Bolong", whole=False), waiting("Jauh", district_code="19.02.01")
    near = eko.get("/admin/verifikasi?wilayah=19.01.04").get_data(as_text=True)
    assert "Utuh" in near
    assert "Jauh" not in near
    ids = [str(each.id) for each in (whole, bare)]
    response = eko.post("/admin/verifikasi/setujui?wilayah=19.01.04", {"pengajuan": ids})
    assert response.status_code == 422
    page = response.get_data(as_text=True)
    assert "1 pengajuan disetujui" in page
    assert "belum lengkap" in page
    statuses = dict(session.execute(select(SellerApplication.id, SellerApplication.status)).all())
    assert statuses == {
        whole.id: ApplicationStatus.APPROVED,
        bare.id: ApplicationStatus.SUBMITTED,
        elsewhere.id: ApplicationStatus.SUBMITTED,
    }
    for _ in range(2):
        assert (
            eko.post("/admin/verifikasi/periksa", {"pengajuan": [str(bare.id), str(elsewhere.id)]}).status_code == 303
        )
    assert eko.post("/admin/verifikasi/setujui", {"pengajuan": [str(whole.id)]}).status_code == 303
    shops = session.scalars(select(Seller.name).where(Seller.name == "Utuh")).all()
    assert shops == ["Utuh"]
    assert eko.post("/admin/verifikasi/periksa", {"pengajuan": ["-1"]}).status_code == 404


def test_ready_answers_fill_the_form_and_are_an_admins_to_change(
    cast: Cast, application: SellerApplication, eko: Browser, browser_of: Callable[..., Browser]
) -> None:
    with transaction():
        assert seed_answers() > 0
        assert seed_answers() == 0
    address = f"/admin/verifikasi/{application.id}"
    eko.post(f"{address}/periksa")
    answer = session.scalars(select(ReadyAnswer).order_by(ReadyAnswer.id).limit(1)).one()
    assert answer.text not in eko.get(address).get_data(as_text=True)
    typed = {"jawaban": answer.id, "tanya-note": "Halo.", "tanya-wanted": "identity_card"}
    filled = eko.post(f"{address}/lengkapi", typed).get_data(as_text=True)
    assert f"Halo.\n\n{answer.text}" in unescape(filled)
    assert re.search(r'checked[^>]*value="identity_card"', filled), "what was ticked stays"
    change = f"/admin/jawaban/{answer.id}"
    assert eko.post(change, {"ubah-title": "KTP", "ubah-text": "pendek"}).status_code == 422
    anew = {"ubah-title": "KTP", "ubah-text": "Potret lagi KTP Anda", "dilihat": mark_of_answer(answer)}
    assert eko.post(change, anew).status_code == 303
    late = eko.post(change, anew | {"ubah-text": "Potret KTP Anda sekali lagi"})
    assert late.status_code == 409
    assert "Sekarang tertulis: KTP" in late.get_data(as_text=True)
    assert "Potret lagi KTP Anda" in eko.get("/admin/jawaban").get_data(as_text=True)
    for _ in range(2):
        assert eko.post(f"{change}/hapus").status_code == 303
    assert "Potret lagi KTP Anda" not in eko.get("/admin/jawaban").get_data(as_text=True)
    new = {"baru-kind": "permit_rejection", "baru-title": "Kedaluwarsa", "baru-text": "Masa berlakunya sudah lewat."}
    for _ in range(2):
        assert eko.post("/admin/jawaban", new).status_code == 303
    assert len(session.scalars(select(ReadyAnswer).where(ReadyAnswer.title == "Kedaluwarsa")).all()) == 1
    assert eko.post("/admin/jawaban", new | {"baru-kind": "x"}).status_code == 422
    assert browser_of(cast.dewi).get("/admin/jawaban").status_code == 403
    assert eko.post("/admin/jawaban/999999", {"ubah-title": "KTP", "ubah-text": "Potret lagi ya"}).status_code == 404


def test_a_forgotten_draft_takes_its_waivers_along(cast: Cast) -> None:
    with transaction():
        draft = SellerApplicationFactory(applicant_id=UserFactory().id, draft=True)
        session.add(RequirementRequest(requirement_id=1, application_id=draft.id, asked_by_id=cast.eko.id))
        session.flush()
        assert apply.forget_draft(draft.id) == 1
