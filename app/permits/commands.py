"""Sending permits in, deciding about them, and letting badges follow."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import exists, select

from app import audit
from app.clock import now
from app.crypto import Vault
from app.db import session
from app.errors import NotFound
from app.media import commands as media
from app.media.commands import Paper
from app.models.media import Document, DocumentKind
from app.models.requirement import Proof, Purpose, Requirement, Submission, SubmissionStatus, Waiver
from app.models.seller import Permit, PermitStatus, Seller, SellerApplication
from app.outbox import emit
from app.permits import queries as wallet
from app.permits import rules
from app.permits.errors import OwnPermit
from app.requirements import queries
from app.requirements.commands import submissions as requirements
from app.requirements.commands.submissions import Shown
from app.requirements.queries import Subject
from app.requirements.rules import end_of, masked
from app.sellers.queries import standing
from app.settings import setting

BUSINESS_NUMBER = "nib"
STATUS_OF = {Proof.ISSUED: PermitStatus.ISSUED, Proof.FILED: PermitStatus.IN_PROCESS}


def submit_permit(
    seller_id: int, code: str, shown: Shown, papers: Sequence[Paper], *, submitted_by_id: int
) -> Submission:
    """Show a permit, a new one or a renewed one. Raises NotFound and what requirements refuse."""
    standing.lock_seller(seller_id)
    requirement = queries.get_requirement(code, Purpose.PERMIT)
    documents = [
        media.receive_document(paper, kind=DocumentKind.PERMIT, uploaded_by_id=submitted_by_id) for paper in papers
    ]
    return requirements.submit(
        Subject(seller_id=seller_id), requirement, shown, documents, submitted_by_id=submitted_by_id
    )


def withdraw_permit(seller_id: int, submission_id: int) -> None:
    """The shop takes a permit back, and its badge goes. Raises NotFound, IllegalTransition."""
    standing.lock_seller(seller_id)
    submission = queries.find_submission_of(Subject(seller_id=seller_id), submission_id)
    if submission is None:
        raise NotFound
    requirements.withdraw(submission)
    _show(submission)


def accept_permit(submission_id: int, *, reviewer_id: int, note: str, valid_until: date | None) -> Submission:
    """The permit is valid until a day, if any, and buyers see it. Raises NotFound, OwnPermit, DecidedAlready."""
    submission = _lock_foreign(submission_id, reviewer_id)
    was_decided = submission.status != SubmissionStatus.SUBMITTED
    requirements.accept(submission, reviewer_id=reviewer_id, note=note or "the paper says so", valid_until=valid_until)
    if not was_decided:
        _show(submission)
        emit("permit.decided", submission_id=submission.id)
    return submission


def accept_whole_permit(submission_id: int, *, reviewer_id: int) -> Submission:
    """Accept what is whole as it was written. Raises Incomplete beside what accepting raises."""
    submission = _lock_foreign(submission_id, reviewer_id)
    rules.check_whole(submission)
    return accept_permit(submission_id, reviewer_id=reviewer_id, note="", valid_until=submission.valid_until)


def reject_permit(submission_id: int, *, reviewer_id: int, note: str) -> Submission:
    """The permit does not do, and the shop reads why. Raises NotFound, OwnPermit, DecidedAlready."""
    submission = _lock_foreign(submission_id, reviewer_id)
    was_decided = submission.status != SubmissionStatus.SUBMITTED
    requirements.reject(submission, reviewer_id=reviewer_id, note=note)
    if not was_decided:
        _show(submission)
        emit("permit.decided", submission_id=submission.id)
    return submission


def waive_permit(seller_id: int, code: str, *, reviewer_id: int, reason: str, valid_until: date | None) -> Waiver:
    """The shop may sell without this, until a day if any. Raises NotFound, OwnPermit, AlreadyWaived."""
    _check_foreign(seller_id, reviewer_id)
    requirement = queries.get_requirement(code, Purpose.PERMIT)
    emit("seller.permits_changed", seller_id=seller_id)
    return requirements.waive(
        Subject(seller_id=seller_id), requirement, reviewer_id=reviewer_id, reason=reason, valid_until=valid_until
    )


def revoke_waiver(seller_id: int, code: str, *, reviewer_id: int, reason: str) -> None:
    """The shop needs this after all. Raises NotFound, OwnPermit."""
    _check_foreign(seller_id, reviewer_id)
    requirement = queries.get_requirement(code, Purpose.PERMIT)
    if requirements.revoke_waiver(Subject(seller_id=seller_id), requirement, reviewer_id=reviewer_id, reason=reason):
        emit("seller.permits_changed", seller_id=seller_id)


def expire_permit(submission_id: int) -> bool:
    """Its last day has passed: the badge goes and the owners are told; False when somebody was faster."""
    submission = _lock(submission_id)
    if not requirements.expire(submission):
        return False
    _show(submission)
    emit("permit.ended", submission_id=submission.id)
    return True


def warn_of_end(submission_id: int) -> bool:
    """Tell the owners that a permit ends, as many days ahead as its requirement says; False when they know."""
    submission = _lock(submission_id)
    if submission.status != SubmissionStatus.ACCEPTED or submission.valid_until is None:
        return False
    warn_days = submission.requirement.warn_days
    days = rules.warning_due(submission.valid_until, submission.warned_days, warn_days=warn_days, today=queries.today())
    if days is None:
        return False
    submission.warned_days = days
    emit("permit.ends_soon", submission_id=submission.id)
    return True


def note_document_seen(submission: Submission, document: Document, *, page: int) -> None:
    """A reviewer looked at a page of a shop's paper."""
    audit.record("document.viewed", document, submission_id=submission.id, page=page)


def adopt_permits() -> int:
    """Give permits that are shown but were never submitted here the submission they follow; returns how many."""
    is_known = exists().where(Submission.seller_id == Permit.seller_id, Submission.requirement_id == Requirement.id)
    rows = session.execute(
        select(Permit, Requirement)
        .join(Requirement, Requirement.badge == Permit.kind)
        .where(Permit.archived_at.is_(None), ~is_known)
    ).all()
    for permit, requirement in rows:
        _adopt(permit, requirement)
    return len(rows)


def adopt_business_number(application_id: int) -> None:
    """The NIB of the application becomes a permit of the shop; quiet when there is one.

    What was only typed waits for a reviewer; it counts at once when whoever decided looked at a paper of it.
    """
    application = session.get_one(SellerApplication, application_id)
    if not application.nib or application.seller_id is None:
        return
    standing.lock_seller(application.seller_id)
    requirement = session.scalar(select(Requirement).where(Requirement.code == BUSINESS_NUMBER))
    if requirement is None or queries.submissions_of(Subject(seller_id=application.seller_id), requirement.id):
        return
    sealed = Vault(setting("DATA_KEY")).seal(application.nib)
    submission = Submission(
        requirement_id=requirement.id,
        seller_id=application.seller_id,
        number_encrypted=sealed.ciphertext,
        number_key_id=sealed.key_id,
        number_masked=masked(application.nib),
        submitted_by_id=application.applicant_id,
    )
    if wallet.was_permit_seen(application):
        submission.status = SubmissionStatus.ACCEPTED
        submission.decided_by_id, submission.decided_at = application.decided_by_id, application.decided_at
    session.add(submission)
    session.flush()
    audit.record("submission.adopted", submission, application_id=application_id)
    _show(submission)


def _adopt(permit: Permit, requirement: Requirement) -> None:
    is_filed = permit.status == PermitStatus.IN_PROCESS
    proof = Proof.FILED if is_filed else Proof.ISSUED
    counts = not is_filed or bool(requirement.filed_counts_when)
    begun_on = permit.issued_on or queries.today()
    session.add(
        Submission(
            requirement_id=requirement.id,
            seller_id=permit.seller_id,
            status=SubmissionStatus.ACCEPTED if counts else SubmissionStatus.SUBMITTED,
            proof=proof,
            number_masked=permit.number_masked,
            issued_on=permit.issued_on,
            valid_until=permit.valid_until
            or (end_of(requirement, proof, issued_on=begun_on, valid_until=None) if is_filed else None),
            decided_at=permit.checked_at,
        )
    )


def _show(submission: Submission) -> None:
    """Let the shop's badge follow what is accepted now: what was issued before what was filed."""
    requirement = session.get_one(Requirement, submission.requirement_id)
    if not requirement.badge or submission.seller_id is None:
        return
    is_shown = Permit.seller_id == submission.seller_id, Permit.kind == requirement.badge
    for permit in session.scalars(select(Permit).where(*is_shown, Permit.archived_at.is_(None))):
        permit.archived_at = now()
    accepted = session.scalars(
        select(Submission).where(
            Submission.seller_id == submission.seller_id,
            Submission.requirement_id == requirement.id,
            Submission.status == SubmissionStatus.ACCEPTED,
        )
    ).all()
    best = next((each for each in accepted if each.proof == Proof.ISSUED), accepted[0] if accepted else None)
    if best is not None:
        session.add(
            Permit(
                seller_id=submission.seller_id,
                kind=requirement.badge,
                status=STATUS_OF[best.proof],
                label=requirement.title,
                issuer=requirement.issuer,
                number_masked=best.number_masked,
                issued_on=best.issued_on,
                valid_until=best.valid_until,
                checked_at=best.decided_at,
            )
        )
    emit("seller.permits_changed", seller_id=submission.seller_id)


def _lock(submission_id: int) -> Submission:
    """The seller's row first, then the permit, as everywhere. Raises NotFound."""
    seller_id = session.scalar(
        select(Submission.seller_id)
        .join(Requirement, Requirement.id == Submission.requirement_id)
        .where(Submission.id == submission_id, Requirement.purpose == Purpose.PERMIT)
    )
    if seller_id is None:
        raise NotFound
    standing.lock_seller(seller_id)
    return queries.lock_submission(submission_id)


def _lock_foreign(submission_id: int, reviewer_id: int) -> Submission:
    submission = _lock(submission_id)
    assert submission.seller_id is not None, "permits are a seller's"
    is_own = submission.submitted_by_id == reviewer_id
    if is_own or standing.is_involved(reviewer_id, submission.seller_id):
        raise OwnPermit
    return submission


def _check_foreign(seller_id: int, reviewer_id: int) -> Seller:
    seller = standing.lock_seller(seller_id)
    if standing.is_involved(reviewer_id, seller_id):
        raise OwnPermit
    return seller
