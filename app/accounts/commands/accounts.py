"""Everything that changes a person, a session or an address."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from app import audit
from app.accounts import tokens
from app.accounts.errors import TooManyAddresses, WrongPassword
from app.accounts.queries import accounts as queries
from app.accounts.queries import emails
from app.accounts.rules import MARKETING, PRIVACY, TERMS, fold_email, mask_phone
from app.actor import proven_to_be
from app.clock import now
from app.db import insert_unless_there, session
from app.models.account import Address, Consent, User, UserSession
from app.outbox import emit

SESSION_LIFE = timedelta(days=30)
TEXT_VERSION = "2026-11-26"
NOBODY = 0


@dataclass(frozen=True)
class Registration:
    """What a newcomer tells: the phone is E.164, the password is hashed already."""

    name: str
    email: str
    phone: str
    password_hash: str
    wants_news: bool


def register(newcomer: Registration) -> User | None:
    """Open an account with its consents, or tell the owner of the address that it has one (then None)."""
    email_folded = fold_email(newcomer.email)
    added = session.scalar(
        insert_unless_there(User, unique=["email_folded"])
        .values(
            name=newcomer.name,
            email=newcomer.email.strip(),
            email_folded=email_folded,
            phone=newcomer.phone,
            password_hash=newcomer.password_hash,
            created_at=now(),
        )
        .returning(User.id)
    )
    if added is None:
        known = queries.find_user_by_email(email_folded)
        emit("user.registered_again", user_id=known.id if known else NOBODY)
        return None
    user = queries.get_user(added)
    agree_to_texts(user, wants_news=newcomer.wants_news)
    audit.record("user.registered", user)
    emit("user.registered", user_id=user.id)
    return user


def agree_to_texts(user: User, *, wants_news: bool) -> None:
    """Keep that the person agreed to the terms and to how data is used, and perhaps to news."""
    for purpose in (TERMS, PRIVACY, *([MARKETING] if wants_news else [])):
        session.add(Consent(user_id=user.id, purpose=purpose, text_version=TEXT_VERSION))


def request_confirmation(user_id: int) -> None:
    """Send the confirmation link again, unless it is not needed any more."""
    user = queries.lock_user(user_id)
    if user.confirmed_at is None:
        emit("user.confirmation_requested", user_id=user.id)


def confirm_email(token: str) -> User:
    """The address is the person's own; a second time changes nothing. Raises StaleToken."""
    user_id = tokens.user_id_of(tokens.CONFIRM, token, max_age=tokens.CONFIRM_SECONDS)
    user = queries.lock_user(user_id)
    tokens.check_token(tokens.CONFIRM, token, user, max_age=tokens.CONFIRM_SECONDS)
    if user.confirmed_at is None:
        user.confirmed_at = now()
        with proven_to_be(user.id):
            audit.record("user.confirmed", user)
    return user


def sign_in(user_id: int, *, proven_hash: str) -> str:
    """Open a session for somebody who proved to know the password behind `proven_hash`; returns its token.

    Raises WrongPassword when the password was changed meanwhile.
    """
    if queries.lock_user(user_id).password_hash != proven_hash:
        raise WrongPassword
    return open_session(user_id)


def open_session(user_id: int) -> str:
    """Sign the person in on one browser; returns the token, of which only a hash is kept."""
    token = secrets.token_urlsafe(32)
    opened = UserSession(user_id=user_id, token_hash=queries.hash_token(token), expires_at=now() + SESSION_LIFE)
    session.add(opened)
    session.flush()
    with proven_to_be(user_id):
        audit.record("user.signed_in", opened, user_id=user_id)
    return token


def end_session(token: str) -> None:
    """Sign this browser out; a copied cookie stops working too."""
    is_it = UserSession.token_hash == queries.hash_token(token), UserSession.ended_at.is_(None)
    for ended in session.scalars(select(UserSession).where(*is_it)):
        ended.ended_at = now()
        audit.record("user.signed_out", ended, user_id=ended.user_id)


def end_other_sessions(user_id: int, *, token: str = "") -> None:
    """Sign the person out everywhere, except where this token lives."""
    others = UserSession.user_id == user_id, UserSession.ended_at.is_(None)
    keep = UserSession.token_hash != queries.hash_token(token)
    session.execute(update(UserSession).where(*others, keep).values(ended_at=now()))
    audit.record("user.signed_out_elsewhere", queries.get_user(user_id))


def end_every_session(user_id: int) -> None:
    """Sign the person out everywhere, here too."""
    is_live = UserSession.user_id == user_id, UserSession.ended_at.is_(None)
    session.execute(update(UserSession).where(*is_live).values(ended_at=now()))
    audit.record("user.signed_out_everywhere", queries.get_user(user_id))


def rehash_password(user_id: int, *, old_hash: str, new_hash: str) -> None:
    """Keep a fresher hash of the same password, unless it was changed meanwhile."""
    session.execute(
        update(User).where(User.id == user_id, User.password_hash == old_hash).values(password_hash=new_hash)
    )


def request_reset(email: str) -> None:
    """Send a reset link if somebody has this address; the same is written if nobody has it, in the same time."""
    user = queries.find_user_by_email(fold_email(email))
    emit("user.reset_requested", user_id=user.id if user else NOBODY)


def reset_password(token: str, *, password_hash: str) -> User:
    """A new password by link; it ends every session, confirms the address, cancels a wanted one. Raises StaleToken."""
    user_id = tokens.user_id_of(tokens.RESET, token, max_age=tokens.RESET_SECONDS)
    user = queries.lock_user(user_id)
    tokens.check_token(tokens.RESET, token, user, max_age=tokens.RESET_SECONDS)
    user.password_hash = password_hash
    user.confirmed_at = user.confirmed_at or now()
    forget_wanted_email(user)
    end_other_sessions(user.id)
    with proven_to_be(user.id):
        audit.record("user.password_reset", user)
    emit("user.password_changed", user_id=user.id)
    return user


def change_password(user_id: int, *, proven_hash: str, new_hash: str, token: str) -> None:
    """A new password by somebody who proved to know the one behind `proven_hash`; other browsers are signed out.

    A wanted address is wanted no more. Raises WrongPassword when the password was changed meanwhile.
    """
    user = queries.lock_user(user_id)
    if user.password_hash != proven_hash:
        raise WrongPassword
    user.password_hash = new_hash
    forget_wanted_email(user)
    end_other_sessions(user.id, token=token)
    audit.record("user.password_changed", user)
    emit("user.password_changed", user_id=user.id)


def change_profile(user_id: int, *, name: str, phone: str) -> None:
    """Another name or phone."""
    user = queries.lock_user(user_id)
    wanted = {"name": name, "phone": phone}
    changed = [field for field, value in wanted.items() if getattr(user, field) != value]
    if changed:
        user.name, user.phone = name, phone
        audit.record("user.profile_changed", user, fields=changed, phone=mask_phone(phone))


def forget_wanted_email(user: User) -> None:
    """The address the person wanted to move to is not waited for any more; its link stops working."""
    change = emails.find_waiting_change(user.id)
    if change is not None:
        change.cancelled_at = now()
        session.flush()
        audit.record("user.email_change_cancelled", user, fields=["email"], email_change_id=change.id)


def agree_to_news(user_id: int) -> None:
    """Agree to news by mail; returns quietly if that is so already."""
    user = queries.lock_user(user_id)
    if not queries.agrees_to_news(user_id):
        session.add(Consent(user_id=user_id, purpose=MARKETING, text_version=TEXT_VERSION))
        audit.record("consent.given", user, purpose=MARKETING)


def withdraw_from_news(user_id: int) -> None:
    """Take the agreement to news back; that it was given stays on record."""
    user = queries.lock_user(user_id)
    is_live = Consent.user_id == user_id, Consent.purpose == MARKETING, Consent.withdrawn_at.is_(None)
    session.execute(update(Consent).where(*is_live).values(withdrawn_at=now()))
    audit.record("consent.withdrawn", user, purpose=MARKETING)


@dataclass(frozen=True)
class AddressFacts:
    """Where a parcel goes; the phone is E.164."""

    recipient_name: str
    phone: str
    street: str
    district_code: str
    postal_code: str


def add_address(user_id: int, facts: AddressFacts) -> Address:
    """Keep an address; the first is the usual one. Raises TooManyAddresses."""
    queries.lock_user(user_id)
    kept = queries.addresses_of(user_id)
    if len(kept) >= queries.MOST_ADDRESSES:
        raise TooManyAddresses
    is_first = not kept
    address = Address(user_id=user_id, is_default=is_first, **vars(facts))
    session.add(address)
    session.flush()
    audit.record("address.added", address)
    emit("address.changed", user_id=user_id)
    return address


def change_address(user_id: int, address_id: int, facts: AddressFacts) -> None:
    """Correct an address; orders keep their copy of the old one. Raises NotFound."""
    queries.lock_user(user_id)
    address = queries.get_address(user_id, address_id)
    for name, value in vars(facts).items():
        setattr(address, name, value)
    audit.record("address.changed", address)
    emit("address.changed", user_id=user_id)


def make_usual(user_id: int, address_id: int) -> None:
    """Send parcels here unless told otherwise. Raises NotFound."""
    queries.lock_user(user_id)
    address = queries.get_address(user_id, address_id)
    session.execute(update(Address).where(Address.user_id == user_id).values(is_default=False))
    address.is_default = True
    audit.record("address.made_usual", address)
    emit("address.changed", user_id=user_id)


def archive_address(user_id: int, address_id: int) -> None:
    """Take an address off the list; old orders keep their copy. Raises NotFound."""
    queries.lock_user(user_id)
    address = queries.get_address(user_id, address_id)
    address.archived_at = now()
    address.is_default = False
    audit.record("address.archived", address)
