"""Registration, tokens, sessions, addresses: on the real database."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app.accounts import passwords, tokens
from app.accounts.commands import accounts as commands
from app.accounts.errors import StaleToken, WrongPassword
from app.accounts.queries import accounts as queries
from app.clock import now
from app.db import session, transaction
from app.errors import NotFound
from app.models.account import Consent, User, UserSession
from app.models.seller import SellerStatus
from tests.cast import Cast
from tests.factories.account import PASSWORD_HASH, UserFactory

Emitted = Callable[[str], list[dict[str, Any]]]
PLACE = commands.AddressFacts("Dewi", "+6281234567890", "Jalan Kemuja 7", "19.01.04", "33173")


def newcomer(email: str = "sari@contoh.id", *, wants_news: bool = False) -> commands.Registration:
    return commands.Registration("Sari", email, "+6281234567890", PASSWORD_HASH, wants_news)


def token_for(purpose: str, user_id: int) -> str:
    token = tokens.make_token(purpose, queries.get_user(user_id))
    session.rollback()
    return token


def test_registering_records_what_was_agreed_to(app: Flask, emitted: Emitted) -> None:
    with transaction():
        user = commands.register(newcomer(wants_news=True))
    assert user is not None
    assert [consent.purpose for consent in queries.consents_of(user.id)] == ["terms", "privacy", "marketing"]
    assert {consent.text_version for consent in queries.consents_of(user.id)} == {commands.TEXT_VERSION}
    assert emitted("user.registered") == [{"user_id": user.id}]
    assert not user.confirmed_at


def test_an_address_has_one_account_however_it_is_spelt(cast: Cast, emitted: Emitted) -> None:
    with transaction():
        assert commands.register(newcomer("DEWI@Contoh.id")) is None
    assert emitted("user.registered_again") == [{"user_id": cast.dewi.id}]
    assert session.scalar(select(func.count()).select_from(Consent)) == 0


def test_an_archived_person_is_not_registered_again(app: Flask, emitted: Emitted) -> None:
    with transaction():
        UserFactory(email="lama@contoh.id", archived_at=now())
    with transaction():
        assert commands.register(newcomer("lama@contoh.id")) is None
    assert emitted("user.registered_again") == [{"user_id": commands.NOBODY}]


def test_forgetting_writes_the_same_for_everybody(cast: Cast, emitted: Emitted) -> None:
    for email in ("dewi@contoh.id", "tidak-ada@contoh.id"):
        with transaction():
            commands.request_reset(email)
    assert emitted("user.reset_requested") == [{"user_id": cast.dewi.id}, {"user_id": commands.NOBODY}]


def test_a_second_confirmation_changes_nothing(app: Flask) -> None:
    with transaction():
        user = UserFactory(unconfirmed=True)
    token = token_for(tokens.CONFIRM, user.id)
    with transaction():
        commands.confirm_email(token)
    first = queries.get_user(user.id).confirmed_at
    assert first
    with transaction():
        commands.confirm_email(token)
    assert queries.get_user(user.id).confirmed_at == first


def test_a_confirmation_outlives_a_fresher_hash_but_not_another_address(app: Flask) -> None:
    with transaction():
        user = UserFactory(unconfirmed=True)
    token = token_for(tokens.CONFIRM, user.id)
    with transaction():
        commands.rehash_password(user.id, old_hash=PASSWORD_HASH, new_hash=passwords.hash_password("x"))
    tokens.check_token(tokens.CONFIRM, token, queries.get_user(user.id), max_age=tokens.CONFIRM_SECONDS)
    with transaction():
        queries.lock_user(user.id).email_folded = "lain@contoh.id"
    with pytest.raises(StaleToken), transaction():
        commands.confirm_email(token)


@pytest.mark.parametrize(
    ("purpose", "seconds"), [(tokens.CONFIRM, tokens.CONFIRM_SECONDS), (tokens.RESET, tokens.RESET_SECONDS)]
)
def test_a_link_ends_with_its_time(app: Flask, purpose: str, seconds: int) -> None:
    with transaction():
        user = UserFactory(unconfirmed=True)
    token = token_for(purpose, user.id)
    assert tokens.user_id_of(purpose, token, max_age=seconds) == user.id
    with time_machine.travel(now() + timedelta(seconds=seconds + 2)), pytest.raises(StaleToken):
        tokens.user_id_of(purpose, token, max_age=seconds)


def test_a_link_serves_one_purpose_only(cast: Cast) -> None:
    token = token_for(tokens.CONFIRM, cast.dewi.id)
    with pytest.raises(StaleToken), transaction():
        commands.reset_password(token, password_hash=PASSWORD_HASH)
    for forged in ("", "x", token[:-1], "ä" * 50):
        with pytest.raises(StaleToken):
            tokens.user_id_of(tokens.RESET, forged, max_age=60)


def test_a_reset_works_once_ends_every_session_and_tells_the_person(cast: Cast, emitted: Emitted) -> None:
    with transaction():
        opened = [commands.open_session(cast.dewi.id) for _ in range(2)]
    token = token_for(tokens.RESET, cast.dewi.id)
    with transaction():
        commands.reset_password(token, password_hash=passwords.hash_password("tiga ekor kancil"))
    assert [queries.find_signed_in(each) for each in opened] == [None, None]
    assert emitted("user.password_changed") == [{"user_id": cast.dewi.id}]
    with pytest.raises(StaleToken), transaction():
        commands.reset_password(token, password_hash=PASSWORD_HASH)


def test_a_password_change_keeps_this_browser_only(cast: Cast) -> None:
    with transaction():
        here, there = commands.open_session(cast.dewi.id), commands.open_session(cast.dewi.id)
    with transaction():
        commands.change_password(cast.dewi.id, proven_hash=PASSWORD_HASH, new_hash="new", token=here)
    assert queries.find_signed_in(here) is not None
    assert queries.find_signed_in(there) is None
    with pytest.raises(WrongPassword), transaction():
        commands.change_password(cast.dewi.id, proven_hash=PASSWORD_HASH, new_hash="newer", token=here)


def test_only_the_hash_of_a_session_is_kept(cast: Cast) -> None:
    with transaction():
        token = commands.open_session(cast.dewi.id)
    kept = session.scalars(select(UserSession.token_hash)).one()
    assert len(token) >= 43
    assert kept == queries.hash_token(token) != token


def test_a_session_ends_with_its_time_its_row_and_its_person(cast: Cast) -> None:
    with transaction():
        token = commands.open_session(cast.dewi.id)
    assert queries.find_signed_in(token) is not None
    assert queries.find_signed_in("another") is None
    with time_machine.travel(now() + commands.SESSION_LIFE + timedelta(seconds=1)):
        assert queries.find_signed_in(token) is None
    with transaction():
        commands.end_session(token)
    assert queries.find_signed_in(token) is None
    with transaction():
        other = commands.open_session(cast.dewi.id)
        queries.lock_user(cast.dewi.id).archived_at = now()
    assert queries.find_signed_in(other) is None


def test_rights_are_those_of_this_moment_in_one_statement(cast: Cast, statements) -> None:  # type: ignore[no-untyped-def]
    with transaction():
        ani, eko = commands.open_session(cast.ani.id), commands.open_session(cast.eko.id)
    with statements.counted() as seen:
        person = queries.find_signed_in(ani)
    assert len(seen) == 1
    assert person is not None
    assert [shop.seller_slug for shop in person.memberships] == ["lada-kemuja-makmur"]
    admin = queries.find_signed_in(eko)
    assert admin is not None
    assert admin.may("finance")
    assert not admin.is_seller_member
    with transaction():
        shop = session.merge(cast.shop_of_ani)
        shop.move_to(SellerStatus.SUSPENDED, because="test")
    person = queries.find_signed_in(ani)
    assert person is not None
    assert [shop.role for shop in person.memberships] == ["suspended_owner"], (
        "open orders must still reach their buyers"
    )
    with transaction():
        session.merge(cast.shop_of_ani).move_to(SellerStatus.CLOSED, because="test")
    person = queries.find_signed_in(ani)
    assert person is not None
    assert person.memberships == ()


def test_news_can_be_taken_back_and_stays_on_record(cast: Cast) -> None:
    for change in (commands.agree_to_news, commands.agree_to_news, commands.withdraw_from_news):
        with transaction():
            change(cast.dewi.id)
    (consent,) = queries.consents_of(cast.dewi.id)
    assert consent.withdrawn_at
    assert not queries.agrees_to_news(cast.dewi.id)


def test_the_first_address_is_the_usual_one(cast: Cast) -> None:
    with transaction():
        first = commands.add_address(cast.citra.id, PLACE)
        second = commands.add_address(cast.citra.id, PLACE)
    with transaction():
        commands.make_usual(cast.citra.id, second.id)
    assert [address.id for address in queries.addresses_of(cast.citra.id)] == [second.id, first.id]
    with transaction():
        commands.archive_address(cast.citra.id, second.id)
    assert [address.id for address in queries.addresses_of(cast.citra.id)] == [first.id]
    with pytest.raises(NotFound), transaction():
        commands.archive_address(cast.citra.id, cast.address_of_dewi.id)


def test_a_password_costs_the_owasp_profile_and_nobody_fits_none(app: Flask) -> None:
    kept = passwords.hash_password("tiga ekor kancil")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.is_right(kept, "tiga ekor kancil")
    assert not passwords.is_right(kept, "dua ekor kancil")
    assert not passwords.is_right(None, "nobody has this password")
    assert not passwords.is_right("no hash", "x")
    assert passwords.is_outdated(PASSWORD_HASH)
    assert not passwords.is_outdated(kept)


def test_a_fresher_hash_never_undoes_a_change(cast: Cast) -> None:
    with transaction():
        commands.rehash_password(cast.dewi.id, old_hash="another", new_hash="late")
    assert session.get_one(User, cast.dewi.id).password_hash == PASSWORD_HASH
