"""Documents of strangers, photographed or as PDF, become drawn pages that carry none of the bytes that were sent."""

import subprocess
import sys
from pathlib import Path

from app.media import pictures
from app.media.errors import NotADocument, NotAPicture, PictureTooLarge
from app.media.gate import one_at_a_time

PDF = b"%PDF-"
PDF_PAGES = Path(__file__).with_name("pdf_pages.py")
LONGEST_SECONDS = 9.0


def draw_pages(data: bytes) -> list[bytes]:
    """The pages as WebP. Raises NotADocument, PictureTooLarge, TooBusy."""
    if len(data) > pictures.MOST_BYTES:
        raise PictureTooLarge
    if data.startswith(PDF):
        return _pages_of_pdf(data)
    try:
        return [pictures.make_page(data)]
    except NotAPicture as error:
        raise NotADocument from error


def _pages_of_pdf(data: bytes) -> list[bytes]:
    command = [sys.executable, "-I", str(PDF_PAGES)]
    try:
        with one_at_a_time():
            drawn = subprocess.run(  # noqa: S603 - our own script
                command, input=data, capture_output=True, timeout=LONGEST_SECONDS, check=True
            ).stdout
    except subprocess.SubprocessError as error:
        raise NotADocument from error
    pages = []
    while drawn:
        length = int.from_bytes(drawn[:4], "big")
        pages.append(drawn[4 : 4 + length])
        drawn = drawn[4 + length :]
    return pages
