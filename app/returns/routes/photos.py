"""Photos of cases: for the buyer, for those who serve the shop, and on record for admins; for nobody else."""

import re

from flask import Blueprint, Response, abort, request
from flask_login import current_user, login_required

from app.db import transaction
from app.errors import NotFound
from app.media import commands as media
from app.models.media import Document
from app.returns import queries
from app.returns.commands import photos
from app.web.edge import on_record
from app.web.guards import SERVING
from app.web.pagination import page_number

bp = Blueprint("return_photos", __name__)

ID = re.compile(r"[0-9a-f]{32}", re.ASCII)


@bp.get("/pengembalian/foto/<photo_id>")
@login_required
def show(photo_id: str) -> Response:
    """One page of a photo; when an admin looks, this GET writes one row: the audit log's."""
    if not ID.fullmatch(photo_id):
        abort(404)
    serves = next((each.seller_id for each in current_user.memberships if each.role in SERVING), None)
    document = queries.find_photo_of(photo_id, user_id=current_user.id, serves_seller_id=serves)
    if document is None:
        document = _seen_by_admin(photo_id)
    try:
        page = media.read_page(document, page_number(request.args.get("hal")))
    except (FileNotFoundError, KeyError):  # swept, no such page, or sealed with a key that is not here any more
        abort(404)
    response = Response(page, mimetype="image/webp")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _seen_by_admin(photo_id: str) -> Document:
    """Raises NotFound for everybody who decides no cases."""
    if not current_user.may("finance"):
        raise NotFound
    with on_record(), transaction():
        return photos.note_photo_seen(photo_id)
