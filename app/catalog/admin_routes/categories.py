"""The shelves of the shop: their names, addresses and order, and the permits that what stands there needs."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.catalog.commands import categories as commands
from app.catalog.forms.categories import CategoryForm
from app.catalog.queries import categories as queries
from app.db import transaction
from app.errors import DomainError
from app.i18n import _
from app.models.catalog import Category
from app.models.requirement import Effect, Purpose
from app.requirements.queries import requirements_in_force, today
from app.web.error_pages import on_error_show
from app.web.fields import parse_whole
from app.web.guards import admin_blueprint

bp = admin_blueprint("categories_admin", __name__, needs="reviewer")

MOST = 1000
EFFECTS = {"": None, **{effect.value: effect for effect in Effect}}


@bp.get("/kategori")
def index() -> str:
    """The tree."""
    return _index_page()


@bp.get("/kategori/baru")
def begin() -> str:
    """One more."""
    return _new(_form())


@bp.post("/kategori/baru")
def add() -> Response | tuple[str, int]:
    """Put one more up."""
    form = CategoryForm(_tops())
    if not form.validate_on_submit():
        return _new(form), 422
    on_error_show(lambda: _new(form))
    with transaction():
        category_id = commands.add_category(form.shelf).id
    return _saved(category_id)


@bp.get("/kategori/<int:category_id>")
def show(category_id: int) -> str:
    """One to change, and which permits its products need."""
    category = queries.get_category(category_id)
    return _edit(category_id, _form(category))


@bp.post("/kategori/<int:category_id>")
def change(category_id: int) -> Response | tuple[str, int]:
    """Another name, address or place in the tree."""
    queries.get_category(category_id)
    form = CategoryForm(_tops(but=category_id))
    if not form.validate_on_submit():
        return _edit(category_id, form), 422
    on_error_show(lambda: _edit(category_id, form))
    with transaction():
        commands.change_category(category_id, form.shelf, admin_id=current_user.id)
    return _saved(category_id)


@bp.post("/kategori/<int:category_id>/pindah")
def move(category_id: int) -> Response:
    """Another place among those beside it."""
    on_error_show(_index_page)
    place = parse_whole(request.form.get("ke", ""), lowest=0, highest=MOST)
    if place is None:
        raise DomainError(_("Tempat ini tidak dikenal."))
    with transaction():
        commands.move_category(category_id, to=place)
    return redirect(url_for(".index", _anchor=f"k{category_id}"), 303)


@bp.post("/kategori/<int:category_id>/izin")
def set_permits(category_id: int) -> Response:
    """Which permits its products need whatever else they are, and which they do not."""
    category = queries.get_category(category_id)
    on_error_show(lambda: _edit(category_id, _form(category)))
    effects = {}
    for requirement in requirements_in_force(Purpose.PERMIT, today()):
        answer = request.form.get(f"izin-{requirement.id}", "")
        if answer not in EFFECTS:
            raise DomainError(_("Pilih dari daftar."))
        effects[requirement.id] = EFFECTS[answer]
    with transaction():
        commands.set_permits(category_id, effects, admin_id=current_user.id)
    return _saved(category_id)


@bp.post("/kategori/<int:category_id>/arsipkan")
def archive(category_id: int) -> Response:
    """Take an empty one down."""
    on_error_show(_index_page)
    with transaction():
        commands.archive_category(category_id)
    flash(_("Kategori diarsipkan."), "success")
    return redirect(url_for(".index"), 303)


def _saved(category_id: int) -> Response:
    flash(_("Tersimpan. Pembeli melihatnya dalam satu menit."), "success")
    return redirect(url_for(".show", category_id=category_id), 303)


def _tops(*, but: int | None = None) -> list[Category]:
    rows = (row.category for row in queries.shelf_rows())
    return [each for each in rows if each.parent_id is None and each.id != but]


def _form(category: Category | None = None) -> CategoryForm:
    if category is None:
        return CategoryForm(_tops(), formdata=None)
    return CategoryForm(
        _tops(but=category.id),
        formdata=None,
        name=category.name,
        name_en=category.name_en,
        slug=category.slug,
        parent=str(category.parent_id or ""),
        is_food=category.is_food,
    )


def _index_page() -> str:
    return render_template("catalog/admin/categories.html", rows=queries.shelf_rows())


def _new(form: CategoryForm) -> str:
    return render_template("catalog/admin/new_category.html", form=form)


def _edit(category_id: int, form: CategoryForm) -> str:
    permits = requirements_in_force(Purpose.PERMIT, today())
    chosen = {
        permit.id: row.effect.value for permit in permits for row in permit.categories if row.category_id == category_id
    }
    return render_template(
        "catalog/admin/category.html",
        form=form,
        category=queries.get_category(category_id),
        permits=permits,
        chosen=chosen,
    )
