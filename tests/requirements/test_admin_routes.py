"""The requirements in the back office: everybody who reviews reads them, superadmins change what the law changes."""

from collections.abc import Callable

from sqlalchemy import select

from app.db import session, transaction
from app.models.account import RoleName, User
from app.models.audit import AuditEvent
from app.requirements.commands.requirements import said_of
from app.requirements.commands.seeds import seed_requirements
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import UserRoleFactory
from tests.factories.requirement import requirement
from tests.factories.seller import SellerMemberFactory

WANTED = {
    "explanation": "Tanda usaha terdaftar.",
    "where_to_get": "oss.go.id",
    "source": "PP 28/2025",
    "effective_from": "2026-01-01",
    "effective_until": "",
}


def changes() -> list[AuditEvent]:
    session.rollback()
    return list(session.scalars(select(AuditEvent).where(AuditEvent.action == "requirement.changed")))


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
    for wrong in ({"source": ""}, {"effective_from": "besok"}, {"effective_until": "2025-01-01"}):
        assert eko.post(path, {**WANTED, "dilihat": seen, **wrong}).status_code == 422
    assert changes() == []
    for _ in range(2):
        assert eko.post(path, {**WANTED, "dilihat": seen}).status_code == 303
    (change,) = changes()
    assert change.facts["fields"] == ["explanation", "where_to_get", "source"]
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
