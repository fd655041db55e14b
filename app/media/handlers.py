"""What follows once a picture has its sizes."""

from sqlalchemy import select

from app.db import session
from app.models.media import Media, MediaStatus
from app.outbox import emit


def ask_for_crops(media_id: str) -> None:
    """What is to be cut out of this picture can be drawn now."""
    waits = Media.cropped_from_id == media_id, Media.status == MediaStatus.PROCESSING, Media.archived_at.is_(None)
    for crop_id in session.scalars(select(Media.id).where(*waits)):
        emit("media.received", media_id=crop_id)
