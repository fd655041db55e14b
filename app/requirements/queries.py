"""Where requirements stand, always for one subject."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.clock import JAKARTA, now
from app.crypto import Sealed, Vault, fingerprint
from app.db import session
from app.errors import NotFound
from app.models.account import User
from app.models.catalog import Category
from app.models.requirement import (
    AnswerKind,
    Purpose,
    ReadyAnswer,
    Requirement,
    RequirementCategory,
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
    return session.scalars(_requirements(purpose, on)).unique().all()


def get_requirement(code: str, purpose: Purpose) -> Requirement:
    """A requirement by its code. Raises NotFound."""
    return _found(session.scalar(select(Requirement).where(Requirement.code == code, Requirement.purpose == purpose)))


def requirements_for(purpose: Purpose) -> Sequence[Requirement]:
    """Everything that is, was or will be asked for, with its categories and their names."""
    return session.scalars(
        select(Requirement)
        .where(Requirement.purpose == purpose)
        .options(selectinload(Requirement.categories).joinedload(RequirementCategory.category))
        .order_by(Requirement.position, Requirement.id)
    ).all()


def get_requirement_with_shelves(requirement_id: int) -> Requirement:
    """One with its categories and their names. Raises NotFound."""
    return _found(
        session.scalar(
            select(Requirement)
            .where(Requirement.id == requirement_id)
            .options(selectinload(Requirement.categories).joinedload(RequirementCategory.category))
        )
    )


def lock_requirement(requirement_id: int) -> Requirement:
    """One for changing, with its categories. Raises NotFound."""
    query = select(Requirement).where(Requirement.id == requirement_id).options(selectinload(Requirement.categories))
    return _found(session.scalar(query.with_for_update().execution_options(populate_existing=True)))


def open_shelves() -> Sequence[Category]:
    """The categories that products can stand in."""
    return session.scalars(select(Category).where(Category.archived_at.is_(None)).order_by(Category.position)).all()


def ids_of_shelves(slugs: Sequence[str]) -> tuple[int, ...]:
    """The ids of the categories that are called so, in their order."""
    return tuple(session.scalars(select(Category.id).where(Category.slug.in_(slugs)).order_by(Category.id)))


def states_of(
    subject: Subject, purpose: Purpose, *, facts: Facts | None = None, computed: Mapping[str, bool] | None = None
) -> list[State]:
    """Every requirement with where it stands; `computed` says which are shown by what the shop knows itself."""
    facts, computed, day = facts or {}, computed or {}, today()
    rows = session.execute(_with_what_was_said(subject, purpose, day)).unique().all()
    requirements = dict.fromkeys(requirement for requirement, _waiver, _request_id in rows)
    asked_for = {requirement.id for requirement, _waiver, request_id in rows if request_id is not None}
    waivers: defaultdict[int, list[Waiver]] = defaultdict(list)
    for requirement, waiver, _request_id in rows:
        waivers[requirement.id] += [waiver] if waiver is not None else []
    standing = {key: next((row for row in own if rules.holds(row, today=day)), None) for key, own in waivers.items()}
    is_known = all(requirement.code in computed for requirement in requirements)
    submissions = defaultdict(list) if is_known else _submissions(subject)
    return [
        State(
            requirement=each,
            stage=_stage(each, submissions[each.id], computed, standing[each.id], day),
            is_needed=rules.is_needed(each, facts),
            is_asked_for=each.id in asked_for,
            current=next((row for row in reversed(submissions[each.id]) if rules.is_valid(row, today=day)), None),
            latest=submissions[each.id][-1] if submissions[each.id] else None,
            waiver=standing[each.id],
            waivers=waivers[each.id],
            submissions=submissions[each.id],
        )
        for each in requirements
    ]


def unmet(subject: Subject, purpose: Purpose, *, facts: Sequence[Facts]) -> list[list[Requirement]]:
    """What each of these facts needs and nothing valid shows: no submission for it or for what does instead, no waiver.

    As many statements for many facts as for one.
    """
    day = today()
    in_force = requirements_in_force(purpose, day)
    needed = [[each for each in in_force if rules.is_needed(each, one)] for one in facts]
    if not any(needed):
        return needed
    waived = _waived(subject, day)
    shown: defaultdict[str, list[Submission]] = defaultdict(list)
    for each in session.scalars(
        select(Submission)
        .join(Submission.requirement)
        .where(subject.owns(Submission), Submission.status == SubmissionStatus.ACCEPTED)
        .options(contains_eager(Submission.requirement))
    ):
        shown[each.requirement.code].append(each)

    def is_shown(requirement: Requirement, one: Facts) -> bool:
        rows = (row for code in (requirement.code, *requirement.instead) for row in shown[code])
        return requirement.id in waived or any(rules.counts(row, requirement, one, today=day) for row in rows)

    return [[each for each in wanted if not is_shown(each, one)] for one, wanted in zip(facts, needed, strict=True)]


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


def lock_waiting(subject: Subject) -> Sequence[Submission]:
    """What the subject submitted and nobody has decided about, for deciding."""
    is_waiting = subject.owns(Submission), Submission.status == SubmissionStatus.SUBMITTED
    rows = select(Submission).where(*is_waiting).order_by(Submission.id).with_for_update(of=Submission)
    return session.scalars(rows.execution_options(populate_existing=True)).all()


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


def answers_for(*kinds: AnswerKind) -> Sequence[ReadyAnswer]:
    """The words that are kept ready for some kinds of answer, by kind."""
    is_kept = ReadyAnswer.kind.in_(kinds), ReadyAnswer.archived_at.is_(None)
    return session.scalars(select(ReadyAnswer).where(*is_kept).order_by(ReadyAnswer.kind, ReadyAnswer.id)).all()


def mark_of_answer(answer: ReadyAnswer) -> str:
    """The mark of a form that shows this."""
    return fingerprint([answer.title, answer.text])


def lock_answer(answer_id: int) -> ReadyAnswer:
    """Words that are kept ready, for changing them. Raises NotFound."""
    answer = session.scalar(select(ReadyAnswer).where(ReadyAnswer.id == answer_id).with_for_update())
    if answer is None:
        raise NotFound
    return answer


def _found(requirement: Requirement | None) -> Requirement:
    if requirement is None:
        raise NotFound
    return requirement


def _with_what_was_said(
    subject: Subject, purpose: Purpose, day: date
) -> Select[Requirement, Waiver | None, int | None]:
    """What is in force, each with all waivers of the subject, newest first, and with what a reviewer asked for."""
    is_waived = and_(Waiver.requirement_id == Requirement.id, subject.owns(Waiver))
    with_names = [joinedload(each).load_only(User.name) for each in (Waiver.granted_by, Waiver.revoked_by)]
    is_asked = and_(
        RequirementRequest.requirement_id == Requirement.id,
        subject.owns(RequirementRequest),
        RequirementRequest.answered_at.is_(None),
    )
    return (
        _requirements(purpose, day)
        .outerjoin(Waiver, is_waived)
        .outerjoin(RequirementRequest, is_asked)
        .add_columns(Waiver, RequirementRequest.id)
        .options(*with_names)
        .order_by(Waiver.id.desc())
    )


def _requirements(purpose: Purpose, on: date) -> Select[Requirement]:
    is_in_force = (
        Requirement.effective_from <= on,
        or_(Requirement.effective_until.is_(None), Requirement.effective_until >= on),
    )
    return (
        select(Requirement)
        .where(Requirement.purpose == purpose, *is_in_force)
        .options(joinedload(Requirement.categories))
        .order_by(Requirement.position, Requirement.id)
    )


def _stage(
    requirement: Requirement,
    submissions: Sequence[Submission],
    computed: Mapping[str, bool],
    waiver: Waiver | None,
    day: date,
) -> Stage:
    if computed.get(requirement.code):
        return Stage.MET
    stage = rules.stage_of(submissions, today=day)
    return Stage.WAIVED if waiver is not None and stage not in rules.SETTLED else stage


def _submissions(subject: Subject) -> defaultdict[int, list[Submission]]:
    found: defaultdict[int, list[Submission]] = defaultdict(list)
    with_names = joinedload(Submission.decided_by).load_only(User.name)
    rows = select(Submission).where(subject.owns(Submission)).options(with_names).order_by(Submission.id)
    for each in session.scalars(rows):
        found[each.requirement_id].append(each)
    return found


def _waived(subject: Subject, day: date) -> set[int]:
    return set(session.scalars(select(Waiver.requirement_id).where(*_is_in_force(subject, day))))


def _is_in_force(subject: Subject, day: date) -> tuple[ColumnElement[bool], ...]:
    is_valid = or_(Waiver.valid_until.is_(None), Waiver.valid_until >= day)
    return subject.owns(Waiver), Waiver.revoked_at.is_(None), is_valid
