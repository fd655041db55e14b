"""Deciding about applications."""

from collections.abc import Collection
from itertools import chain, count

from sqlalchemy import select

from app import audit
from app.clock import now
from app.db import insert_unless_there, session
from app.errors import NotFound
from app.models.media import Document
from app.models.payout import PayoutAccount
from app.models.requirement import Purpose, Requirement
from app.models.seller import ApplicationStatus, MemberRole, Seller, SellerApplication, SellerMember
from app.outbox import emit
from app.requirements import queries as requirements
from app.requirements.commands import submissions as showing
from app.requirements.queries import Subject
from app.sellers import rules
from app.sellers.business import class_of_application
from app.sellers.errors import AlreadySelling, DecidedMeanwhile, Incomplete, OwnApplication
from app.sellers.queries import applications as queries
from app.sellers.queries import onboarding, shops

WITH_THE_SHOP = "the shop was approved"


def start_review(application_id: int, *, reviewer_id: int) -> SellerApplication:
    """A reviewer takes the application up; one that is being reviewed stays so.

    Raises OwnApplication, DecidedMeanwhile.
    """
    application = queries.lock_application(application_id)
    if queries.is_involved(application, reviewer_id):
        raise OwnApplication
    if application.status not in queries.WAITING:
        raise DecidedMeanwhile
    if application.status != ApplicationStatus.IN_REVIEW:
        application.move_to(ApplicationStatus.IN_REVIEW, because="opened by a reviewer")
        audit.record("application.opened", application)
    return application


def ask_for_more(
    application_id: int, *, reviewer_id: int, note: str, wanted: Collection[str] = ()
) -> SellerApplication:
    """Give the application back with words that say what is missing, and the codes of the requirements it is about.

    What was submitted for these is refused with the same words; the rest goes on waiting.

    Raises OwnApplication, DecidedMeanwhile, NotFound.
    """
    application = start_review(application_id, reviewer_id=reviewer_id)
    asked = [requirements.get_requirement(code, Purpose.ONBOARDING) for code in wanted]
    showing.ask_for(Subject(application_id=application_id), asked, reviewer_id=reviewer_id)
    for submission in requirements.lock_waiting(Subject(application_id=application_id)):
        if submission.requirement_id in {each.id for each in asked}:
            showing.reject(submission, reviewer_id=reviewer_id, note=note)
    application.move_to(ApplicationStatus.NEEDS_INFO, because=note)
    application.decision_note = note
    audit.record("application.asked_for_more", application, because=note)
    emit("application.needs_info", application_id=application.id)
    return application


def approve_application(application_id: int, *, reviewer_id: int, note: str) -> Seller:
    """Open the shop, make the applicant its owner, and note where its money goes; pressed twice it is open already.

    Raises OwnApplication, DecidedMeanwhile, Incomplete, AlreadySelling.
    """
    decided = queries.lock_application(application_id)
    if _was_decided_by(reviewer_id, decided, ApplicationStatus.APPROVED):
        return session.get_one(Seller, decided.seller_id)
    application = start_review(application_id, reviewer_id=reviewer_id)
    if not set(rules.FACTS).isdisjoint(_open_steps(application)):
        raise Incomplete
    if shops.has_shop(application.applicant_id):
        raise AlreadySelling
    for submission in requirements.lock_waiting(Subject(application_id=application_id)):
        showing.accept(submission, reviewer_id=reviewer_id, note=note or WITH_THE_SHOP, valid_until=None)
    application.move_to(ApplicationStatus.APPROVED, because=note)
    seller = _open_shop(application)
    session.add(SellerMember(seller_id=seller.id, user_id=application.applicant_id, role=MemberRole.OWNER))
    session.add(_payout_account(application, seller.id))
    application.seller_id = seller.id
    _decide(application, reviewer_id, note)
    audit.record("application.approved", application, because=note, seller_id=seller.id)
    emit("application.approved", application_id=application.id)
    return seller


def approve_whole_application(application_id: int, *, reviewer_id: int) -> Seller:
    """Open the shop of an application that lacks nothing. Raises what approving raises."""
    application = queries.lock_application(application_id)
    if application.status in queries.WAITING and _open_steps(application):
        raise Incomplete
    return approve_application(application_id, reviewer_id=reviewer_id, note="")


def waive_requirement(application_id: int, code: str, *, reviewer_id: int, reason: str) -> None:
    """The applicant need not show this.

    Raises NotFound, also for what no reviewer decides about; OwnApplication, DecidedMeanwhile, AlreadyWaived.
    """
    subject, requirement = _undecided(application_id, code, reviewer_id)
    if not requirement.decided_by:
        raise NotFound
    showing.waive(subject, requirement, reviewer_id=reviewer_id, reason=reason, valid_until=None)


def revoke_waiver(application_id: int, code: str, *, reviewer_id: int, reason: str) -> None:
    """The applicant must show this after all. Raises NotFound, OwnApplication, DecidedMeanwhile."""
    subject, requirement = _undecided(application_id, code, reviewer_id)
    showing.revoke_waiver(subject, requirement, reviewer_id=reviewer_id, reason=reason)


def reject_application(application_id: int, *, reviewer_id: int, note: str) -> SellerApplication:
    """Refuse with a reason, which the applicant reads; pressed twice by the same reviewer it is refused already.

    Raises OwnApplication, DecidedMeanwhile.
    """
    decided = queries.lock_application(application_id)
    if _was_decided_by(reviewer_id, decided, ApplicationStatus.REJECTED):
        return decided
    application = start_review(application_id, reviewer_id=reviewer_id)
    for submission in requirements.lock_waiting(Subject(application_id=application_id)):
        showing.reject(submission, reviewer_id=reviewer_id, note=note)
    application.move_to(ApplicationStatus.REJECTED, because=note)
    _decide(application, reviewer_id, note)
    audit.record("application.rejected", application, because=note)
    emit("application.rejected", application_id=application.id)
    return application


def note_application_seen(application: SellerApplication) -> None:
    """A reviewer looked at somebody's data."""
    audit.record("application.viewed", application)


def note_document_seen(document: Document, *, page: int) -> None:
    """A reviewer looked at a page of somebody's document."""
    audit.record("document.viewed", document, application_id=document.application_id, page=page)


def note_number_revealed(application: SellerApplication, what: str) -> None:
    """A reviewer looked at a number that is masked on screen."""
    audit.record("application.number_revealed", application, field=what)


def _open_steps(application: SellerApplication) -> list[str]:
    return rules.open_steps(onboarding.checklist_of(application, queries.documents_of(application.id)))


def _undecided(application_id: int, code: str, reviewer_id: int) -> tuple[Subject, Requirement]:
    application = queries.lock_application(application_id)
    if queries.is_involved(application, reviewer_id):
        raise OwnApplication
    if application.status not in queries.WAITING | {ApplicationStatus.NEEDS_INFO}:
        raise DecidedMeanwhile
    return Subject(application_id=application_id), requirements.get_requirement(code, Purpose.ONBOARDING)


def _was_decided_by(reviewer_id: int, application: SellerApplication, status: ApplicationStatus) -> bool:
    return application.status == status and application.decided_by_id == reviewer_id


def _decide(application: SellerApplication, reviewer_id: int, note: str) -> None:
    application.decision_note = note
    application.decided_by_id = reviewer_id
    application.decided_at = now()


def _open_shop(application: SellerApplication) -> Seller:
    assert application.district_code is not None, "an application without a place is incomplete"
    place = application.village or application.district
    found = class_of_application(application, today=requirements.today())
    facts = {
        "name": application.shop_name,
        "name_folded": application.shop_name.casefold(),
        "story": application.story,
        "phone": application.phone,
        "street": application.street,
        "workers": application.workers,
        "business_class": found.code if found else "",
        "village_code": application.village_code,
        "district_code": application.district_code,
        "regency_code": application.district_code[:5],
        "postal_code": place.postal_code if place else "",
    }
    slug = rules.slug_of(application.shop_name)
    taken = set(session.scalars(select(Seller.slug).where(Seller.slug.startswith(slug, autoescape=True))))
    names = (name for name in chain([slug], (f"{slug}-{n}" for n in count(2))) if name not in taken)
    opened = (
        session.scalar(insert_unless_there(Seller, unique=["slug"]).values(slug=name, **facts).returning(Seller.id))
        for name in names
    )
    return session.get_one(Seller, next(seller_id for seller_id in opened if seller_id is not None))


def _payout_account(application: SellerApplication, seller_id: int) -> PayoutAccount:
    return PayoutAccount(
        seller_id=seller_id,
        bank_code=application.bank_code,
        holder_name=application.bank_holder,
        number_encrypted=application.bank_account_encrypted,
        number_key_id=application.bank_account_key_id,
        number_last_digits=application.bank_account_last_digits,
    )
