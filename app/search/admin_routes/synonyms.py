"""What things are called: groups of synonyms, and searches that become one."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.catalog.queries import on_sale as catalog
from app.db import transaction
from app.i18n import _
from app.search import commands, groups, learning
from app.search.synonym_forms import LearnForm, SynonymForm
from app.web.error_pages import on_error_show
from app.web.guards import admin_blueprint
from app.web.pagination import Page, offset_of, page_number

bp = admin_blueprint("search_admin_synonyms", __name__, needs="reviewer")

SIZE = 50
LONGEST_QUERY = 100


@bp.get("/pencarian/sinonim")
def index() -> str:
    """All groups, or those with these letters."""
    text = request.args.get("q", "")[:LONGEST_QUERY].strip()
    number = page_number(request.args.get("hal"))
    rows = groups.groups_with(text, limit=SIZE, offset=offset_of(number, SIZE))
    page = Page(rows, groups.count_groups_with(text), number, SIZE)
    return render_template("search/admin/synonyms.html", page=page, text=text, shelves=_shelf_names())


@bp.get("/pencarian/sinonim/baru")
def begin() -> str:
    """A new group."""
    return _new(SynonymForm(formdata=None))


@bp.post("/pencarian/sinonim/baru")
def add() -> Response | tuple[str, int]:
    """Keep a new group."""
    form = SynonymForm()
    form.offer(_shelf_names())
    if not form.validate_on_submit():
        return _new(form), 422
    on_error_show(lambda: _new(form))
    with transaction():
        commands.add_synonyms(form.group, admin_id=current_user.id)
    return _saved()


@bp.get("/pencarian/sinonim/<int:group_id>")
def show(group_id: int) -> str:
    """A group to change."""
    row = groups.get_group(group_id)
    form = SynonymForm(
        formdata=None,
        canonical=row.canonical,
        spellings="\n".join(row.spellings),
        category=row.category_slug or "",
        note=row.note,
    )
    return _edit(group_id, form)


@bp.post("/pencarian/sinonim/<int:group_id>")
def change(group_id: int) -> Response | tuple[str, int]:
    """Keep a changed group."""
    form = SynonymForm()
    form.offer(_shelf_names())
    if not form.validate_on_submit():
        return _edit(group_id, form), 422
    on_error_show(lambda: _edit(group_id, form))
    with transaction():
        commands.change_synonyms(group_id, form.group, admin_id=current_user.id)
    return _saved()


@bp.post("/pencarian/sinonim/<int:group_id>/arsipkan")
def archive(group_id: int) -> Response:
    """The search forgets a group."""
    with transaction():
        commands.archive_synonyms(group_id, admin_id=current_user.id)
    return _saved()


@bp.get("/pencarian/pelajari")
def ask() -> str:
    """What a search means, with the nearest words of the catalogue to choose from."""
    text = learning.kept_text(request.args.get("kata", "")[:LONGEST_QUERY])
    meaning = request.args.get("arti", "")[:LONGEST_QUERY].strip()
    return _learn(LearnForm(formdata=None, text=text, meaning=meaning))


@bp.post("/pencarian/pelajari")
def learn() -> Response | tuple[str, int]:
    """The search joins the group of its meaning."""
    form = LearnForm()
    if not form.validate_on_submit():
        return _learn(form), 422
    on_error_show(lambda: _learn(form))
    with transaction():
        commands.learn_synonym(form.text.data or "", form.meaning.data or "", admin_id=current_user.id)
    return _saved()


def _saved() -> Response:
    flash(_("Tersimpan. Pencarian memakainya dalam beberapa detik."), "success")
    return redirect(url_for(".index"), 303)


def _new(form: SynonymForm) -> str:
    form.offer(_shelf_names())
    return render_template("search/admin/new_synonym.html", form=form)


def _edit(group_id: int, form: SynonymForm) -> str:
    form.offer(_shelf_names())
    return render_template("search/admin/synonym.html", form=form, group=groups.get_group(group_id))


def _learn(form: LearnForm) -> str:
    text = form.text.data or ""
    return render_template("search/admin/learn.html", form=form, nearest=learning.nearest_meanings(text))


def _shelf_names() -> dict[str, str]:
    return {shelf.slug: shelf.name for shelf in catalog.shelves()}
