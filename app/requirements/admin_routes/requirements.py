"""What the law and the shop ask for: who decides, how long it holds, since when and why."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.db import transaction
from app.errors import NotAllowed
from app.i18n import _, lazy_gettext
from app.models.requirement import Evidence, Purpose, Requirement
from app.requirements import queries
from app.requirements.commands import requirements as commands
from app.requirements.forms.requirements import RequirementForm, when_in_words
from app.web.error_pages import on_error_show
from app.web.filters import tanggal
from app.web.guards import admin_blueprint
from app.web.identity import SUPERADMIN

bp = admin_blueprint("requirements_admin", __name__, needs="reviewer")

PURPOSES = {
    Purpose.PERMIT: lazy_gettext("Izin"),
    Purpose.ONBOARDING: lazy_gettext("Membuka toko"),
    Purpose.OPENING: lazy_gettext("Langkah pertama toko"),
}
KINDS = {
    Evidence.COMPUTED: lazy_gettext("dihitung sendiri"),
    Evidence.ATTESTED: lazy_gettext("cukup dinyatakan"),
    Evidence.VERIFIED: lazy_gettext("diperiksa dari dokumen"),
}


@bp.get("/syarat")
def index() -> str:
    """Everything that is asked for one purpose."""
    purpose = next((each for each in PURPOSES if each == request.args.get("untuk")), Purpose.PERMIT)
    return render_template(
        "requirements/admin/requirements.html",
        requirements=[(each, when_in_words(each)) for each in queries.requirements_for(purpose)],
        purpose=purpose,
        purposes=PURPOSES,
        kinds=KINDS,
        day=queries.today(),
    )


@bp.get("/syarat/<int:requirement_id>")
def show(requirement_id: int) -> str:
    """One with all its data; superadmins change what the law changes."""
    return _page(requirement_id)


@bp.post("/syarat/<int:requirement_id>")
def change(requirement_id: int) -> Response | tuple[str, int]:
    """Say it anew."""
    if not current_user.may(SUPERADMIN):
        raise NotAllowed
    form = _form(queries.get_requirement_with_shelves(requirement_id))
    if not form.validate_on_submit():
        return _page(requirement_id, form), 422
    on_error_show(lambda: _page(requirement_id, form))
    with transaction():
        seen = request.form.get("dilihat", "")
        because, admin_id = form.because.data, current_user.id
        requirement = commands.change_requirement(
            requirement_id, form.said, seen=seen, because=because, admin_id=admin_id
        )
        starts_on = requirement.effective_from
    is_ahead = starts_on > queries.today()
    flash(_("Tersimpan. Berlaku mulai %(day)s.", day=tanggal(starts_on)) if is_ahead else _("Tersimpan."), "success")
    return redirect(url_for(".show", requirement_id=requirement_id), 303)


def _form(requirement: Requirement, **options: Any) -> RequirementForm:
    return RequirementForm(requirement, queries.open_shelves(), **options)


def _page(requirement_id: int, form: RequirementForm | None = None) -> str:
    requirement = queries.get_requirement_with_shelves(requirement_id)
    form = form or _form(requirement, formdata=None)
    return render_template(
        "requirements/admin/requirement.html",
        requirement=requirement,
        when=when_in_words(requirement),
        form=form,
        changed=form.labels_of(requirement.changed_fields),
        seen=commands.said_of(requirement).mark,
        may_change=current_user.may(SUPERADMIN),
        kinds=KINDS,
        day=queries.today(),
    )
