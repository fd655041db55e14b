"""Shops as the back office sees them: every status, who owns them, what was decided."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from app.assistance.queries import helped_by
from app.db import session
from app.errors import NotFound
from app.models.account import User
from app.models.seller import MemberRole, Seller, SellerMember, SellerStatus
from app.models.state import StateChange


@dataclass(frozen=True)
class Worker:
    """Somebody who works for a shop."""

    user_id: int
    name: str
    role: MemberRole


def shops(text: str, status: SellerStatus | None, *, limit: int, offset: int) -> Sequence[Seller]:
    """Shops of any status whose name or address holds the text, by name."""
    return session.scalars(
        select(Seller)
        .where(*_matching(text, status))
        .options(joinedload(Seller.district), joinedload(Seller.regency))
        .order_by(Seller.name_folded, Seller.id)
        .limit(limit)
        .offset(offset)
    ).all()


def count_shops(text: str, status: SellerStatus | None) -> int:
    """How many match."""
    return session.scalar(select(func.count(Seller.id)).where(*_matching(text, status))) or 0


def get_seller(seller_id: int) -> Seller:
    """A shop of any status with its place. Raises NotFound."""
    seller = session.scalar(
        select(Seller).where(Seller.id == seller_id).options(joinedload(Seller.district), joinedload(Seller.regency))
    )
    if seller is None:
        raise NotFound
    return seller


def lock_seller(seller_id: int) -> Seller:
    """The shop's row for changing it or its team. Raises NotFound."""
    seller = session.scalar(
        select(Seller).where(Seller.id == seller_id).with_for_update().execution_options(populate_existing=True)
    )
    if seller is None:
        raise NotFound
    return seller


def works_for(user_id: int, seller_id: int) -> bool:
    """Whether the person is in the shop's team now."""
    is_it = SellerMember.user_id == user_id, SellerMember.seller_id == seller_id, SellerMember.archived_at.is_(None)
    return session.scalar(select(SellerMember.id).where(*is_it)) is not None


def is_involved(user_id: int, seller_id: int) -> bool:
    """Whether the person works or once worked for the shop, or helped somebody who does or did: others decide then."""
    is_of_it = or_(SellerMember.user_id == user_id, SellerMember.user_id.in_(helped_by(user_id)))
    query = select(SellerMember.id).where(SellerMember.seller_id == seller_id, is_of_it)
    return session.scalar(query.limit(1)) is not None


def workers_of(seller_id: int) -> list[Worker]:
    """Who works for a shop now, the longest first."""
    rows = session.execute(
        select(User.id, User.name, SellerMember.role)
        .join(SellerMember, SellerMember.user_id == User.id)
        .where(SellerMember.seller_id == seller_id, SellerMember.archived_at.is_(None))
        .order_by(SellerMember.id)
    )
    return [Worker(row.id, row.name, row.role) for row in rows]


def decisions_about(seller_id: int) -> Sequence[tuple[StateChange, str | None]]:
    """What was decided about a shop and by whom, newest first."""
    rows = session.execute(
        select(StateChange, User.name)
        .outerjoin(User, User.id == StateChange.actor_id)
        .where(_is_about(seller_id))
        .order_by(StateChange.id.desc())
        .limit(50)
    )
    return [(change, name) for change, name in rows]


def find_suspension(seller_id: int) -> StateChange | None:
    """When and why the shop was suspended last."""
    return session.scalar(
        select(StateChange)
        .where(_is_about(seller_id), StateChange.to_status == SellerStatus.SUSPENDED)
        .order_by(StateChange.id.desc())
        .limit(1)
    )


def _is_about(seller_id: int) -> ColumnElement[bool]:
    return (StateChange.machine == Seller.__tablename__) & (StateChange.subject_id == str(seller_id))


def _matching(text: str, status: SellerStatus | None) -> list[ColumnElement[bool]]:
    conditions = [Seller.name_folded.contains(text.casefold(), autoescape=True)]
    return conditions if status is None else [*conditions, Seller.status == status]
