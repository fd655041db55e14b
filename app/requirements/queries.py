"""Where requirements stand, always for one subject."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.clock import JAKARTA, now
from app.crypto import Sealed, Vault
from app.db import session
from app.errors import NotFound
from app.models.requirement import (
    Purpose,
    Requirement,
    RequirementRequest,
    Submission,
    SubmissionStatus,
    Waiver,
)
from app.requirements import rules
from app.requirements.rules import Facts, Stage, State
from app.settings import setting


@dataclass(frozen=True)
class Subject:
    """Who must show something: an application, or a seller."""

    application_id: int | None = None
    seller_id: int | None = None

    def owns(self, table: type[Submission] | type[Waiver] | type[RequirementRequest]) -> ColumnElement[bool]:
        """The condition that a row is this subject's."""
        if self.seller_id is not None:
            return table.seller_id == self.seller_id
        return table.application_id == self.application_id


def today() -> date:
    """The day in Jakarta, by which everything here begins and ends."""
    return now().astimezone(JAKARTA).date()


def requirements_in_force(purpose: Purpose, on: date) -> Sequence[Requirement]:
    """What the law and the shop ask for on a day."""
    is_in_force = (
        Requirement.effective_from <= on,
        or_(Requirement.effective_until.is_(None), Requirement.effective_until >= on),
    )
    query = select(Requirement).where(Requirement.purpose == purpose, *is_in_force)
    whole = query.options(joinedload(Requirement.categories)).order_by(Requirement.position, Requirement.id)
    return session.scalars(whole).unique().all()


def get_requirement(code: str, purpose: Purpose) -> Requirement:
    """A requirement by its code. Raises NotFound."""
    requirement = session.scalar(select(Requirement).where(Requirement.code == code, Requirement.purpose == purpose))
    if requirement is None:
        raise NotFound
    return requirement


def states_of(
    subject: Subject, purpose: Purpose, *, facts: Facts | None = None, computed: Mapping[str, bool] | None = None
) -> list[State]:
    """Every requirement with where it stands; `computed` says which are shown by what the shop knows itself."""
    facts, computed, day = facts or {}, computed or {}, today()
    requirements = requirements_in_force(purpose, day)
    submissions, waivers, asked = _submissions(subject), _waivers(subject, day), _asked(subject)
    return [
        State(
            requirement=each,
            stage=_stage(each, submissions[each.id], computed, waivers, day),
            is_needed=rules.is_needed(each, facts),
            is_asked_for=each.id in asked,
            current=next((row for row in reversed(submissions[each.id]) if rules.is_valid(row, today=day)), None),
            latest=submissions[each.id][-1] if submissions[each.id] else None,
            waiver=waivers.get(each.id),
        )
        for each in requirements
    ]


def unmet(subject: Subject, purpose: Purpose, *, facts: Facts) -> list[Requirement]:
    """What these facts need and nothing valid shows: no submission of its own or of what does instead, no waiver."""
    day = today()
    needed = [each for each in requirements_in_force(purpose, day) if rules.is_needed(each, facts)]
    if not needed:
        return []
    waivers = _waivers(subject, day)
    shown: defaultdict[str, list[Submission]] = defaultdict(list)
    for each in session.scalars(
        select(Submission)
        .join(Submission.requirement)
        .where(subject.owns(Submission), Submission.status == SubmissionStatus.ACCEPTED)
        .options(contains_eager(Submission.requirement))
    ):
        shown[each.requirement.code].append(each)
    return [
        each
        for each in needed
        if each.id not in waivers
        and not any(
            rules.counts(row, each, facts, today=day) for code in (each.code, *each.instead) for row in shown[code]
        )
    ]


def find_submission_of(subject: Subject, submission_id: int) -> Submission | None:
    """One of the subject's own submissions."""
    return session.scalar(select(Submission).where(subject.owns(Submission), Submission.id == submission_id))


def lock_submission(submission_id: int) -> Submission:
    """A submission for deciding. Raises NotFound."""
    query = select(Submission).where(Submission.id == submission_id).with_for_update(of=Submission)
    submission = session.scalar(query.execution_options(populate_existing=True))
    if submission is None:
        raise NotFound
    return submission


def submissions_of(subject: Subject, requirement_id: int) -> Sequence[Submission]:
    """Everything that the subject ever submitted for a requirement, newest first."""
    is_it = subject.owns(Submission), Submission.requirement_id == requirement_id
    return session.scalars(
        select(Submission).where(*is_it).options(selectinload(Submission.documents)).order_by(Submission.id.desc())
    ).all()


def number_of(submission: Submission) -> str:
    """The number in clear; as it is shown when there is none that the key of today opens."""
    vault = Vault(setting("DATA_KEY"))
    if submission.number_encrypted is None or submission.number_key_id != vault.key_id:
        return submission.number_masked
    return vault.open(Sealed(submission.number_encrypted, vault.key_id))


def ended_before(day: date) -> Sequence[int]:
    """What was accepted and is not valid any more on a day."""
    has_ended = Submission.status == SubmissionStatus.ACCEPTED, Submission.valid_until < day
    return session.scalars(select(Submission.id).where(*has_ended).order_by(Submission.id)).all()


def requests_of(subject: Subject) -> Sequence[RequirementRequest]:
    """What a reviewer asked for and has no answer yet."""
    is_open = subject.owns(RequirementRequest), RequirementRequest.answered_at.is_(None)
    return session.scalars(
        select(RequirementRequest).where(*is_open).options(joinedload(RequirementRequest.requirement))
    ).all()


def _stage(
    requirement: Requirement,
    submissions: Sequence[Submission],
    computed: Mapping[str, bool],
    waivers: Mapping[int, Waiver],
    day: date,
) -> Stage:
    if computed.get(requirement.code):
        return Stage.MET
    stage = rules.stage_of(submissions, today=day)
    return Stage.WAIVED if requirement.id in waivers and stage not in rules.SETTLED else stage


def _submissions(subject: Subject) -> defaultdict[int, list[Submission]]:
    found: defaultdict[int, list[Submission]] = defaultdict(list)
    for each in session.scalars(select(Submission).where(subject.owns(Submission)).order_by(Submission.id)):
        found[each.requirement_id].append(each)
    return found


def _waivers(subject: Subject, day: date) -> dict[int, Waiver]:
    is_in_force = (
        subject.owns(Waiver),
        Waiver.revoked_at.is_(None),
        or_(Waiver.valid_until.is_(None), Waiver.valid_until >= day),
    )
    return {each.requirement_id: each for each in session.scalars(select(Waiver).where(*is_in_force))}


def _asked(subject: Subject) -> set[int]:
    if subject.application_id is None:  # only applicants are asked for something
        return set()
    return {each.requirement_id for each in requests_of(subject)}
