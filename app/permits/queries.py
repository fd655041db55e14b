"""What a product lacks to be published; the permits of a shop; the queue of those who look at them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.db import session
from app.errors import NotFound
from app.models.account import User
from app.models.audit import AuditEvent
from app.models.media import Document, DocumentKind
from app.models.region import Region
from app.models.requirement import Evidence, Purpose, Requirement, Submission, SubmissionStatus
from app.models.seller import Seller, SellerApplication
from app.permits.goods import ProductFacts, kinds_of_goods, read_facts
from app.permits.rules import warning_due
from app.regions.queries import is_in_place
from app.requirements import queries as requirements
from app.requirements.queries import Subject
from app.requirements.rules import LONGEST_WARNING, State, is_needed


@dataclass(frozen=True)
class Missing:
    """A permit that is needed and not there, in words for the seller; `kind` is the code of the requirement."""

    kind: str
    title: str
    explanation: str
    where_to_get: str


def missing_for(seller_id: int, facts: ProductFacts) -> list[Missing]:
    """What the seller must show before such a product may be published; nothing when it may."""
    return missing_for_each(seller_id, [facts])[0]


def missing_for_each(seller_id: int, facts: Sequence[ProductFacts]) -> list[list[Missing]]:
    """The same for several products of a shop, in as many statements as for one."""
    unmet = requirements.unmet(Subject(seller_id=seller_id), Purpose.PERMIT, facts=[read_facts(each) for each in facts])
    return [[Missing(each.code, each.title, each.explanation, each.where_to_get) for each in one] for one in unmet]


@dataclass(frozen=True)
class Waiting:
    """A permit in the queue, with its shop, the shop's place and who decided."""

    row: Submission
    seller: Seller
    district: str
    decided_by: str | None


@dataclass(frozen=True)
class QueueFilter:
    """Which permits a reviewer wants to see: of one status or all, of one place or all, of one kind or all."""

    status: SubmissionStatus | None = SubmissionStatus.SUBMITTED
    place_code: str = ""
    code: str = ""


def wallet_of(seller_id: int) -> list[State]:
    """Every permit there is with where it stands, those that the shop's own goods need first."""
    states = requirements.states_of(Subject(seller_id=seller_id), Purpose.PERMIT)
    facts = kinds_of_goods(seller_id)
    shown = [
        State(
            requirement=each.requirement,
            stage=each.stage,
            is_needed=any(is_needed(each.requirement, kind) for kind in facts),
            current=each.current,
            latest=each.latest,
            waiver=each.waiver,
            waivers=each.waivers,
        )
        for each in states
        if each.requirement.evidence == Evidence.VERIFIED
    ]
    return sorted(shown, key=lambda each: (not each.is_open, not each.is_needed))


def get_state(seller_id: int, code: str) -> State:
    """Where one permit stands. Raises NotFound."""
    state = next((each for each in wallet_of(seller_id) if each.requirement.code == code), None)
    if state is None:
        raise NotFound
    return state


def get_document_of(seller_id: int, submission_id: int, document_id: str) -> Document:
    """A paper of one of the shop's own permits. Raises NotFound."""
    submission = requirements.find_submission_of(Subject(seller_id=seller_id), submission_id)
    return _document(submission, document_id)


def ending_soon(seller_id: int) -> tuple[ColumnElement[bool], ...]:
    """The conditions of what its owners were warned of, unless what renews it waits already."""
    waiting = select(Submission.requirement_id).where(
        Submission.seller_id == seller_id, Submission.status == SubmissionStatus.SUBMITTED
    )
    return (
        Submission.seller_id == seller_id,
        Submission.status == SubmissionStatus.ACCEPTED,
        Submission.warned_days.is_not(None),
        Submission.requirement_id.not_in(waiting),
    )


def ended() -> Sequence[int]:
    """Accepted permits whose last day has passed."""
    return requirements.ended_before(requirements.today())


def to_warn_of() -> list[int]:
    """Accepted permits of whose end the owners should hear now."""
    day = requirements.today()
    rows = session.execute(
        select(Submission.id, Submission.valid_until, Submission.warned_days, Requirement.warn_days)
        .join(Submission.requirement)
        .where(
            Submission.seller_id.is_not(None),
            Submission.status == SubmissionStatus.ACCEPTED,
            Submission.valid_until.between(day, day + timedelta(days=LONGEST_WARNING)),
        )
    )
    return [
        row.id
        for row in rows
        if warning_due(row.valid_until, row.warned_days, warn_days=row.warn_days, today=day) is not None
    ]


def permits(filters: QueueFilter, *, limit: int, offset: int) -> Sequence[Waiting]:
    """Permits for reviewers, the longest waiting first."""
    rows = session.execute(
        select(Submission, Seller, Region.name, User.name)
        .join(Seller, Seller.id == Submission.seller_id)
        .join(Region, Region.code == Seller.district_code)
        .join(Requirement, Requirement.id == Submission.requirement_id)
        .outerjoin(User, User.id == Submission.decided_by_id)
        .where(*_chosen(filters))
        .options(joinedload(Submission.requirement), selectinload(Submission.documents))
        .order_by(Submission.submitted_at, Submission.id)
        .limit(limit)
        .offset(offset)
    )
    return [Waiting(row, seller, district, decided_by) for row, seller, district, decided_by in rows]


def count_permits(filters: QueueFilter) -> int:
    """How many there are to choose from."""
    query = select(func.count(Submission.id)).join(Seller, Seller.id == Submission.seller_id)
    return session.scalar(query.join(Submission.requirement).where(*_chosen(filters))) or 0


def counts_by_district(status: SubmissionStatus | None) -> dict[str | None, int]:
    """How many permits of a status there are, or of all, by the codes of their shops' districts."""
    by_district = select(Seller.district_code, func.count(Submission.id)).join(
        Submission, Submission.seller_id == Seller.id
    )
    rows = session.execute(
        by_district.join(Submission.requirement).where(*_chosen(QueueFilter(status))).group_by(Seller.district_code)
    )
    return dict(rows.all())


def titles_of(submission_ids: Collection[int]) -> dict[int, str]:
    """What some permits are."""
    titled = select(Submission.id, Requirement.title).join(Submission.requirement)
    rows = session.execute(titled.where(Submission.id.in_(submission_ids)))
    return dict(rows.all())


def get_permit(submission_id: int) -> Waiting:
    """One permit with its shop and papers, for reviewers. Raises NotFound."""
    found = session.execute(
        select(Submission, Seller, Region.name, User.name)
        .join(Seller, Seller.id == Submission.seller_id)
        .join(Region, Region.code == Seller.district_code)
        .outerjoin(User, User.id == Submission.decided_by_id)
        .where(Submission.id == submission_id)
        .options(joinedload(Submission.requirement), selectinload(Submission.documents))
    ).one_or_none()
    if found is None:
        raise NotFound
    return Waiting(*found)


def get_document_to_review(submission_id: int, document_id: str) -> tuple[Submission, Document]:
    """A paper of a permit, for reviewers. Raises NotFound."""
    submission = get_permit(submission_id).row
    return submission, _document(submission, document_id)


def _document(submission: Submission | None, document_id: str) -> Document:
    documents = submission.documents if submission else []
    document = next((each for each in documents if each.id == document_id and each.archived_at is None), None)
    if document is None:
        raise NotFound
    return document


def was_permit_seen(application: SellerApplication) -> bool:
    """Whether whoever decided about the application looked at a paper of a permit that it carries."""
    was_seen = exists().where(
        AuditEvent.action == "document.viewed",
        AuditEvent.subject_type == Document.__tablename__,
        AuditEvent.subject_id == Document.id,
        AuditEvent.actor_id == application.decided_by_id,
    )
    is_paper = Document.kind.in_({DocumentKind.NIB, DocumentKind.PERMIT}), Document.archived_at.is_(None)
    query = select(Document.id).where(Document.application_id == application.id, *is_paper, was_seen)
    return session.scalar(query.limit(1)) is not None


def _chosen(filters: QueueFilter) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = [Requirement.purpose == Purpose.PERMIT]
    if filters.status is not None:
        chosen.append(Submission.status == filters.status)
    chosen.append(is_in_place(Seller.district_code, filters.place_code))
    if filters.code:
        chosen.append(Requirement.code == filters.code)
    return chosen
