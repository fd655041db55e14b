"""Reading pictures of strangers and drawing them anew: no metadata, no scripts, no bombs."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pi_heif
from PIL import Image, ImageOps

from app.media.errors import NotAPicture, PictureTooLarge
from app.media.gate import one_at_a_time
from app.models.media import Crop, CropPlace, Cut

WIDTHS = (320, 640, 1280)
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")
MOST_BYTES = 16 * 1024 * 1024
MOST_PIXELS = 50_000_000
PLAIN_MODES = ("L", "RGB", "RGBA", "CMYK", "YCbCr")
PAGE_SIDE = 1800
RATIOS = {Crop.SQUARE: (1, 1), Crop.WIDE: (4, 3)}
HALVES_AWAY = {CropPlace.START: 0, CropPlace.MIDDLE: 1, CropPlace.END: 2}

pi_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


def check(data: bytes) -> None:
    """Decode it, so that a damaged one is refused while its sender looks on.

    Raises NotAPicture, PictureTooLarge, TooBusy.
    """
    with _decoding(data, longest=1):
        pass


def make_sizes(data: bytes, cut: Cut | None = None) -> tuple[dict[str, bytes], tuple[int, int]]:
    """The files `<width>.avif` and `<width>.webp` of a picture or of what is cut out of it, and the size of the widest.

    Raises NotAPicture, PictureTooLarge, TooBusy.
    """
    files: dict[str, bytes] = {}
    with _upright(data, longest=2 * max(WIDTHS)) as upright:  # a tall one still has the full width
        picture = upright if cut is None else _cut_out(upright, cut)
        for width in sorted(WIDTHS, reverse=True):
            if picture.width > width:
                height = max(1, round(picture.height * width / picture.width))
                picture = picture.resize((width, height), Image.Resampling.LANCZOS)
            if width == max(WIDTHS):
                size = picture.size
            files[f"{width}.webp"] = _encoded(picture, "WEBP", quality=78, method=2)
            files[f"{width}.avif"] = _encoded(picture, "AVIF", quality=60, speed=8)
    return files, size


def _cut_out(picture: Image.Image, cut: Cut) -> Image.Image:
    """A part of it, as large as it can be."""
    across, down = RATIOS[cut.shape]
    width = min(picture.width, max(1, picture.height * across // down))
    height = min(picture.height, max(1, picture.width * down // across))
    left, top = (
        left_over * HALVES_AWAY[cut.place] // 2 for left_over in (picture.width - width, picture.height - height)
    )
    return picture.crop((left, top, left + width, top + height))


def make_page(data: bytes) -> bytes:
    """One readable WebP page of a photographed document. Raises NotAPicture, PictureTooLarge, TooBusy."""
    with _upright(data, longest=PAGE_SIDE) as picture:
        return _encoded(picture, "WEBP", quality=80, method=2)


def _encoded(picture: Image.Image, kind: str, **options: int) -> bytes:
    out = BytesIO()
    picture.save(out, kind, exif=b"", icc_profile=None, **options)
    return out.getvalue()


@contextmanager
def _upright(data: bytes, *, longest: int) -> Iterator[Image.Image]:
    """The pixels and nothing else, no side longer than this: made small before anything else is done with them."""
    with _decoding(data, longest=longest) as source:
        small = source if source.mode in PLAIN_MODES else source.convert("RGBA")
        small.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        upright = ImageOps.exif_transpose(small)
        clean = Image.new("RGB", upright.size, "white")
        clean.paste(upright.convert("RGB"), mask=_opacity(upright))
        yield clean


@contextmanager
def _decoding(data: bytes, *, longest: int) -> Iterator[Image.Image]:
    if len(data) > MOST_BYTES:
        raise PictureTooLarge
    with one_at_a_time(), _opened(data) as source:
        source.draft("RGB", (longest, longest))
        source.load()
        yield source


def _opacity(picture: Image.Image) -> Image.Image | None:
    """What of it is opaque; the rest stays white."""
    return picture.convert("RGBA").getchannel("A") if picture.has_transparency_data else None


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
