"""Files in forms: a route that takes some says how much, every other route takes a form and nothing more.

Files are for people who signed in: from anybody else nothing is read.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request
from werkzeug.wrappers import Response

from app.delimited import decoded
from app.errors import DomainError
from app.i18n import _, lazy_gettext
from app.web.csrf import is_from_our_page, is_signed_in
from app.web.guards import to_sign_in

View = TypeVar("View", bound=Callable[..., Any])

MEGABYTE = 1024 * 1024
_MOST_BYTES = "_most_bytes_of_a_request"


class TooManyFiles(DomainError):
    """More files than one form may send."""

    code = "too_many_files"

    def __init__(self, *, most: int) -> None:
        super().__init__(_("Paling banyak %(most)s berkas sekali kirim. Kirim sisanya sesudah ini.", most=most))


class TextTooLong(DomainError):
    """More text than a table of that kind can have."""

    code = "text_too_long"
    message = lazy_gettext("Berkas ini terlalu besar. Bagi menjadi beberapa berkas.")


def takes_files(*, megabytes: int) -> Callable[[View], View]:
    """Let a view receive a larger request than a form is."""

    def mark(view: View) -> View:
        setattr(view, _MOST_BYTES, megabytes * MEGABYTE)
        return view

    return mark


def received(field: str, *, most: int) -> list[bytes]:
    """The files of a field, empty inputs apart; what the browser calls them is never used. Raises TooManyFiles."""
    files = [file for file in request.files.getlist(field) if file.filename]
    if len(files) > most:
        raise TooManyFiles(most=most)
    return [file.read() for file in files]


def received_text(field: str, *, most_bytes: int) -> str:
    """The text of a file, empty without one. Raises TextTooLong, NotDelimited."""
    file = request.files.get(field)
    data = file.stream.read(most_bytes + 1) if file else b""
    if len(data) > most_bytes:
        raise TextTooLong
    return decoded(data)


def open_the_door() -> Response | None:
    """Before anything reads the form: how large this request may be, and the way to the sign-in page for visitors."""
    view = current_app.view_functions.get(request.endpoint or "")
    most = getattr(view, _MOST_BYTES, None)
    if most is None or not is_from_our_page():
        return None
    if not is_signed_in():
        return to_sign_in()
    request.max_content_length = most
    return None


def init_app(app: Flask) -> None:
    """Look at every request before its form is read."""
    app.before_request(open_the_door)
