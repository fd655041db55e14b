"""Changing the address a person signs in with."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts import tokens
from app.accounts.commands import accounts as commands
from app.accounts.errors import SameEmail, StaleToken, WrongPassword
from app.accounts.queries import accounts as queries
from app.db import session, transaction
from app.models.account import EmailChange, User
from app.models.audit import AuditEvent
from app.models.outbox import OutboxMessage
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.account import PASSWORD, PASSWORD_HASH, UserFactory

BrowserOf = Callable[[User], Browser]
Emitted = Callable[[str], list[dict[str, Any]]]
FORM = {"email": "dewi.baru@contoh.id", "password": PASSWORD}


def change(user: User, email: str, *, token: str = "") -> None:
    with transaction():
        commands.change_email(user.id, proven_hash=PASSWORD_HASH, email=email, token=token)


def test_the_new_address_is_unconfirmed_and_hears_of_it_and_so_does_the_old_one(cast: Cast, emitted: Emitted) -> None:
    change(cast.dewi, " Dewi.Baru@Contoh.id ")
    user = queries.get_user(cast.dewi.id)
    assert (user.email, user.email_folded) == ("Dewi.Baru@Contoh.id", "dewi.baru@contoh.id")
    assert user.confirmed_at is None
    kept = session.scalars(select(EmailChange)).one()
    assert (kept.user_id, kept.old_email) == (cast.dewi.id, "dewi@contoh.id")
    assert emitted("user.email_changed") == [{"email_change_id": kept.id}]
    assert emitted("user.confirmation_requested") == [{"user_id": cast.dewi.id}]


def test_no_address_stands_in_messages_or_in_the_audit_log(cast: Cast) -> None:
    change(cast.dewi, "dewi.baru@contoh.id")
    change(cast.dewi, "ani@contoh.id")
    written = [*session.scalars(select(OutboxMessage.payload)), *session.scalars(select(AuditEvent.facts))]
    assert "@" not in str(written)
    assert "@" not in "".join(session.scalars(select(AuditEvent.reason)))


def test_links_made_for_the_old_address_stop_working(cast: Cast) -> None:
    user = queries.get_user(cast.dewi.id)
    confirm, reset = (tokens.make_token(purpose, user) for purpose in (tokens.CONFIRM, tokens.RESET))
    change(cast.dewi, "dewi.baru@contoh.id")
    with pytest.raises(StaleToken), transaction():
        commands.confirm_email(confirm)
    with pytest.raises(StaleToken), transaction():
        commands.reset_password(reset, password_hash=PASSWORD_HASH)


def test_an_address_of_somebody_else_changes_nothing_and_its_owner_is_told(cast: Cast, emitted: Emitted) -> None:
    change(cast.dewi, "ANI@contoh.id")
    user = queries.get_user(cast.dewi.id)
    assert user.email == "dewi@contoh.id"
    assert user.confirmed_at is not None
    assert session.scalar(select(func.count(EmailChange.id))) == 0
    assert emitted("user.email_wanted") == [{"user_id": cast.ani.id}]
    assert emitted("user.email_changed") == emitted("user.confirmation_requested") == []


def test_the_password_proven_must_be_the_present_one_and_the_address_another(cast: Cast) -> None:
    with pytest.raises(SameEmail):
        change(cast.dewi, "DEWI@contoh.id")
    with pytest.raises(WrongPassword), transaction():
        commands.change_email(cast.dewi.id, proven_hash="another", email="x@contoh.id", token="")


def test_two_people_who_take_the_same_address_at_once_do_not_both_get_it(app: Flask, cast: Cast) -> None:
    ids = [cast.dewi.id, cast.citra.id]
    session.remove()
    start = threading.Barrier(2)

    def run(user_id: int) -> None:
        with app.app_context():
            start.wait()
            with transaction():
                commands.change_email(user_id, proven_hash=PASSWORD_HASH, email="rebutan@contoh.id", token="")
            session.remove()

    threads = [threading.Thread(target=run, args=(user_id,)) for user_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = session.scalar(select(func.count(User.id)).where(User.email_folded == "rebutan@contoh.id"))
    assert (taken, session.scalar(select(func.count(EmailChange.id)))) == (1, 1)


def test_the_page_asks_for_the_password_and_other_browsers_are_signed_out(browser_of: BrowserOf, cast: Cast) -> None:
    here, there = browser_of(cast.dewi), browser_of(cast.dewi)
    assert "dewi@contoh.id" in here.get("/akun/email").get_data(as_text=True)
    refused = here.post("/akun/email", {**FORM, "password": "salah sekali"})
    assert refused.status_code == 422
    assert "tidak cocok" in refused.get_data(as_text=True)
    assert here.post("/akun/email", {**FORM, "email": "dewi"}).status_code == 422
    assert here.post("/akun/email", FORM).location == "/akun/email/periksa-surat"
    assert here.get("/akun").status_code == 200
    assert there.get("/akun").status_code == 303
    assert here.post("/masuk", {"email": "dewi@contoh.id", "password": PASSWORD}).status_code == 422
    assert here.post("/masuk", FORM).status_code == 303


def test_the_answer_is_the_same_for_a_free_address_and_a_taken_one(browser_of: BrowserOf, cast: Cast) -> None:
    with transaction():
        sari = UserFactory(name="Sari")
    answers = []
    for user, email in ((cast.dewi, "bebas@contoh.id"), (sari, "ani@contoh.id")):
        browser = browser_of(user)
        response = browser.post("/akun/email", {"email": email, "password": PASSWORD})
        page = browser.get(response.location).get_data(as_text=True)
        answers.append((response.status_code, response.location, page.replace(user.name, "…")))
    assert answers[0] == answers[1]


def test_a_person_changes_the_address_only_a_few_times_a_day(browser_of: BrowserOf, cast: Cast) -> None:
    dewi = browser_of(cast.dewi)
    statuses = [
        dewi.post("/akun/email", {"email": f"dewi{number}@contoh.id", "password": PASSWORD}).status_code
        for number in range(6)
    ]
    assert statuses == [303] * 5 + [429]
    assert browser_of(cast.citra).post("/akun/email", {**FORM, "email": "c@contoh.id"}).status_code == 303


def test_guessing_the_password_there_is_slowed_too(browser_of: BrowserOf, cast: Cast) -> None:
    dewi = browser_of(cast.dewi)
    wrong = {**FORM, "password": "salah sekali"}
    assert [dewi.post("/akun/email", wrong).status_code for _ in range(11)] == [422] * 10 + [429]


def test_a_stranger_is_sent_to_the_sign_in_page(client: Browser) -> None:
    for path in ("/akun/email", "/akun/email/periksa-surat"):
        assert client.get(path).location == f"/masuk?lanjut={path}"
    assert client.post("/akun/email", FORM).location == "/masuk"
