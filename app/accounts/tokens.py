"""Links in mails: signed, timed, bound to person and address, so that they need no table.

A link for a new password, and one for the first password of an account that a helper began, ends with the password;
a confirmation may be sent twice, it changes nothing then. A link to a new address ends with the row of that change,
which is confirmed or cancelled once.
"""

import hashlib
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer

from app.accounts.errors import StaleToken
from app.models.account import EmailChange, User
from app.settings import setting

CONFIRM, RESET, MOVE, OWN = "confirm-email", "reset-password", "change-email", "own-account"
CONFIRM_SECONDS = 3 * 24 * 3600
RESET_SECONDS = 3600
MOVE_SECONDS = 3 * 24 * 3600
OWN_SECONDS = 7 * 24 * 3600


def make_token(purpose: str, user: User) -> str:
    """A token for one person, one purpose and one address."""
    return _serializer(purpose).dumps([user.id, _state(purpose, user)])


def user_id_of(purpose: str, token: str, *, max_age: int) -> int:
    """Whose token this claims to be. Raises StaleToken."""
    return _subject_of(purpose, token, max_age=max_age)


def check_token(purpose: str, token: str, user: User, *, max_age: int) -> None:
    """Raises StaleToken when the person's state moved on since the token was made."""
    if _claims_of(purpose, token, max_age=max_age) != [user.id, _state(purpose, user)]:
        raise StaleToken


def make_move_token(change: EmailChange, user: User) -> str:
    """A token for one person, one new address and one wish for it."""
    return _serializer(MOVE).dumps([change.id, _state_of_move(change, user)])


def change_id_of(token: str) -> int:
    """Which change of an address this claims to confirm. Raises StaleToken."""
    return _subject_of(MOVE, token, max_age=MOVE_SECONDS)


def check_move_token(token: str, change: EmailChange, user: User) -> None:
    """Raises StaleToken when the person or the change moved on since the token was made."""
    if not change.is_waiting or _claims_of(MOVE, token, max_age=MOVE_SECONDS) != [
        change.id,
        _state_of_move(change, user),
    ]:
        raise StaleToken


def _subject_of(purpose: str, token: str, *, max_age: int) -> int:
    try:
        subject_id, _claimed = _claims_of(purpose, token, max_age=max_age)
        return int(subject_id)
    except (ValueError, TypeError) as error:
        raise StaleToken from error


def _claims_of(purpose: str, token: str, *, max_age: int) -> Any:
    try:
        return _serializer(purpose).loads(token, max_age=max_age)
    except BadData as error:
        raise StaleToken from error


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(setting("SECRET_KEY"), salt=purpose)


def _state(purpose: str, user: User) -> str:
    used_up_by = user.password_hash if purpose in (RESET, OWN) else ""
    return _digest(user.email_folded, used_up_by, str(user.archived_at))


def _state_of_move(change: EmailChange, user: User) -> str:
    return _digest(str(change.user_id), user.email_folded, str(change.new_email_folded), str(user.archived_at))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]
