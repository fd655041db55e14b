"""The helper's browser turns to one person, and back: the session's row says so, which no browser can change."""

from sqlalchemy import select

from app import audit
from app.accounts.queries.accounts import hash_token
from app.actor import on_behalf_of
from app.assistance import queries
from app.assistance.errors import NoLongerHelping
from app.db import session
from app.errors import NotFound
from app.models.account import UserSession
from app.models.assistance import Assistance


def begin(assistance_id: int, *, helper_id: int, token: str) -> int:
    """From the next request on, the pages of sellers act for the person; whose id it returns.

    Raises NotFound, NoLongerHelping.
    """
    assistance = queries.lock_of_helper(assistance_id, helper_id)
    if not queries.does_hold(assistance) or assistance.person_id is None:
        raise NoLongerHelping
    opened = _lock_session(helper_id, token)
    if opened.assistance_id != assistance.id:
        opened.assistance_id = assistance.id
        with on_behalf_of(assistance.person_id):
            audit.record("assistance.begun", assistance)
    return assistance.person_id


def stop(*, helper_id: int, token: str) -> None:
    """The browser is the helper's own again; a second time changes nothing. Raises NotFound."""
    opened = _lock_session(helper_id, token)
    if opened.assistance_id is not None:
        assistance = session.get_one(Assistance, opened.assistance_id)
        opened.assistance_id = None
        if assistance.person_id is not None:
            with on_behalf_of(assistance.person_id):
                audit.record("assistance.stopped", assistance)


def _lock_session(user_id: int, token: str) -> UserSession:
    is_it = UserSession.user_id == user_id, UserSession.token_hash == hash_token(token), UserSession.ended_at.is_(None)
    opened = session.scalar(select(UserSession).where(*is_it).with_for_update())
    if opened is None:
        raise NotFound
    return opened
