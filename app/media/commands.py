"""Receiving pictures."""

import secrets

from app.db import session
from app.gateways import storage
from app.media import pictures
from app.models.media import Media
from app.outbox import emit


def store_original(data: bytes) -> str:
    """Keep a checked original in the private store before any row names it; returns its name.

    Raises NotAPicture, PictureTooLarge.
    """
    pictures.check(data)
    name = secrets.token_hex(16)
    storage.current().private.write(name, data)
    return name


def receive_picture(source_name: str, *, alt: str, purpose: str, uploaded_by_id: int | None) -> Media:
    """The row of a stored original; its sizes are made by the worker."""
    media = Media(
        id=secrets.token_hex(16), source_name=source_name, alt=alt, purpose=purpose, uploaded_by_id=uploaded_by_id
    )
    session.add(media)
    session.flush()
    emit("media.received", media_id=media.id)
    return media
