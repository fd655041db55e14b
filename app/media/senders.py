"""Making the sizes of a picture."""

from collections.abc import Callable

from app.db import session
from app.errors import DomainError
from app.gateways import storage
from app.media import pictures
from app.models.media import Media, MediaStatus
from app.outbox import emit

WIDEST = max(pictures.WIDTHS)


def make_picture_sizes(media_id: str, *, key: str) -> Callable[[], None] | None:  # noqa: ARG001 - files have fixed names
    """Draw the picture anew in our sizes; one that cannot be read is marked and not tried again."""
    media = session.get_one(Media, media_id)
    status, source_name, whole_id, cut = media.status, media.source_name, media.cropped_from_id, media.cut
    session.rollback()
    if status != MediaStatus.PROCESSING or (source_name is None and whole_id is None):
        return None
    stores = storage.current()
    try:
        data = stores.private.read(source_name) if source_name else stores.public.read(f"{whole_id}/{WIDEST}.webp")
        files, size = pictures.make_sizes(data, cut)
    except DomainError as error:
        failure = error.code
        return lambda: _fail(media_id, failure)
    for name, data in files.items():
        stores.public.write(f"{media_id}/{name}", data)
    return lambda: _finish(media_id, size)


def _finish(media_id: str, size: tuple[int, int]) -> None:
    media = session.get_one(Media, media_id, with_for_update=True, populate_existing=True)
    if media.status == MediaStatus.PROCESSING:
        media.move_to(MediaStatus.READY, because="sizes made")
        media.width, media.height = size
        emit("media.ready", media_id=media.id)


def forget_original(media_id: str, *, key: str) -> None:  # noqa: ARG001 - forgetting twice is forgetting once
    """The original, with all that a phone writes into it, is not needed any more."""
    source_name = session.get_one(Media, media_id).source_name
    session.rollback()
    if source_name is not None:
        storage.current().private.delete(source_name)


def _fail(media_id: str, failure: str) -> None:
    media = session.get_one(Media, media_id, with_for_update=True, populate_existing=True)
    if media.status == MediaStatus.PROCESSING:
        media.move_to(MediaStatus.FAILED, because=failure)
        media.failure = failure
