"""The shop's team, for its owners; those of a suspended shop may only let people go."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts.rules import fold_email
from app.clock import now
from app.db import transaction
from app.errors import DomainError
from app.i18n import _
from app.models.seller import MemberRole
from app.sellers.commands import team as commands
from app.sellers.forms.team import InvitationForm, RoleForm
from app.sellers.queries import team as queries
from app.web.error_pages import on_error_show
from app.web.guards import NOBODY, OWNERS, OWNING, Helpers, current_membership, seller_blueprint
from app.web.limits import account_named, limit_forms, limiter, mails_per_recipient

bp = seller_blueprint("team_seller", __name__, readers=OWNING, writers=OWNERS, helpers=Helpers.MAY_NOT)
removals = seller_blueprint("team_seller_removals", __name__, readers=NOBODY, writers=OWNING, helpers=Helpers.MAY_NOT)


def recipient_of_request() -> str:
    """What mails to an address that somebody typed are counted by."""
    return account_named(fold_email(request.form.get("email", "")[:300]))


@bp.get("/tim")
def index() -> str:
    """Who works here, and who is invited."""
    return _page(InvitationForm(formdata=None))


@bp.post("/tim/undang")
@limiter.limit(
    mails_per_recipient,
    key_func=recipient_of_request,
    methods=["POST"],
    deduct_when=lambda response: response.status_code == 303,
)
@limit_forms
def invite() -> Response | tuple[str, int]:
    """Offer somebody a place."""
    form = InvitationForm()
    if not form.validate_on_submit():
        return _page(form), 422
    on_error_show(lambda: _page(form))
    with transaction():
        commands.invite(
            current_membership().seller_id,
            inviter_id=current_user.id,
            email=form.email.data,
            role=MemberRole(form.role.data),
        )
    flash(_("Undangan dikirim. Tautannya berlaku tujuh hari."), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/tim/undangan/<int:invitation_id>/batalkan")
def withdraw(invitation_id: int) -> Response:
    """Take an invitation back."""
    with transaction():
        commands.withdraw_invitation(invitation_id, seller_id=current_membership().seller_id)
    flash(_("Undangan dibatalkan. Tautannya tidak berlaku lagi."), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/tim/<int:member_id>/peran")
def change_role(member_id: int) -> Response:
    """Give somebody another role."""
    on_error_show(lambda: _page(InvitationForm(formdata=None)))
    form = RoleForm()
    if not form.validate_on_submit():
        raise DomainError(_("Pilih perannya."))
    with transaction():
        commands.change_role(member_id, seller_id=current_membership().seller_id, role=MemberRole(form.role.data))
    flash(_("Peran diubah."), "success")
    return redirect(url_for(".index"), 303)


@removals.post("/tim/<int:member_id>/keluarkan")
def remove(member_id: int) -> Response:
    """Take somebody out of the team; an owner who leaves goes to the own account."""
    on_error_show(lambda: _page(InvitationForm(formdata=None)))
    seller_id = current_membership().seller_id
    with transaction():
        is_oneself = queries.get_member(seller_id, member_id).user_id == current_user.id
        commands.remove_member(member_id, seller_id=seller_id)
    flash(_("Anggota dikeluarkan. Haknya sudah berakhir."), "success")
    return redirect(url_for("accounts.home" if is_oneself else "team_seller.index"), 303)


def _page(form: InvitationForm) -> str:
    seller_id = current_membership().seller_id
    return render_template(
        "sellers/seller/team.html",
        team=queries.team_of(seller_id),
        invitations=queries.open_invitations_of(seller_id),
        moment=now(),
        form=form,
        offered=commands.OFFERED,
        may_change=current_membership().role in OWNERS,
    )
