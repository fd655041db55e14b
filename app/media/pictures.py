"""Reading pictures of strangers and drawing them anew: no metadata, no scripts, no bombs."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pi_heif
from PIL import Image, ImageOps

from app.media.errors import NotAPicture, PictureTooLarge

WIDTHS = (320, 640, 1280)
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")
MOST_BYTES = 16 * 1024 * 1024
MOST_PIXELS = 50_000_000

pi_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


def check(data: bytes) -> None:
    """Look at the header only. Raises NotAPicture, PictureTooLarge."""
    if len(data) > MOST_BYTES:
        raise PictureTooLarge
    with _opened(data):
        pass


def make_sizes(data: bytes) -> tuple[dict[str, bytes], tuple[int, int]]:
    """The files `<width>.avif` and `<width>.webp`, and the size of the widest. Raises NotAPicture, PictureTooLarge."""
    with _opened(data) as source:
        source.draft("RGB", (max(WIDTHS), max(WIDTHS)))
        upright = ImageOps.exif_transpose(source).convert("RGB")
    files: dict[str, bytes] = {}
    picture = upright
    for width in sorted(WIDTHS, reverse=True):
        if picture.width > width:
            height = max(1, round(picture.height * width / picture.width))
            picture = picture.resize((width, height), Image.Resampling.LANCZOS)
        if width == max(WIDTHS):
            size = picture.size
        clean = Image.new("RGB", picture.size)
        clean.paste(picture)
        files[f"{width}.webp"] = _encoded(clean, "WEBP", quality=78, method=2)
        files[f"{width}.avif"] = _encoded(clean, "AVIF", quality=60, speed=8)
    return files, size


def _encoded(picture: Image.Image, kind: str, **options: int) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise PictureTooLarge
                yield picture
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise PictureTooLarge from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise NotAPicture from error
