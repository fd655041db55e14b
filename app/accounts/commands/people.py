"""What superadmins do with people: look them up on record, give roles, take roles away."""

from collections.abc import Sequence

from app import audit
from app.accounts.errors import LastSuperadmin, NotConfirmed, OwnRoles
from app.accounts.queries import accounts as queries
from app.accounts.queries import people as people_queries
from app.clock import now
from app.db import session
from app.errors import NotAllowed
from app.models.account import RoleName, User, UserRole
from app.outbox import emit


def look_people_up(text: str, *, admin_id: int, limit: int, offset: int) -> Sequence[User]:
    """People by a part of their name or address; that somebody looked, and whom it showed, stays on record."""
    found = people_queries.people(text, limit=limit, offset=offset)
    audit.record("people.searched", queries.get_user(admin_id), found=[user.id for user in found])
    return found


def look_at_person(user_id: int) -> User:
    """One person with personal data; the look stays on record. Raises NotFound."""
    user = queries.get_user(user_id)
    audit.record("person.opened", user)
    return user


def grant_role(user_id: int, role: RoleName, *, admin_id: int, reason: str) -> None:
    """Give an admin role; one that is held stays so. Raises NotFound, NotAllowed, OwnRoles, NotConfirmed."""
    user = _lock_person(user_id, admin_id)
    if user.confirmed_at is None:
        raise NotConfirmed
    held = people_queries.find_role(user.id, role)
    if held is not None and held.revoked_at is None:
        return
    if held is None:
        held = UserRole(user_id=user.id, role=role)
        session.add(held)
    held.granted_by_id, held.created_at, held.revoked_at = admin_id, now(), None
    audit.record("role.granted", user, because=reason, role=role.value)
    emit("role.granted", user_id=user.id, role=role.value)


def revoke_role(user_id: int, role: RoleName, *, admin_id: int, reason: str) -> None:
    """Take an admin role away: the rights end at the next request. One that is not held stays so.

    Raises NotFound, NotAllowed, OwnRoles, LastSuperadmin.
    """
    user = _lock_person(user_id, admin_id)
    held = people_queries.find_role(user.id, role)
    if held is None or held.revoked_at is not None:
        return
    if role == RoleName.SUPERADMIN and people_queries.lock_superadmins() == {user.id}:
        raise LastSuperadmin
    held.revoked_at = now()
    audit.record("role.revoked", user, because=reason, role=role.value)
    emit("role.revoked", user_id=user.id, role=role.value)


def _lock_person(user_id: int, admin_id: int) -> User:
    """The person, when the admin is another one and still holds the right to decide."""
    if user_id == admin_id:
        raise OwnRoles
    if admin_id not in people_queries.lock_superadmins():
        raise NotAllowed
    return queries.lock_user(user_id)
