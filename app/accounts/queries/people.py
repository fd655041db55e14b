"""People as superadmins see them: found by name or address, with their rights and shops."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from app.accounts.rules import fold_email
from app.db import session
from app.models.account import RoleName, User, UserRole
from app.models.seller import MemberRole, Seller, SellerMember, SellerStatus

IS_HELD = UserRole.revoked_at.is_(None)
Granter = aliased(User, name="granter")


@dataclass(frozen=True)
class HeldRole:
    """A right of a person, who gave it, and until when it was held."""

    role: RoleName
    granted_by: str | None
    granted_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True)
class Work:
    """A shop the person works for."""

    seller_id: int
    seller_name: str
    status: SellerStatus
    role: MemberRole


def people(text: str, *, limit: int, offset: int) -> Sequence[User]:
    """People whose name or address holds the text, by name; archived ones too."""
    query = select(User).where(_matching(text)).order_by(User.name, User.id)
    return session.scalars(query.limit(limit).offset(offset)).all()


def count_people(text: str) -> int:
    """How many match."""
    return session.scalar(select(func.count(User.id)).where(_matching(text))) or 0


def admins() -> Sequence[User]:
    """Everybody with an admin role, by name."""
    holds = select(UserRole.user_id).where(IS_HELD)
    return session.scalars(select(User).where(User.id.in_(holds)).order_by(User.name, User.id).limit(200)).all()


def roles_of(user_ids: Iterable[int]) -> dict[int, list[RoleName]]:
    """The rights that some people hold now."""
    found: dict[int, list[RoleName]] = defaultdict(list)
    is_theirs = UserRole.user_id.in_(list(user_ids))
    for row in session.scalars(select(UserRole).where(is_theirs, IS_HELD).order_by(UserRole.role)):
        found[row.user_id].append(row.role)
    return found


def shops_of(user_ids: Iterable[int]) -> dict[int, list[Work]]:
    """The shops that some people work for now."""
    found: dict[int, list[Work]] = defaultdict(list)
    rows = session.execute(
        select(SellerMember.user_id, SellerMember.role, Seller.id, Seller.name, Seller.status)
        .join(Seller, Seller.id == SellerMember.seller_id)
        .where(SellerMember.user_id.in_(list(user_ids)), SellerMember.archived_at.is_(None))
        .order_by(SellerMember.id)
    )
    for row in rows:
        found[row.user_id].append(Work(row.id, row.name, row.status, row.role))
    return found


def held_roles_of(user_id: int) -> list[HeldRole]:
    """Every right a person holds or held."""
    rows = session.execute(
        select(UserRole, Granter.name)
        .outerjoin(Granter, Granter.id == UserRole.granted_by_id)
        .where(UserRole.user_id == user_id)
        .order_by(UserRole.role)
    )
    return [HeldRole(held.role, name, held.created_at, held.revoked_at) for held, name in rows]


def find_role(user_id: int, role: RoleName) -> UserRole | None:
    """The row of a right, held or revoked."""
    return session.get(UserRole, (user_id, role), populate_existing=True)


def lock_superadmins() -> set[int]:
    """Who may give roles at this moment; two of them cannot revoke each other at once."""
    rows = session.scalars(
        select(UserRole)
        .join(User, User.id == UserRole.user_id)
        .where(UserRole.role == RoleName.SUPERADMIN, IS_HELD, User.archived_at.is_(None))
        .order_by(UserRole.user_id)
        .with_for_update(of=UserRole)
        .execution_options(populate_existing=True)
    )
    return {row.user_id for row in rows}


def _matching(text: str) -> ColumnElement[bool]:
    by_email = User.email_folded.contains(fold_email(text), autoescape=True)
    return or_(by_email, func.lower(User.name).contains(text.lower(), autoescape=True))
