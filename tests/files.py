"""Files that people send: good ones, and twenty-five that lie, burst or hide something."""

import struct
import zipfile
import zlib
from functools import cache
from io import BytesIO

import pillow_heif
import pypdfium2
from PIL import Image, PngImagePlugin

MARK = b"MARK-7f3a-of-a-stranger"  # stands in every hostile file and in nothing we keep or show
SCRIPT = b"<script>alert('" + MARK + b"')</script>"


def photo(kind: str = "JPEG", size: tuple[int, int] = (640, 480), **options: object) -> bytes:
    """A picture with every colour in it."""
    if kind == "HEIF":
        pillow_heif.register_heif_opener()
    out = BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def photo_with_place() -> bytes:
    """A photo whose metadata says where it was taken, and more."""
    exif = Image.Exif()
    exif[0x010E] = MARK.decode()
    exif.get_ifd(0x8825)[1] = "S"
    return photo(exif=exif.tobytes(), comment=MARK)


def pdf(pages: int = 1) -> bytes:
    """A PDF with empty pages."""
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(595, 842)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


@cache
def hostile() -> dict[str, tuple[str, bytes]]:
    """Twenty-five files by what is wrong with them, each with the name it comes under."""
    good, paper = photo(), pdf()
    return {
        "text called a photo": ("foto.jpg", MARK * 50),
        "a script called a photo": ("foto.png", b"#!/bin/sh\necho " + MARK),
        "a program called a photo": ("foto.jpg", b"MZ" + bytes(512) + MARK),
        "SVG with a script": ("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>"),
        "SVG called a photo": ("foto.jpg", b'<?xml version="1.0"?><svg onload="' + MARK + b'"/>'),
        "HTML": ("halaman.html", b"<!doctype html>" + SCRIPT),
        "HTML in a GIF's clothes": ("foto.gif", b"GIF89a/*" + SCRIPT + b"*/"),
        "HTML behind the head of a JPEG": ("foto.jpg", good[:20] + SCRIPT),
        "HTML after a whole JPEG": ("foto.jpg", good + SCRIPT),
        "a PDF after a whole JPEG": ("foto.jpg", good + paper + MARK),
        "a JPEG after a whole PDF": ("surat.pdf", paper + MARK + good),
        "a ZIP after a whole JPEG": ("foto.jpg", good + _zip(MARK)),
        "a PDF that runs a script": (
            "surat.pdf",
            b"%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(" + MARK + b")>>>>",
        ),
        "a photo with a place in it": ("foto.jpg", photo_with_place()),
        "a PNG with text in it": ("foto.png", _png_with_text()),
        "50,000 × 50,000 pixels": ("foto.png", _png_head(50_000, 50_000) + MARK),
        "2^31 pixels wide": ("foto.png", _png_head(2**31 - 1, 1) + MARK),
        "a ZIP of zeros": ("foto.zip", _zip(bytes(20_000_000)) + MARK),
        "a PNG whose text unpacks to 60 MB": ("foto.png", _png_text_bomb()),
        "nothing": ("foto.jpg", b""),
        "half a photo": ("foto.jpg", good[: len(good) // 2]),
        "half a PDF": ("surat.pdf", paper[: len(paper) // 3] + MARK),
        "20 MB": ("foto.jpg", good + MARK + bytes(20_000_000)),
        "a name that climbs": ("../../../../etc/passwd\0.jpg", MARK),
        "a name of 400 letters": ("a" * 396 + ".jpg", MARK),
    }


def _zip(content: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("isi.txt", content)
    return out.getvalue()


def _png_with_text() -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", SCRIPT.decode())
    return photo("PNG", pnginfo=text)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png_head(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(bytes(1000)))


def _png_text_bomb() -> bytes:
    good = photo("PNG")
    bomb = _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(MARK + bytes(60_000_000), 9))
    return good[:33] + bomb + good[33:]
