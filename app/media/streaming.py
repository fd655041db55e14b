"""Private documents on their way to somebody who may see them."""

from flask import Response, abort

from app.media import commands
from app.models.media import Document


def private_page(document: Document, number: int) -> Response:
    """One page for a browser that must not keep it; aborts with 404 when it is not there."""
    if number > document.pages:
        abort(404)
    try:
        page = commands.read_page(document, number)
    except (FileNotFoundError, KeyError):  # swept, or sealed with a key that is not here any more
        abort(404)
    response = Response(page, mimetype="image/webp")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
