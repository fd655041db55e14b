"""People in the back office."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from app.db import session, transaction
from app.models.account import RoleName, User, UserRole
from app.models.audit import AuditEvent
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import UserFactory, UserRoleFactory

BrowserOf = Callable[[User], Browser]
REASON = {"reason": "Bergabung sebagai petugas"}


def looks() -> int:
    is_look = AuditEvent.action.in_(("people.searched", "person.opened"))
    return session.scalar(select(func.count(AuditEvent.id)).where(is_look)) or 0


def test_the_page_begins_with_who_holds_roles(browser_of: BrowserOf, cast: Cast) -> None:
    page = browser_of(cast.eko).get("/admin/pengguna").get_data(as_text=True)
    assert "Eko" in page
    assert "Fitri" in page
    assert "Dewi" not in page
    assert looks() == 0


def test_people_are_found_by_name_or_address_with_roles_and_shops(browser_of: BrowserOf, cast: Cast) -> None:
    eko = browser_of(cast.eko)
    page = eko.get("/admin/pengguna?q=BUDI@con").get_data(as_text=True)
    assert "Lada Kemuja Makmur (staf)" in page
    assert "1 orang" in page
    assert "Superadmin" in eko.get("/admin/pengguna?q=fitri").get_data(as_text=True)
    assert "Tidak ada yang ditemukan" in eko.get("/admin/pengguna?q=%25%25%25").get_data(as_text=True)
    assert looks() == 3
    eko.get("/admin/pengguna?q=an")
    assert looks() == 3, "two letters find nobody and are not looked for"


def test_a_person_is_shown_masked_and_the_look_is_written_down(browser_of: BrowserOf, cast: Cast) -> None:
    page = browser_of(cast.eko).get(f"/admin/pengguna/{cast.dewi.id}").get_data(as_text=True)
    assert "dewi@contoh.id" in page
    assert "+6281234567890" not in page
    assert "+62••••••••890" in page
    assert looks() == 1


def test_a_role_is_given_and_taken_by_form_and_works_at_once(browser_of: BrowserOf, cast: Cast) -> None:
    eko, dewi, path = browser_of(cast.eko), browser_of(cast.dewi), f"/admin/pengguna/{cast.dewi.id}"
    assert dewi.get("/admin/verifikasi").status_code == 403
    for reason in ("x", " " * 20):
        assert eko.post(f"{path}/peran", {"role": "reviewer", "reason": reason}).status_code == 422
    assert eko.post(f"{path}/peran", {"role": "raja", **REASON}).status_code == 422
    assert eko.post(f"{path}/peran", {"role": "reviewer", **REASON}).location == path
    assert dewi.get("/admin/verifikasi").status_code == 200
    assert dewi.get("/admin/pengguna").status_code == 403
    for reason in ("", " " * 20):
        assert eko.post(f"{path}/peran/reviewer/cabut", {"reason": reason}).status_code == 422
    assert eko.post(f"{path}/peran/raja/cabut", REASON).status_code == 404
    for _ in range(2):
        assert eko.post(f"{path}/peran/reviewer/cabut", REASON).location == path
    assert dewi.get("/admin/verifikasi").status_code == 403
    assert "dicabut" in eko.get(path).get_data(as_text=True)


def test_the_own_page_has_no_forms_and_its_routes_refuse(browser_of: BrowserOf, cast: Cast) -> None:
    eko, path = browser_of(cast.eko), f"/admin/pengguna/{cast.eko.id}"
    assert f'action="{path}' not in eko.get(path).get_data(as_text=True)
    for where, form in (("peran", {"role": "finance"}), ("peran/superadmin/cabut", {})):
        refused = eko.post(f"{path}/{where}", {**form, **REASON})
        assert refused.status_code == 422
        assert "peran Anda sendiri" in refused.get_data(as_text=True)


@pytest.mark.parametrize("role", [RoleName.REVIEWER, RoleName.FINANCE])
def test_other_admins_see_nobody(browser_of: BrowserOf, cast: Cast, role: RoleName) -> None:
    with transaction():
        admin = UserFactory()
        UserRoleFactory(user_id=admin.id, role=role)
    browser = browser_of(admin)
    for path in ("/admin/pengguna", "/admin/pengguna?q=dewi", f"/admin/pengguna/{cast.dewi.id}"):
        assert browser.get(path).status_code == 403
    form = {"role": "superadmin", **REASON}
    assert browser.post(f"/admin/pengguna/{cast.dewi.id}/peran", form).status_code == 403
    assert browser.post(f"/admin/pengguna/{cast.eko.id}/peran/superadmin/cabut", REASON).status_code == 403
    assert session.scalar(select(func.count(UserRole.user_id)).where(UserRole.role == RoleName.SUPERADMIN)) == 2
    assert looks() == 0


def test_a_person_who_is_not_there_is_not_found(browser_of: BrowserOf, cast: Cast) -> None:
    assert browser_of(cast.eko).get("/admin/pengguna/999999").status_code == 404
    assert looks() == 0


def test_the_audit_log_says_who_looked_at_whom(browser_of: BrowserOf, cast: Cast) -> None:
    browser_of(cast.eko).get(f"/admin/pengguna/{cast.dewi.id}")
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "person.opened")).one()
    assert (event.actor_kind, event.actor_id) == ("user", cast.eko.id)
    assert event.request_id
