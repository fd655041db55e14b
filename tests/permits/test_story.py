"""A permit from its photo to its badge, and to its end."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from app.clock import now
from app.db import session, transaction
from app.errors import NotFound
from app.models.account import User
from app.models.audit import AuditEvent
from app.models.requirement import Proof, Purpose, Requirement, Submission, SubmissionStatus, Waiver
from app.models.seller import MemberRole, Permit, PermitStatus
from app.permits import cli, commands
from app.permits.errors import Incomplete, OwnPermit
from app.permits.queries import missing_for
from app.permits.rules import warning_due
from app.requirements.commands.seeds import seed_requirements
from app.requirements.errors import DecidedAlready, NotTaken
from app.requirements.queries import number_of, today
from app.requirements.rules import masked
from app.web.filters import tanggal
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.assistance import AssistanceFactory
from tests.factories.catalog import ProductFactory
from tests.factories.seller import PermitFactory, SellerMemberFactory
from tests.files import hostile, pdf, photo
from tests.permits.conftest import hold
from tests.permits.test_queries import CAKE, RUSIP
from tests.sellers.conftest import files_in_stores

Emitted = Callable[[str], list[dict[str, Any]]]
TYPED = {"number": "P-IRT 2151971010123-29", "issued_on": "2026-01-05", "valid_until": ""}


@pytest.fixture
def ani(law: Cast, browser_of: Callable[[User], Browser]) -> Browser:
    return browser_of(law.ani)


@pytest.fixture
def eko(law: Cast, browser_of: Callable[[User], Browser]) -> Browser:
    return browser_of(law.eko)


def paper(data: bytes, name: str = "izin.jpg", **typed: str) -> dict[str, object]:
    return {**TYPED, **typed, "paper": (BytesIO(data), name)}


def the(model: type, **facts: object):  # type: ignore[no-untyped-def]
    return session.scalars(select(model).filter_by(**facts)).one()


def sent(law: Cast, ani: Browser, code: str = "pirt", **typed: str) -> Submission:
    response = ani.post(f"/penjual/pusat/izin/{code}", paper(photo(), **typed))
    assert response.status_code == 303, response.get_data(as_text=True)
    return session.scalars(select(Submission).order_by(Submission.id.desc()).limit(1)).one()


def badges(law: Cast) -> list[tuple[str, PermitStatus]]:
    shown = Permit.seller_id == law.shop_of_ani.id, Permit.archived_at.is_(None)
    found = session.execute(select(Permit.kind, Permit.status).where(*shown).order_by(Permit.id)).all()
    session.rollback()
    return [(row.kind, row.status) for row in found]


@pytest.mark.parametrize("data", [photo(), photo("HEIF"), pdf(2)], ids=["JPEG", "HEIC", "PDF"])
def test_a_permit_goes_from_a_photo_to_a_badge(law: Cast, ani: Browser, eko: Browser, data: bytes) -> None:
    page = ani.get("/penjual/pusat/izin/pirt").get_data(as_text=True)
    assert "oss.go.id" in page
    assert ani.post("/penjual/pusat/izin/pirt", paper(data)).status_code == 303
    submission = the(Submission)
    assert number_of(submission) == TYPED["number"]
    assert TYPED["number"] not in (submission.number_encrypted or "")
    assert submission.number_masked == "P-IR•••••3-29"
    assert submission.valid_until == date(2026, 1, 5) + timedelta(days=1826)
    assert badges(law) == []
    assert "P-IRT 2151971010123-29" in eko.get(f"/admin/izin/{submission.id}").get_data(as_text=True)
    response = eko.post(f"/admin/izin/{submission.id}/terima", {"terima-valid_until": "2030-01-31"})
    assert response.status_code == 303
    assert badges(law) == [("SPP-IRT", PermitStatus.ISSUED)]
    assert the(Permit).valid_until == date(2030, 1, 31)
    assert the(Submission).decided_by_id == law.eko.id
    assert "Lada Kemuja" in eko.get("/admin/izin?status=accepted").get_data(as_text=True)


def test_buyers_read_who_issued_a_permit_its_number_until_when_and_when_it_was_checked(
    law: Cast, ani: Browser, eko: Browser
) -> None:
    with transaction():
        product = ProductFactory(seller_id=law.shop_of_ani.id)
    eko.post(f"/admin/izin/{sent(law, ani).id}/terima", {"terima-valid_until": "2030-01-31"})
    for path in (f"/toko/{law.shop_of_ani.slug}", f"/produk/{product.slug}"):
        page = eko.get(path).get_data(as_text=True)
        for told in ("lewat OSS", "P-IR•••••3-29", "sampai 31 Jan 2030", f'periksa">{tanggal(now())}</td>'):
            assert told in page


def test_a_second_click_accepts_nothing_twice(law: Cast, ani: Browser, eko: Browser) -> None:
    submission = sent(law, ani)
    for _ in range(2):
        assert eko.post(f"/admin/izin/{submission.id}/terima").status_code == 303
    assert badges(law) == [("SPP-IRT", PermitStatus.ISSUED)]
    assert (
        eko.post(f"/admin/izin/{submission.id}/tolak", {"tolak-note": "Tidak terbaca sama sekali"}).status_code == 409
    )


def test_a_reviewer_cannot_make_a_permit_last_longer_than_the_law_does(law: Cast, ani: Browser, eko: Browser) -> None:
    submission = sent(law, ani)
    assert eko.post(f"/admin/izin/{submission.id}/terima", {"terima-valid_until": ""}).status_code == 303
    assert the(Permit).valid_until == date(2026, 1, 5) + timedelta(days=1826)


def test_a_rejected_permit_says_why_and_can_be_sent_again(law: Cast, ani: Browser, eko: Browser) -> None:
    submission = sent(law, ani)
    assert eko.post(f"/admin/izin/{submission.id}/tolak", {"tolak-note": "pendek"}).status_code == 422
    for _ in range(2):
        assert (
            eko.post(f"/admin/izin/{submission.id}/tolak", {"tolak-note": "Nomornya tidak terbaca"}).status_code == 303
        )
    page = ani.get("/penjual/pusat/izin/pirt").get_data(as_text=True)
    assert "Nomornya tidak terbaca" in page
    assert "Perlu dikirim ulang" in page
    assert sent(law, ani).status == SubmissionStatus.SUBMITTED


def test_one_paper_is_looked_at_after_the_other_and_may_be_taken_back(law: Cast, ani: Browser) -> None:
    submission = sent(law, ani)
    kept = files_in_stores()
    assert ani.post("/penjual/pusat/izin/pirt", paper(photo())).status_code == 409
    assert files_in_stores() == kept, "what was refused is forgotten"
    for _ in range(2):
        assert ani.post(f"/penjual/pusat/izin/kiriman/{submission.id}/tarik").status_code == 303
    assert the(Submission).status == SubmissionStatus.WITHDRAWN
    assert sent(law, ani).id != submission.id


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"issued_on": "2027-06-01"}, "Periksa tanggalnya"),
        ({"issued_on": "2019-01-05"}, "Masa berlakunya sudah lewat"),
        ({"valid_until": "2026-02-01"}, "Masa berlakunya sudah lewat"),
        ({"valid_until": "2025-02-01"}, "Periksa tanggalnya"),
        ({"number": ""}, "Isian ini wajib"),
        ({"issued_on": "kemarin"}, "Pilih tanggalnya"),
    ],
)
def test_what_cannot_be_right_is_refused_with_a_sentence(
    law: Cast, ani: Browser, typed: dict[str, str], why: str
) -> None:
    response = ani.post("/penjual/pusat/izin/pirt", paper(photo(), **typed))
    assert response.status_code == 422
    assert why in response.get_data(as_text=True)
    assert session.scalars(select(Submission)).all() == []


def test_without_a_paper_or_with_one_that_lies_nothing_is_kept(law: Cast, ani: Browser) -> None:
    assert ani.post("/penjual/pusat/izin/pirt", TYPED).status_code == 422
    name, data = hostile()["a script called a photo"]
    assert ani.post("/penjual/pusat/izin/pirt", paper(data, name)).status_code == 422
    both = TYPED | {"paper": [(BytesIO(photo()), "izin.jpg"), (BytesIO(data), name)]}
    assert ani.post("/penjual/pusat/izin/pirt", both).status_code == 422
    assert session.scalars(select(Submission)).all() == []
    assert files_in_stores() == []


def test_another_shops_permit_and_paper_are_not_there(
    law: Cast, ani: Browser, browser_of: Callable[[User], Browser]
) -> None:
    submission = sent(law, ani)
    scan = submission.documents[0].id
    own = f"/penjual/pusat/izin/kiriman/{submission.id}"
    citra = browser_of(law.citra)
    assert citra.get(f"{own}/berkas/{scan}").status_code == 404
    assert citra.post(f"{own}/tarik").status_code == 404
    assert ani.get(f"{own}/berkas/{scan}").status_code == 200
    assert ani.get(f"/admin/izin/{submission.id}/berkas/{scan}").status_code == 403
    assert ani.get(f"/dokumen/{scan}").status_code == 404
    assert the(Submission).status == SubmissionStatus.SUBMITTED


def test_each_look_of_a_reviewer_is_on_record(law: Cast, ani: Browser, eko: Browser) -> None:
    submission = sent(law, ani)
    scan = submission.documents[0].id
    assert eko.get(f"/admin/izin/{submission.id}/berkas/{scan}").status_code == 200
    assert eko.get(f"/admin/izin/{submission.id}/berkas/{scan}?hal=2").status_code == 404
    looks = session.scalars(select(AuditEvent).where(AuditEvent.action == "document.viewed")).all()
    assert [look.facts for look in looks] == [{"submission_id": submission.id, "page": 1}]


def test_nobody_decides_about_the_own_shop(law: Cast, ani: Browser, eko: Browser) -> None:
    submission = sent(law, ani)
    with transaction():
        SellerMemberFactory(seller_id=law.shop_of_ani.id, user_id=law.eko.id, role=MemberRole.STAFF)
    assert eko.post(f"/admin/izin/{submission.id}/terima").status_code == 422
    for refused in (
        lambda: commands.reject_permit(submission.id, reviewer_id=law.eko.id, note="x"),
        lambda: commands.waive_permit(law.shop_of_ani.id, "pirt", reviewer_id=law.eko.id, reason="x", valid_until=None),
        lambda: commands.revoke_waiver(law.shop_of_ani.id, "pirt", reviewer_id=law.eko.id, reason="x"),
    ):
        with pytest.raises(OwnPermit), transaction():
            refused()


def test_whoever_sent_it_in_or_helped_the_shop_leaves_it_to_others(law: Cast, ani: Browser, eko: Browser) -> None:
    submission = sent(law, ani)
    with transaction():
        AssistanceFactory(helper_id=law.eko.id, person_id=law.ani.id, ended_at=now())
        session.get_one(Submission, submission.id).submitted_by_id = law.fitri.id
    for reviewer in (law.eko, law.fitri):
        with pytest.raises(OwnPermit), transaction():
            commands.accept_permit(submission.id, reviewer_id=reviewer.id, note="", valid_until=None)
    assert "rekan Anda yang memutuskan" in eko.get(f"/admin/izin/{submission.id}").get_data(as_text=True)
    assert "rekan Anda yang memutuskan" in eko.get(f"/admin/izin/toko/{law.shop_of_ani.id}").get_data(as_text=True)


def test_many_are_accepted_at_once_and_those_that_are_not_whole_say_so(law: Cast, ani: Browser, eko: Browser) -> None:
    whole = sent(law, ani)
    bare = hold(law.shop_of_citra.id, "nib", status=SubmissionStatus.SUBMITTED)
    response = eko.post("/admin/izin/terima?wilayah=19.01.04", {"izin": [str(whole.id), str(bare)]})
    assert response.status_code == 422
    assert "1 izin diterima" in response.get_data(as_text=True)
    statuses = dict(session.execute(select(Submission.id, Submission.status)).all())
    assert statuses == {whole.id: SubmissionStatus.ACCEPTED, bare: SubmissionStatus.SUBMITTED}
    assert "Belum lengkap" in eko.post("/admin/izin/terima", {"izin": [str(bare)]}).get_data(as_text=True)
    assert eko.post("/admin/izin/terima", {"izin": ["x"]}).status_code == 404
    assert eko.post("/admin/izin/terima").status_code == 303
    with pytest.raises(Incomplete), transaction():
        commands.accept_whole_permit(bare, reviewer_id=law.eko.id)


def test_the_queue_is_filtered_by_kecamatan_and_shows_who_waits_too_long(law: Cast, ani: Browser, eko: Browser) -> None:
    sent(law, ani)
    hold(law.shop_of_citra.id, "nib", status=SubmissionStatus.SUBMITTED, submitted_at=now() - timedelta(days=9))
    page = eko.get("/admin/izin").get_data(as_text=True)
    assert page.index("Lada Delas") < page.index("Lada Kemuja")
    assert "terlambat" in page
    near = eko.get("/admin/izin?wilayah=19.03.03").get_data(as_text=True)
    assert "Lada Delas" in near
    assert "Lada Kemuja" not in near


def test_a_filed_application_is_shown_as_such_and_gives_way_to_the_certificate(
    law: Cast, ani: Browser, eko: Browser
) -> None:
    filed = sent(law, ani, "halal", proof="filed", issued_on=today().isoformat())
    assert filed.valid_until == today() + timedelta(days=180)
    eko.post(f"/admin/izin/{filed.id}/terima", {"terima-valid_until": filed.valid_until.isoformat()})
    assert badges(law) == [("Halal", PermitStatus.IN_PROCESS)]
    issued = sent(law, ani, "halal", proof="issued")
    eko.post(f"/admin/izin/{issued.id}/terima")
    assert badges(law) == [("Halal", PermitStatus.ISSUED)]
    assert session.get_one(Submission, filed.id).status == SubmissionStatus.REPLACED
    again = sent(law, ani, "halal", proof="filed", issued_on=today().isoformat())
    eko.post(f"/admin/izin/{again.id}/terima")
    assert badges(law) == [("Halal", PermitStatus.ISSUED)]
    assert session.get_one(Submission, issued.id).status == SubmissionStatus.ACCEPTED


def test_only_halal_takes_an_application_that_is_still_running(law: Cast) -> None:
    with pytest.raises(NotTaken), transaction():
        commands.submit_permit(
            law.shop_of_ani.id, "pirt", commands.Shown(proof=Proof.FILED), [], submitted_by_id=law.ani.id
        )
    with pytest.raises(NotFound), transaction():
        commands.submit_permit(law.shop_of_ani.id, "siup", commands.Shown(), [], submitted_by_id=law.ani.id)


def test_a_waiver_opens_the_way_with_its_reason_until_it_is_revoked(
    law: Cast, eko: Browser, browser_of: Callable[[User], Browser], emitted: Emitted
) -> None:
    shop = f"/admin/izin/toko/{law.shop_of_ani.id}"
    assert eko.get(shop).status_code == 200
    assert eko.post(f"{shop}/pirt/bebaskan", {"reason": "x"}).status_code == 422
    assert eko.post(f"{shop}/siup/bebaskan", {"reason": "Dalam pendampingan"}).status_code == 404
    for _ in range(2):
        assert eko.post(f"{shop}/pirt/bebaskan", {"reason": "Dalam pendampingan"}).status_code == 303
    assert the(Waiver).reason == "Dalam pendampingan"
    told = browser_of(law.ani).get("/penjual/pusat/izin/pirt").get_data(as_text=True)
    assert "boleh dijual tanpa ini. Alasannya: Dalam pendampingan" in told
    assert [each.kind for each in missing_for(law.shop_of_ani.id, RUSIP)] == ["halal"]
    session.rollback()
    for form in ({}, {"cabut-reason": "x"}):
        refused = eko.post(f"{shop}/pirt/cabut", form)
        assert (refused.status_code, "Isian ini wajib." in refused.get_data(as_text=True)) == (422, not form)
    for _ in range(2):
        assert eko.post(f"{shop}/pirt/cabut", {"cabut-reason": "Pendampingan selesai"}).status_code == 303
    assert emitted("seller.permits_changed") == [{"seller_id": law.shop_of_ani.id}] * 3
    assert [each.kind for each in missing_for(law.shop_of_ani.id, RUSIP)] == ["halal", "pirt"]
    revoked = the(AuditEvent, action="waiver.revoked")
    assert (revoked.actor_id, revoked.reason) == (law.eko.id, "Pendampingan selesai")
    page = " ".join(eko.get(shop).get_data(as_text=True).split())
    assert f'WIB, {law.eko.name}</p> <p class="words">Pendampingan selesai' in page
    assert f"{law.eko.name}: Dalam pendampingan" in page


def test_a_waiver_that_stands_is_not_given_for_another_reason(law: Cast, eko: Browser) -> None:
    shop = f"/admin/izin/toko/{law.shop_of_ani.id}"
    assert eko.post(f"{shop}/pirt/bebaskan", {"reason": "Dalam pendampingan"}).status_code == 303
    for other in ({"reason": "Alasan lain sekali"}, {"reason": "Dalam pendampingan", "valid_until": "2027-05-01"}):
        refused = eko.post(f"{shop}/pirt/bebaskan", other)
        page = " ".join(refused.get_data(as_text=True).split())
        assert (refused.status_code, "Tidak ada yang berubah. Cabut dahulu" in page) == (409, True)
        assert "Keringanan: Dalam pendampingan" in page
        assert f"Diberikan {tanggal(now())}, {law.eko.name}" in page
    assert (the(Waiver).reason, the(Waiver).valid_until) == ("Dalam pendampingan", None)


def test_owners_are_warned_three_times_and_the_badge_goes_by_itself(law: Cast, emitted: Emitted) -> None:
    ends_on = today() + timedelta(days=100)
    permit = hold(law.shop_of_ani.id, "halal", valid_until=ends_on)
    with transaction():
        PermitFactory(seller_id=law.shop_of_ani.id, kind="Halal")
    told = []
    for left in (100, 61, 60, 59, 30, 29, 7, 1, 0, -1, -2):
        with time_machine.travel(now() + timedelta(days=100 - left), tick=False):
            told.append((left, cli.watch_ends()))
    assert [left for left, count in told if count] == [60, 30, 7, -1]
    assert len(emitted("permit.ends_soon")) == 3
    assert emitted("permit.ended") == [{"submission_id": permit}]
    assert emitted("seller.permits_changed") == [{"seller_id": law.shop_of_ani.id}]
    assert badges(law) == []
    assert the(Submission).status == SubmissionStatus.EXPIRED


def test_a_permit_that_ends_soon_says_so_until_its_renewal_waits(
    law: Cast, browser_of: Callable[[User], Browser]
) -> None:
    hold(law.shop_of_ani.id, "pirt", valid_until=today() + timedelta(days=20))
    ani = browser_of(law.ani)
    assert "Hampir berakhir" not in ani.get("/penjual/pusat/izin").get_data(as_text=True)
    session.rollback()
    assert cli.watch_ends() == 1
    assert "Perpanjang SPP-IRT" in ani.get("/penjual/pusat/izin").get_data(as_text=True)
    assert "Kirim yang baru sebelum itu" in ani.get("/penjual/pusat/izin/pirt").get_data(as_text=True)
    session.rollback()
    hold(law.shop_of_ani.id, "pirt", status=SubmissionStatus.SUBMITTED)
    assert "Perpanjang SPP-IRT" not in ani.get("/penjual/pusat/izin").get_data(as_text=True)


@pytest.mark.parametrize(
    ("left", "warned", "due"),
    [
        (61, None, None),
        (60, None, 60),
        (45, 60, None),
        (20, None, 30),
        (20, 60, 30),
        (5, 30, 7),
        (5, 7, None),
        (-1, 7, None),
    ],
)
def test_each_warning_is_given_once(left: int, warned: int | None, due: int | None) -> None:
    day = date(2026, 11, 26)
    assert warning_due(day + timedelta(days=left), warned, warn_days=[7, 60, 30], today=day) == due


def test_permits_from_before_get_the_submission_they_follow(law: Cast) -> None:
    with transaction():
        PermitFactory(seller_id=law.shop_of_ani.id, kind="Halal")
        PermitFactory(seller_id=law.shop_of_ani.id, kind="SPP-IRT", status=PermitStatus.IN_PROCESS)
        PermitFactory(seller_id=law.shop_of_citra.id, kind="Halal", status=PermitStatus.IN_PROCESS)
        assert commands.adopt_permits() == 3
    with transaction():
        assert commands.adopt_permits() == 0
    assert [each.kind for each in missing_for(law.shop_of_ani.id, RUSIP)] == ["pirt"]
    assert [each.kind for each in missing_for(law.shop_of_citra.id, replace(CAKE, halal=None))] == []


def test_what_comes_with_the_shop_renews_a_requirement_but_not_an_admins_words(law: Cast) -> None:
    with transaction():
        assert seed_requirements() == 0
        nib, halal = the(Requirement, code="nib"), the(Requirement, code="halal")
        nib.title, nib.changed_fields = "NIB (baru)", ["title"]
        halal.effective_from, halal.needed_when = date(2024, 10, 18), []
        assert seed_requirements() == 1
    assert the(Requirement, code="nib").title == "NIB (baru)"
    assert the(Requirement, code="halal").effective_from == date(2026, 10, 18)
    renewed = the(AuditEvent, action="requirement.renewed")
    assert sorted(renewed.facts["fields"]) == ["effective_from", "needed_when"]
    assert all(each.source for each in session.scalars(select(Requirement).filter_by(purpose=Purpose.PERMIT)))


@pytest.mark.parametrize(
    ("number", "shown"), [("", ""), ("123", "•••"), ("12345678", "12•••••78"), ("1" * 13, "1111•••••1111")]
)
def test_a_number_shows_its_ends_only(number: str, shown: str) -> None:
    assert masked(number) == shown


def test_the_losing_race_reads_what_happened(law: Cast) -> None:
    permit = hold(law.shop_of_ani.id, "nib", status=SubmissionStatus.SUBMITTED)
    with transaction():
        commands.reject_permit(permit, reviewer_id=law.eko.id, note="Nomornya salah")
    with pytest.raises(DecidedAlready), transaction():
        commands.accept_permit(permit, reviewer_id=law.fitri.id, note="", valid_until=None)
