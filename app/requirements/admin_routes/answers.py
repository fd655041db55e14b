"""The words that reviewers keep ready for questions and refusals."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.db import transaction
from app.i18n import _
from app.models.requirement import AnswerKind
from app.requirements import queries
from app.requirements.commands import answers as commands
from app.requirements.forms.answers import KINDS, AnswerForm, NewAnswerForm
from app.web.error_pages import on_error_show
from app.web.guards import admin_blueprint

bp = admin_blueprint("answers_admin", __name__, needs="reviewer")


@bp.get("/jawaban")
def index() -> str:
    """Everything that is kept ready, and room for more."""
    return _page()


@bp.post("/jawaban")
def add() -> Response | tuple[str, int]:
    """Keep words ready."""
    form = NewAnswerForm(prefix="baru")
    if not form.validate_on_submit():
        return _page(form), 422
    with transaction():
        commands.add_answer(AnswerKind(form.kind.data), title=form.title.data, text=form.text.data)
    flash(_("Jawaban disimpan."), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/jawaban/<int:answer_id>")
def change(answer_id: int) -> Response | tuple[str, int]:
    """Write them anew."""
    form = AnswerForm(prefix="ubah")
    if not form.validate_on_submit():
        return _page(changed=form, answer_id=answer_id), 422
    on_error_show(lambda: _page(changed=form, answer_id=answer_id))
    with transaction():
        seen = request.form.get("dilihat", "")
        commands.change_answer(answer_id, title=form.title.data, text=form.text.data, seen=seen)
    flash(_("Jawaban diubah."), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/jawaban/<int:answer_id>/hapus")
def archive(answer_id: int) -> Response:
    """Keep them no longer."""
    with transaction():
        commands.archive_answer(answer_id)
    flash(_("Jawaban dihapus."), "success")
    return redirect(url_for(".index"), 303)


def _page(form: NewAnswerForm | None = None, *, changed: AnswerForm | None = None, answer_id: int = 0) -> str:
    return render_template(
        "requirements/admin/index.html",
        answers=queries.answers_for(*AnswerKind),
        kinds=KINDS,
        form=form or NewAnswerForm(formdata=None, prefix="baru"),
        mark_of=queries.mark_of_answer,
        changed=changed,
        answer_id=answer_id,
    )
