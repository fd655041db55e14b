"""Guesses are slowed, never locked out: limits per address for forms, per account for passwords."""

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from app.settings import setting

limiter = Limiter(key_func=get_remote_address)


def forms_per_address() -> str:
    """The generous limit of one address on forms that cost work or send mail; a whole village can share one."""
    return str(setting("LIMIT_FORMS_PER_ADDRESS"))


def sign_in_per_account() -> str:
    """The limit of failed passwords on one account."""
    return str(setting("LIMIT_SIGN_IN_PER_ACCOUNT"))
