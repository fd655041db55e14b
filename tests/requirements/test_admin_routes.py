"""The requirements in the back office: everybody who reviews reads them, superadmins change what the law changes."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.db import session, transaction
from app.models.account import RoleName, User
from app.models.audit import AuditEvent
from app.requirements.commands.requirements import said_of
from app.requirements.commands.seeds import seed_requirements
from app.requirements.forms.requirements import typed_needs
from app.requirements.rules import Needs, is_needed, read_needs
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import UserRoleFactory
from tests.factories.catalog import CategoryFactory
from tests.factories.requirement import requirement
from tests.factories.seller import SellerMemberFactory

WANTED = {
    "title": "NIB",
    "warn_days": "60, 30, 7",
    "because": "Peraturan baru",
    "explanation": "Tanda usaha terdaftar.",
    "where_to_get": "oss.go.id",
    "source": "PP 28/2025",
    "effective_from": "2026-01-01",
    "effective_until": "",
    "number_label": "NIB (13 angka)",
    "issuer": "Lembaga OSS",
    "needed_when": "never",
    "is_food": "",
    "is_cold_chain": "",
}


def changes() -> list[AuditEvent]:
    session.rollback()
    return list(
        session.scalars(select(AuditEvent).where(AuditEvent.action == "requirement.changed").order_by(AuditEvent.id))
    )


def test_a_superadmin_changes_what_the_law_changes_and_reviewers_read_it(
    cast: Cast, browser_of: Callable[[User], Browser]
) -> None:
    with transaction():
        seed_requirements()
        UserRoleFactory(user_id=cast.gita.id, role=RoleName.REVIEWER)
        row = requirement("nib")
        path, seen = f"/admin/syarat/{row.id}", said_of(row).mark
    gita, eko = browser_of(cast.gita), browser_of(cast.eko)
    listed = gita.get("/admin/syarat").get_data(as_text=True)
    assert "Sertifikat halal" in listed
    assert "mulai 18 Okt 2026" in listed
    assert "Foto KTP" in gita.get("/admin/syarat?untuk=onboarding").get_data(as_text=True)
    assert "Diubah oleh superadmin" in gita.get(path).get_data(as_text=True)
    assert gita.post(path, {**WANTED, "dilihat": seen}).status_code == 403
    for wrong in (
        {"source": ""},
        {"effective_from": "besok"},
        {"effective_until": "2025-01-01"},
        {"because": ""},
        {"title": ""},
        {"warn_days": "60, besok"},
        {"warn_days": "400"},
        {"valid_days": "0"},
        {"needed_for": ["999"]},
    ):
        assert eko.post(path, {**WANTED, "dilihat": seen, **wrong}).status_code == 422
    assert changes() == []
    for _ in range(2):
        assert eko.post(path, {**WANTED, "dilihat": seen}).status_code == 303
    (change,) = changes()
    assert change.facts["fields"] == ["explanation", "where_to_get", "source", "issuer"]
    assert (change.reason, change.actor_id) == ("Peraturan baru", cast.eko.id)
    assert requirement("nib").changed_by_id == cast.eko.id
    assert requirement("nib").where_to_get == "oss.go.id"
    late = eko.post(path, {**WANTED, "dilihat": seen, "effective_until": "2026-02-01"})
    assert late.status_code == 409
    assert "Isian Anda masih di sini" in late.get_data(as_text=True)
    assert eko.post("/admin/syarat/999999", {**WANTED, "dilihat": seen}).status_code == 404
    fresh = said_of(requirement("nib")).mark
    session.rollback()
    assert eko.post(path, {**WANTED, "dilihat": fresh, "effective_until": "2026-02-01"}).status_code == 303
    assert "Tersimpan." in eko.get(path).get_data(as_text=True)
    assert "sudah berakhir" in gita.get(path).get_data(as_text=True)


def post(eko: Browser, code: str, **wanted: object) -> TestResponse:
    """What the form of a requirement shows, sent with something else in it."""
    row = requirement(code)
    said, path = said_of(row), f"/admin/syarat/{row.id}"
    session.rollback()
    names = ("title", "explanation", "where_to_get", "valid_days", "number_label", "issuer")
    typed = {name: getattr(said, name) or "" for name in names}
    shown = {
        **typed,
        "source": said.source or "Aturan toko",
        "evidence": said.evidence.value,
        "effective_from": said.effective_from.isoformat(),
        "effective_until": said.effective_until.isoformat() if said.effective_until else "",
        "filed_days": said.filed_days or "",
        "warn_days": ", ".join(map(str, said.warn_days)),
        **typed_needs(said.needed_when),
        "needed_for": list(said.needed_for),
        "exempt_for": list(said.exempt_for),
        "because": "Peraturan baru",
        "dilihat": said.mark,
    }
    return eko.post(path, shown | wanted)


def test_how_long_it_holds_when_its_owners_are_warned_and_for_whom_it_is_are_data(
    cast: Cast, browser_of: Callable[[User], Browser]
) -> None:
    with transaction():
        seed_requirements()
        shelves = [CategoryFactory(slug=slug, name=slug.title()).id for slug in ("kue", "jamu")]
    eko = browser_of(cast.eko)
    answer = post(eko, "pirt", valid_days="1000", warn_days="90 14", needed_for=shelves[:1], exempt_for=shelves[1:])
    assert answer.status_code == 303
    said = said_of(requirement("pirt"))
    assert (said.valid_days, said.warn_days) == (1000, (90, 14))
    assert (said.needed_for, said.exempt_for) == ((shelves[0],), (shelves[1],))
    session.rollback()
    page = eko.get(answer.location).get_data(as_text=True)
    assert "90, 14 hari sebelum berakhir" in page
    assert "tidak disentuh pembaruan aplikasi lagi: Dokumennya berlaku" in page
    assert post(eko, "pirt", needed_for=shelves, exempt_for=shelves[1:]).status_code == 422
    assert post(eko, "pirt", needed_for=[], exempt_for=[], filed_days="9").status_code == 303
    said = said_of(requirement("pirt"))
    assert (said.effects, said.filed_days) == ({}, None), "what is only filed never counts here"
    assert changes()[-1].facts["fields"] == ["needed_for", "exempt_for"]
    endless = post(eko, "halal", filed_days="")
    assert endless.status_code == 422
    assert "tidak pernah berakhir" in endless.get_data(as_text=True)


HERBS = {"is_food": "1", "is_cold_chain": "0", "keeps_days": "14", "halal": ["unsaid"], "names": "Jamu\nkunyit  asam"}


def test_when_it_is_needed_is_data_and_goods_follow(cast: Cast, browser_of: Callable[[User], Browser]) -> None:
    with transaction():
        seed_requirements()
    eko = browser_of(cast.eko)
    for wrong in (
        {"needed_when": "sometimes"},
        {"is_food": "perhaps"},
        {"keeps_days": "31"},
        {"halal": ["holy"]},
        {"names": "ab"},
        {"tags": "x" * 61},
        {"is_food": "", "is_cold_chain": "", "keeps_days": "", "halal": [], "names": " "},
    ):
        answer = post(eko, "pkrt", **{"needed_when": "goods", **HERBS, **wrong})
        assert answer.status_code == 422, wrong
    assert changes() == []
    answer = post(eko, "pkrt", needed_when="goods", **HERBS)
    assert answer.status_code == 303
    assert changes()[-1].facts["fields"] == ["needed_when"]
    row = requirement("pkrt")
    kept = {"is_food": True, "is_cold_chain": False, "shelf_life_days": 20, "halal": "", "name": "Kue"}
    assert is_needed(row, kept)
    assert not is_needed(row, kept | {"shelf_life_days": 13})
    assert not is_needed(row, kept | {"halal": "certified"})
    assert is_needed(row, {"is_food": False, "name": "Kunyit asam segar"})
    session.rollback()
    page = eko.get(answer.location).get_data(as_text=True)
    assert "makanan dan minuman, tidak disimpan beku atau dingin, tahan 14 hari atau lebih" in page
    assert "nama menyebut jamu, kunyit asam" in page
    assert post(eko, "pkrt", source="Aturan lain").status_code == 303
    assert changes()[-1].facts["fields"] == ["source"], "what is shown and sent again is the same"
    for when, conditions in (("always", [{}]), ("never", [])):
        assert post(eko, "pkrt", needed_when=when).status_code == 303
        assert requirement("pkrt").needed_when == conditions


def test_what_comes_with_the_shop_can_be_said_in_the_form_and_is_not_changed_by_sending_it(
    cast: Cast, browser_of: Callable[[User], Browser]
) -> None:
    with transaction():
        seed_requirements()
    eko = browser_of(cast.eko)
    for code in ("halal", "halal_claim", "pirt", "bpom", "ig", "nib", "identity_card", "business_number"):
        assert post(eko, code, because="Dilihat saja").status_code == 303
        session.rollback()
        path = f"/admin/syarat/{requirement(code).id}"
        session.rollback()
        assert "Barang seperti apa" in eko.get(path).get_data(as_text=True) or code in (
            "identity_card",
            "business_number",
        )
    assert {each for change in changes() for each in change.facts["fields"]} <= {"source"}
    with transaction():
        requirement("pirt").needed_when = [{"is_food": True}, {"is_cold_chain": True}]
    page = eko.get(f"/admin/syarat/{requirement('pirt').id}").get_data(as_text=True)
    assert "ketentuan khusus" in page
    assert "Barang seperti apa" not in page
    assert post(eko, "pirt", source="Aturan lain").status_code == 303
    assert requirement("pirt").needed_when == [{"is_food": True}, {"is_cold_chain": True}]


@pytest.mark.parametrize(
    "conditions",
    [
        [{"is_food": True}, {"is_cold_chain": True}],
        [{}, {"is_food": True}],
        [{"name": {"contains": ["a"]}, "is_food": True}],
        [{"weight": 3}],
        [{"shelf_life_days": {"at_least": 7, "below": 30}}],
    ],
)
def test_conditions_that_the_form_cannot_say_are_not_said_otherwise(conditions: list[dict[str, object]]) -> None:
    assert read_needs(conditions) is None
    assert read_needs([{"is_food": False}]) == Needs(is_food=False)


def test_applicants_need_it_or_may_bring_it_later(cast: Cast, browser_of: Callable[[User], Browser]) -> None:
    with transaction():
        seed_requirements()
    eko = browser_of(cast.eko)
    assert post(eko, "business_number", needed_when="always").status_code == 303
    assert post(eko, "trade_photos", needed_when="never").status_code == 303
    assert post(eko, "identity_card", needed_when="goods", **HERBS).status_code == 422
    assert post(eko, "bank", needed_when="never").status_code == 303
    needed = [requirement(code).needed_when for code in ("business_number", "trade_photos", "identity_card", "bank")]
    assert needed == [[{}], [], [{}], [{}]], "no shop opens without a bank account"


def test_a_release_renews_what_no_admin_changed(cast: Cast, browser_of: Callable[[User], Browser]) -> None:
    with transaction():
        seed_requirements()
    assert post(browser_of(cast.eko), "nib", title="Nomor Induk Berusaha", needed_when="always").status_code == 303
    with transaction():
        row = requirement("nib")
        assert row.changed_fields == ["needed_when", "title"]
        row.explanation, row.position = "Keterangan dari rilis lama.", 77
        assert seed_requirements() == 1
        assert seed_requirements() == 0
    row = requirement("nib")
    assert (row.title, row.needed_when) == ("Nomor Induk Berusaha", [{}])
    assert row.explanation.startswith("Nomor Induk Berusaha adalah tanda")
    assert row.position != 77


def test_what_is_said_as_the_release_says_it_follows_releases_again(
    cast: Cast, browser_of: Callable[[User], Browser]
) -> None:
    with transaction():
        exempt = [CategoryFactory(slug=slug).id for slug in ("hasil-kebun", "hampers")]
        other = CategoryFactory().id
        seed_requirements()
        path, before = f"/admin/syarat/{requirement('pirt').id}", said_of(requirement("pirt"))
    eko = browser_of(cast.eko)
    said = {"exempt_for": [str(each) for each in exempt]}
    assert post(eko, "pirt", title="P-IRT", warn_days="9", exempt_for=[str(other)]).status_code == 303
    assert requirement("pirt").changed_fields == ["exempt_for", "title", "warn_days"]
    assert post(eko, "pirt", title=before.title, warn_days="60, 30, 7", **said).status_code == 303
    assert (requirement("pirt").changed_fields, said_of(requirement("pirt"))) == ([], before)
    assert post(eko, "pirt", title="P-IRT", **said).status_code == 303
    page = eko.get(path).get_data(as_text=True)
    assert "tidak disentuh pembaruan aplikasi lagi: Nama." in page
    assert "persis seperti bawaan aplikasi mengikuti pembaruan lagi" in page
    with transaction():
        requirement("pirt").warn_days = [1]
        assert seed_requirements() == 1
    assert (requirement("pirt").title, requirement("pirt").warn_days) == ("P-IRT", [60, 30, 7])


def test_what_a_shop_cannot_open_without_or_what_something_stands_on_goes_on_being_asked(
    cast: Cast, browser_of: Callable[[User], Browser]
) -> None:
    with transaction():
        seed_requirements()
    eko = browser_of(cast.eko)
    refused = post(eko, "bank", effective_until="2030-01-01")
    assert refused.status_code == 422
    assert "toko tidak dapat dibuka" in refused.get_data(as_text=True)
    assert "dapat dipenuhi lewatnya: Sertifikat halal untuk" in post(
        eko, "halal", effective_until="2030-01-01"
    ).get_data(as_text=True)
    assert changes() == []
    assert post(eko, "halal_claim", effective_until="2029-12-31").status_code == 303
    assert post(eko, "halal", effective_until="2030-01-01").status_code == 303


def test_who_decides_about_what_applicants_show_is_data(cast: Cast, browser_of: Callable[[User], Browser]) -> None:
    with transaction():
        seed_requirements()
    eko = browser_of(cast.eko)
    for code, evidence in (("trade_photos", "attested"), ("consents", "verified"), ("nib", "attested")):
        assert post(eko, code, evidence=evidence).status_code == 303
    found = [requirement(code).evidence.value for code in ("trade_photos", "consents", "nib")]
    assert found == ["attested", "attested", "verified"], "permits are looked at, and consent is the person's own"


def test_whoever_sells_changes_no_requirement(cast: Cast, browser_of: Callable[[User], Browser]) -> None:
    with transaction():
        seed_requirements()
        SellerMemberFactory(seller_id=cast.shop_of_citra.id, user_id=cast.eko.id)
        row = requirement("nib")
        path, seen = f"/admin/syarat/{row.id}", said_of(row).mark
    refused = browser_of(cast.eko).post(path, {**WANTED, "dilihat": seen})
    assert refused.status_code == 422
    assert "diubah rekan Anda" in refused.get_data(as_text=True)
    assert changes() == []
