"""Which files are still needed."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import exists, func, or_, select

from app.db import session
from app.models.media import Document, Media, MediaStatus
from app.models.payment import TransferProof
from app.models.payout import TurnoverStatement
from app.models.requirement import Submission, SubmissionDocument, SubmissionStatus
from app.models.returns import ReturnCase, ReturnPhoto
from app.models.seller import SellerApplication

STILL_IN_CACHES = timedelta(days=30)  # how long the files of an archived picture stay

PAPERS_OF_TRADE = (TurnoverStatement.document_id, TransferProof.document_id)  # kept as long as the books

IN_USE = (SubmissionStatus.SUBMITTED, SubmissionStatus.ACCEPTED)


def originals_needed(names: Iterable[str]) -> set[str]:
    """Originals of which the worker has yet to make the sizes."""
    is_waiting = Media.source_name.in_(list(names)), Media.status == MediaStatus.PROCESSING
    return set(session.scalars(select(Media.source_name).where(*is_waiting)))


def pictures_needed(media_ids: Iterable[str], *, archived_after: datetime) -> set[str]:
    """Pictures that are shown, or were until a moment ago."""
    is_archived = Media.archived_at < archived_after
    return set(session.scalars(select(Media.id).where(Media.id.in_(list(media_ids)), is_archived.is_not(True))))


def documents_needed(
    document_ids: Iterable[str], *, archived_after: datetime, decided_after: datetime, traded_after: datetime
) -> set[str]:
    """Documents of applications, permits and return cases that are open or ended lately; papers of younger trade.

    What no row names any more is not among them.
    """
    is_archived = Document.archived_at < archived_after
    is_of_application = SellerApplication.id.is_not(None) & (SellerApplication.decided_at < decided_after).is_not(True)
    is_of_case = ReturnCase.id.is_not(None) & (ReturnCase.closed_at < decided_after).is_not(True)
    is_of_permit = exists().where(
        SubmissionDocument.document_id == Document.id,
        SubmissionDocument.submission_id == Submission.id,
        Submission.seller_id.is_not(None),
        or_(
            Submission.status.in_(IN_USE),
            func.coalesce(Submission.decided_at, Submission.submitted_at) >= decided_after,
        ),
    )
    is_of_trade = or_(*(exists().where(column == Document.id) for column in PAPERS_OF_TRADE))
    return set(
        session.scalars(
            select(Document.id)
            .outerjoin(SellerApplication, SellerApplication.id == Document.application_id)
            .outerjoin(ReturnPhoto, ReturnPhoto.document_id == Document.id)
            .outerjoin(ReturnCase, ReturnCase.id == ReturnPhoto.case_id)
            .where(
                Document.id.in_(list(document_ids)),
                is_archived.is_not(True),
                or_(is_of_application, is_of_case, is_of_permit, is_of_trade & (Document.created_at >= traded_after)),
            )
        )
    )
