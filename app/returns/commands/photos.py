"""Photos of a case: kept by whoever shows them, looked at by admins on record."""

from collections.abc import Sequence

from app import audit
from app.db import session
from app.errors import DomainError
from app.i18n import _
from app.media import commands as media
from app.models.media import Document, DocumentKind
from app.models.returns import ReturnCase, ReturnPhoto
from app.returns import queries


def draw_photos(files: Sequence[bytes]) -> list[media.Paper]:
    """Draw all photos of a form before any row names them. Raises DomainError when one cannot be read: none is kept."""
    drawn = media.store_each(files, media.store_paper)
    papers = list(drawn.stored.values())
    if drawn.refusals:
        media.forget_originals(media.ids_of(papers))
        raise DomainError(
            " ".join(_("Foto ke-%(place)s: %(why)s", place=place, why=why) for place, why in drawn.refusals.items())
        )
    return papers


def attach_photos(case: ReturnCase, papers: Sequence[media.Paper], *, uploaded_by_id: int) -> None:
    """Keep drawn photos with a case."""
    for paper in papers:
        document = media.receive_document(paper, kind=DocumentKind.RETURN_PHOTO, uploaded_by_id=uploaded_by_id)
        session.add(ReturnPhoto(case_id=case.id, document_id=document.id))
        audit.record("document.received", document, case_id=case.id, kind=document.kind.value)
    session.flush()


def note_photo_seen(document_id: str) -> Document:
    """An admin looks at a photo. Raises NotFound."""
    document = queries.get_photo(document_id)
    audit.record("document.viewed", document)
    return document
