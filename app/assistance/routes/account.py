"""What the person who is helped sees: who asks, who may help until when, and what was done."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from app.assistance import queries
from app.assistance.commands import agreement
from app.db import transaction
from app.i18n import _
from app.web.error_pages import on_error_show
from app.web.pagination import Page, offset_of, page_number

bp = Blueprint("assistance_account", __name__, url_prefix="/akun/pendampingan")

SIZE = 20


@bp.get("")
@login_required
def index() -> str:
    """Who helps, who would like to, and what was done in one's name."""
    return _page()


@bp.post("/<int:assistance_id>/setuju")
@login_required
def agree(assistance_id: int) -> Response:
    """Let somebody help."""
    on_error_show(_page)
    with transaction():
        agreement.agree_in_account(assistance_id, person_id=current_user.id)
    flash(_("Izin diberikan. Anda dapat mengakhirinya kapan saja di halaman ini."), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/<int:assistance_id>/akhiri")
@login_required
def end(assistance_id: int) -> Response:
    """No help, or no more."""
    with transaction():
        agreement.end_as_person(assistance_id, person_id=current_user.id)
    flash(_("Izin diakhiri. Orang ini tidak dapat bertindak atas nama Anda lagi."), "success")
    return redirect(url_for(".index"), 303)


def _page() -> str:
    number = page_number(request.args.get("hal"))
    done = queries.done_for(current_user.id, limit=SIZE, offset=offset_of(number, SIZE))
    return render_template(
        "assistance/account.html",
        requests=queries.requests_to(current_user.id),
        helpers=queries.helpers_of(current_user.id),
        page=Page(done, queries.count_done_for(current_user.id), number, SIZE),
    )
