"""Changing the address a person signs in with."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app.accounts import passwords, tokens
from app.accounts.commands import accounts
from app.accounts.commands import emails as commands
from app.accounts.errors import EmailTaken, OtherAccount, SameEmail, StaleToken, WrongPassword
from app.accounts.queries import accounts as queries
from app.accounts.queries import emails
from app.clock import now
from app.db import session, transaction
from app.models.account import EmailChange, User
from app.models.audit import AuditEvent
from app.models.outbox import OutboxMessage
from tests.browser import TOKEN, Browser
from tests.cast import Cast
from tests.factories.account import PASSWORD, PASSWORD_HASH, UserFactory
from tests.statements import Statements

BrowserOf = Callable[[User], Browser]
Emitted = Callable[[str], list[dict[str, Any]]]
NEW = "dewi.baru@contoh.id"
FORM = {"email": NEW, "password": PASSWORD}


def ask(user: User, email: str = NEW) -> EmailChange:
    with transaction():
        commands.ask_for_email(user.id, proven_hash=PASSWORD_HASH, email=email)
    change = emails.find_waiting_change(user.id)
    assert change is not None
    session.rollback()
    return change


def link_of(change: EmailChange) -> str:
    change = session.get_one(EmailChange, change.id)
    token = tokens.make_move_token(change, queries.get_user(change.user_id))
    session.rollback()
    return token


def confirm(token: str, user: User, *, session_token: str = "") -> None:
    with transaction():
        commands.confirm_new_email(token, user_id=user.id, session_token=session_token)


def email_of(user: User) -> str:
    email = queries.get_user(user.id).email
    session.rollback()
    return email


def test_the_account_keeps_its_address_until_the_new_one_is_confirmed(cast: Cast, emitted: Emitted) -> None:
    change = ask(cast.dewi, " Dewi.Baru@Contoh.id ")
    assert (change.old_email, change.new_email) == ("dewi@contoh.id", "Dewi.Baru@Contoh.id")
    assert emitted("user.email_change_asked") == [{"email_change_id": change.id}]
    assert email_of(cast.dewi) == "dewi@contoh.id"
    confirm(link_of(change), cast.dewi)
    user = queries.get_user(cast.dewi.id)
    assert (user.email, user.email_folded) == ("Dewi.Baru@Contoh.id", "dewi.baru@contoh.id")
    assert user.confirmed_at == session.get_one(EmailChange, change.id).confirmed_at
    assert emitted("user.email_changed") == [{"email_change_id": change.id}]
    assert emails.wanted_email(cast.dewi.id) == ""


def test_who_never_confirmed_the_first_address_is_confirmed_by_the_new_one(app: Flask) -> None:
    with transaction():
        sari = UserFactory(unconfirmed=True)
    confirm(link_of(ask(sari)), sari)
    assert queries.get_user(sari.id).confirmed_at is not None


def test_a_change_is_confirmed_by_its_own_person_only_and_once(cast: Cast) -> None:
    change = ask(cast.dewi)
    token = link_of(change)
    with pytest.raises(OtherAccount):
        confirm(token, cast.citra)
    confirm(token, cast.dewi)
    with pytest.raises(StaleToken):
        confirm(token, cast.dewi)
    reset = tokens.make_token(tokens.RESET, queries.get_user(cast.dewi.id))
    session.rollback()
    for forged in ("", "x", token[:-1], "ä" * 50, reset):
        with pytest.raises(StaleToken):
            confirm(forged, cast.dewi)


def test_a_link_ends_after_three_days_with_another_wish_and_when_it_is_cancelled(cast: Cast) -> None:
    first = link_of(ask(cast.dewi))
    with time_machine.travel(now() + timedelta(days=3, seconds=2)), pytest.raises(StaleToken):
        confirm(first, cast.dewi)
    second = link_of(ask(cast.dewi, "lain@contoh.id"))
    with pytest.raises(StaleToken):
        confirm(first, cast.dewi)
    for _ in range(2):
        with transaction():
            commands.cancel_email_change(cast.dewi.id)
    with pytest.raises(StaleToken):
        confirm(second, cast.dewi)
    assert email_of(cast.dewi) == "dewi@contoh.id"


def test_a_new_password_cancels_a_wanted_address_and_a_fresher_hash_does_not(cast: Cast) -> None:
    token = link_of(ask(cast.dewi))
    with transaction():
        accounts.change_password(cast.dewi.id, proven_hash=PASSWORD_HASH, new_hash="new", token="")
    with pytest.raises(StaleToken):
        confirm(token, cast.dewi)
    token = link_of(ask(cast.citra))
    reset = tokens.make_token(tokens.RESET, queries.get_user(cast.citra.id))
    session.rollback()
    with transaction():
        accounts.reset_password(reset, password_hash="new")
    with pytest.raises(StaleToken):
        confirm(token, cast.citra)
    token = link_of(ask(cast.ani))
    with transaction():
        accounts.rehash_password(cast.ani.id, old_hash=PASSWORD_HASH, new_hash=passwords.hash_password(PASSWORD))
    confirm(token, cast.ani)


def test_no_address_stands_in_messages_or_in_the_audit_log(cast: Cast) -> None:
    change = ask(cast.dewi)
    confirm(link_of(change), cast.dewi)
    ask(cast.dewi, "ani@contoh.id")
    written = [*session.scalars(select(OutboxMessage.payload)), *session.scalars(select(AuditEvent.facts))]
    assert "@" not in str(written)
    assert "@" not in "".join(session.scalars(select(AuditEvent.reason)))
    is_it = AuditEvent.action == "user.email_changed"
    facts = session.scalars(select(AuditEvent.facts).where(is_it)).one()
    assert facts == {"fields": ["email"], "email_change_id": change.id}


def test_links_made_for_the_old_address_stop_working(cast: Cast) -> None:
    user = queries.get_user(cast.dewi.id)
    confirmation, reset = (tokens.make_token(purpose, user) for purpose in (tokens.CONFIRM, tokens.RESET))
    session.rollback()
    confirm(link_of(ask(cast.dewi)), cast.dewi)
    with pytest.raises(StaleToken), transaction():
        accounts.confirm_email(confirmation)
    with pytest.raises(StaleToken), transaction():
        accounts.reset_password(reset, password_hash=PASSWORD_HASH)


def test_asking_writes_the_same_for_a_free_address_and_a_taken_one(
    cast: Cast, emitted: Emitted, statements: Statements
) -> None:
    seen = []
    for user, email in ((cast.dewi, "bebas@contoh.id"), (cast.citra, "ANI@contoh.id")):
        session.remove()
        with statements.counted() as counted:
            ask(user, email)
        seen.append(list(counted))
    assert seen[0] == seen[1]
    assert len(emitted("user.email_change_asked")) == 2
    assert emitted("user.email_wanted") == []


def test_the_password_proven_must_be_the_present_one_and_the_address_another(cast: Cast) -> None:
    with pytest.raises(SameEmail):
        ask(cast.dewi, "DEWI@contoh.id")
    with pytest.raises(WrongPassword), transaction():
        commands.ask_for_email(cast.dewi.id, proven_hash="another", email="x@contoh.id")


def test_an_address_that_was_taken_meanwhile_is_refused_in_words(browser_of: BrowserOf, cast: Cast) -> None:
    token = link_of(ask(cast.dewi))
    with transaction():
        UserFactory(email=NEW)
    response = browser_of(cast.dewi).post(f"/akun/email/konfirmasi/{token}")
    assert response.status_code == 422
    assert "sudah dipakai akun lain" in response.get_data(as_text=True)
    assert email_of(cast.dewi) == "dewi@contoh.id"


def test_two_people_who_take_the_same_address_at_once_do_not_both_get_it(app: Flask, cast: Cast) -> None:
    links = [(user.id, link_of(ask(user, "rebutan@contoh.id"))) for user in (cast.dewi, cast.citra)]
    session.remove()
    start, refused = threading.Barrier(2), []

    def run(user_id: int, token: str) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    commands.confirm_new_email(token, user_id=user_id, session_token="")
            except EmailTaken as error:
                refused.append(error.code)
            session.remove()

    threads = [threading.Thread(target=run, args=each) for each in links]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["email_taken"]
    assert session.scalar(select(func.count(User.id)).where(User.email_folded == "rebutan@contoh.id")) == 1


def test_the_whole_way_by_form(browser_of: BrowserOf, client: Browser, cast: Cast) -> None:
    here, there = browser_of(cast.dewi), browser_of(cast.dewi)
    assert "dewi@contoh.id" in here.get("/akun/email").get_data(as_text=True)
    refused = here.post("/akun/email", {**FORM, "password": "salah sekali"})
    assert refused.status_code == 422
    assert "tidak cocok" in refused.get_data(as_text=True)
    assert here.post("/akun/email", {**FORM, "email": "dewi"}).status_code == 422
    assert here.post("/akun/email", FORM).location == "/akun/email/periksa-surat"
    assert "menunggu konfirmasi di d…@contoh.id" in here.get("/akun").get_data(as_text=True)
    assert there.get("/akun").status_code == 200, "nothing has changed yet"
    change = emails.find_waiting_change(cast.dewi.id)
    assert change is not None
    path = f"/akun/email/konfirmasi/{link_of(change)}"
    assert "alamat e-mail yang lama" in client.get(path).get_data(as_text=True)
    assert client.post(path).location == f"/masuk?lanjut={path}"
    assert "Ya, pakai alamat ini" in here.get(path).get_data(as_text=True)
    assert email_of(cast.dewi) == "dewi@contoh.id", "looking confirms nothing"
    assert here.post(path).location == "/akun"
    assert [here.get("/akun").status_code, there.get("/akun").status_code] == [200, 303]
    assert "menunggu konfirmasi" not in here.get("/akun").get_data(as_text=True)
    stale = here.post(path)
    assert stale.status_code == 422
    assert "tidak berlaku" in stale.get_data(as_text=True)
    assert here.post("/masuk", {"email": "dewi@contoh.id", "password": PASSWORD}).status_code == 422
    assert here.post("/masuk", FORM).status_code == 303


def test_a_wish_is_sent_again_and_cancelled_by_button(browser_of: BrowserOf, cast: Cast, emitted: Emitted) -> None:
    dewi = browser_of(cast.dewi)
    assert [dewi.post(f"/akun/email/{each}").location for each in ("kirim-ulang", "batalkan")] == ["/akun"] * 2
    assert emitted("user.email_link_requested") == []
    change = ask(cast.dewi)
    assert dewi.post("/akun/email/kirim-ulang").location == "/akun"
    assert emitted("user.email_link_requested") == [{"email_change_id": change.id}]
    assert dewi.post("/akun/email/batalkan").location == "/akun"
    assert "menunggu konfirmasi" not in dewi.get("/akun").get_data(as_text=True)


def test_the_answers_are_the_same_for_a_free_address_and_a_taken_one(browser_of: BrowserOf, cast: Cast) -> None:
    with transaction():
        sari = UserFactory(name="Sari", email="sari@contoh.id")
    answers = []
    for user, email in ((cast.dewi, "abas@contoh.id"), (sari, "ani@contoh.id")):
        browser = browser_of(user)
        said = [browser.post("/akun/email", {"email": email, "password": PASSWORD})]
        said += [browser.get(said[0].location), browser.get("/akun"), browser.get("/akun/email")]
        said += [browser.post("/akun/email/kirim-ulang"), browser.get("/akun")]
        said += [browser.post("/akun/email/batalkan"), browser.get("/akun")]
        pages = [TOKEN.sub("", each.get_data(as_text=True)) for each in said]
        pages = [page.replace(user.name, "…").replace(user.email, "…") for page in pages]
        answers.append([(each.status_code, each.location, page) for each, page in zip(said, pages, strict=True)])
    assert answers[0] == answers[1]


def test_a_person_changes_the_address_only_a_few_times_a_day(browser_of: BrowserOf, cast: Cast) -> None:
    dewi = browser_of(cast.dewi)
    statuses = [
        dewi.post("/akun/email", {"email": f"dewi{number}@contoh.id", "password": PASSWORD}).status_code
        for number in range(6)
    ]
    assert statuses == [303] * 5 + [429]
    assert dewi.post("/akun/email/kirim-ulang").status_code == 429, "asking again sends mail too"
    assert browser_of(cast.citra).post("/akun/email", {**FORM, "email": "c@contoh.id"}).status_code == 303


def test_guessing_the_password_there_is_slowed_too(browser_of: BrowserOf, cast: Cast) -> None:
    dewi = browser_of(cast.dewi)
    wrong = {**FORM, "password": "salah sekali"}
    assert [dewi.post("/akun/email", wrong).status_code for _ in range(11)] == [422] * 10 + [429]


def test_a_stranger_is_sent_to_the_sign_in_page(client: Browser) -> None:
    for path in ("/akun/email", "/akun/email/periksa-surat"):
        assert client.get(path).location == f"/masuk?lanjut={path}"
    assert client.post("/akun/email", FORM).location == "/masuk"
