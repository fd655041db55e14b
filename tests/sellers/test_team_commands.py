"""Inviting, joining, changing roles, leaving: on the real database."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app.accounts.commands import accounts
from app.accounts.queries import accounts as people
from app.clock import now
from app.db import session, transaction
from app.errors import DomainError, NotAllowed, NotFound
from app.models.account import User
from app.models.audit import AuditEvent
from app.models.seller import MemberRole, Seller, SellerInvitation, SellerMember, SellerStatus
from app.sellers import tokens
from app.sellers.commands import team as commands
from app.sellers.errors import (
    AlreadyMember,
    GuestNotConfirmed,
    LastOwner,
    OtherGuest,
    OwnerStaysOwner,
    StaleInvitation,
    TeamFull,
    WorksElsewhere,
)
from app.sellers.queries import team as queries
from tests.cast import Cast
from tests.factories.account import UserFactory
from tests.factories.seller import SellerInvitationFactory, SellerMemberFactory

Emitted = Callable[[str], list[dict[str, Any]]]


def invite(cast: Cast, email: str = "sari@contoh.id", role: MemberRole = MemberRole.STAFF) -> SellerInvitation:
    with transaction():
        return commands.invite(cast.shop_of_ani.id, inviter_id=cast.ani.id, email=email, role=role)


def link(invitation: SellerInvitation) -> str:
    token = tokens.make_token(invitation)
    session.rollback()
    return token


def join(token: str, user: User) -> SellerMember:
    with transaction():
        return commands.accept_invitation(token, user_id=user.id)


def newcomer(email: str = "sari@contoh.id", **values: Any) -> User:
    with transaction():
        user: User = UserFactory(name="Sari", email=email, **values)
    return user


def member_of(cast: Cast, user: User) -> SellerMember:
    return session.scalars(
        select(SellerMember).where(SellerMember.user_id == user.id, SellerMember.archived_at.is_(None))
    ).one()


def actions() -> list[str]:
    return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def test_an_invited_person_joins_with_the_role_that_was_offered(cast: Cast, emitted: Emitted) -> None:
    invitation = invite(cast, " Sari@Contoh.id ", MemberRole.BOOKKEEPER)
    assert emitted("invitation.sent") == [{"invitation_id": invitation.id}]
    member = join(link(invitation), newcomer())
    assert (member.seller_id, member.role) == (cast.shop_of_ani.id, MemberRole.BOOKKEEPER)
    assert emitted("member.joined") == [{"member_id": member.id}]
    assert actions() == ["invitation.sent", "invitation.accepted"]


def test_inviting_the_same_address_again_sends_again_and_never_doubles(cast: Cast, emitted: Emitted) -> None:
    first = invite(cast)
    with time_machine.travel(now() + timedelta(days=8)):
        again = invite(cast, "SARI@contoh.id", MemberRole.BOOKKEEPER)
        assert again.id == first.id
        assert join(link(again), newcomer()).role == MemberRole.BOOKKEEPER
    assert len(emitted("invitation.sent")) == 2
    assert session.scalar(select(func.count(SellerInvitation.id))) == 1


def test_a_present_member_is_not_invited(cast: Cast, emitted: Emitted) -> None:
    with pytest.raises(AlreadyMember):
        invite(cast, "Budi@contoh.id")
    assert emitted("invitation.sent") == []


def test_only_staff_and_bookkeepers_are_invited(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        invite(cast, role=MemberRole.OWNER)


def test_a_team_has_a_limit_that_counts_invitations(cast: Cast) -> None:
    for number in range(commands.MOST_PLACES - 2):
        invite(cast, f"tamu{number}@contoh.id")
    with pytest.raises(TeamFull):
        invite(cast)
    invite(cast, "tamu0@contoh.id")


def test_pressing_twice_joins_once(cast: Cast, emitted: Emitted) -> None:
    token, sari = link(invite(cast)), newcomer()
    assert join(token, sari).id == join(token, sari).id
    assert len(emitted("member.joined")) == 1


def test_a_removed_member_cannot_come_back_by_the_old_link(cast: Cast) -> None:
    token, sari = link(invite(cast)), newcomer()
    member = join(token, sari)
    with transaction():
        commands.remove_member(member.id, seller_id=cast.shop_of_ani.id)
    with pytest.raises(StaleInvitation):
        join(token, sari)


def test_a_link_is_for_the_confirmed_owner_of_the_address_only(cast: Cast) -> None:
    token = link(invite(cast))
    with pytest.raises(OtherGuest):
        join(token, cast.dewi)
    with pytest.raises(GuestNotConfirmed):
        join(token, newcomer(confirmed_at=None))
    with pytest.raises(OtherGuest):
        join(token, newcomer("tari@contoh.id", confirmed_at=None))


def test_who_gave_the_address_up_cannot_use_its_link(cast: Cast) -> None:
    token, sari = link(invite(cast)), newcomer()
    with transaction():
        row = people.lock_user(sari.id)
        row.email = row.email_folded = "tari@contoh.id"
    with pytest.raises(OtherGuest):
        join(token, sari)


def test_a_link_ends_when_it_is_withdrawn_or_after_seven_days(cast: Cast) -> None:
    sari, invitation = newcomer(), invite(cast)
    token = link(invitation)
    with time_machine.travel(now() + timedelta(days=7, seconds=2)), pytest.raises(StaleInvitation):
        join(token, sari)
    with transaction():
        commands.withdraw_invitation(invitation.id, seller_id=cast.shop_of_ani.id)
    with pytest.raises(StaleInvitation):
        join(token, sari)
    with pytest.raises(NotFound), transaction():
        commands.withdraw_invitation(invitation.id, seller_id=cast.shop_of_ani.id)


def test_a_forged_link_or_one_of_another_invitation_is_stale(cast: Cast) -> None:
    sari, first, second = newcomer(), invite(cast), invite(cast, "tari@contoh.id")
    token = link(first)
    for forged in ("", "x", token[:-1], "ä" * 50):
        with pytest.raises(StaleInvitation):
            join(forged, sari)
    with transaction():
        session.get_one(SellerInvitation, second.id).email_folded = "sari@contoh.id"
    second_token = tokens.make_token(second)
    with transaction():
        session.get_one(SellerInvitation, second.id).email_folded = "lain@contoh.id"
    with pytest.raises(StaleInvitation):
        join(second_token, sari)


def test_a_suspended_shop_takes_nobody_in(cast: Cast) -> None:
    token, sari = link(invite(cast)), newcomer()
    with transaction():
        session.get_one(Seller, cast.shop_of_ani.id).move_to(SellerStatus.SUSPENDED, because="test")
    with pytest.raises(StaleInvitation):
        join(token, sari)


def test_one_account_works_for_one_shop(cast: Cast) -> None:
    token = link(invite(cast, "citra@contoh.id"))
    with pytest.raises(WorksElsewhere):
        join(token, cast.citra)


def test_a_member_who_took_the_invited_address_later_is_told_so(cast: Cast) -> None:
    token = link(invite(cast))
    with transaction():
        budi = people.lock_user(cast.budi.id)
        budi.email = budi.email_folded = "sari@contoh.id"
    with pytest.raises(AlreadyMember):
        join(token, cast.budi)


def test_roles_move_between_staff_and_bookkeeper_and_rights_follow_at_once(cast: Cast) -> None:
    with transaction():
        session_token = accounts.open_session(cast.budi.id)
    budi = member_of(cast, cast.budi)
    for _ in range(2):
        with transaction():
            commands.change_role(budi.id, seller_id=cast.shop_of_ani.id, role=MemberRole.BOOKKEEPER)
    person = people.find_signed_in(session_token)
    assert person is not None
    assert [shop.role for shop in person.memberships] == ["bookkeeper"]
    assert actions().count("member.role_changed") == 1


def test_an_owner_stays_owner_and_nobody_becomes_one(cast: Cast) -> None:
    ani, budi = member_of(cast, cast.ani), member_of(cast, cast.budi)
    for member, role in ((ani, MemberRole.STAFF), (budi, MemberRole.OWNER)):
        with pytest.raises(OwnerStaysOwner), transaction():
            commands.change_role(member.id, seller_id=cast.shop_of_ani.id, role=role)


def test_a_removed_member_has_no_rights_at_the_next_look(cast: Cast, emitted: Emitted) -> None:
    with transaction():
        session_token = accounts.open_session(cast.budi.id)
    budi = member_of(cast, cast.budi)
    with transaction():
        commands.remove_member(budi.id, seller_id=cast.shop_of_ani.id)
    person = people.find_signed_in(session_token)
    assert person is not None
    assert person.memberships == ()
    assert emitted("member.removed") == [{"member_id": budi.id}]
    with pytest.raises(NotFound), transaction():
        commands.remove_member(budi.id, seller_id=cast.shop_of_ani.id)


def test_the_last_owner_cannot_leave_and_a_second_one_can(cast: Cast) -> None:
    ani = member_of(cast, cast.ani)
    with pytest.raises(LastOwner), transaction():
        commands.remove_member(ani.id, seller_id=cast.shop_of_ani.id)
    with transaction():
        SellerMemberFactory(seller_id=cast.shop_of_ani.id, user_id=cast.dewi.id)
    with transaction():
        commands.remove_member(ani.id, seller_id=cast.shop_of_ani.id)
    assert queries.count_owners(cast.shop_of_ani.id) == 1


def test_the_team_of_another_shop_cannot_be_touched(cast: Cast) -> None:
    budi, invitation = member_of(cast, cast.budi), invite(cast)
    shop = cast.shop_of_citra.id
    for change in (
        lambda: commands.remove_member(budi.id, seller_id=shop),
        lambda: commands.change_role(budi.id, seller_id=shop, role=MemberRole.BOOKKEEPER),
        lambda: commands.withdraw_invitation(invitation.id, seller_id=shop),
    ):
        with pytest.raises(NotFound), transaction():
            change()


def race(app: Flask, *steps: Callable[[], object]) -> list[str]:
    """Run the steps in threads at once; returns the codes of what was refused."""
    start, refused = threading.Barrier(len(steps)), []

    def run(step: Callable[[], object]) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    step()
            except DomainError as error:
                refused.append(error.code)
            finally:
                session.remove()

    threads = [threading.Thread(target=run, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def test_two_owners_who_remove_each_other_at_once_leave_one(app: Flask, cast: Cast) -> None:
    with transaction():
        SellerMemberFactory(seller_id=cast.shop_of_ani.id, user_id=cast.dewi.id)
    shop = cast.shop_of_ani.id
    owners = [member_of(cast, user).id for user in (cast.ani, cast.dewi)]
    session.remove()
    refused = race(app, *(lambda key=key: commands.remove_member(key, seller_id=shop) for key in owners))
    assert refused == ["last_owner"]
    assert queries.count_owners(shop) == 1


def test_two_shops_cannot_both_win_the_same_person_at_once(app: Flask, cast: Cast) -> None:
    sari, first = newcomer(), invite(cast)
    with transaction():
        second = SellerInvitationFactory(seller_id=cast.shop_of_citra.id, invited_by_id=cast.citra.id)
    links = [link(first), link(second)]
    sari_id = sari.id
    session.remove()
    refused = race(app, *(lambda token=token: commands.accept_invitation(token, user_id=sari_id) for token in links))
    assert refused == ["works_elsewhere"]
    assert session.scalar(select(func.count(SellerMember.id)).where(SellerMember.user_id == sari_id)) == 1
