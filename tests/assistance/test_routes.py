"""The pages of helpers, of those who are helped, and of admins."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import worker
from app.accounts import tokens
from app.accounts.commands.begun import Newcomer, begin_account
from app.db import session, transaction
from app.models.account import Consent, RoleName, User
from app.models.assistance import Assistance
from app.models.audit import AuditEvent
from app.web.limits import limiter
from tests.assistance.steps import agree, ask, code_of, help_with
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import UserFactory, UserRoleFactory
from tests.factories.assistance import AssistanceFactory
from tests.notifications.test_senders import folder, texts
from tests.statements import Statements

__all__ = ["folder"]

SARI = {"name": "Sari Wulandari", "phone": "0812 3456 7890", "email": "sari@contoh.id"}
CHOSEN = {"password": "sambal lingkung pagi", "again": "sambal lingkung pagi", "terms": "y", "privacy": "y"}


@pytest.fixture(autouse=True)
def no_limits_used_yet(app: Flask) -> None:
    limiter.reset()


@pytest.fixture
def gita(cast: Cast, browser_of: Callable[[User], Browser]) -> Browser:
    return browser_of(cast.gita)


@pytest.fixture
def ani(cast: Cast, browser_of: Callable[[User], Browser]) -> Browser:
    return browser_of(cast.ani)


def rows() -> int:
    count = session.scalar(select(func.count(Assistance.id))) or 0
    session.rollback()
    return count


def asked() -> Assistance:
    return session.scalars(select(Assistance).order_by(Assistance.id.desc())).first()


def test_a_helper_asks_types_the_code_and_helps(gita: Browser, ani: Browser, cast: Cast, folder) -> None:  # type: ignore[no-untyped-def]
    helper, shop = cast.gita.name, cast.shop_of_ani.name
    assert gita.post("/pendamping/minta", {"email": "ani@contoh.id"}).status_code == 303
    worker.drain()
    code = code_of(asked())
    assert code in texts(folder)
    assistance_id = asked().id
    answer = gita.post(f"/pendamping/{assistance_id}/kode", {"code": f" {code[:3]} {code[3:]} "})
    assert (answer.status_code, answer.location) == (303, "/penjual/pusat")
    assert shop in gita.get("/penjual/pusat").get_data(as_text=True)
    worker.drain()
    assert "sekarang boleh" in texts(folder)
    gita.post("/penjual/pusat/toko", {"slogan": "Segar", "handling_days": "2", "phone": "081234567890"})
    page = ani.get("/akun/pendampingan").get_data(as_text=True)
    assert helper in page
    assert "Profil toko diubah" in page
    assert gita.post("/pendamping/selesai").location == "/pendamping"
    assert "Bantu" in gita.get("/pendamping").get_data(as_text=True)
    assert gita.post(f"/pendamping/{assistance_id}/mulai").status_code == 303
    assert ani.post(f"/akun/pendampingan/{assistance_id}/akhiri").status_code == 303
    assert gita.get("/penjual/pusat").status_code == 403, "it ends with the next request"


def test_an_address_that_nobody_has_looks_the_same(gita: Browser, cast: Cast, folder) -> None:  # type: ignore[no-untyped-def]
    pages = []
    for email in ("budi@contoh.id", "bela@contoh.id"):
        answer = gita.post("/pendamping/minta", {"email": email})
        assert (answer.status_code, answer.location) == (303, "/pendamping")
        assistance_id = asked().id
        wrong = gita.post(f"/pendamping/{assistance_id}/kode", {"code": "000000"}).get_data(as_text=True)
        pages.append(wrong.replace(f"/{assistance_id}/", "/N/").replace(f"code-{assistance_id}", "code-N"))
        gita.post(f"/pendamping/{assistance_id}/akhiri")
        gita.get("/pendamping")
    worker.drain()
    of_the_moment = re.compile(r'name="csrf_token" value="[^"]*"|[0-9]{2}\.[0-9]{2} WIB')
    hidden = [of_the_moment.sub("", page.partition("<main")[2]) for page in pages]
    assert hidden[0] == hidden[1], "what a helper sees tells nothing"
    assert "bela@" not in texts(folder)


def test_a_helper_begins_an_account_and_its_owner_takes_it(
    gita: Browser,
    client: Browser,
    cast: Cast,
    folder,  # type: ignore[no-untyped-def]
) -> None:
    assert gita.post("/pendamping/akun-baru", SARI).status_code == 303
    worker.drain()
    sari = session.scalars(select(User).where(User.email == SARI["email"])).one()
    link = f"/akun-baru/{tokens.make_token(tokens.OWN, sari)}"
    assert link.split("/")[1] in texts(folder)
    answer = gita.post(f"/pendamping/{asked().id}/kode", {"code": code_of(asked())})
    assert answer.location == "/penjual/daftar"
    assert client.post("/masuk", {"email": SARI["email"], "password": "nobody has this password"}).status_code == 422
    assert client.get(link).status_code == 200
    assert client.post(link, CHOSEN | {"terms": ""}).status_code == 422
    assert client.post(link, CHOSEN | {"again": "lain"}).status_code == 422
    answer = client.post(link, CHOSEN)
    assert answer.status_code == 303
    assert client.get(link).status_code == 422, "the link works once"
    assert client.post("/masuk", {"email": SARI["email"], "password": CHOSEN["password"]}).status_code == 303
    session.expire_all()
    sari = session.scalars(select(User).where(User.email == SARI["email"])).one()
    assert sari.confirmed_at is not None
    consents = session.scalars(select(Consent.purpose).where(Consent.user_id == sari.id)).all()
    assert set(consents) == {"terms", "privacy"}
    owned = session.scalars(select(AuditEvent).where(AuditEvent.action == "user.owned")).one()
    assert (owned.actor_id, owned.on_behalf_of_id) == (sari.id, None)


def test_a_forgotten_password_of_a_begun_account_leads_to_the_first_one(client: Browser, cast: Cast, folder) -> None:  # type: ignore[no-untyped-def]
    with transaction():
        begin_account(Newcomer("Sari Wulandari", "sari@contoh.id", "+6281234567890"))
    client.post("/lupa-sandi", {"email": "sari@contoh.id"})
    worker.drain()
    assert "/akun-baru/" in texts(folder)
    assert "/sandi-baru/" not in texts(folder)


def test_the_person_answers_in_the_own_account(gita: Browser, ani: Browser, cast: Cast) -> None:
    assistance = ask(cast.gita, "ani@contoh.id")
    assert cast.gita.name in ani.get("/akun/pendampingan").get_data(as_text=True)
    assert gita.post(f"/akun/pendampingan/{assistance.id}/setuju").status_code == 404
    for _ in range(2):
        assert ani.post(f"/akun/pendampingan/{assistance.id}/setuju").status_code == 303
    assert gita.post(f"/pendamping/{assistance.id}/mulai").status_code == 303


def test_a_person_says_no(gita: Browser, ani: Browser, cast: Cast) -> None:
    assistance = ask(cast.gita, "ani@contoh.id")
    code = code_of(assistance)
    for _ in range(2):
        assert ani.post(f"/akun/pendampingan/{assistance.id}/akhiri").status_code == 303
    assert gita.post(f"/pendamping/{assistance.id}/kode", {"code": code}).status_code == 422
    assert ani.post(f"/akun/pendampingan/{assistance.id}/setuju").status_code == 422


@pytest.mark.parametrize("step", ["kode", "mulai", "akhiri", "serahkan"])
def test_what_another_helper_asked_for_is_not_there(
    cast: Cast, browser_of: Callable[[User], Browser], step: str
) -> None:
    with transaction():
        UserRoleFactory(user_id=cast.dewi.id, role=RoleName.KIOSK)
    assistance, other = agree(cast.gita, cast.ani), browser_of(cast.dewi)
    assert other.post(f"/pendamping/{assistance.id}/{step}", {"code": "123456"}).status_code == 404
    session.expire_all()
    assert session.get_one(Assistance, assistance.id).ended_at is None


@pytest.mark.parametrize("path", ["", "/minta", "/akun-baru", "/1/kode", "/1/mulai", "/selesai", "/1/akhiri"])
def test_helpers_only(client: Browser, ani: Browser, path: str) -> None:
    call = "post" if path else "get"
    assert getattr(client, call)(f"/pendamping{path}").location.startswith("/masuk")
    assert getattr(ani, call)(f"/pendamping{path}").status_code == 403


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/minta", {"email": "ani"}),
        ("/minta", {"email": "gita@contoh.id"}),
        ("/akun-baru", SARI | {"name": "http://situs.com"}),
        ("/akun-baru", SARI | {"phone": "12"}),
    ],
)
def test_a_bad_form_says_what_to_do_and_asks_nobody(gita: Browser, path: str, form: dict[str, str]) -> None:
    assert gita.post(f"/pendamping{path}", form).status_code == 422
    assert rows() == 0


def test_mails_to_one_address_and_of_one_helper_have_a_limit(app: Flask, gita: Browser, cast: Cast) -> None:
    before = app.config["LIMIT_MAILS_PER_RECIPIENT"], app.config["LIMIT_REQUESTS_PER_HELPER"]
    app.config["LIMIT_MAILS_PER_RECIPIENT"], app.config["LIMIT_REQUESTS_PER_HELPER"] = "2 per hour", "3 per hour"
    try:
        statuses = [gita.post("/pendamping/minta", {"email": "ani@contoh.id"}).status_code for _ in range(3)]
        assert statuses == [303, 303, 429]
        statuses = [gita.post("/pendamping/minta", {"email": f"x{n}@contoh.id"}).status_code for n in range(3)]
        assert 429 in statuses
        limiter.reset()
        assistance = agree(cast.gita, cast.ani)
        statuses = [gita.post(f"/pendamping/{assistance.id}/serahkan").status_code for _ in range(3)]
        assert statuses == [303, 303, 429]
    finally:
        app.config["LIMIT_MAILS_PER_RECIPIENT"], app.config["LIMIT_REQUESTS_PER_HELPER"] = before


def test_what_only_the_person_can_do_goes_to_the_persons_mail(gita: Browser, cast: Cast, folder) -> None:  # type: ignore[no-untyped-def]
    assistance = help_with(gita, cast.gita, cast.dewi)
    page = gita.get("/penjual/daftar?langkah=rekening").get_data(as_text=True)
    assert f"/pendamping/{assistance.id}/serahkan" in page
    assert gita.post(f"/pendamping/{assistance.id}/serahkan").location == "/penjual/daftar"
    worker.drain()
    assert "/penjual/daftar" in texts(folder)


def test_an_admin_sees_who_helps_whom_and_ends_it(
    gita: Browser, cast: Cast, browser_of: Callable[[User], Browser]
) -> None:
    assistance, eko = agree(cast.gita, cast.ani), browser_of(cast.eko)
    page = eko.get("/admin/pendampingan").get_data(as_text=True)
    assert cast.gita.name in page
    assert cast.ani.name in page
    assert eko.post(f"/admin/pendampingan/{assistance.id}/akhiri", {"reason": "x"}).status_code == 422
    for _ in range(2):
        form = {"reason": "Laporan dari penjual"}
        assert eko.post(f"/admin/pendampingan/{assistance.id}/akhiri", form).status_code == 303
    assert "Tidak ada pendampingan" in eko.get("/admin/pendampingan").get_data(as_text=True)
    assert eko.post("/admin/pendampingan/999/akhiri", {"reason": "Laporan dari penjual"}).status_code == 404


def test_the_audit_log_shows_both_names(gita: Browser, cast: Cast, browser_of: Callable[[User], Browser]) -> None:
    help_with(gita, cast.gita, cast.ani)
    gita.post("/penjual/pusat/toko", {"slogan": "Segar", "handling_days": "2", "phone": "081234567890"})
    page = browser_of(cast.eko).get("/admin/audit?tindakan=seller.").get_data(as_text=True)
    assert cast.gita.name in page
    assert f"atas nama {cast.ani.name}" in page


def test_a_granted_and_a_revoked_role_reach_helpers_at_once(
    cast: Cast,
    browser_of: Callable[[User], Browser],
    folder,  # type: ignore[no-untyped-def]
) -> None:
    eko, dewi, dewi_id = browser_of(cast.eko), browser_of(cast.dewi), cast.dewi.id
    eko.post(f"/admin/pengguna/{cast.dewi.id}/peran", {"role": "kiosk", "reason": "Kios Desa Kemuja"})
    assert dewi.get("/pendamping").status_code == 200
    assert dewi.get("/admin").status_code == 403, "helping is no right in the back office"
    assistance_id = help_with(dewi, cast.dewi, cast.ani).id
    worker.drain()
    assert "kios desa" in texts(folder)
    eko.post(f"/admin/pengguna/{dewi_id}/peran/kiosk/cabut", {"reason": "Kios tutup"})
    assert dewi.get("/penjual/pusat").status_code == 403
    worker.drain()
    session.expire_all()
    assert session.get_one(Assistance, assistance_id).ended_at is not None


def test_pages_cost_the_same_however_many_there_are(
    gita: Browser, ani: Browser, cast: Cast, browser_of: Callable[[User], Browser], statements: Statements
) -> None:
    help_with(gita, cast.gita, cast.ani)
    eko = browser_of(cast.eko)
    pages = [(gita, "/pendamping"), (gita, "/penjual/pusat"), (ani, "/akun/pendampingan"), (eko, "/admin/pendampingan")]

    def cost() -> list[int]:
        found = []
        for browser, path in pages:
            browser.get(path)
            with statements.counted() as seen:
                assert browser.get(path).status_code == 200
            found.append(len(seen))
        return found

    little = cost()
    with transaction():
        for _ in range(30):
            helper, person = UserFactory(), UserFactory()
            UserRoleFactory(user_id=helper.id, role=RoleName.MENTOR, created_at=cast.ani.created_at)
            AssistanceFactory(helper_id=cast.gita.id, person_id=person.id)
            AssistanceFactory(helper_id=cast.gita.id, waiting=True)
            AssistanceFactory(helper_id=helper.id, person_id=cast.ani.id)
            AssistanceFactory(helper_id=helper.id, person_id=cast.ani.id, waiting=True)
    assert cost() == little
    assert max(little) <= 9
