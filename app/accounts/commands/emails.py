"""Moving an account to another address: wanted first, moved when the new mailbox has shown to be the person's own."""

from sqlalchemy.exc import IntegrityError

from app import audit
from app.accounts import tokens
from app.accounts.commands import accounts
from app.accounts.errors import EmailTaken, OtherAccount, SameEmail, StaleToken, WrongPassword
from app.accounts.queries import accounts as people
from app.accounts.queries import emails as queries
from app.accounts.rules import fold_email
from app.clock import now
from app.db import session
from app.models.account import EmailChange
from app.outbox import emit


def ask_for_email(user_id: int, *, proven_hash: str, email: str) -> None:
    """Want another address, by somebody who proved to know the password behind `proven_hash`.

    The new address counts as unverified until its link is pressed: until then the account keeps the old one, which is
    told at once. Whether somebody else has the new one is not looked at here, so that the same is written in the same
    time; its owner then gets a note instead of a link. An earlier wish is cancelled. Raises WrongPassword, SameEmail.
    """
    user = people.lock_user(user_id)
    if user.password_hash != proven_hash:
        raise WrongPassword
    email_folded = fold_email(email)
    if user.email_folded == email_folded:
        raise SameEmail
    accounts.forget_wanted_email(user)
    change = EmailChange(user_id=user.id, old_email=user.email, new_email=email.strip(), new_email_folded=email_folded)
    session.add(change)
    session.flush()
    audit.record("user.email_change_asked", user, fields=["email"], email_change_id=change.id)
    emit("user.email_change_asked", email_change_id=change.id)


def send_link_again(user_id: int) -> None:
    """Send the link to the wanted address again, unless none is wanted any more."""
    user = people.lock_user(user_id)
    change = queries.find_waiting_change(user.id)
    if change is not None:
        emit("user.email_link_requested", email_change_id=change.id)


def cancel_email_change(user_id: int) -> None:
    """Want no other address any more: the link stops working."""
    accounts.forget_wanted_email(people.lock_user(user_id))


def confirm_new_email(token: str, *, user_id: int, session_token: str) -> None:
    """Move the account to the address at which the link arrived, by its owner: that proves the address.

    Other browsers are signed out, links sent to the old address die with it, which is told.
    Raises StaleToken, OtherAccount, EmailTaken.
    """
    user = people.lock_user(user_id)
    change = queries.find_change(tokens.change_id_of(token))
    if change is None:
        raise StaleToken
    if change.user_id != user.id:
        raise OtherAccount
    tokens.check_move_token(token, change, user)
    assert change.new_email is not None
    assert change.new_email_folded is not None, "only changes from before have none, and those wait for nothing"
    change.confirmed_at = user.confirmed_at = now()
    user.email, user.email_folded = change.new_email, change.new_email_folded
    try:
        session.flush()
    except IntegrityError as error:
        raise EmailTaken from error
    accounts.end_other_sessions(user.id, token=session_token)
    audit.record("user.email_changed", user, fields=["email"], email_change_id=change.id)
    emit("user.email_changed", email_change_id=change.id)
