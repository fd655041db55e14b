"""Photos of a case: kept by whoever shows them, looked at by admins on record."""

from collections.abc import Sequence

from app import audit
from app.db import session
from app.errors import DomainError
from app.i18n import _
from app.media import commands as media
from app.models.media import Document, DocumentKind
from app.models.returns import ReturnCase, ReturnPhoto
from app.outbox import emit
from app.returns import queries, rules
from app.returns.errors import NoPhotoChosen, TooLateForPhotos


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


def draw_more_photos(files: Sequence[bytes]) -> list[media.Paper]:
    """Draw all photos of a form that is about nothing else. Raises NoPhotoChosen, DomainError as `draw_photos`."""
    if not files:
        raise NoPhotoChosen
    return draw_photos(files)


def check_may_show_more(case: ReturnCase) -> None:
    """Asked before photos are drawn too, so that nothing is drawn in vain. Raises TooLateForPhotos."""
    if not case.is_undecided:
        raise TooLateForPhotos


def show_more_of_buyer(number: str, papers: Sequence[media.Paper], *, buyer_id: int) -> None:
    """The buyer shows more while nobody has decided; the same photo twice is one.

    Raises NotFound, TooLateForPhotos, TooManyPhotos.
    """
    _show_more(queries.get_case_of_buyer(number, buyer_id).number, papers, uploaded_by_id=buyer_id)


def show_more_of_seller(number: str, papers: Sequence[media.Paper], *, seller_id: int, member_id: int) -> None:
    """The seller shows more while nobody has decided; the same photo twice is one.

    Raises NotFound, TooLateForPhotos, TooManyPhotos.
    """
    _show_more(queries.get_case_of_seller(number, seller_id).number, papers, uploaded_by_id=member_id)


def attach_photos(case: ReturnCase, papers: Sequence[media.Paper], *, uploaded_by_id: int) -> int:
    """Keep drawn photos with a locked case, but those that the same side has shown before; returns how many.

    Raises TooManyPhotos.
    """
    shown = queries.documents_shown_with(case, uploaded_by_id)
    known = [media.read_pages(document) for document in shown]
    repeated = [paper for paper in papers if known and media.read_pages(paper) in known]
    fresh = [paper for paper in papers if paper not in repeated]
    rules.check_room(len(fresh), len(shown))
    media.forget_originals(media.ids_of(repeated))
    for paper in fresh:
        document = media.receive_document(paper, kind=DocumentKind.RETURN_PHOTO, uploaded_by_id=uploaded_by_id)
        session.add(ReturnPhoto(case_id=case.id, document_id=document.id))
        audit.record("document.received", document, case_id=case.id, kind=document.kind.value)
    session.flush()
    return len(fresh)


def note_photo_seen(document_id: str) -> Document:
    """An admin looks at a photo. Raises NotFound."""
    document = queries.get_photo(document_id)
    audit.record("document.viewed", document)
    return document


def _show_more(number: str, papers: Sequence[media.Paper], *, uploaded_by_id: int) -> None:
    case = queries.lock_case(number)
    check_may_show_more(case)
    added = attach_photos(case, papers, uploaded_by_id=uploaded_by_id)
    if added:
        audit.record("return_case.photos_added", case, photos=added)
        emit("return_case.photos_added", case_id=case.id, user_id=uploaded_by_id)
