"""Applications for applicants and reviewers, with their documents."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from app.assistance.queries import has_helped
from app.crypto import Sealed, Vault
from app.db import session
from app.errors import NotFound
from app.models.account import User
from app.models.audit import AuditEvent
from app.models.media import Document
from app.models.seller import (
    OPEN_APPLICATION,
    ApplicationStatus,
    SellerApplication,
)
from app.models.state import StateChange
from app.regions.queries import is_in_place
from app.settings import setting

SENT_IN = frozenset(ApplicationStatus) - {ApplicationStatus.DRAFT}
WAITING = frozenset({ApplicationStatus.SUBMITTED, ApplicationStatus.IN_REVIEW})
MOST_ALIKE, MOST_MOVES = 20, 50


def is_involved(application: SellerApplication, person_id: int) -> bool:
    """Whether the application is the person's own, or of somebody the person helped: others decide then."""
    return application.applicant_id == person_id or has_helped(person_id, application.applicant_id)


@dataclass(frozen=True)
class ApplicationFilter:
    """Which applications a reviewer wants to see: of some statuses, perhaps of one regency or kecamatan."""

    statuses: frozenset[ApplicationStatus] = WAITING
    place_code: str = ""


@dataclass(frozen=True)
class Alike:
    """An application that shares something with another: nik, phone, bank_account, shop_name."""

    application: SellerApplication
    shared: tuple[str, ...]


def find_application_of(applicant_id: int) -> SellerApplication | None:
    """The person's newest application, with its place."""
    return session.scalar(
        select(SellerApplication)
        .where(SellerApplication.applicant_id == applicant_id)
        .options(joinedload(SellerApplication.district), joinedload(SellerApplication.village))
        .order_by(SellerApplication.id.desc())
        .limit(1)
    )


def lock_open_application_of(applicant_id: int) -> SellerApplication:
    """The person's application that is not decided, for changing. Raises NotFound."""
    query = select(SellerApplication).where(SellerApplication.applicant_id == applicant_id, OPEN_APPLICATION)
    application = session.scalar(query.with_for_update())
    if application is None:
        raise NotFound
    return application


def documents_of(application_id: int) -> Sequence[Document]:
    """The documents that belong to an application now, oldest first."""
    is_present = Document.application_id == application_id, Document.archived_at.is_(None)
    return session.scalars(select(Document).where(*is_present).order_by(Document.created_at, Document.id)).all()


def find_document_of(applicant_id: int, document_id: str) -> Document | None:
    """A document of one of the person's applications."""
    return session.scalar(_document(document_id).where(SellerApplication.applicant_id == applicant_id))


def get_document_to_review(document_id: str) -> Document:
    """A document of an application that was sent in. Raises NotFound."""
    document = session.scalar(_document(document_id).where(_is_sent_in(SENT_IN)))
    if document is None:
        raise NotFound
    return document


def drafts_untouched_since(moment: datetime) -> Sequence[int]:
    """Drafts that nobody has changed since then."""
    was_touched = exists().where(
        AuditEvent.subject_type == SellerApplication.__tablename__,
        AuditEvent.subject_id == cast(SellerApplication.id, String),
        AuditEvent.at >= moment,
    )
    return session.scalars(
        select(SellerApplication.id).where(
            SellerApplication.status == ApplicationStatus.DRAFT, SellerApplication.created_at < moment, ~was_touched
        )
    ).all()


def applications(filters: ApplicationFilter, *, limit: int, offset: int) -> Sequence[SellerApplication]:
    """Applications that were sent in, the longest waiting first."""
    query = (
        select(SellerApplication)
        .where(*_chosen(filters))
        .options(joinedload(SellerApplication.applicant), joinedload(SellerApplication.district))
    )
    oldest_first = SellerApplication.submitted_at, SellerApplication.id
    return session.scalars(query.order_by(*oldest_first).limit(limit).offset(offset)).all()


def count_applications(filters: ApplicationFilter) -> int:
    """How many applications there are to choose from."""
    return session.scalar(select(func.count(SellerApplication.id)).where(*_chosen(filters))) or 0


def counts_by_district(statuses: Collection[ApplicationStatus]) -> dict[str | None, int]:
    """How many applications of some statuses there are, by the codes of their districts."""
    by_district = select(SellerApplication.district_code, func.count(SellerApplication.id))
    rows = session.execute(by_district.where(_is_sent_in(statuses)).group_by(SellerApplication.district_code))
    return dict(rows.all())


def shop_names(application_ids: Collection[int]) -> dict[int, str]:
    """The names of the shops that some applications want to open."""
    named = select(SellerApplication.id, SellerApplication.shop_name).where(SellerApplication.id.in_(application_ids))
    return dict(session.execute(named).all())


def get_application(application_id: int) -> SellerApplication:
    """An application that was sent in, with its applicant and place. Raises NotFound."""
    application = session.scalar(
        select(SellerApplication)
        .where(_is_sent_in(SENT_IN), SellerApplication.id == application_id)
        .options(
            joinedload(SellerApplication.applicant),
            joinedload(SellerApplication.district),
            joinedload(SellerApplication.village),
        )
    )
    if application is None:
        raise NotFound
    return application


def lock_application(application_id: int) -> SellerApplication:
    """An application for deciding. Raises NotFound."""
    query = select(SellerApplication).where(_is_sent_in(SENT_IN), SellerApplication.id == application_id)
    application = session.scalar(query.with_for_update())
    if application is None:
        raise NotFound
    return application


def history_of(application: SellerApplication) -> Sequence[tuple[StateChange, str | None]]:
    """Every move of an application with the name of who made it, newest first."""
    rows = (
        select(StateChange, User.name)
        .outerjoin(User, User.id == StateChange.actor_id)
        .where(StateChange.machine == SellerApplication.__tablename__, StateChange.subject_id == str(application.id))
        .order_by(StateChange.id.desc())
        .limit(MOST_MOVES)
    )
    return [(move, name) for move, name in session.execute(rows)]


def alike(application: SellerApplication) -> list[Alike]:
    """Applications of other people that share something with this one; sealed numbers are compared opened."""
    others = session.scalars(
        select(SellerApplication)
        .where(
            SellerApplication.applicant_id != application.applicant_id,
            _is_sent_in(SENT_IN),
            or_(
                and_(SellerApplication.phone != "", SellerApplication.phone == application.phone),
                func.lower(SellerApplication.shop_name) == application.shop_name.lower(),
                _has_last_digits(SellerApplication.nik_last_digits, application.nik_last_digits),
                _has_last_digits(SellerApplication.bank_account_last_digits, application.bank_account_last_digits)
                & (SellerApplication.bank_code == application.bank_code),
            ),
        )
        .order_by(SellerApplication.id)
        .limit(MOST_ALIKE)
    ).all()
    return [Alike(other, shared) for other in others if (shared := _shared(application, other))]


def nik_of(application: SellerApplication) -> str | None:
    """The NIK in clear; None when there is none, or none that the key of today opens."""
    return _opened(application.nik_encrypted, application.nik_key_id)


def bank_account_of(application: SellerApplication) -> str | None:
    """The account number in clear; None when there is none, or none that the key of today opens."""
    return _opened(application.bank_account_encrypted, application.bank_account_key_id)


def _shared(one: SellerApplication, other: SellerApplication) -> tuple[str, ...]:
    same = {
        "nik": one.nik_last_digits == other.nik_last_digits and nik_of(one) == nik_of(other) is not None,
        "phone": one.phone == other.phone != "",
        "bank_account": (one.bank_code, one.bank_account_last_digits)
        == (other.bank_code, other.bank_account_last_digits)
        and bank_account_of(one) == bank_account_of(other) is not None,
        "shop_name": one.shop_name.casefold() == other.shop_name.casefold(),
    }
    return tuple(what for what, is_same in same.items() if is_same)


def _opened(ciphertext: str | None, key_id: str | None) -> str | None:
    vault = Vault(setting("DATA_KEY"))
    return vault.open(Sealed(ciphertext, vault.key_id)) if ciphertext and key_id == vault.key_id else None


def _has_last_digits(column: InstrumentedAttribute[str], digits: str) -> ColumnElement[bool]:
    return and_(column != "", column == digits)


def _document(document_id: str) -> Select[Document]:
    return (
        select(Document)
        .join(SellerApplication, SellerApplication.id == Document.application_id)
        .where(Document.id == document_id, Document.archived_at.is_(None))
    )


def _chosen(filters: ApplicationFilter) -> list[ColumnElement[bool]]:
    return [_is_sent_in(filters.statuses), is_in_place(SellerApplication.district_code, filters.place_code)]


def _is_sent_in(statuses: Collection[ApplicationStatus]) -> ColumnElement[bool]:
    return SellerApplication.status.in_(statuses)
