"""Pictures of strangers are drawn anew: no metadata, no scripts, no bombs."""

import struct
import time
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from app.media import pictures
from app.media.errors import NotAPicture, PictureTooLarge
from app.models.media import Crop, CropPlace, Cut
from tests.files import photo

ORIENTATION, GPS, MAKE = 0x0112, 0x8825, 0x010F
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,"


def encoded(kind: str, size: tuple[int, int] = (1600, 1200), mode: str = "RGB", **options: Any) -> bytes:
    out = BytesIO()
    Image.new(mode, size, "maroon").save(out, kind, **options)
    return out.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_that_claims(width: int, height: int) -> bytes:
    """A few bytes that say they are a huge picture."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100))


def opened(data: bytes) -> Image.Image:
    picture = Image.open(BytesIO(data))
    picture.load()
    return picture


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_picture_becomes_three_widths_in_two_formats(kind: str) -> None:
    files, size = pictures.make_sizes(encoded(kind))
    assert size == (1280, 960)
    assert sorted(files) == ["1280.avif", "1280.webp", "320.avif", "320.webp", "640.avif", "640.webp"]
    for name, data in files.items():
        width, _, ext = name.partition(".")
        picture = opened(data)
        assert (picture.width, picture.height, picture.format) == (int(width), int(width) * 3 // 4, ext.upper())


@pytest.mark.parametrize("is_wide", [False, True])
@pytest.mark.parametrize(("place", "shades"), [("start", (0, 127)), ("middle", (64, 191)), ("end", (127, 255))])
def test_a_part_is_cut_from_where_its_owner_says(place: str, shades: tuple[int, int], is_wide: bool) -> None:
    """The photo goes from black to white: from its top to its bottom, and a wide one from left to right."""
    source = opened(photo(size=(300, 600)))
    out = BytesIO()
    (source.transpose(Image.Transpose.TRANSPOSE) if is_wide else source).save(out, "PNG")
    files, size = pictures.make_sizes(out.getvalue(), Cut(Crop.SQUARE, CropPlace(place)))
    cut = opened(files["320.webp"]).convert("L")
    ends = ((2, 150), (297, 150)) if is_wide else ((150, 2), (150, 297))
    assert size == (300, 300)
    assert tuple(cut.getpixel(end) for end in ends) == pytest.approx(shades, abs=8)


def test_a_small_picture_is_never_made_larger() -> None:
    files, size = pictures.make_sizes(encoded("PNG", (200, 100)))
    assert size == (200, 100)
    assert {opened(data).size for data in files.values()} == {(200, 100)}


@pytest.mark.parametrize("mode", ["L", "1", "P", "RGBA", "CMYK"])
def test_every_way_of_colouring_can_be_read(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    files, _size = pictures.make_sizes(encoded(kind, (400, 300), mode))
    assert opened(files["320.webp"]).mode == "RGB"


def test_what_a_phone_writes_into_a_picture_is_gone_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = 6, "Telepon Dewi"
    exif[GPS] = {1: "S", 2: (2.0, 8.0, 0.0)}
    files, size = pictures.make_sizes(encoded("JPEG", (400, 300), exif=exif))
    assert size == (300, 400)
    for data in files.values():
        assert not opened(data).getexif()
        assert b"Telepon" not in data


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize("notes", [b"", b"II*\0\xff\xff\xff\xff", b"MM\0*\0\0\0\x08\xff\xff\x01\x12", b"XX*\0"])
def test_damaged_notes_of_a_phone_do_not_stop_a_good_picture(notes: bytes) -> None:
    files, _size = pictures.make_sizes(encoded("JPEG", (400, 300), exif=b"Exif\0\0" + notes))
    assert len(files) == 6


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xd8\xff", b"<html>", SVG, GIF, b"%PDF-1.7", b"\0" * 1000, b"RIFF\0\0\0\0WEBP"]
)
def test_what_is_no_picture_is_refused_at_the_door(data: bytes) -> None:
    with pytest.raises(NotAPicture):
        pictures.check(data)
    with pytest.raises(NotAPicture):
        pictures.make_sizes(data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_picture_that_was_cut_off_is_refused(kind: str) -> None:
    whole = encoded(kind)
    with pytest.raises(NotAPicture):
        pictures.make_sizes(whole[: len(whole) * 2 // 3])


@pytest.mark.parametrize("size", [(30_000, 30_000), (2**31 - 1, 2**31 - 1), (50_000_001, 1)])
def test_a_bomb_is_refused_at_once(size: tuple[int, int]) -> None:
    started = time.monotonic()
    for look in (pictures.check, pictures.make_sizes):
        with pytest.raises(PictureTooLarge):
            look(png_that_claims(*size))
    assert time.monotonic() - started < 1


def test_too_many_bytes_are_refused_at_the_door() -> None:
    with pytest.raises(PictureTooLarge):
        pictures.check(encoded("JPEG", (10, 10)) + b"\0" * pictures.MOST_BYTES)


def test_what_one_could_see_through_becomes_white() -> None:
    drawn = Image.new("RGBA", (400, 300), (0, 0, 0, 0))
    drawn.paste((200, 0, 0, 255), (0, 0, 100, 100))
    out = BytesIO()
    drawn.save(out, "PNG")
    files, _size = pictures.make_sizes(out.getvalue())
    shown = Image.open(BytesIO(files["320.webp"]))
    assert (shown.getpixel((300, 200)), shown.getpixel((40, 40))[1] < 20) == ((255, 255, 255), True)
