"""Deciding about applications."""

from sqlalchemy import select

from app import audit
from app.clock import now
from app.db import session
from app.models.seller import ApplicationStatus, MemberRole, Seller, SellerApplication, SellerMember
from app.outbox import emit
from app.sellers import queries, rules
from app.sellers.errors import OwnApplication


def start_review(application_id: int, *, reviewer_id: int) -> SellerApplication:
    """A reviewer takes the application up; one that is being reviewed stays so. Raises IllegalTransition."""
    application = queries.lock_application(application_id)
    if application.applicant_id == reviewer_id:
        raise OwnApplication
    if application.status != ApplicationStatus.IN_REVIEW:
        application.move_to(ApplicationStatus.IN_REVIEW, because="opened by a reviewer")
        audit.record("application.opened", application)
    return application


def approve_application(application_id: int, *, reviewer_id: int, note: str) -> Seller:
    """Open the shop and make the applicant its owner; pressed again by the same reviewer, it is open already.

    Raises OwnApplication, IllegalTransition.
    """
    application = queries.lock_application(application_id)
    if _was_decided_by(reviewer_id, application, ApplicationStatus.APPROVED):
        return session.get_one(Seller, application.seller_id)
    start_review(application_id, reviewer_id=reviewer_id)
    application.move_to(ApplicationStatus.APPROVED, because=note)
    assert application.district_code is not None, "asked for before it was sent in"
    seller = Seller(
        slug=_free_slug(application.shop_name),
        name=application.shop_name,
        name_folded=application.shop_name.casefold(),
        story=application.story,
        phone=application.phone,
        street=application.street,
        district_code=application.district_code,
        regency_code=application.district_code[:5],
    )
    session.add(seller)
    session.flush()
    session.add(SellerMember(seller_id=seller.id, user_id=application.applicant_id, role=MemberRole.OWNER))
    application.seller_id = seller.id
    _decide(application, reviewer_id, note)
    audit.record("application.approved", application, because=note, seller_id=seller.id)
    emit("application.approved", application_id=application.id)
    return seller


def reject_application(application_id: int, *, reviewer_id: int, note: str) -> SellerApplication:
    """Refuse with a reason, which the applicant reads; pressed again by the same reviewer, it is refused already.

    Raises OwnApplication, IllegalTransition.
    """
    application = queries.lock_application(application_id)
    if _was_decided_by(reviewer_id, application, ApplicationStatus.REJECTED):
        return application
    start_review(application_id, reviewer_id=reviewer_id)
    application.move_to(ApplicationStatus.REJECTED, because=note)
    _decide(application, reviewer_id, note)
    audit.record("application.rejected", application, because=note)
    emit("application.rejected", application_id=application.id)
    return application


def _was_decided_by(reviewer_id: int, application: SellerApplication, status: ApplicationStatus) -> bool:
    return application.status == status and application.decided_by_id == reviewer_id


def _decide(application: SellerApplication, reviewer_id: int, note: str) -> None:
    application.decision_note = note
    application.decided_by_id = reviewer_id
    application.decided_at = now()


def _free_slug(name: str) -> str:
    slug = rules.slug_of(name)
    taken = set(session.scalars(select(Seller.slug).where(Seller.slug.startswith(slug, autoescape=True))))
    numbers = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
    return slug if slug not in taken else next(free for free in numbers if free not in taken)
