"""Links in mails: signed, timed, bound to person and address, so that they need no table.

A link for a new password ends with the password; a confirmation may be sent twice, it changes nothing then.
"""

import hashlib

from itsdangerous import BadData, URLSafeTimedSerializer

from app.accounts.errors import StaleToken
from app.models.account import User
from app.settings import setting

CONFIRM, RESET = "confirm-email", "reset-password"
CONFIRM_SECONDS = 3 * 24 * 3600
RESET_SECONDS = 3600


def make_token(purpose: str, user: User) -> str:
    """A token for one person, one purpose and one address."""
    return _serializer(purpose).dumps([user.id, _state(purpose, user)])


def user_id_of(purpose: str, token: str, *, max_age: int) -> int:
    """Whose token this claims to be. Raises StaleToken."""
    try:
        user_id, _claimed = _serializer(purpose).loads(token, max_age=max_age)
    except (BadData, ValueError, TypeError) as error:
        raise StaleToken from error
    return int(user_id)


def check_token(purpose: str, token: str, user: User, *, max_age: int) -> None:
    """Raises StaleToken when the person's state moved on since the token was made."""
    try:
        claimed = _serializer(purpose).loads(token, max_age=max_age)
    except BadData as error:
        raise StaleToken from error
    if claimed != [user.id, _state(purpose, user)]:
        raise StaleToken


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(setting("SECRET_KEY"), salt=purpose)


def _state(purpose: str, user: User) -> str:
    used_up_by = user.password_hash if purpose == RESET else ""
    parts = (user.email_folded, used_up_by, str(user.archived_at))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]
