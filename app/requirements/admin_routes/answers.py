"""The words that reviewers keep ready for questions and refusals."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.db import transaction
from app.i18n import _
from app.models.requirement import AnswerKind
from app.requirements import queries
from app.requirements.commands import answers as commands
from app.requirements.forms.answers import KINDS, AnswerForm, NewAnswerForm
from app.web.guards import admin_blueprint

bp = admin_blueprint("answers_admin", __name__, needs="reviewer")


@bp.get("/jawaban")
def index() -> str:
    """Everything that is kept ready, and room for more."""
    return _page(NewAnswerForm(formdata=None, prefix="baru"))


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
        return _page(NewAnswerForm(formdata=None, prefix="baru"), form, answer_id), 422
    with transaction():
        commands.change_answer(answer_id, title=form.title.data, text=form.text.data)
    flash(_("Jawaban diubah."), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/jawaban/<int:answer_id>/hapus")
def archive(answer_id: int) -> Response:
    """Keep them no longer."""
    with transaction():
        commands.archive_answer(answer_id)
    flash(_("Jawaban dihapus."), "success")
    return redirect(url_for(".index"), 303)


def _page(form: NewAnswerForm, changed: AnswerForm | None = None, answer_id: int = 0) -> str:
    return render_template(
        "requirements/admin/index.html",
        answers=queries.answers_for(*AnswerKind),
        kinds=KINDS,
        form=form,
        changed=changed,
        answer_id=answer_id,
    )
