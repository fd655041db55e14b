"""Giving roles and taking them away."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.commands import accounts
from app.accounts.commands import people as commands
from app.accounts.errors import LastSuperadmin, NotConfirmed, OwnRoles
from app.accounts.queries import accounts as queries
from app.accounts.queries import people as people_queries
from app.clock import now
from app.db import session, transaction
from app.errors import DomainError, NotAllowed, NotFound
from app.models.account import RoleName, User, UserRole
from app.models.audit import AuditEvent
from tests.cast import Cast
from tests.factories.account import UserFactory

Emitted = Callable[[str], list[dict[str, Any]]]


def grant(cast: Cast, user: User, role: RoleName = RoleName.REVIEWER, *, by: User | None = None) -> None:
    with transaction():
        commands.grant_role(user.id, role, admin_id=(by or cast.eko).id, reason="Bergabung sebagai petugas")


def revoke(cast: Cast, user: User, role: RoleName = RoleName.REVIEWER, *, by: User | None = None) -> None:
    with transaction():
        commands.revoke_role(user.id, role, admin_id=(by or cast.eko).id, reason="Pindah tugas")


def test_a_role_is_given_once_taken_once_and_given_again(cast: Cast, emitted: Emitted) -> None:
    with transaction():
        token = accounts.open_session(cast.dewi.id)
    for _ in range(2):
        grant(cast, cast.dewi)
    person = queries.find_signed_in(token)
    assert person is not None
    assert person.may("reviewer")
    for _ in range(2):
        revoke(cast, cast.dewi)
    person = queries.find_signed_in(token)
    assert person is not None
    assert not person.is_staff, "rights end at the next look"
    grant(cast, cast.dewi, by=cast.fitri)
    held = session.get_one(UserRole, (cast.dewi.id, RoleName.REVIEWER))
    assert (held.revoked_at, held.granted_by_id) == (None, cast.fitri.id)
    payload = {"user_id": cast.dewi.id, "role": "reviewer"}
    assert emitted("role.granted") == [payload, payload]
    assert emitted("role.revoked") == [payload]
    events = session.execute(select(AuditEvent.action, AuditEvent.reason).where(AuditEvent.action.like("role.%"))).all()
    assert [tuple(event) for event in events] == [
        ("role.granted", "Bergabung sebagai petugas"),
        ("role.revoked", "Pindah tugas"),
        ("role.granted", "Bergabung sebagai petugas"),
    ]


def test_nobody_changes_the_own_roles(cast: Cast) -> None:
    with pytest.raises(OwnRoles):
        grant(cast, cast.eko, RoleName.FINANCE)
    with pytest.raises(OwnRoles):
        revoke(cast, cast.eko, RoleName.SUPERADMIN)


def test_only_a_confirmed_person_who_is_here_gets_rights(cast: Cast) -> None:
    with transaction():
        unconfirmed, gone = UserFactory(unconfirmed=True), UserFactory(archived_at=now())
    with pytest.raises(NotConfirmed):
        grant(cast, unconfirmed)
    with pytest.raises(NotFound):
        grant(cast, gone)


def test_who_is_no_superadmin_any_more_decides_nothing(cast: Cast) -> None:
    revoke(cast, cast.fitri, RoleName.SUPERADMIN)
    for decide in (grant, revoke):
        with pytest.raises(NotAllowed):
            decide(cast, cast.dewi, by=cast.fitri)


def test_the_last_superadmin_stays(cast: Cast) -> None:
    revoke(cast, cast.fitri, RoleName.SUPERADMIN)
    with pytest.raises(OwnRoles):
        revoke(cast, cast.eko, RoleName.SUPERADMIN)
    assert people_queries.lock_superadmins() == {cast.eko.id}


def test_an_archived_superadmin_does_not_count_as_one(cast: Cast) -> None:
    with transaction():
        queries.lock_user(cast.fitri.id).archived_at = now()
    assert people_queries.lock_superadmins() == {cast.eko.id}


def test_two_superadmins_who_revoke_each_other_at_once_leave_one(app: Flask, cast: Cast) -> None:
    pairs = [(cast.eko.id, cast.fitri.id), (cast.fitri.id, cast.eko.id)]
    session.remove()
    start, refused = threading.Barrier(2), []

    def run(admin_id: int, user_id: int) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    commands.revoke_role(user_id, RoleName.SUPERADMIN, admin_id=admin_id, reason="Pindah tugas")
            except DomainError as error:
                refused.append(error.code)
            finally:
                session.remove()

    threads = [threading.Thread(target=run, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["not_allowed"]
    assert len(people_queries.lock_superadmins()) == 1


def test_looking_people_up_stays_on_record_without_what_was_typed(cast: Cast) -> None:
    with transaction():
        found = commands.look_people_up("DEWI@contoh", admin_id=cast.eko.id, limit=25, offset=0)
    assert [user.id for user in found] == [cast.dewi.id]
    with transaction():
        commands.look_at_person(cast.dewi.id)
    events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(event.action, event.subject_id) for event in events] == [
        ("people.searched", str(cast.eko.id)),
        ("person.opened", str(cast.dewi.id)),
    ]
    assert events[0].facts == {"found": [cast.dewi.id]}


def test_the_error_of_the_last_superadmin_says_what_to_do() -> None:
    assert "Beri peran itu kepada orang lain" in str(LastSuperadmin().message)
