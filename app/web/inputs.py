"""What no page of ours sends is refused before any view sees it."""

from flask import Flask, request
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.routing import IntegerConverter, ValidationError

from app.web.csrf import SIGNED_BY_MACHINES

LARGEST_ID = 2**63 - 1
LONGEST_ADDRESS = 2_000
TAKES_ANYTHING = frozenset({"search.results", "search.suggest"})  # people paste whole messages into a search


class IdConverter(IntegerConverter):
    """`<int:…>` that fits a bigint key; anything longer, or in other digits than 0–9, is no address of ours."""

    def to_python(self, value: str) -> int:
        """The number. Raises ValidationError, which means 404."""
        if not value.isascii() or len(value) > len(str(LARGEST_ID)) or int(value) > LARGEST_ID:
            raise ValidationError
        return int(value)


def refuse_unreadable_text() -> None:
    """Raises BadRequest for NUL characters, which PostgreSQL cannot store, and for endless addresses."""
    if "\0" in request.path:
        raise NotFound
    if request.endpoint in TAKES_ANYTHING:
        return
    if len(request.full_path) > LONGEST_ADDRESS or any("\0" in text for text in _all_texts()):
        raise BadRequest


def init_app(app: Flask) -> None:
    """Guard every route."""
    app.url_map.converters["int"] = IdConverter
    app.before_request(refuse_unreadable_text)


def _all_texts() -> list[str]:
    # a machine signs the bytes it sends: reading them as a form would eat them
    forms = (request.args,) if request.endpoint in SIGNED_BY_MACHINES else (request.args, request.form)
    return [text for pairs in forms for item in pairs.items(multi=True) for text in item]
