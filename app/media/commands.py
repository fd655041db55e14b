"""Receiving files: looked at before any row names them; what people see is drawn anew.

The sizes of a public picture are made by the worker. The pages of a private document are drawn while its sender waits:
a damaged one is refused in a sentence, and what was sent is never kept.
"""

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.clock import now
from app.crypto import Vault
from app.db import session
from app.errors import DomainError
from app.gateways import storage
from app.media import papers, pictures
from app.media.errors import NotAPicture, TookTooLong
from app.models.media import Cut, Document, DocumentKind, Media, MediaStatus
from app.outbox import emit
from app.settings import setting

LONGEST_SECONDS = 10.0

Stored = TypeVar("Stored")


@dataclass(frozen=True)
class Paper:
    """Drawn and encrypted pages in the private store that no row names yet."""

    id: str
    pages: int
    key_id: str


@dataclass(frozen=True)
class Kept(Generic[Stored]):
    """What was stored, and why the other files were refused, both by their places from 1."""

    stored: dict[int, Stored]
    refusals: dict[int, str]


def store_original(data: bytes) -> str:
    """Keep a checked original in the private store before any row names it; returns its name.

    Raises NotAPicture, PictureTooLarge.
    """
    pictures.check(data)
    name = secrets.token_hex(16)
    storage.current().private.write(name, data)
    return name


def store_each(files: Sequence[bytes], store: Callable[[bytes], Stored]) -> Kept[Stored]:
    """Store those of some files that can be read; the others leave nothing but the sentence that refuses them.

    No sender holds a thread of the server for long: when the time is over, the rest is to be sent again.
    """
    stored: dict[int, Stored] = {}
    refusals = {}
    until = time.monotonic() + LONGEST_SECONDS
    for place, data in enumerate(files, 1):
        try:
            if time.monotonic() > until:
                raise TookTooLong
            stored[place] = store(data)
        except DomainError as error:
            refusals[place] = str(error.message)
    return Kept(stored, refusals)


def forget_originals(names: Sequence[str]) -> None:
    """Delete originals, or all pages of papers, that no row is going to name."""
    for name in names:
        storage.current().private.delete(name)


@contextmanager
def forgotten_when_refused(names: Sequence[str]) -> Iterator[None]:
    """Forget these originals or papers when what would name them is refused; around the transaction that does."""
    try:
        yield
    except DomainError:
        forget_originals(names)
        raise


def receive_picture(source_name: str, *, alt: str, purpose: str, uploaded_by_id: int | None) -> Media:
    """The row of a stored original; its sizes are made by the worker."""
    media = Media(
        id=secrets.token_hex(16), source_name=source_name, alt=alt, purpose=purpose, uploaded_by_id=uploaded_by_id
    )
    session.add(media)
    session.flush()
    emit("media.received", media_id=media.id)
    return media


def crop_picture(media: Media, cut: Cut | None) -> Media:
    """A part of the same shot; without a cut the whole one. The one it had stays until `archive_cut`.

    Raises NotAPicture for one that could not be drawn.
    """
    whole = session.get_one(Media, media.cropped_from_id or media.id, with_for_update=True, populate_existing=True)
    if whole.status == MediaStatus.FAILED:
        raise NotAPicture
    if cut is None:
        return whole
    part = Media(
        id=secrets.token_hex(16),
        alt=media.alt,
        purpose=whole.purpose,
        uploaded_by_id=whole.uploaded_by_id,
        crop=cut.shape,
        crop_place=cut.place,
        cropped_from_id=whole.id,
    )
    session.add(part)
    session.flush()
    if whole.status == MediaStatus.READY:
        emit("media.received", media_id=part.id)
    return part


def archive_cut(media: Media) -> None:
    """This part of a shot is not shown any more, while the shot is; the whole one stays for other cuts."""
    if media.cropped_from_id is not None:
        media.archived_at = now()


def archive_picture(media: Media) -> None:
    """The picture is not shown any more, nor what it was cut from; files are swept when no cache shows them either."""
    media.archived_at = now()
    if media.cropped_from_id is not None:
        session.get_one(Media, media.cropped_from_id).archived_at = media.archived_at


def store_paper(data: bytes) -> Paper:
    """Draw a document and keep its pages encrypted in the private store. Raises NotADocument, PictureTooLarge."""
    vault = Vault(setting("DATA_KEY"))
    pages = papers.draw_pages(data)
    paper = Paper(secrets.token_hex(16), len(pages), vault.key_id)
    for number, page in enumerate(pages, 1):
        storage.current().private.write(page_name(paper.id, number), vault.seal_bytes(page))
    return paper


def store_papers(files: Sequence[bytes]) -> list[Paper]:
    """Keep all documents of a form, or none. Raises NotADocument, PictureTooLarge for the first that cannot be read."""
    stored: list[Paper] = []
    for data in files:
        with forgotten_when_refused(ids_of(stored)):
            stored.append(store_paper(data))
    return stored


def ids_of(papers: Sequence[Paper]) -> list[str]:
    """What papers are called in the private store."""
    return [paper.id for paper in papers]


def receive_document(
    paper: Paper, *, kind: DocumentKind, uploaded_by_id: int, application_id: int | None = None
) -> Document:
    """The row of a stored document; without an application, another row has to name it."""
    document = Document(
        id=paper.id,
        application_id=application_id,
        kind=kind,
        pages=paper.pages,
        key_id=paper.key_id,
        uploaded_by_id=uploaded_by_id,
    )
    session.add(document)
    session.flush()
    return document


def archive_document(document: Document) -> None:
    """Nobody sees the document any more; its pages are swept a day later."""
    document.archived_at = now()


def read_page(document: Document | Paper, number: int) -> bytes:
    """One page as WebP. Raises FileNotFoundError, KeyError when it was sealed with another key."""
    sealed = storage.current().private.read(page_name(document.id, number))
    return Vault(setting("DATA_KEY")).open_bytes(sealed, key_id=document.key_id)


def read_pages(document: Document | Paper) -> list[bytes]:
    """All pages as WebP; none when one of them cannot be read any more."""
    try:
        return [read_page(document, number) for number in range(1, document.pages + 1)]
    except (FileNotFoundError, KeyError):
        return []


def page_name(document_id: str, number: int) -> str:
    """What a page is called in the private store."""
    return f"{document_id}/{number}.webp"
