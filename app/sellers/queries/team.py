"""The people of a shop, and those who are invited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.accounts.queries.accounts import AT_WORK
from app.clock import now
from app.db import session
from app.errors import NotFound
from app.models.account import User
from app.models.seller import MemberRole, Seller, SellerInvitation, SellerMember, SellerStatus
from app.sellers import tokens
from app.sellers.errors import StaleInvitation

IS_PRESENT = SellerMember.archived_at.is_(None)
IS_OPEN = SellerInvitation.accepted_at.is_(None) & SellerInvitation.revoked_at.is_(None)


@dataclass(frozen=True)
class TeamMember:
    """Somebody who works for the shop, and since when."""

    id: int
    user_id: int
    name: str
    email: str
    role: MemberRole
    since: datetime


def team_of(seller_id: int) -> list[TeamMember]:
    """Everybody who works for the shop now, the longest first."""
    rows = session.execute(
        select(
            SellerMember.id, User.id.label("user_id"), User.name, User.email, SellerMember.role, SellerMember.created_at
        )
        .join(User, User.id == SellerMember.user_id)
        .where(SellerMember.seller_id == seller_id, IS_PRESENT)
        .order_by(SellerMember.id)
    )
    return [TeamMember(row.id, row.user_id, row.name, row.email, row.role, row.created_at) for row in rows]


def open_invitations_of(seller_id: int) -> Sequence[SellerInvitation]:
    """Invitations nobody has taken or withdrawn yet, those that ran out too."""
    return session.scalars(
        select(SellerInvitation).where(SellerInvitation.seller_id == seller_id, IS_OPEN).order_by(SellerInvitation.id)
    ).all()


def is_in_team(seller_id: int, email_folded: str) -> bool:
    """Whether somebody with this address works for the shop now."""
    is_it = SellerMember.seller_id == seller_id, User.email_folded == email_folded, IS_PRESENT
    found = session.scalar(select(SellerMember.id).join(User, User.id == SellerMember.user_id).where(*is_it))
    return found is not None


def find_open_invitation(seller_id: int, email_folded: str) -> SellerInvitation | None:
    """The shop's invitation of this address that is still open."""
    is_it = SellerInvitation.seller_id == seller_id, SellerInvitation.email_folded == email_folded
    return session.scalar(select(SellerInvitation).where(*is_it, IS_OPEN))


def get_open_invitation(seller_id: int, invitation_id: int) -> SellerInvitation:
    """An open invitation of this shop. Raises NotFound."""
    is_it = SellerInvitation.seller_id == seller_id, SellerInvitation.id == invitation_id
    invitation = session.scalar(select(SellerInvitation).where(*is_it, IS_OPEN))
    if invitation is None:
        raise NotFound
    return invitation


def find_invitation(invitation_id: int) -> SellerInvitation | None:
    """An invitation with its shop, as it is at this moment."""
    return session.scalar(
        select(SellerInvitation)
        .where(SellerInvitation.id == invitation_id)
        .options(joinedload(SellerInvitation.seller))
        .execution_options(populate_existing=True)
    )


def get_invited(token: str) -> SellerInvitation:
    """The invitation behind a link that still works. Raises StaleInvitation."""
    invitation = find_invitation(tokens.invitation_id_of(token))
    if invitation is None:
        raise StaleInvitation
    tokens.check_token(token, invitation)
    is_over = invitation.accepted_at or invitation.revoked_at or invitation.expires_at <= now()
    if is_over or invitation.seller.status not in AT_WORK:
        raise StaleInvitation
    return invitation


def get_member(seller_id: int, member_id: int) -> SellerMember:
    """Somebody who works for this shop now. Raises NotFound."""
    member = session.scalar(
        select(SellerMember).where(SellerMember.id == member_id, SellerMember.seller_id == seller_id, IS_PRESENT)
    )
    if member is None:
        raise NotFound
    return member


def get_member_named(seller_id: int, user_id: int) -> SellerMember:
    """The work of one person for this shop now. Raises NotFound."""
    member = session.scalar(
        select(SellerMember).where(SellerMember.user_id == user_id, SellerMember.seller_id == seller_id, IS_PRESENT)
    )
    if member is None:
        raise NotFound
    return member


def find_membership(user_id: int) -> SellerMember | None:
    """The person's work for a shop that is not closed."""
    is_open = Seller.status != SellerStatus.CLOSED
    return session.scalar(
        select(SellerMember)
        .join(Seller, Seller.id == SellerMember.seller_id)
        .where(SellerMember.user_id == user_id, IS_PRESENT, is_open)
        .limit(1)
    )


def count_owners(seller_id: int) -> int:
    """How many owners the shop has."""
    is_owner = SellerMember.seller_id == seller_id, SellerMember.role == MemberRole.OWNER, IS_PRESENT
    return session.scalar(select(func.count(SellerMember.id)).where(*is_owner)) or 0


def count_places(seller_id: int) -> int:
    """How many places of the team are taken or offered."""
    members = select(func.count(SellerMember.id)).where(SellerMember.seller_id == seller_id, IS_PRESENT)
    invited = select(func.count(SellerInvitation.id)).where(SellerInvitation.seller_id == seller_id, IS_OPEN)
    return session.scalar(select(members.scalar_subquery() + invited.scalar_subquery())) or 0
