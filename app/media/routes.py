"""Public pictures: immutable files under random names."""

import re

from flask import Blueprint, Response, abort, send_file

from app.gateways import storage
from app.media.pictures import WIDTHS

bp = Blueprint("media", __name__)

ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
KINDS = {"avif": "image/avif", "webp": "image/webp"}
FOREVER = 31_536_000


@bp.get("/media/<id>/<int:width>.<ext>")
def picture(id: str, width: int, ext: str) -> Response:  # noqa: A002 - the name in the address
    """One size of a picture."""
    if not ID.fullmatch(id) or width not in WIDTHS or ext not in KINDS:
        abort(404)
    path = storage.current().public.path_of(f"{id}/{width}.{ext}")
    if not path.is_file():
        abort(404)
    response = send_file(path, mimetype=KINDS[ext], max_age=FOREVER, conditional=True)
    response.headers["Cache-Control"] = f"public, max-age={FOREVER}, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
