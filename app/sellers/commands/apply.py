"""Applying, step by step: whatever is saved stays, on any device, until it is sent in or forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from app import audit
from app.accounts.queries import accounts
from app.clock import now
from app.crypto import Vault
from app.db import insert_unless_there, session
from app.errors import NotFound
from app.media import commands as media
from app.models.account import Consent
from app.models.media import Document, DocumentKind
from app.models.requirement import RequirementRequest, Waiver
from app.models.seller import ApplicationStatus, SellerApplication
from app.outbox import emit
from app.regions import queries as regions
from app.requirements.commands import submissions as requirements
from app.requirements.commands.submissions import Shown
from app.requirements.queries import Subject
from app.requirements.rules import Stage
from app.sellers import rules
from app.sellers.errors import AlreadySelling, BeingReviewed, Incomplete, TooManyDocuments, UnconfirmedEmail
from app.sellers.queries import applications as queries
from app.sellers.queries import onboarding, shops
from app.settings import setting

EDITABLE = frozenset({ApplicationStatus.DRAFT, ApplicationStatus.NEEDS_INFO})
KEPT_FOR_ANOTHER_TRY = (
    "legal_name", "phone", "nik_encrypted", "nik_key_id", "nik_last_digits", "shop_name", "nib", "product_summary",
    "story", "street", "district_code", "village_code", "bank_code", "bank_holder", "bank_account_encrypted",
    "bank_account_key_id", "bank_account_last_digits", "business_form", "workers", "turnover_amount", "capital_amount",
)  # fmt: skip


@dataclass(frozen=True)
class Who:
    """The person; the phone is E.164, an empty NIK means the saved one."""

    legal_name: str
    phone: str
    nik: str


@dataclass(frozen=True)
class What:
    """The business; turnover of a year and capital in rupiah, capital if it is known."""

    shop_name: str
    product_summary: str
    story: str
    nib: str
    business_form: str
    workers: int
    turnover_amount: int
    capital_amount: int | None


@dataclass(frozen=True)
class Where:
    """The place; a village that is not of this district counts as not chosen yet."""

    district_code: str
    village_code: str
    street: str


@dataclass(frozen=True)
class Bank:
    """Where pay-outs go; an empty number means the saved one."""

    bank_code: str
    bank_holder: str
    bank_account: str


def save_who(applicant_id: int, facts: Who) -> SellerApplication:
    """Save the person. Raises BeingReviewed, AlreadySelling."""
    application = _open_application(applicant_id)
    application.legal_name, application.phone = facts.legal_name, facts.phone
    if facts.nik:
        sealed = Vault(setting("DATA_KEY")).seal(facts.nik)
        application.nik_encrypted, application.nik_key_id = sealed.ciphertext, sealed.key_id
        application.nik_last_digits = facts.nik[-4:]
    return _saved(application, rules.WHO)


def save_what(applicant_id: int, facts: What) -> SellerApplication:
    """Save the business. Raises BeingReviewed, AlreadySelling."""
    application = _open_application(applicant_id)
    application.shop_name, application.product_summary = facts.shop_name, facts.product_summary
    application.story, application.nib = facts.story, facts.nib
    application.business_form, application.workers = facts.business_form, facts.workers
    application.turnover_amount, application.capital_amount = facts.turnover_amount, facts.capital_amount
    return _saved(application, rules.WHAT)


def save_where(applicant_id: int, facts: Where) -> SellerApplication:
    """Save the place. Raises BeingReviewed, AlreadySelling."""
    application = _open_application(applicant_id)
    villages = {village.code for village in regions.villages_of(facts.district_code)}
    application.district_code, application.street = facts.district_code, facts.street
    application.village_code = facts.village_code if facts.village_code in villages else None
    return _saved(application, rules.WHERE)


def save_bank(applicant_id: int, facts: Bank) -> SellerApplication:
    """Save the bank account. Raises BeingReviewed, AlreadySelling."""
    application = _open_application(applicant_id)
    application.bank_code, application.bank_holder = facts.bank_code, facts.bank_holder
    if facts.bank_account:
        sealed = Vault(setting("DATA_KEY")).seal(facts.bank_account)
        application.bank_account_encrypted, application.bank_account_key_id = sealed.ciphertext, sealed.key_id
        application.bank_account_last_digits = facts.bank_account[-4:]
    return _saved(application, rules.BANK)


def attach_documents(applicant_id: int, papers: Sequence[tuple[DocumentKind, media.Paper]]) -> SellerApplication:
    """Keep drawn documents with the application. Raises BeingReviewed, AlreadySelling, TooManyDocuments."""
    application = _open_application(applicant_id)
    _check_room(application.id, len(papers))
    for kind, paper in papers:
        document = media.receive_document(paper, application_id=application.id, kind=kind, uploaded_by_id=applicant_id)
        audit.record("document.received", document, application_id=application.id, kind=kind.value)
    return _saved(application, rules.DOCUMENTS)


def check_may_attach(applicant_id: int, count: int) -> None:
    """Asked before files are drawn, so that nothing is drawn in vain.

    Raises AlreadySelling, BeingReviewed, TooManyDocuments.
    """
    if shops.has_shop(applicant_id):
        raise AlreadySelling
    application = queries.find_application_of(applicant_id)
    if application is not None and application.status in queries.WAITING:
        raise BeingReviewed
    _check_room(application.id if application is not None and application.status in EDITABLE else None, count)


def remove_document(applicant_id: int, document_id: str) -> None:
    """Take a document back. Raises NotFound, BeingReviewed."""
    application = _editable(queries.lock_open_application_of(applicant_id))
    document = queries.find_document_of(applicant_id, document_id)
    if document is None or document.application_id != application.id:
        raise NotFound
    media.archive_document(document)
    audit.record("document.removed", document, application_id=application.id)


def submit(applicant_id: int) -> SellerApplication:
    """Send the application in with the agreements that belong to it; a second time changes nothing.

    Raises NotFound, UnconfirmedEmail, Incomplete, AlreadySelling.
    """
    applicant = accounts.lock_user(applicant_id)
    application = queries.lock_open_application_of(applicant_id)
    if application.status not in EDITABLE:
        return application
    if shops.has_shop(applicant_id):
        raise AlreadySelling
    if applicant.confirmed_at is None:
        raise UnconfirmedEmail
    if rules.open_steps(onboarding.checklist_of(application, queries.documents_of(application.id))):
        raise Incomplete
    _agree(applicant_id)
    requirements.answer_requests(Subject(application_id=application.id))
    application.move_to(ApplicationStatus.SUBMITTED, because="sent in by the applicant")
    application.submitted_at = now()
    show_requirements(application)
    audit.record("application.submitted", application)
    emit("application.submitted", application_id=application.id)
    return application


def show_requirements(application: SellerApplication) -> None:
    """Submit what is there and was not submitted yet; what is not there any more is taken back."""
    subject, documents = Subject(application_id=application.id), queries.documents_of(application.id)
    for state in onboarding.checklist_of(application, documents):
        papers, latest = rules.papers_for(state, documents), state.latest
        if state.stage == Stage.READY:
            requirements.submit(subject, state.requirement, Shown(), papers, submitted_by_id=application.applicant_id)
        elif latest and state.stage == Stage.WAITING:
            requirements.add_papers(latest, papers)
        elif latest and state.stage == Stage.MISSING and latest.status in rules.UNDER_REVIEW_OR_ACCEPTED:
            requirements.withdraw(latest)


def begin_again(applicant_id: int) -> SellerApplication:
    """A new draft after a decision, with what was typed before but without documents; a second time changes nothing.

    Raises NotFound, AlreadySelling.
    """
    accounts.lock_user(applicant_id)
    before = queries.find_application_of(applicant_id)
    if before is None:
        raise NotFound
    if before.status in EDITABLE | queries.WAITING:
        return before
    if shops.has_shop(applicant_id):
        raise AlreadySelling
    application = SellerApplication(
        applicant_id=applicant_id, **{name: getattr(before, name) for name in KEPT_FOR_ANOTHER_TRY}
    )
    session.add(application)
    session.flush()
    audit.record("application.begun_again", application, after=before.id)
    return application


def forget_draft(application_id: int) -> int:
    """Delete a draft that nobody came back to, with its documents; returns how many drafts went."""
    query = select(SellerApplication).where(
        SellerApplication.id == application_id, SellerApplication.status == ApplicationStatus.DRAFT
    )
    application = session.scalar(query.with_for_update())
    if application is None:
        return 0
    audit.record("application.forgotten", application)
    for table in (Document, RequirementRequest, Waiver):
        session.execute(delete(table).where(table.application_id == application_id))
    session.delete(application)
    return 1


def _open_application(applicant_id: int) -> SellerApplication:
    """The one open application of the person, begun now if there is none, however many windows ask at once."""
    session.execute(
        insert_unless_there(SellerApplication).values(applicant_id=applicant_id, status=ApplicationStatus.DRAFT)
    )
    application = _editable(queries.lock_open_application_of(applicant_id))
    if shops.has_shop(applicant_id):
        raise AlreadySelling
    return application


def _check_room(application_id: int | None, count: int) -> None:
    present = len(queries.documents_of(application_id)) if application_id is not None else 0
    if present + count > rules.MOST_DOCUMENTS:
        raise TooManyDocuments(most=rules.MOST_DOCUMENTS)


def _editable(application: SellerApplication) -> SellerApplication:
    if application.status not in EDITABLE:
        raise BeingReviewed
    return application


def _saved(application: SellerApplication, step: str) -> SellerApplication:
    session.flush()
    audit.record("application.saved", application, step=step)
    return application


def _agree(applicant_id: int) -> None:
    is_live = Consent.user_id == applicant_id, Consent.withdrawn_at.is_(None)
    this_text = Consent.purpose.in_(rules.CONSENTS), Consent.text_version == rules.TEXT_VERSION
    given = set(session.scalars(select(Consent.purpose).where(*is_live, *this_text)))
    for purpose in rules.CONSENTS:
        if purpose not in given:
            session.add(Consent(user_id=applicant_id, purpose=purpose, text_version=rules.TEXT_VERSION))
