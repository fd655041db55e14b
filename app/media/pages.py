"""Showing a private document to somebody who may see it."""

from flask import Response

from app.errors import NotFound
from app.media import commands
from app.models.media import Document


def document_page(document: Document, number: int) -> Response:
    """One page as a picture that nobody keeps. Raises NotFound for one that is not there any more."""
    if not 1 <= number <= document.pages or document.archived_at is not None:
        raise NotFound
    try:
        page = commands.read_page(document, number)
    except (FileNotFoundError, KeyError) as gone:  # swept, or sealed with a key that is not here any more
        raise NotFound from gone
    response = Response(page, mimetype="image/webp")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
