"""The page behind the link of an invitation: it shows a button, so that programs that follow links join nothing."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.db import transaction
from app.errors import DomainError
from app.i18n import _
from app.models.seller import SellerInvitation
from app.sellers import rules
from app.sellers.commands import team as commands
from app.sellers.errors import GuestNotConfirmed, OtherGuest, StaleInvitation
from app.sellers.queries import team as queries
from app.web.error_pages import on_error_show
from app.web.limits import limit_forms

bp = Blueprint("invitations", __name__)


@bp.route("/undangan/<token>", methods=["GET", "POST"])
@limit_forms
def accept(token: str) -> Response | str:
    """Join the team of a shop."""
    if request.method == "GET":
        on_error_show(_stale_page)
        return _page(token)
    if not current_user.is_authenticated:
        return redirect(url_for("accounts.sign_in", lanjut=request.path), 303)
    on_error_show(lambda: _page_after_refusal(token))
    with transaction():
        commands.accept_invitation(token, user_id=current_user.id)
    flash(_("Selamat bergabung di tim toko."), "success")
    return redirect(url_for("seller_centre.home"), 303)


def _page(token: str) -> str:
    invitation = queries.get_invited(token)
    return render_template("sellers/invitation.html", invitation=invitation, refusal=_refusal(invitation))


def _refusal(invitation: SellerInvitation) -> DomainError | None:
    """Why the person of this request cannot take the invitation; nothing for visitors and for its guest."""
    if not current_user.is_authenticated:
        return None
    try:
        rules.check_guest(
            invited_folded=invitation.email_folded,
            email=current_user.email,
            is_confirmed=current_user.is_confirmed,
        )
    except (OtherGuest, GuestNotConfirmed) as error:
        return error
    return None


def _page_after_refusal(token: str) -> str:
    try:
        return _page(token)
    except StaleInvitation:
        return _stale_page()


def _stale_page() -> str:
    return render_template("sellers/stale_invitation.html")
