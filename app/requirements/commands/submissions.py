"""Submitting, deciding, waiving, and asking for something."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update

from app import audit
from app.clock import now
from app.crypto import Vault
from app.db import session
from app.models.media import Document
from app.models.requirement import (
    Evidence,
    Proof,
    Requirement,
    RequirementRequest,
    Submission,
    SubmissionDocument,
    SubmissionStatus,
    Waiver,
)
from app.outbox import emit
from app.requirements import queries, rules
from app.requirements.errors import AlreadyWaiting, AlreadyWaived, DecidedAlready, NoDocument
from app.requirements.queries import Subject
from app.settings import setting


@dataclass(frozen=True)
class Shown:
    """What somebody shows: the paper itself, or that it was applied for; both dates are inclusive, in Jakarta."""

    proof: Proof = Proof.ISSUED
    number: str = ""
    issued_on: date | None = None
    valid_until: date | None = None


def submit(
    subject: Subject, requirement: Requirement, shown: Shown, papers: Sequence[Document], *, submitted_by_id: int
) -> Submission:
    """Show something for a requirement; it waits for a reviewer unless one's word is enough.

    The caller holds the lock on the subject. Raises AlreadyWaiting, NotTaken, NoDocument, IssuedLater, EndedAlready.
    """
    day = queries.today()
    rules.check_proof(requirement, shown.proof)
    valid_until = rules.end_of(
        requirement, shown.proof, issued_on=shown.issued_on or day, valid_until=shown.valid_until
    )
    rules.check_dates(issued_on=shown.issued_on, valid_until=valid_until, today=day)
    if requirement.evidence == Evidence.VERIFIED and not papers:
        raise NoDocument
    if any(each.status == SubmissionStatus.SUBMITTED for each in queries.submissions_of(subject, requirement.id)):
        raise AlreadyWaiting
    sealed = Vault(setting("DATA_KEY")).seal(shown.number) if shown.number else None
    submission = Submission(
        requirement_id=requirement.id,
        application_id=subject.application_id,
        seller_id=subject.seller_id,
        proof=shown.proof,
        number_encrypted=sealed.ciphertext if sealed else None,
        number_key_id=sealed.key_id if sealed else None,
        number_masked=rules.masked(shown.number),
        issued_on=shown.issued_on,
        valid_until=valid_until,
        submitted_by_id=submitted_by_id,
    )
    session.add(submission)
    session.flush()
    add_papers(submission, papers)
    audit.record("submission.sent_in", submission, requirement=requirement.code)
    if requirement.evidence == Evidence.ATTESTED:
        _accept(submission, because="the word is enough")
    return submission


def add_papers(submission: Submission, papers: Sequence[Document]) -> None:
    """Show these as well; those that it shows already stay."""
    known = {each.id for each in submission.documents}
    new = [each for each in papers if each.id not in known]
    session.add_all(SubmissionDocument(submission_id=submission.id, document_id=each.id) for each in new)


def accept(submission: Submission, *, reviewer_id: int, note: str, valid_until: date | None) -> None:
    """It shows what it should, until a day if any; what was accepted before is replaced. Quiet when it is so already.

    Raises DecidedAlready, EndedAlready, IssuedLater.
    """
    if submission.status == SubmissionStatus.ACCEPTED and submission.decided_by_id == reviewer_id:
        return
    _check_undecided(submission)
    rules.check_dates(issued_on=submission.issued_on, valid_until=valid_until, today=queries.today())
    submission.valid_until = rules.end_of(
        submission.requirement, submission.proof, issued_on=submission.issued_on, valid_until=valid_until
    )
    _decide(submission, reviewer_id, note)
    _accept(submission, because=note)
    audit.record("submission.accepted", submission, because=note)


def reject(submission: Submission, *, reviewer_id: int, note: str) -> None:
    """It does not show what it should; the owner reads why. Quiet when it is so already. Raises DecidedAlready."""
    if submission.status == SubmissionStatus.REJECTED and submission.decided_by_id == reviewer_id:
        return
    _check_undecided(submission)
    _decide(submission, reviewer_id, note)
    submission.move_to(SubmissionStatus.REJECTED, because=note)
    audit.record("submission.rejected", submission, because=note)


def withdraw(submission: Submission) -> None:
    """The owner takes it back; quiet when it is so already. Raises IllegalTransition."""
    if submission.status != SubmissionStatus.WITHDRAWN:
        submission.move_to(SubmissionStatus.WITHDRAWN, because="taken back by its owner")
        audit.record("submission.withdrawn", submission)


def expire(submission: Submission) -> bool:
    """It is not valid any more; False when somebody was faster."""
    has_ended = submission.valid_until is not None and submission.valid_until < queries.today()
    if submission.status != SubmissionStatus.ACCEPTED or not has_ended:
        return False
    submission.move_to(SubmissionStatus.EXPIRED, because="its last day has passed")
    audit.record("submission.expired", submission)
    return True


def waive(
    subject: Subject, requirement: Requirement, *, reviewer_id: int, reason: str, valid_until: date | None
) -> Waiver:
    """The subject need not show this; quiet when this very waiver is there. The caller holds the lock on the subject.

    Raises AlreadyWaived.
    """
    there = _waiver(subject, requirement)
    if there is not None and rules.holds(there, today=queries.today()):
        if (there.reason, there.valid_until, there.granted_by_id) != (reason, valid_until, reviewer_id):
            raise AlreadyWaived
        return there
    if there is not None:
        there.revoked_at = now()
        session.flush()
    waiver = Waiver(
        requirement_id=requirement.id,
        application_id=subject.application_id,
        seller_id=subject.seller_id,
        reason=reason,
        valid_until=valid_until,
        granted_by_id=reviewer_id,
    )
    session.add(waiver)
    session.flush()
    audit.record("waiver.granted", waiver, because=reason, requirement=requirement.code)
    emit("waiver.granted", waiver_id=waiver.id)
    return waiver


def revoke_waiver(subject: Subject, requirement: Requirement, *, reviewer_id: int, reason: str) -> bool:
    """The subject must show it after all; False when there is no waiver. The caller holds the lock on the subject."""
    waiver = _waiver(subject, requirement)
    if waiver is None:
        return False
    waiver.revoked_at, waiver.revoked_by_id, waiver.revoked_reason = now(), reviewer_id, reason
    audit.record("waiver.revoked", waiver, because=reason, requirement=requirement.code)
    emit("waiver.revoked", waiver_id=waiver.id)
    return True


def ask_for(subject: Subject, requirements: Collection[Requirement], *, reviewer_id: int) -> None:
    """Want these to be shown, or shown anew; what was asked before and is not among them is asked no more."""
    answer_requests(subject)
    session.add_all(
        RequirementRequest(
            requirement_id=each.id,
            application_id=subject.application_id,
            seller_id=subject.seller_id,
            asked_by_id=reviewer_id,
        )
        for each in requirements
    )


def answer_requests(subject: Subject) -> None:
    """Nothing is asked any more."""
    is_open = subject.owns(RequirementRequest), RequirementRequest.answered_at.is_(None)
    session.execute(update(RequirementRequest).where(*is_open).values(answered_at=now()))


def _accept(submission: Submission, *, because: str) -> None:
    earlier = select(Submission).where(
        Submission.requirement_id == submission.requirement_id,
        Subject(submission.application_id, submission.seller_id).owns(Submission),
        Submission.status == SubmissionStatus.ACCEPTED,
    )
    for each in session.scalars(earlier.with_for_update(of=Submission)):
        if each.proof == Proof.FILED or submission.proof == Proof.ISSUED:
            each.move_to(SubmissionStatus.REPLACED, because="a newer one was accepted")
    submission.move_to(SubmissionStatus.ACCEPTED, because=because)
    session.flush()


def _check_undecided(submission: Submission) -> None:
    if submission.status != SubmissionStatus.SUBMITTED:
        raise DecidedAlready


def _decide(submission: Submission, reviewer_id: int, note: str) -> None:
    submission.decided_by_id, submission.decided_at, submission.decision_note = reviewer_id, now(), note


def _waiver(subject: Subject, requirement: Requirement) -> Waiver | None:
    return session.scalar(
        select(Waiver).where(subject.owns(Waiver), Waiver.requirement_id == requirement.id, Waiver.revoked_at.is_(None))
    )
