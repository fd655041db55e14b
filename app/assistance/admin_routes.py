"""Who helps whom now, and how an admin ends that."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.assistance import queries
from app.assistance.commands import agreement
from app.assistance.forms import EndForm
from app.db import transaction
from app.i18n import _
from app.models.account import RoleName
from app.web.guards import admin_blueprint
from app.web.pagination import Page, offset_of, page_number

bp = admin_blueprint("assistance_admin", __name__, needs=RoleName.SUPERADMIN.value)

SIZE = 25


@bp.get("/pendampingan")
def index() -> str:
    """Every assistance that holds now."""
    return _page(EndForm(formdata=None))


@bp.post("/pendampingan/<int:assistance_id>/akhiri")
def end(assistance_id: int) -> Response | tuple[str, int]:
    """End one, with a reason."""
    form = EndForm()
    if not form.validate_on_submit():
        return _page(form, assistance_id), 422
    with transaction():
        agreement.end_as_admin(assistance_id, admin_id=current_user.id, reason=form.reason.data)
    flash(_("Pendampingan diakhiri."), "success")
    return redirect(url_for(".index"), 303)


def _page(form: EndForm, about: int | None = None) -> str:
    number = page_number(request.args.get("hal"))
    rows = queries.all_that_hold(limit=SIZE, offset=offset_of(number, SIZE))
    page = Page(rows, queries.count_all_that_hold(), number, SIZE)
    return render_template("assistance/admin/index.html", page=page, form=form, about=about)
