"""Who works for a shop. Locks: the person who joins first, then the shop; the shop's lock guards its team."""

from datetime import timedelta

from app import audit
from app.accounts.queries import accounts
from app.accounts.rules import fold_email
from app.clock import now
from app.db import session
from app.errors import NotAllowed
from app.models.account import User
from app.models.seller import MemberRole, SellerInvitation, SellerMember
from app.outbox import emit
from app.sellers import rules, tokens
from app.sellers.errors import (
    AlreadyMember,
    LastOwner,
    OwnerStaysOwner,
    StaleInvitation,
    TeamFull,
    WorksElsewhere,
)
from app.sellers.queries import standing as shops
from app.sellers.queries import team as queries

OFFERED = (MemberRole.STAFF, MemberRole.BOOKKEEPER)
INVITATION_LIFE = timedelta(seconds=tokens.INVITATION_SECONDS)
MOST_PLACES = 20  # each open invitation sends mail to an address somebody typed


def invite(seller_id: int, *, inviter_id: int, email: str, role: MemberRole) -> SellerInvitation:
    """Offer a place in the team by mail; an address that is invited already is sent the link anew.

    Raises AlreadyMember, TeamFull, NotAllowed for a role that is not offered.
    """
    if role not in OFFERED:
        raise NotAllowed
    shops.lock_seller(seller_id)
    email_folded = fold_email(email)
    if queries.is_in_team(seller_id, email_folded):
        raise AlreadyMember
    invitation = queries.find_open_invitation(seller_id, email_folded)
    if invitation is None:
        if queries.count_places(seller_id) >= MOST_PLACES:
            raise TeamFull
        invitation = SellerInvitation(seller_id=seller_id, email=email.strip(), email_folded=email_folded)
        session.add(invitation)
    invitation.role, invitation.invited_by_id = role, inviter_id
    invitation.expires_at = now() + INVITATION_LIFE
    session.flush()
    audit.record("invitation.sent", invitation, role=role.value, seller_id=seller_id)
    emit("invitation.sent", invitation_id=invitation.id)
    return invitation


def withdraw_invitation(invitation_id: int, *, seller_id: int) -> None:
    """The link stops working. Raises NotFound."""
    shops.lock_seller(seller_id)
    invitation = queries.get_open_invitation(seller_id, invitation_id)
    invitation.revoked_at = now()
    audit.record("invitation.withdrawn", invitation, seller_id=seller_id)


def accept_invitation(token: str, *, user_id: int) -> SellerMember:
    """Join the team; pressing twice joins once.

    Raises StaleInvitation, OtherGuest, GuestNotConfirmed, AlreadyMember, WorksElsewhere.
    """
    user = accounts.lock_user(user_id)
    claimed = queries.find_invitation(tokens.invitation_id_of(token))
    if claimed is None:
        raise StaleInvitation
    shops.lock_seller(claimed.seller_id)
    present = queries.find_membership(user_id)
    if present is not None and claimed.accepted_by_id == user_id and present.seller_id == claimed.seller_id:
        return present
    invitation = queries.get_invited(token)
    rules.check_guest(
        invited_folded=invitation.email_folded, email=user.email, is_confirmed=user.confirmed_at is not None
    )
    if present is not None:
        raise AlreadyMember if present.seller_id == invitation.seller_id else WorksElsewhere
    return _join(invitation, user)


def change_role(member_id: int, *, seller_id: int, role: MemberRole) -> None:
    """Another role among those that are offered. Raises NotFound, OwnerStaysOwner."""
    shops.lock_seller(seller_id)
    member = queries.get_member(seller_id, member_id)
    if member.role not in OFFERED or role not in OFFERED:
        raise OwnerStaysOwner
    if member.role != role:
        audit.record("member.role_changed", member, before=member.role.value, after=role.value)
        member.role = role


def remove_member(member_id: int, *, seller_id: int) -> None:
    """The person's rights end at the next request. Raises NotFound, LastOwner."""
    shops.lock_seller(seller_id)
    member = queries.get_member(seller_id, member_id)
    _archive(member)
    audit.record("member.removed", member, role=member.role.value, seller_id=seller_id)
    emit("member.removed", member_id=member.id)


def leave_team(user_id: int, *, seller_id: int) -> None:
    """The person's own wish: the rights end at the next request, the owners are told. Raises NotFound, LastOwner."""
    shops.lock_seller(seller_id)
    member = queries.get_member_named(seller_id, user_id)
    _archive(member)
    audit.record("member.left", member, role=member.role.value, seller_id=seller_id)
    emit("member.left", member_id=member.id)


def _archive(member: SellerMember) -> None:
    if member.role == MemberRole.OWNER and queries.count_owners(member.seller_id) == 1:
        raise LastOwner
    member.archived_at = now()


def _join(invitation: SellerInvitation, user: User) -> SellerMember:
    member = SellerMember(seller_id=invitation.seller_id, user_id=user.id, role=invitation.role)
    session.add(member)
    invitation.accepted_at, invitation.accepted_by_id = now(), user.id
    session.flush()
    audit.record("invitation.accepted", invitation, member_id=member.id, role=member.role.value)
    emit("member.joined", member_id=member.id)
    return member
