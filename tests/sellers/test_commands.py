"""Deciding about applications: one shop for one approval, and a reason for every refusal."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from app.db import session, transaction
from app.errors import NotFound
from app.models.audit import AuditEvent
from app.models.seller import ApplicationStatus, MemberRole, Seller, SellerApplication, SellerMember
from app.models.state import StateChange
from app.sellers.commands import review as commands
from app.sellers.errors import DecidedMeanwhile, OwnApplication
from tests.cast import Cast
from tests.factories.account import UserFactory
from tests.factories.assistance import AssistanceFactory
from tests.factories.seller import SellerApplicationFactory

DECIDED = (ApplicationStatus.APPROVED, ApplicationStatus.REJECTED)


def application(cast: Cast, status: ApplicationStatus = ApplicationStatus.SUBMITTED, **values: Any) -> int:
    with transaction():
        row: SellerApplication = SellerApplicationFactory(applicant_id=cast.dewi.id, status=status, **values)
    return row.id


def approve(application_id: int, reviewer_id: int) -> Seller:
    with transaction():
        return commands.approve_application(application_id, reviewer_id=reviewer_id, note="lengkap")


def reject(application_id: int, reviewer_id: int) -> SellerApplication:
    with transaction():
        return commands.reject_application(application_id, reviewer_id=reviewer_id, note="NIK tidak terbaca")


def shops() -> int:
    return session.scalar(select(func.count(Seller.id))) or 0


def test_approving_opens_the_shop_for_its_owner_and_tells_the_applicant(
    cast: Cast, emitted: Callable[[str], list[dict[str, Any]]]
) -> None:
    application_id = application(cast, shop_name="Kopi Tungau Ény")
    seller = approve(application_id, cast.eko.id)
    assert (seller.slug, seller.name_folded, seller.regency_code) == ("kopi-tungau-eny", "kopi tungau ény", "19.01")
    member = session.scalars(select(SellerMember).where(SellerMember.seller_id == seller.id)).one()
    assert (member.user_id, member.role) == (cast.dewi.id, MemberRole.OWNER)
    decided = session.get_one(SellerApplication, application_id)
    assert (decided.seller_id, decided.decided_by_id, decided.decision_note) == (seller.id, cast.eko.id, "lengkap")
    assert emitted("application.approved") == [{"application_id": application_id}]
    of_applications = AuditEvent.subject_type == "seller_applications"
    actions = select(AuditEvent.action).where(of_applications).order_by(AuditEvent.id)
    assert list(session.scalars(actions)) == ["application.opened", "application.approved"]


def test_rejecting_keeps_the_reason_and_opens_nothing(
    cast: Cast, emitted: Callable[[str], list[dict[str, Any]]]
) -> None:
    before = shops()
    decided = reject(application(cast), cast.eko.id)
    assert (decided.status, decided.decision_note) == (ApplicationStatus.REJECTED, "NIK tidak terbaca")
    assert (shops(), emitted("application.rejected")) == (before, [{"application_id": decided.id}])


def test_every_move_leaves_its_reason(cast: Cast) -> None:
    application_id = application(cast)
    reject(application_id, cast.eko.id)
    of_applications = StateChange.machine == "seller_applications"
    moves = session.scalars(select(StateChange).where(of_applications).order_by(StateChange.id))
    assert [(move.from_status, move.to_status, move.reason) for move in moves] == [
        ("submitted", "in_review", "opened by a reviewer"),
        ("in_review", "rejected", "NIK tidak terbaca"),
    ]


def test_one_that_is_being_reviewed_stays_so(cast: Cast) -> None:
    application_id = application(cast)
    for reviewer in (cast.eko, cast.fitri):
        with transaction():
            commands.start_review(application_id, reviewer_id=reviewer.id)
    assert session.scalar(select(func.count(StateChange.id))) == 1


@pytest.mark.parametrize("status", [*DECIDED, ApplicationStatus.NEEDS_INFO])
@pytest.mark.parametrize("decide", [approve, reject])
def test_what_is_not_waiting_for_a_decision_cannot_be_decided(
    cast: Cast, status: ApplicationStatus, decide: Callable[[int, int], object]
) -> None:
    application_id, before = application(cast, status), shops()
    with pytest.raises(DecidedMeanwhile):
        decide(application_id, cast.eko.id)
    session.expire_all()
    assert (session.get_one(SellerApplication, application_id).status, shops()) == (status, before)


def test_a_draft_is_not_there_for_reviewers(cast: Cast) -> None:
    for application_id in (application(cast, ApplicationStatus.DRAFT), 4711):
        with pytest.raises(NotFound):
            approve(application_id, cast.eko.id)


def test_nobody_decides_about_the_own_application(cast: Cast) -> None:
    application_id = application(cast)
    for decide in (approve, reject):
        with pytest.raises(OwnApplication):
            decide(application_id, cast.dewi.id)
    assert session.get_one(SellerApplication, application_id).status == ApplicationStatus.SUBMITTED


def test_who_helped_somebody_does_not_decide_about_the_application(cast: Cast) -> None:
    application_id = application(cast)
    with transaction():
        AssistanceFactory(helper_id=cast.eko.id, person_id=cast.dewi.id, ended_at=cast.dewi.created_at)
    for decide in (approve, reject):
        with pytest.raises(OwnApplication):
            decide(application_id, cast.eko.id)
    approve(application_id, cast.fitri.id)


def test_shops_of_the_same_name_get_addresses_of_their_own(cast: Cast) -> None:
    with transaction():
        ids = [SellerApplicationFactory(applicant_id=UserFactory().id, shop_name="Dapur Ibu").id for _ in range(3)]
    slugs = [approve(application_id, cast.eko.id).slug for application_id in ids]
    assert slugs == ["dapur-ibu", "dapur-ibu-2", "dapur-ibu-3"]
