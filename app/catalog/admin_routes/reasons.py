"""Why listings are not shown: the reasons that reviewers choose from."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.catalog.commands import reasons as commands
from app.catalog.forms.reasons import ReasonForm
from app.catalog.queries import reasons as queries
from app.db import transaction
from app.i18n import _
from app.web.error_pages import on_error_show
from app.web.guards import admin_blueprint

bp = admin_blueprint("moderation_admin_reasons", __name__, needs="reviewer")


@bp.get("/moderasi/alasan")
def index() -> str:
    """All reasons, those of old, and room for more."""
    return _page()


@bp.post("/moderasi/alasan")
def add() -> Response | tuple[str, int]:
    """One more."""
    form = ReasonForm(prefix="baru")
    if not form.validate_on_submit():
        return _page(form), 422
    on_error_show(lambda: _page(form))
    with transaction():
        commands.add_reason(title=form.title.data or "", advice=form.text.data or "", admin_id=current_user.id)
    return _saved(_("Alasan disimpan."))


@bp.post("/moderasi/alasan/<int:reason_id>")
def change(reason_id: int) -> Response | tuple[str, int]:
    """Say it anew."""
    form = ReasonForm(prefix="ubah")
    if not form.validate_on_submit():
        return _page(changed=form, reason_id=reason_id), 422
    on_error_show(lambda: _page(changed=form, reason_id=reason_id))
    with transaction():
        commands.change_reason(
            reason_id,
            title=form.title.data or "",
            advice=form.text.data or "",
            seen=request.form.get("dilihat", ""),
            admin_id=current_user.id,
        )
    return _saved(_("Alasan diubah."))


@bp.post("/moderasi/alasan/<int:reason_id>/arsipkan")
def archive(reason_id: int) -> Response:
    """Give it no more."""
    on_error_show(_page)
    with transaction():
        commands.archive_reason(reason_id, admin_id=current_user.id)
    return _saved(_("Alasan diarsipkan. Keputusan yang memakainya tetap terbaca."))


@bp.post("/moderasi/alasan/<int:reason_id>/pakai")
def restore(reason_id: int) -> Response:
    """Give it again."""
    with transaction():
        commands.restore_reason(reason_id, admin_id=current_user.id)
    return _saved(_("Alasan dipakai lagi."))


def _saved(said: str) -> Response:
    flash(said, "success")
    return redirect(url_for(".index"), 303)


def _page(form: ReasonForm | None = None, *, changed: ReasonForm | None = None, reason_id: int = 0) -> str:
    return render_template(
        "catalog/admin/reasons.html",
        reasons=queries.reasons(),
        archived=queries.archived_reasons(),
        mark_of=queries.mark_of,
        other=queries.OTHER,
        form=form or ReasonForm(formdata=None, prefix="baru"),
        changed=changed,
        reason_id=reason_id,
    )
