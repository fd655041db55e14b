"""Asking, agreeing, acting, ending."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from app.accounts.commands import accounts
from app.accounts.commands import people as roles
from app.accounts.commands.begun import Newcomer
from app.accounts.queries.accounts import find_signed_in
from app.actor import USER, Actor
from app.actor import acting as acts
from app.assistance import queries
from app.assistance.commands import acting, agreement
from app.assistance.errors import CodeTooOld, NoLongerHelping, OwnAddress
from app.assistance.handlers import end_helping
from app.clock import now
from app.db import session, transaction
from app.errors import NotFound
from app.models.account import Consent, RoleName, User
from app.models.assistance import Agreement, Assistance
from app.models.audit import AuditEvent
from app.settings import setting
from tests.assistance.steps import agree, ask, code_of
from tests.cast import Cast
from tests.factories.account import UserRoleFactory

Emitted = Callable[[str], list[dict[str, Any]]]


def again(assistance: Assistance) -> Assistance:
    session.expire_all()
    return session.get_one(Assistance, assistance.id)


def session_of(user: User) -> str:
    with transaction():
        return accounts.open_session(user.id)


def begin(assistance: Assistance, helper: User, token: str) -> None:
    with transaction():
        acting.begin(assistance.id, helper_id=helper.id, token=token)


def test_a_person_with_and_one_without_an_account_are_asked_alike(cast: Cast, emitted: Emitted) -> None:
    known, unknown = ask(cast.gita, " ANI@contoh.id"), ask(cast.gita, "siapa@contoh.id")
    assert (known.person_id, unknown.person_id) == (cast.ani.id, None)
    assert (known.address_masked, unknown.address_masked) == ("A…@contoh.id", "s…@contoh.id")
    assert emitted("assistance.asked") == [{"assistance_id": known.id}, {"assistance_id": unknown.id}]
    assert [each.id for each in queries.requests_of(cast.gita.id)] == [unknown.id, known.id]
    row = repr([getattr(again(unknown), column.name) for column in Assistance.__table__.columns])
    assert "siapa" not in row, "nothing is kept of somebody who is not here"


def test_asking_anew_makes_a_new_code_for_the_same_request(cast: Cast) -> None:
    first = ask(cast.gita, "ani@contoh.id")
    before = code_of(first)
    with transaction():
        assert not agreement.agree_by_code(first.id, helper_id=cast.gita.id, code="x")
    second = ask(cast.gita, "ani@contoh.id")
    assert (second.id, second.wrong_codes) == (first.id, 0)
    assert code_of(second) != before


def test_nobody_asks_to_help_themselves(cast: Cast) -> None:
    with pytest.raises(OwnAddress):
        ask(cast.gita, "GITA@contoh.id")


def test_the_code_lets_the_helper_help_for_a_time(cast: Cast, emitted: Emitted) -> None:
    assistance = again(agree(cast.gita, cast.ani))
    assert assistance.agreed_by == Agreement.CODE
    assert assistance.expires_at == assistance.agreed_at + setting("ASSISTANCE_LIFE")
    assert [client.assistance.id for client in queries.clients_of(cast.gita.id)] == [assistance.id]
    with transaction():
        assert agreement.agree_by_code(assistance.id, helper_id=cast.gita.id, code="pressed twice")
    assert emitted("assistance.agreed") == [{"assistance_id": assistance.id}]


def test_five_wrong_codes_are_one_too_many_even_for_the_right_one(cast: Cast) -> None:
    assistance = ask(cast.gita, "ani@contoh.id")
    for _ in range(5):
        with transaction():
            assert not agreement.agree_by_code(assistance.id, helper_id=cast.gita.id, code="wrong!")
    with pytest.raises(CodeTooOld), transaction():
        agreement.agree_by_code(assistance.id, helper_id=cast.gita.id, code=code_of(assistance))


def test_the_code_of_somebody_who_is_not_here_never_fits(cast: Cast) -> None:
    assistance = ask(cast.gita, "siapa@contoh.id")
    with transaction():
        assert not agreement.agree_by_code(assistance.id, helper_id=cast.gita.id, code=code_of(assistance))


def test_a_code_is_of_no_use_to_another_helper_or_later(cast: Cast) -> None:
    assistance = ask(cast.gita, "ani@contoh.id")
    with pytest.raises(NotFound), transaction():
        agreement.agree_by_code(assistance.id, helper_id=cast.eko.id, code=code_of(assistance))
    with time_machine.travel(now() + timedelta(minutes=16), tick=False), pytest.raises(CodeTooOld), transaction():
        agreement.agree_by_code(assistance.id, helper_id=cast.gita.id, code=code_of(assistance))


def test_the_person_can_say_yes_in_the_own_account_for_a_week(cast: Cast) -> None:
    assistance = ask(cast.gita, "ani@contoh.id")
    with pytest.raises(NotFound), transaction():
        agreement.agree_in_account(assistance.id, person_id=cast.gita.id)
    for _ in range(2):
        with transaction():
            agreement.agree_in_account(assistance.id, person_id=cast.ani.id)
    assert again(assistance).agreed_by == Agreement.ACCOUNT
    late = ask(cast.gita, "citra@contoh.id")
    with time_machine.travel(now() + timedelta(days=8), tick=False), pytest.raises(CodeTooOld), transaction():
        agreement.agree_in_account(late.id, person_id=cast.citra.id)


def test_the_browser_of_a_helper_finds_the_shop_of_the_person(cast: Cast) -> None:
    assistance, token = agree(cast.gita, cast.ani), session_of(cast.gita)
    begin(assistance, cast.gita, token)
    person = find_signed_in(token)
    assert person is not None
    assert person.helped is not None
    assert (person.id, person.helped.id, person.acts_for_id) == (cast.gita.id, cast.ani.id, cast.ani.id)
    assert [shop.seller_id for shop in person.memberships] == [cast.shop_of_ani.id]
    assert not person.is_staff
    other = find_signed_in(session_of(cast.gita))
    assert other is not None
    assert other.helped is None, "another browser of the same helper is the helper's own"
    for _ in range(2):
        with transaction():
            acting.stop(helper_id=cast.gita.id, token=token)
    person = find_signed_in(token)
    assert person is not None
    assert (person.helped, person.memberships, person.acts_for_id) == (None, (), cast.gita.id)


def test_nobody_acts_without_leave_or_by_anothers_leave(cast: Cast) -> None:
    token = session_of(cast.gita)
    waiting, of_eko = ask(cast.gita, "ani@contoh.id"), agree(cast.eko, cast.ani)
    with pytest.raises(NoLongerHelping):
        begin(waiting, cast.gita, token)
    with pytest.raises(NotFound):
        begin(of_eko, cast.gita, token)
    with pytest.raises(NoLongerHelping):
        begin(of_eko, cast.eko, session_of(cast.eko))


def test_a_session_of_somebody_else_cannot_be_turned(cast: Cast) -> None:
    assistance, token = agree(cast.gita, cast.ani), session_of(cast.dewi)
    with pytest.raises(NotFound):
        begin(assistance, cast.gita, token)


@pytest.mark.parametrize("who", ["person", "helper", "admin", "role", "time", "archived"])
def test_whoever_ends_it_the_next_look_knows(cast: Cast, who: str) -> None:
    assistance, token = agree(cast.gita, cast.ani), session_of(cast.gita)
    begin(assistance, cast.gita, token)
    with transaction():
        if who == "person":
            agreement.end_as_person(assistance.id, person_id=cast.ani.id)
        elif who == "helper":
            agreement.end_as_helper(assistance.id, helper_id=cast.gita.id)
        elif who == "admin":
            agreement.end_as_admin(assistance.id, admin_id=cast.eko.id, reason="Laporan penjual")
        elif who == "role":
            roles.revoke_role(cast.gita.id, RoleName.MENTOR, admin_id=cast.eko.id, reason="Pindah tugas")
        elif who == "archived":
            session.get_one(User, cast.ani.id).archived_at = now()
    moment = now() + (setting("ASSISTANCE_LIFE") if who == "time" else timedelta())
    with time_machine.travel(moment, tick=False):
        accounts_token = session_of(cast.gita) if who == "time" else token
        if who == "time":
            with pytest.raises(NoLongerHelping):
                begin(assistance, cast.gita, accounts_token)
        person = find_signed_in(accounts_token)
    assert person is not None
    assert (person.helped, person.memberships) == (None, ())


def test_others_cannot_end_it_and_ending_twice_says_it_once(cast: Cast) -> None:
    assistance = agree(cast.gita, cast.ani)
    with pytest.raises(NotFound), transaction():
        agreement.end_as_person(assistance.id, person_id=cast.citra.id)
    with pytest.raises(NotFound), transaction():
        agreement.end_as_helper(assistance.id, helper_id=cast.eko.id)
    for _ in range(2):
        with transaction():
            agreement.end_as_person(assistance.id, person_id=cast.ani.id)
    ended = session.scalars(select(AuditEvent).where(AuditEvent.action == "assistance.ended")).all()
    assert [event.reason for event in ended] == ["ended by the person"]


def test_a_role_that_comes_back_does_not_bring_old_leaves_back(cast: Cast) -> None:
    assistance = agree(cast.gita, cast.ani)
    with transaction():
        roles.revoke_role(cast.gita.id, RoleName.MENTOR, admin_id=cast.eko.id, reason="Cuti panjang")
    with transaction():
        roles.grant_role(cast.gita.id, RoleName.KIOSK, admin_id=cast.eko.id, reason="Kembali sebagai kios")
    assert queries.clients_of(cast.gita.id) == []
    newer = agree(cast.gita, cast.citra)
    for _ in range(2):
        with transaction():
            end_helping(cast.gita.id, "mentor")
    assert again(assistance).ended_at is not None
    assert again(newer).ended_at is None
    with transaction():
        end_helping(cast.gita.id, "reviewer")


def test_what_ran_out_is_asked_for_anew_and_keeps_its_trace(cast: Cast) -> None:
    old = agree(cast.gita, cast.ani)
    same = ask(cast.gita, "ani@contoh.id")
    assert (same.id, same.agreed_at is not None) == (old.id, True), "one that holds stays as it is"
    with time_machine.travel(now() + setting("ASSISTANCE_LIFE"), tick=False):
        new = ask(cast.gita, "ani@contoh.id")
    assert new.id != old.id
    assert again(old).ended_at is not None


def test_a_helper_begins_an_account_that_only_its_owner_can_open(cast: Cast) -> None:
    newcomer = Newcomer("Sari Wulandari", "sari@contoh.id", "+6281234567890")
    with transaction(), acts(Actor(USER, cast.gita.id)):
        assistance = agreement.ask_newcomer(cast.gita.id, newcomer)
    sari = session.scalars(select(User).where(User.email == "sari@contoh.id")).one()
    assert (assistance.person_id, sari.password_hash, sari.confirmed_at) == (sari.id, "", None)
    assert session.scalars(select(Consent).where(Consent.user_id == sari.id)).all() == []
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "user.begun")).one()
    assert event.actor_id == cast.gita.id


def test_beginning_an_account_for_somebody_who_has_one_changes_nothing_of_it(cast: Cast) -> None:
    before = (cast.ani.name, cast.ani.phone, cast.ani.password_hash)
    with transaction():
        agreement.ask_newcomer(cast.gita.id, Newcomer("Orang Lain", "ANI@contoh.id", "+6281111111111"))
    session.expire_all()
    ani = session.get_one(User, cast.ani.id)
    assert (ani.name, ani.phone, ani.password_hash) == before


def test_handing_over_needs_a_leave_that_holds(cast: Cast, emitted: Emitted) -> None:
    assistance = agree(cast.gita, cast.ani)
    with transaction():
        agreement.ask_to_finish(assistance.id, helper_id=cast.gita.id)
    assert emitted("assistance.handed_over") == [{"assistance_id": assistance.id}]
    with transaction():
        agreement.end_as_person(assistance.id, person_id=cast.ani.id)
    with pytest.raises(NoLongerHelping), transaction():
        agreement.ask_to_finish(assistance.id, helper_id=cast.gita.id)


def test_a_helper_who_is_also_an_admin_brings_no_rights_along(cast: Cast) -> None:
    with transaction():
        UserRoleFactory(user_id=cast.eko.id, role=RoleName.MENTOR)
    token = session_of(cast.eko)
    begin(agree(cast.eko, cast.ani), cast.eko, token)
    person = find_signed_in(token)
    assert person is not None
    assert person.is_staff
    assert [shop.role for shop in person.memberships] == ["owner"]
