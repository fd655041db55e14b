"""Looking people up: always by their session, their id, or their folded e-mail."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from app.accounts.errors import OwnTrade
from app.accounts.rules import MARKETING
from app.clock import now
from app.db import session
from app.errors import NotFound
from app.models.account import HELPERS, Address, Consent, User, UserRole, UserSession
from app.models.assistance import Assistance
from app.models.seller import MemberRole, Seller, SellerMember, SellerStatus
from app.web.identity import WHEN_SUSPENDED, Helped, Membership, SignedIn

MOST_ADDRESSES = 50
AT_WORK = (SellerStatus.ACTIVE, SellerStatus.ON_HOLIDAY)
Person = aliased(User, name="person")  # whom somebody acts for
HelperRole = aliased(UserRole, name="helper_role")


def hash_token(token: str) -> str:
    """What is kept of a random token."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_signed_in(token: str) -> SignedIn | None:
    """The person of a live session with roles and shops, in one statement; rights are those of this moment.

    Whoever acts for somebody else finds that person's shops.
    """
    rows = session.execute(_by_session(), {"token_hash": hash_token(token), "moment": now()}).all()
    if not rows:
        return None
    person = rows[0]
    shops = {
        row.seller_id: Membership(row.seller_id, row.slug, row.seller_name, _role(row.member_role, row.seller_status))
        for row in rows
        if row.seller_id is not None
    }
    return SignedIn(
        id=person.id,
        name=person.name,
        email=person.email,
        is_confirmed=person.confirmed_at is not None,
        token=token,
        roles=frozenset(row.role.value for row in rows if row.role is not None),
        memberships=tuple(shops.values()),
        helped=None
        if person.helped_id is None
        else Helped(
            person.assistance_id,
            person.helped_id,
            person.helped_name,
            is_confirmed=person.helped_confirmed_at is not None,
        ),
    )


@cache
def _by_session() -> Select[*tuple[Any, ...]]:
    """Built once: that takes longer than to run it, and every page of a person asks it."""
    return (
        select(
            User.id,
            User.name,
            User.email,
            User.confirmed_at,
            UserRole.role,
            Seller.id.label("seller_id"),
            Seller.slug,
            Seller.name.label("seller_name"),
            Seller.status.label("seller_status"),
            SellerMember.role.label("member_role"),
            Assistance.id.label("assistance_id"),
            Person.id.label("helped_id"),
            Person.name.label("helped_name"),
            Person.confirmed_at.label("helped_confirmed_at"),
        )
        .join(UserSession, UserSession.user_id == User.id)
        .outerjoin(Assistance, and_(Assistance.id == UserSession.assistance_id, holds_at(bindparam("moment"))))
        .outerjoin(Person, and_(Person.id == Assistance.person_id, Person.archived_at.is_(None)))
        .outerjoin(UserRole, and_(UserRole.user_id == User.id, UserRole.revoked_at.is_(None)))
        .outerjoin(
            SellerMember,
            and_(SellerMember.user_id == func.coalesce(Person.id, User.id), SellerMember.archived_at.is_(None)),
        )
        .outerjoin(
            Seller,
            and_(Seller.id == SellerMember.seller_id, Seller.status.in_((*AT_WORK, SellerStatus.SUSPENDED))),
        )
        .where(
            UserSession.token_hash == bindparam("token_hash"),
            UserSession.ended_at.is_(None),
            UserSession.expires_at > bindparam("moment"),
            User.archived_at.is_(None),
        )
        .order_by(Seller.id)
    )


def holds_now() -> ColumnElement[bool]:
    """The condition that an assistance holds: agreed to, not over, and by somebody who has been a helper ever since."""
    return holds_at(now())


def holds_at(moment: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """The same at another moment."""
    has_been_helper = exists().where(
        HelperRole.user_id == Assistance.helper_id,
        HelperRole.role.in_(HELPERS),
        HelperRole.revoked_at.is_(None),
        HelperRole.created_at <= Assistance.agreed_at,
    )
    return and_(Assistance.expires_at > moment, Assistance.ended_at.is_(None), has_been_helper)


def find_user(user_id: int) -> User | None:
    """A person who is still here."""
    user = session.get(User, user_id)
    return user if user is not None and user.archived_at is None else None


def get_user(user_id: int) -> User:
    """A person who is still here. Raises NotFound."""
    user = find_user(user_id)
    if user is None:
        raise NotFound
    return user


def lock_user(user_id: int) -> User:
    """The person's row for changing. Raises NotFound."""
    user = session.scalar(select(User).where(User.id == user_id, User.archived_at.is_(None)).with_for_update())
    if user is None:
        raise NotFound
    return user


def find_user_by_email(email_folded: str) -> User | None:
    """The person who signs in with this address."""
    return session.scalar(select(User).where(User.email_folded == email_folded, User.archived_at.is_(None)))


def live_sessions_of(user_id: int) -> Sequence[UserSession]:
    """Where the person is signed in now, newest first."""
    is_live = UserSession.ended_at.is_(None), UserSession.expires_at > now()
    return session.scalars(
        select(UserSession).where(UserSession.user_id == user_id, *is_live).order_by(UserSession.id.desc()).limit(50)
    ).all()


def consents_of(user_id: int) -> Sequence[Consent]:
    """What the person agreed to, oldest first."""
    return session.scalars(select(Consent).where(Consent.user_id == user_id).order_by(Consent.id)).all()


def agrees_to_news(user_id: int) -> bool:
    """Whether the person wants news by mail now."""
    is_live = Consent.user_id == user_id, Consent.purpose == MARKETING, Consent.withdrawn_at.is_(None)
    return session.scalar(select(Consent.id).where(*is_live).limit(1)) is not None


def is_address_of(user_id: int) -> ColumnElement[bool]:
    """The condition that finds this person's addresses and no others."""
    return and_(Address.user_id == user_id, Address.archived_at.is_(None))


def addresses_of(user_id: int) -> Sequence[Address]:
    """The person's addresses, the usual one first, with their district."""
    return session.scalars(
        select(Address)
        .where(is_address_of(user_id))
        .order_by(Address.is_default.desc(), Address.id)
        .limit(MOST_ADDRESSES)
    ).all()


def get_address(user_id: int, address_id: int) -> Address:
    """One address of this person. Raises NotFound."""
    address = session.scalar(select(Address).where(Address.id == address_id, is_address_of(user_id)))
    if address is None:
        raise NotFound
    return address


def _role(role: MemberRole, status: SellerStatus) -> str:
    return role.value if status in AT_WORK else WHEN_SUSPENDED[role.value]


def check_sells_nothing(user_id: int) -> None:
    """Raises OwnTrade for somebody who is in the team of a shop now: others make the rules of selling."""
    is_there = SellerMember.user_id == user_id, SellerMember.archived_at.is_(None)
    if session.scalar(select(SellerMember.id).where(*is_there).limit(1)) is not None:
        raise OwnTrade
