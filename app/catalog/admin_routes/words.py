"""Words and goods that are watched, with the law behind each."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.catalog.commands import words as commands
from app.catalog.forms.words import KINDS, WordForm
from app.catalog.queries import words as queries
from app.catalog.queries.words import Entry
from app.clock import day_of, now
from app.db import transaction
from app.i18n import _
from app.models.moderation import WordKind
from app.web.error_pages import on_error_show
from app.web.filters import tanggal
from app.web.guards import admin_blueprint
from app.web.pagination import Page, offset_of, page_number

bp = admin_blueprint("moderation_admin_words", __name__, needs="reviewer")

SIZE = 50
LONGEST_QUERY = 60


@bp.get("/moderasi/kata")
def index() -> str:
    """All words, or those of a kind, or with these letters."""
    text = request.args.get("q", "")[:LONGEST_QUERY].strip()
    kind = next((kind for kind in WordKind if kind.value == request.args.get("jenis")), None)
    number = page_number(request.args.get("hal"))
    rows = queries.words_with(text, kind, limit=SIZE, offset=offset_of(number, SIZE))
    return render_template(
        "catalog/admin/words.html",
        page=Page(rows, queries.count_words_with(text, kind), number, SIZE),
        text=text,
        kind=kind,
        kinds=KINDS,
        day=day_of(now()).date(),
    )


@bp.get("/moderasi/kata/baru")
def begin() -> str:
    """One more."""
    return _new(WordForm(formdata=None, valid_from=day_of(now()).date()))


@bp.post("/moderasi/kata/baru")
def add() -> Response | tuple[str, int]:
    """Watch one more."""
    form = WordForm()
    if not form.validate_on_submit():
        return _new(form), 422
    on_error_show(lambda: _new(form))
    with transaction():
        commands.add_word(form.entry, admin_id=current_user.id)
    return _saved(form.entry)


@bp.get("/moderasi/kata/<int:word_id>")
def show(word_id: int) -> str:
    """One to change."""
    row = queries.get_word(word_id)
    form = WordForm(
        formdata=None,
        kind=row.kind.value,
        word=row.word,
        spellings="\n".join(row.spellings),
        exceptions="\n".join(row.exceptions),
        advice=row.advice,
        source=row.source,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )
    return _edit(word_id, form)


@bp.post("/moderasi/kata/<int:word_id>")
def change(word_id: int) -> Response | tuple[str, int]:
    """Describe it anew."""
    form = WordForm()
    if not form.validate_on_submit():
        return _edit(word_id, form), 422
    on_error_show(lambda: _edit(word_id, form))
    with transaction():
        commands.change_word(word_id, form.entry, admin_id=current_user.id)
    return _saved(form.entry)


@bp.post("/moderasi/kata/<int:word_id>/arsipkan")
def archive(word_id: int) -> Response:
    """Watch it no more."""
    on_error_show(index)
    with transaction():
        commands.archive_word(word_id, admin_id=current_user.id)
    flash(_("Kata ini tidak diawasi lagi."), "success")
    return redirect(url_for(".index"), 303)


def _saved(entry: Entry) -> Response:
    today = day_of(now()).date()
    if entry.valid_from > today:
        day = tanggal(entry.valid_from)
        said = _("Tersimpan. Berlaku mulai %(day)s; produk yang sudah dijual kami periksa lagi pada hari itu.", day=day)
    elif entry.valid_until is not None and entry.valid_until < today:
        said = _("Tersimpan. Masa berlakunya sudah lewat; peninjauan karena kata ini kami akhiri sebentar lagi.")
    else:
        said = _("Tersimpan. Berlaku mulai sekarang; produk yang sudah dijual kami periksa lagi sebentar lagi.")
    flash(said, "success")
    return redirect(url_for(".index"), 303)


def _new(form: WordForm) -> str:
    return render_template("catalog/admin/new_word.html", form=form)


def _edit(word_id: int, form: WordForm) -> str:
    return render_template("catalog/admin/word.html", form=form, word=queries.get_word(word_id))
