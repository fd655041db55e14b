"""What somebody must show, as data: requirements, what was submitted for them, and what was waived."""

from collections.abc import Mapping, Set
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.account import User
from app.models.base import Base, Code, CreatedAt, Id, Key, Line, Words, choice
from app.models.catalog import Category
from app.models.media import Document
from app.models.state import Stateful

ONE_SUBJECT = "(application_id IS NULL) <> (seller_id IS NULL)"
IN_FORCE = text("revoked_at IS NULL")


class Purpose(StrEnum):
    ONBOARDING = "onboarding"
    OPENING = "opening"
    PERMIT = "permit"
    PROGRAMME = "programme"


class Evidence(StrEnum):
    COMPUTED = "computed"
    ATTESTED = "attested"
    VERIFIED = "verified"


class Proof(StrEnum):
    ISSUED = "issued"
    FILED = "filed"


class SubmissionStatus(StrEnum):
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    REPLACED = "replaced"


class Effect(StrEnum):
    NEEDED = "needed"
    EXEMPT = "exempt"


class AnswerKind(StrEnum):
    APPLICATION_QUESTION = "application_question"
    APPLICATION_REJECTION = "application_rejection"
    PERMIT_REJECTION = "permit_rejection"
    LISTING_REJECTION = "listing_rejection"


class Requirement(Base):
    """One thing to show, with its legal dates; both dates are inclusive, in Jakarta.

    `needed_when` is a list of conditions of which one must hold: none at all means offered but never needed, an empty
    condition means always. `filed_counts_when` says the same about an application that was filed but not granted yet.
    `instead` are codes of requirements that do as well; `badge` is the kind of permit that buyers see, `issuer`
    who issues it. `warn_days` says how many days ahead of the end of what was accepted its owner is told. What an admin
    changed is the admin's: what comes with the shop leaves the columns in `changed_fields` alone,
    until an admin says one as it came.
    """

    __tablename__ = "requirements"
    __table_args__ = (
        CheckConstraint("effective_until >= effective_from", name="effective"),
        CheckConstraint("valid_days > 0 AND filed_days > 0", name="days"),
    )

    id: Mapped[Id]
    code: Mapped[Code] = mapped_column(unique=True)
    purpose: Mapped[Purpose] = mapped_column(choice(Purpose, "purpose"))
    evidence: Mapped[Evidence] = mapped_column(choice(Evidence, "evidence"))
    decided_by: Mapped[Code] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[Line]
    explanation: Mapped[Words] = mapped_column(default="")
    where_to_get: Mapped[Words] = mapped_column(default="")
    source: Mapped[Words] = mapped_column(default="")
    number_label: Mapped[Line] = mapped_column(default="")
    badge: Mapped[Code] = mapped_column(default="")
    issuer: Mapped[Line] = mapped_column(default="")
    effective_from: Mapped[date] = mapped_column(Date)
    effective_until: Mapped[date | None] = mapped_column(Date)
    valid_days: Mapped[int | None]
    filed_days: Mapped[int | None]
    needed_when: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    filed_counts_when: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    instead: Mapped[list[str]] = mapped_column(default=list)
    warn_days: Mapped[list[int]] = mapped_column(JSON, default=list)
    changed_by_id: Mapped[Key | None] = mapped_column(ForeignKey("users.id"))
    changed_fields: Mapped[list[str]] = mapped_column(default=list)

    categories: Mapped[list["RequirementCategory"]] = relationship(viewonly=True)


class RequirementCategory(Base):
    """What a requirement means for the products of a category and of those below it, whatever else they are."""

    __tablename__ = "requirement_categories"

    requirement_id: Mapped[Key] = mapped_column(ForeignKey("requirements.id"), primary_key=True)
    category_id: Mapped[Key] = mapped_column(ForeignKey("categories.id"), primary_key=True)
    effect: Mapped[Effect] = mapped_column(choice(Effect, "effect"))

    category: Mapped[Category] = relationship(viewonly=True)


class Submission(Stateful, Base):
    """What somebody showed for a requirement. The number is encrypted; both dates are inclusive, in Jakarta.

    `warned_days` is how many days ahead of its end the owner was warned last.
    """

    __tablename__ = "submissions"
    __table_args__ = (
        CheckConstraint(ONE_SUBJECT, name="one_subject"),
        CheckConstraint("valid_until >= issued_on", name="dates"),
        Index(None, "seller_id", "requirement_id"),
        Index(None, "application_id"),
        Index(None, "status", "valid_until"),
        Index(None, "status", "submitted_at"),
    )
    TRANSITIONS: ClassVar[Mapping[SubmissionStatus, Set[SubmissionStatus]]] = {
        SubmissionStatus.SUBMITTED: {
            SubmissionStatus.ACCEPTED,
            SubmissionStatus.REJECTED,
            SubmissionStatus.WITHDRAWN,
        },
        SubmissionStatus.ACCEPTED: {
            SubmissionStatus.WITHDRAWN,
            SubmissionStatus.EXPIRED,
            SubmissionStatus.REPLACED,
        },
    }

    id: Mapped[Id]
    requirement_id: Mapped[Key] = mapped_column(ForeignKey("requirements.id"))
    application_id: Mapped[Key | None] = mapped_column(ForeignKey("seller_applications.id"))
    seller_id: Mapped[Key | None] = mapped_column(ForeignKey("sellers.id"))
    status: Mapped[SubmissionStatus] = mapped_column(
        choice(SubmissionStatus, "status"), default=SubmissionStatus.SUBMITTED
    )
    proof: Mapped[Proof] = mapped_column(choice(Proof, "proof"), default=Proof.ISSUED)
    number_encrypted: Mapped[Words | None]
    number_key_id: Mapped[Code | None]
    number_masked: Mapped[Line] = mapped_column(default="")
    issued_on: Mapped[date | None] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    warned_days: Mapped[int | None]
    submitted_by_id: Mapped[Key | None] = mapped_column(ForeignKey("users.id"))
    submitted_at: Mapped[CreatedAt]
    decided_by_id: Mapped[Key | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    decision_note: Mapped[Words] = mapped_column(default="")

    requirement: Mapped[Requirement] = relationship(viewonly=True)
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id], viewonly=True)
    documents: Mapped[list[Document]] = relationship(
        secondary="submission_documents", order_by=Document.created_at, viewonly=True
    )


class SubmissionDocument(Base):
    """A private file that shows what was submitted."""

    __tablename__ = "submission_documents"
    __table_args__ = (UniqueConstraint("document_id"),)

    submission_id: Mapped[Key] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    document_id: Mapped[str] = mapped_column(String(32), ForeignKey("documents.id"), primary_key=True)


class Waiver(Base):
    """A reviewer's reasoned word that somebody need not show something, for good or until a day."""

    __tablename__ = "waivers"
    __table_args__ = (
        CheckConstraint(ONE_SUBJECT, name="one_subject"),
        *(
            Index(
                f"uq_waivers_of_{subject}",
                "requirement_id",
                f"{subject}_id",
                unique=True,
                sqlite_where=IN_FORCE,
                postgresql_where=IN_FORCE,
            )
            for subject in ("application", "seller")
        ),
    )

    id: Mapped[Id]
    requirement_id: Mapped[Key] = mapped_column(ForeignKey("requirements.id"))
    application_id: Mapped[Key | None] = mapped_column(ForeignKey("seller_applications.id"))
    seller_id: Mapped[Key | None] = mapped_column(ForeignKey("sellers.id"))
    reason: Mapped[Words]
    valid_until: Mapped[date | None] = mapped_column(Date)
    granted_by_id: Mapped[Key | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[Key | None] = mapped_column(ForeignKey("users.id"))
    revoked_reason: Mapped[Words] = mapped_column(default="")

    granted_by: Mapped[User | None] = relationship(foreign_keys=[granted_by_id], viewonly=True)
    revoked_by: Mapped[User | None] = relationship(foreign_keys=[revoked_by_id], viewonly=True)


class RequirementRequest(Base):
    """A reviewer wants this to be shown, or shown anew; the answer ends it."""

    __tablename__ = "requirement_requests"
    __table_args__ = (CheckConstraint(ONE_SUBJECT, name="one_subject"), Index(None, "application_id"))

    id: Mapped[Id]
    requirement_id: Mapped[Key] = mapped_column(ForeignKey("requirements.id"))
    application_id: Mapped[Key | None] = mapped_column(ForeignKey("seller_applications.id"))
    seller_id: Mapped[Key | None] = mapped_column(ForeignKey("sellers.id"))
    asked_by_id: Mapped[Key] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]
    answered_at: Mapped[datetime | None]

    requirement: Mapped[Requirement] = relationship(viewonly=True)


class ReadyAnswer(Base):
    """Words that reviewers keep ready for a question or a refusal; what was sent stays as it was sent."""

    __tablename__ = "ready_answers"

    id: Mapped[Id]
    kind: Mapped[AnswerKind] = mapped_column(choice(AnswerKind, "kind"))
    title: Mapped[Line]
    text: Mapped[Words]
    created_at: Mapped[CreatedAt]
    archived_at: Mapped[datetime | None]
