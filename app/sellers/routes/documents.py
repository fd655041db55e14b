"""Private documents: streamed to the applicant and to reviewers, and to nobody else."""

import re

from flask import Blueprint, Response, abort, request
from flask_login import current_user, login_required

from app.db import transaction
from app.errors import NotFound
from app.media.pages import document_page
from app.models.media import Document
from app.sellers.commands import review
from app.sellers.queries import applications as queries
from app.web.edge import on_record
from app.web.pagination import page_number

bp = Blueprint("documents", __name__)

ID = re.compile(r"[0-9a-f]{32}", re.ASCII)


@bp.get("/dokumen/<document_id>")
@login_required
def show(document_id: str) -> Response:
    """One page of a document; when a reviewer looks, this GET writes one row: the audit log's."""
    if not ID.fullmatch(document_id):
        abort(404)
    number = page_number(request.args.get("hal"))
    document = queries.find_document_of(current_user.id, document_id)
    if document is None:
        document = _seen_by_reviewer(document_id, number)
    return document_page(document, number)


def _seen_by_reviewer(document_id: str, number: int) -> Document:
    """Raises NotFound for everybody who is no reviewer."""
    if not current_user.may("reviewer"):
        raise NotFound
    with on_record(), transaction():
        document = queries.get_document_to_review(document_id)
        if number > document.pages:
            raise NotFound
        review.note_document_seen(document, page=number)
    return document
