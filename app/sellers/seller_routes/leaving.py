"""The way out of a team, for everybody in it."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.db import transaction
from app.i18n import _
from app.sellers.commands import team as commands
from app.web.error_pages import on_error_show
from app.web.guards import EVERY_MEMBER, Helpers, current_membership, seller_blueprint

bp = seller_blueprint(
    "team_seller_membership", __name__, readers=EVERY_MEMBER, writers=EVERY_MEMBER, helpers=Helpers.MAY_NOT
)


@bp.route("/tim/keluar", methods=["GET", "POST"])
def leave() -> Response | str:
    """Stop working for the shop, after a look at what that means."""
    if request.method == "GET":
        return _leaving_page()
    on_error_show(_leaving_page)
    with transaction():
        commands.leave_team(current_user.id, seller_id=current_membership().seller_id)
    flash(_("Anda sudah keluar dari tim toko."), "success")
    return redirect(url_for("accounts.home"), 303)


def _leaving_page() -> str:
    return render_template("sellers/seller/leave.html", shop=current_membership())
