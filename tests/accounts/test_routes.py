"""The pages of accounts: stranger, wrong form, happy, pressed twice."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import worker
from app.accounts import passwords, tokens
from app.accounts.commands import accounts as commands
from app.accounts.errors import WrongPassword
from app.accounts.queries import accounts as queries
from app.db import session, transaction
from app.models.account import Address, User, UserSession
from app.models.audit import AuditEvent
from app.web.limits import limiter
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import PASSWORD, AddressFactory, UserFactory

NEW = "tiga ekor kancil minum"
FORM = {"name": "Sari", "email": "sari@contoh.id", "phone": "0812 3456 7890", "password": NEW, "terms": "y"}
FORM |= {"privacy": "y"}
PERSONAL = ["/akun", "/akun/alamat", "/akun/alamat/baru", "/akun/keamanan", "/akun/privasi"]
PLACE = {"recipient_name": "Sari", "phone": "081234567890", "street": "Jalan Kemuja 7", "postal_code": ""}


def signed_in(browser: Browser, user: User) -> Browser:
    with transaction():
        token = commands.open_session(user.id)
    browser.sign_in(token)
    return browser


def link_to(purpose: str, user_id: int) -> str:
    token = tokens.make_token(purpose, queries.get_user(user_id))
    session.rollback()
    return ("/konfirmasi/" if purpose == tokens.CONFIRM else "/sandi-baru/") + token


@pytest.mark.parametrize("path", PERSONAL)
def test_a_stranger_is_sent_to_the_sign_in_page_and_back(client: Browser, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.location) == (303, f"/masuk?lanjut={path}")


def test_registering_writes_the_person_and_the_phone_in_one_form(client: Browser, cast: Cast) -> None:
    response = client.post("/daftar", FORM)
    assert (response.status_code, response.location) == (303, "/daftar/periksa-surat")
    user = queries.find_user_by_email("sari@contoh.id")
    assert user is not None
    assert user.phone == "+6281234567890"
    assert passwords.is_right(user.password_hash, NEW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"terms": ""},
        {"privacy": ""},
        {"phone": "081"},
        {"email": "sari"},
        {"password": "pendek"},
        {"password": "indonesia123"},
        {"email": "panjang.sekali@contoh.id", "password": "panjang.sekali@contoh.id"},
        {"name": "https://jahat.example"},
    ],
)
def test_a_wrong_registration_changes_nothing(client: Browser, cast: Cast, wrong: dict[str, str]) -> None:
    before = session.scalar(select(func.count()).select_from(User))
    form = {key: value for key, value in {**FORM, **wrong}.items() if value}
    response = client.post("/daftar", form)
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.get_data(as_text=True)
    assert session.scalar(select(func.count()).select_from(User)) == before


def test_nobody_learns_who_has_an_account(new_client: Callable[[], Browser], cast: Cast) -> None:
    attempts = {
        "/daftar": ({**FORM, "email": "dewi@contoh.id"}, FORM),
        "/lupa-sandi": ({"email": "dewi@contoh.id"}, {"email": "tidak-ada@contoh.id"}),
        "/masuk": (
            {"email": "dewi@contoh.id", "password": "salah sekali"},
            {"email": "nona@contoh.id", "password": "salah sekali"},
        ),
    }
    for path, forms in attempts.items():
        answers = []
        for form in forms:
            browser = new_client()
            response = browser.post(path, form)
            page = response.get_data(as_text=True).replace(form["email"], "…")
            answers.append((response.status_code, response.location, sorted(response.headers.keys()), page))
        assert answers[0] == answers[1], path


def test_signing_in_keeps_a_fresher_hash_and_goes_on(client: Browser, cast: Cast) -> None:
    form = {"email": " Dewi@Contoh.id ", "password": PASSWORD}
    response = client.post("/masuk?lanjut=/keranjang", form)
    assert (response.status_code, response.location) == (303, "/keranjang")
    kept = queries.get_user(cast.dewi.id).password_hash
    assert not passwords.is_outdated(kept)
    assert passwords.is_right(kept, PASSWORD)
    assert client.get("/akun").status_code == 200


def test_signing_in_never_leads_to_another_site(client: Browser, cast: Cast) -> None:
    form = {"email": "dewi@contoh.id", "password": PASSWORD}
    assert client.post("/masuk?lanjut=//jahat.example/", form).location == "/akun"


def test_signing_in_again_ends_the_session_that_was_left(client: Browser, cast: Cast) -> None:
    signed_in(client, cast.ani)
    assert client.post("/masuk", {"email": "dewi@contoh.id", "password": PASSWORD}).status_code == 303
    live = session.scalars(select(UserSession.user_id).where(UserSession.ended_at.is_(None))).all()
    assert live == [cast.dewi.id]


def test_a_copied_cookie_is_worth_nothing_after_signing_out(new_client: Callable[[], Browser], cast: Cast) -> None:
    browser, thief = signed_in(new_client(), cast.dewi), new_client()
    with browser.http.session_transaction() as cookie, thief.http.session_transaction() as copy:
        copy.update(cookie)
    assert thief.get("/akun").status_code == 200
    assert client_get_is_refused(browser, "/keluar")
    response = browser.post("/keluar")
    assert response.status_code == 303
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert browser.post("/keluar").status_code == 303
    for each in (browser, thief):
        assert each.get("/akun").status_code == 303


def client_get_is_refused(browser: Browser, path: str) -> bool:
    return browser.get(path).status_code == 405


def test_guesses_on_one_account_are_slowed_and_others_go_on(new_client: Callable[[], Browser], cast: Cast) -> None:
    wrong = {"email": "dewi@contoh.id", "password": "salah sekali"}
    assert [new_client().post("/masuk", wrong).status_code for _ in range(10)] == [422] * 10
    refused = new_client().post("/masuk", {**wrong, "email": "DEWI@contoh.id"}, headers={"X-Forwarded-For": "9.9.9.9"})
    assert refused.status_code == 429
    assert "Terlalu banyak percobaan" in refused.get_data(as_text=True)
    assert new_client().post("/masuk", {"email": "ani@contoh.id", "password": PASSWORD}).status_code == 303
    limiter.reset()
    assert new_client().post("/masuk", {**wrong, "password": PASSWORD}).status_code == 303


def test_signing_in_rightly_is_never_counted(new_client: Callable[[], Browser], cast: Cast) -> None:
    right = {"email": "dewi@contoh.id", "password": PASSWORD}
    assert [new_client().post("/masuk", right).status_code for _ in range(12)] == [303] * 12


def test_a_mail_leads_to_a_confirmation_by_button(client: Browser, cast: Cast) -> None:
    with transaction():
        user = UserFactory(unconfirmed=True)
    path = link_to(tokens.CONFIRM, user.id)
    assert "<button" in client.get(path).get_data(as_text=True)
    assert queries.get_user(user.id).confirmed_at is None
    assert client.post(path).status_code == 303
    assert queries.get_user(user.id).confirmed_at is not None
    assert client.post(path).status_code == 303


def test_the_confirmation_is_sent_again_while_it_is_needed(
    new_client: Callable[[], Browser], cast: Cast, emitted: Callable[[str], list[dict[str, int]]]
) -> None:
    with transaction():
        user = UserFactory(unconfirmed=True)
    for person in (user, cast.dewi):
        assert signed_in(new_client(), person).post("/konfirmasi/kirim-ulang").status_code == 303
    assert emitted("user.confirmation_requested") == [{"user_id": user.id}]
    assert new_client().post("/konfirmasi/kirim-ulang").location == "/masuk"


def test_a_reset_link_works_once_and_says_so_before_anything_is_typed(client: Browser, cast: Cast) -> None:
    path = link_to(tokens.RESET, cast.dewi.id)
    assert client.get(path).status_code == 200
    assert client.post(path, {"password": NEW, "again": "lain sama sekali"}).status_code == 422
    assert client.post(path, {"password": "dewi@contoh.id", "again": "dewi@contoh.id"}).status_code == 422
    assert client.post(path, {"password": NEW, "again": NEW}).location == "/masuk"
    assert client.get(path).status_code == 422
    assert client.post(path, {"password": NEW, "again": NEW}).status_code == 422
    assert client.post("/masuk", {"email": "dewi@contoh.id", "password": NEW}).status_code == 303


def test_the_password_changes_only_for_who_knows_it(new_client: Callable[[], Browser], cast: Cast) -> None:
    here, there = signed_in(new_client(), cast.dewi), signed_in(new_client(), cast.dewi)
    form = {"old": "salah sekali", "password": NEW, "again": NEW}
    refused = here.post("/akun/keamanan", form)
    assert refused.status_code == 422
    assert "tidak cocok" in refused.get_data(as_text=True)
    assert here.post("/akun/keamanan", {**form, "old": PASSWORD}).status_code == 303
    assert here.get("/akun").status_code == 200
    assert there.get("/akun").status_code == 303


def test_guessing_the_old_password_is_slowed_too(client: Browser, cast: Cast) -> None:
    signed_in(client, cast.dewi)
    form = {"old": "salah sekali", "password": NEW, "again": NEW}
    statuses = [client.post("/akun/keamanan", form).status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]


def test_other_browsers_can_be_signed_out(new_client: Callable[[], Browser], cast: Cast) -> None:
    here, there = signed_in(new_client(), cast.dewi), signed_in(new_client(), cast.dewi)
    stranger = signed_in(new_client(), cast.ani)
    assert here.get("/akun/keamanan").get_data(as_text=True).count("sejak ") == 2
    assert here.post("/akun/keamanan/keluar-semua").status_code == 303
    assert [each.get("/akun").status_code for each in (here, there, stranger)] == [200, 303, 200]


def test_the_profile_is_changed_by_its_owner(client: Browser, cast: Cast) -> None:
    signed_in(client, cast.dewi)
    assert client.post("/akun", {"name": "Dewi <b>Baru", "phone": "081"}).status_code == 422
    refused = client.post("/akun", {"name": "Klik sebalai.id", "phone": "0812 3456 7890"})
    assert refused.status_code == 422
    assert "Beri spasi sesudah titik" in refused.get_data(as_text=True)
    assert client.post("/akun", {"name": "Dewi <b>Baru", "phone": "0717 422 111"}).status_code == 303
    assert queries.get_user(cast.dewi.id).phone == "+62717422111"
    assert "<b>Baru" not in client.get("/akun").get_data(as_text=True)


def test_an_address_is_found_by_its_district_without_javascript(client: Browser, cast: Cast) -> None:
    signed_in(client, cast.citra)
    page = client.post("/akun/alamat/baru", {**PLACE, "district": "tebet", "cari": "1"})
    assert page.status_code == 422
    (code,) = re.findall(r'name="district_code" value="([\d.]+)"', page.get_data(as_text=True))
    assert client.post("/akun/alamat/baru", {**PLACE, "district_code": "99.99.99"}).status_code == 422
    response = client.post("/akun/alamat/baru?lanjut=/checkout", {**PLACE, "district_code": code})
    assert (response.status_code, response.location) == (303, "/checkout")
    (address,) = queries.addresses_of(cast.citra.id)
    assert (address.district_code, address.postal_code, address.is_default) == ("31.74.01", "12820", True)
    assert "Kec. Tebet" in client.get("/akun/alamat").get_data(as_text=True)


def test_an_address_is_corrected_and_keeps_its_district(client: Browser, cast: Cast) -> None:
    signed_in(client, cast.dewi)
    path = f"/akun/alamat/{cast.address_of_dewi.id}"
    page = client.get(path).get_data(as_text=True)
    assert cast.address_of_dewi.street in page
    assert re.findall(r'value="([\d.]+)" checked', page) == [cast.address_of_dewi.district_code]
    changed = {**PLACE, "street": "Jalan Baru 9", "district_code": cast.address_of_dewi.district_code}
    assert client.post(path, {**changed, "street": "x"}).status_code == 422
    assert client.post(path, changed).status_code == 303
    assert [address.street for address in queries.addresses_of(cast.dewi.id)] == ["Jalan Baru 9"]


def test_addresses_of_others_do_not_exist(client: Browser, cast: Cast) -> None:
    signed_in(client, cast.ani)
    assert client.get(f"/akun/alamat/{cast.address_of_dewi.id}").status_code == 404
    for what in ("utama", "hapus"):
        assert client.post(f"/akun/alamat/{cast.address_of_dewi.id}/{what}").status_code == 404
    assert session.get_one(Address, cast.address_of_dewi.id).archived_at is None


def test_an_address_is_archived_not_deleted(client: Browser, cast: Cast) -> None:
    signed_in(client, cast.dewi)
    path = f"/akun/alamat/{cast.address_of_dewi.id}/hapus"
    assert [client.post(path).status_code for _ in range(2)] == [303, 404]
    assert session.get_one(Address, cast.address_of_dewi.id).archived_at is not None


def test_news_is_chosen_on_the_privacy_page(client: Browser, cast: Cast) -> None:
    signed_in(client, cast.dewi)
    for choice, wants in (("ya", True), ("ya", True), ("tidak", False)):
        assert client.post("/akun/privasi", {"news": choice}).status_code == 303
        assert queries.agrees_to_news(cast.dewi.id) is wants
        session.rollback()
    assert client.post("/akun/privasi", {"news": "mungkin"}).status_code == 422
    assert "Kabar dan promosi" in client.get("/akun/privasi").get_data(as_text=True)


def test_the_way_from_forgetting_to_a_new_password_goes_through_the_mailbox(client: Browser, cast: Cast) -> None:
    client.post("/lupa-sandi", {"email": "dewi@contoh.id"})
    worker.drain()
    opened = re.search(r"/_surat\?surat=[\w-]+", client.get("/_surat").get_data(as_text=True))
    assert opened is not None
    link = re.search(r'href="(/sandi-baru/[^"]+)"', client.get(opened[0]).get_data(as_text=True))
    assert link is not None
    assert client.post(link[1], {"password": NEW, "again": NEW}).status_code == 303


def test_what_strangers_try_locks_out_nobody_who_was_here_before(
    app: Flask, new_client: Callable[[], Browser], cast: Cast
) -> None:
    app.config["LIMIT_SIGN_IN_BY_STRANGERS"] = "3 per hour"
    known, right = new_client(), {"email": "dewi@contoh.id", "password": PASSWORD}
    assert known.post("/masuk", right).status_code == 303
    known.get("/akun")
    assert known.post("/keluar").status_code == 303
    for _ in range(4):
        new_client().post("/masuk", {**right, "password": "salah sekali"})
    assert new_client().post("/masuk", right).status_code == 429
    assert known.post("/masuk", right).status_code == 303
    known.get("/akun")
    assert known.post("/masuk", {**right, "email": "ani@contoh.id"}).status_code == 303, (
        "another account is another count"
    )


def test_nobody_fills_a_strangers_mailbox(app: Flask, client: Browser, cast: Cast) -> None:
    app.config["LIMIT_MAILS_PER_RECIPIENT"] = "3 per hour"
    for address in ("dewi@contoh.id", "nobody@contoh.id"):
        answers = [client.post("/lupa-sandi", {"email": address}).status_code for _ in range(4)]
        assert answers == [303, 303, 303, 429], "the same for an address that nobody has"


@pytest.mark.parametrize("name", ["Menang Rp9juta, buka bit.ly/hadiah", "klik contoh.com", "a/b"])
def test_a_name_that_is_an_invitation_is_refused(client: Browser, cast: Cast, name: str) -> None:
    assert client.post("/daftar", {**FORM, "name": name}).status_code == 422


def test_a_sign_in_that_races_a_new_password_does_not_survive_it(cast: Cast) -> None:
    old_hash = queries.get_user(cast.dewi.id).password_hash
    session.rollback()
    with transaction():
        commands.change_password(cast.dewi.id, proven_hash=old_hash, new_hash="other", token="")
    with pytest.raises(WrongPassword), transaction():
        commands.sign_in(cast.dewi.id, proven_hash=old_hash)


def test_signing_out_everywhere_ends_this_browser_too(new_client: Callable[[], Browser], cast: Cast) -> None:
    here, there = signed_in(new_client(), cast.dewi), signed_in(new_client(), cast.dewi)
    stranger = signed_in(new_client(), cast.ani)
    response = here.post("/akun/keamanan/keluar-dari-semua")
    assert (response.status_code, response.location) == (303, "/masuk")
    assert "cookies" in response.headers["Clear-Site-Data"]
    assert [each.get("/akun").status_code for each in (here, there, stranger)] == [303, 303, 200]


def test_a_changed_phone_is_audited_by_its_name_and_masked(client: Browser, cast: Cast) -> None:
    signed_in(client, cast.dewi)
    for _ in range(2):
        assert client.post("/akun", {"name": "Dewi", "phone": "0717 422 111"}).status_code == 303
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "user.profile_changed")).one()
    assert event.facts == {"fields": ["phone"], "phone": "+62••••••111"}


def test_a_full_address_book_says_so(client: Browser, cast: Cast) -> None:
    with transaction():
        for _ in range(queries.MOST_ADDRESSES - 1):
            AddressFactory(user_id=cast.dewi.id, is_default=False)
    signed_in(client, cast.dewi)
    response = client.post("/akun/alamat/baru", {**PLACE, "district_code": "31.74.01"})
    assert response.status_code == 422
    assert "Buku alamat Anda penuh" in response.get_data(as_text=True)


def test_lists_of_a_new_person_say_that_they_are_empty(client: Browser, cast: Cast) -> None:
    signed_in(client, cast.citra)
    texts = (("pesanan", "Belum ada pesanan"), ("alamat", "Belum ada alamat"), ("pengaduan", "Belum ada pengaduan"))
    for path, text in texts:
        assert text in client.get(f"/akun/{path}").get_data(as_text=True)
