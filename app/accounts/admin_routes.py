"""People in the back office, for superadmins only. Every look at personal data is written in the audit log."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts.commands import people as commands
from app.accounts.forms.people import GrantForm, RevokeForm
from app.accounts.queries import people as queries
from app.accounts.queries.accounts import get_user
from app.accounts.rules import mask_phone
from app.db import transaction
from app.errors import NotFound
from app.i18n import _
from app.models.account import RoleName, User
from app.web.edge import on_record
from app.web.error_pages import on_error_show
from app.web.guards import admin_blueprint
from app.web.pagination import Page, offset_of, page_number

bp = admin_blueprint("people_admin", __name__, needs=RoleName.SUPERADMIN.value)

SIZE = 25
SHORTEST, LONGEST = 3, 100


@bp.get("/pengguna")
def index() -> str:
    """Who holds roles; or people by a part of their name or address, which is written down."""
    text = request.args.get("q", "")[:LONGEST].strip()
    if len(text) < SHORTEST:
        return _list(queries.admins(), text=text, page=None)
    number = page_number(request.args.get("hal"))
    total = queries.count_people(text)
    with on_record(), transaction():
        found = commands.look_people_up(text, admin_id=current_user.id, limit=SIZE, offset=offset_of(number, SIZE))
    return _list(found, text=text, page=Page(found, total, number, SIZE))


@bp.get("/pengguna/<int:user_id>")
def show(user_id: int) -> str:
    """One person, which is written down."""
    with on_record(), transaction():
        user = commands.look_at_person(user_id)
    return _page(user, GrantForm(formdata=None), RevokeForm(formdata=None))


@bp.post("/pengguna/<int:user_id>/peran")
def grant(user_id: int) -> Response | tuple[str, int]:
    """Give a role."""
    form = GrantForm()
    if not form.validate_on_submit():
        return _page(get_user(user_id), form, RevokeForm(formdata=None)), 422
    on_error_show(lambda: _page(get_user(user_id), form, RevokeForm(formdata=None)))
    with transaction():
        commands.grant_role(user_id, RoleName(form.role.data), admin_id=current_user.id, reason=form.reason.data)
    flash(_("Peran diberikan. Orangnya mendapat surat."), "success")
    return redirect(url_for(".show", user_id=user_id), 303)


@bp.post("/pengguna/<int:user_id>/peran/<role>/cabut")
def revoke(user_id: int, role: str) -> Response | tuple[str, int]:
    """Take a role away."""
    if role not in set(RoleName):
        raise NotFound
    form = RevokeForm()
    if not form.validate_on_submit():
        return _page(get_user(user_id), GrantForm(formdata=None), form), 422
    on_error_show(lambda: _page(get_user(user_id), GrantForm(formdata=None), form))
    with transaction():
        commands.revoke_role(user_id, RoleName(role), admin_id=current_user.id, reason=form.reason.data)
    flash(_("Peran dicabut. Haknya sudah berakhir dan orangnya mendapat surat."), "success")
    return redirect(url_for(".show", user_id=user_id), 303)


def _list(users: Sequence[User], *, text: str, page: Page[User] | None) -> str:
    ids = [user.id for user in users]
    return render_template(
        "accounts/admin/index.html",
        users=users,
        text=text,
        page=page,
        shortest=SHORTEST,
        roles=queries.roles_of(ids),
        shops=queries.shops_of(ids),
    )


def _page(user: User, grant_form: GrantForm, revoke_form: RevokeForm) -> str:
    return render_template(
        "accounts/admin/show.html",
        user=user,
        phone=mask_phone(user.phone or ""),
        roles=queries.held_roles_of(user.id),
        shops=queries.shops_of([user.id])[user.id],
        grant_form=grant_form,
        revoke_form=revoke_form,
    )
