"""Accounts that a helper begins for somebody: the owner alone chooses the password and agrees to the texts."""

from dataclasses import dataclass

from app import audit
from app.accounts import tokens
from app.accounts.commands.accounts import agree_to_texts
from app.accounts.queries import accounts as queries
from app.accounts.rules import fold_email
from app.actor import proven_to_be
from app.clock import now
from app.db import insert_unless_there, session
from app.models.account import User

NO_PASSWORD = ""


@dataclass(frozen=True)
class Newcomer:
    """What a helper tells of somebody: the phone is E.164."""

    name: str
    email: str
    phone: str


def begin_account(newcomer: Newcomer) -> None:
    """Open an account that nobody can sign in to yet; an address that has one keeps it as it is."""
    added = session.scalar(
        insert_unless_there(User, unique=["email_folded"])
        .values(
            name=newcomer.name,
            email=newcomer.email.strip(),
            email_folded=fold_email(newcomer.email),
            phone=newcomer.phone,
            password_hash=NO_PASSWORD,
            created_at=now(),
        )
        .returning(User.id)
    )
    if added is not None:
        audit.record("user.begun", queries.get_user(added))


def own_account(token: str, *, password_hash: str, wants_news: bool) -> User:
    """The person of the mailbox chooses the first password and agrees to the texts. Raises StaleToken."""
    user = queries.lock_user(tokens.user_id_of(tokens.OWN, token, max_age=tokens.OWN_SECONDS))
    tokens.check_token(tokens.OWN, token, user, max_age=tokens.OWN_SECONDS)
    user.password_hash = password_hash
    user.confirmed_at = user.confirmed_at or now()
    with proven_to_be(user.id):
        agree_to_texts(user, wants_news=wants_news)
        audit.record("user.owned", user)
    return user
