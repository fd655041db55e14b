"""From a received file to public sizes, by the worker."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from app import worker
from app.db import session, transaction
from app.gateways import storage
from app.media import commands, senders
from app.media.errors import NotAPicture, PictureTooLarge
from app.media.pictures import MOST_BYTES
from app.models.media import Media, MediaStatus


def jpeg(*, keep: float = 1.0) -> bytes:
    out = BytesIO()
    Image.new("RGB", (800, 600), "maroon").save(out, "JPEG")
    data = out.getvalue()
    return data[: int(len(data) * keep)]


def receive(data: bytes) -> str:
    name = commands.store_original(data)
    with transaction():
        return commands.receive_picture(name, alt="Lada", purpose="product", uploaded_by_id=None).id


def media(media_id: str) -> Media:
    session.rollback()
    return session.get_one(Media, media_id, populate_existing=True)


def files(media_id: str) -> dict[str, bytes]:
    folder = storage.current().public.root / media_id
    return {path.name: path.read_bytes() for path in folder.glob("*")}


def original(media_id: str) -> Path:
    return storage.current().private.path_of(str(media(media_id).source_name))


def test_a_picture_gets_its_sizes_and_the_original_is_forgotten(app: Flask) -> None:
    media_id = receive(jpeg())
    assert (media(media_id).status, files(media_id), original(media_id).exists()) == (MediaStatus.PROCESSING, {}, True)
    worker.drain()
    row = media(media_id)
    assert (row.status, row.width, row.height) == (MediaStatus.READY, 800, 600)
    assert (len(files(media_id)), original(media_id).exists()) == (6, False)


def test_a_picture_that_cannot_be_read_is_marked_and_not_tried_again(
    app: Flask, emitted: Callable[[str], list[object]]
) -> None:
    media_id = receive(jpeg())
    original(media_id).write_bytes(jpeg(keep=0.7))  # a disk lost the rest
    worker.drain()
    row = media(media_id)
    assert (row.status, row.failure) == (MediaStatus.FAILED, "not_a_picture")
    assert (files(media_id), emitted("media.ready")) == ({}, [])


def test_sizes_that_are_made_again_are_made_once(app: Flask, emitted: Callable[[str], list[object]]) -> None:
    media_id = receive(jpeg())
    results = [senders.make_picture_sizes(media_id, key="delivery-1") for _ in range(2)]
    made = files(media_id)
    for record in results:
        assert record is not None
        with transaction():
            record()
    assert senders.make_picture_sizes(media_id, key="delivery-1") is None
    assert (files(media_id), len(emitted("media.ready"))) == (made, 1)
    for _ in range(2):
        senders.forget_original(media_id, key="delivery-2")
    assert not original(media_id).exists()


@pytest.mark.parametrize(
    ("data", "refusal"), [(b"<svg/>", NotAPicture), (b"", NotAPicture), (b"\xff" * (MOST_BYTES + 1), PictureTooLarge)]
)
def test_what_is_refused_leaves_no_file(app: Flask, data: bytes, refusal: type[Exception]) -> None:
    root = storage.current().private.root
    before = sorted(root.glob("*"))
    with pytest.raises(refusal):
        commands.store_original(data)
    assert sorted(root.glob("*")) == before
