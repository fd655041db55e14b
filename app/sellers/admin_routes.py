"""Reviewing applications."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.db import transaction
from app.i18n import _
from app.models.seller import ApplicationStatus
from app.sellers import commands, queries
from app.sellers.forms import ApprovalForm, RejectionForm
from app.web.error_pages import on_error_show
from app.web.guards import admin_blueprint
from app.web.pagination import Page, offset_of, page_number

bp = admin_blueprint("sellers_admin", __name__, needs="reviewer")

SIZE = 25
SHOWN = [status for status in ApplicationStatus if status != ApplicationStatus.DRAFT]


@bp.get("/verifikasi")
def index() -> str:
    """All applications, or those of one status."""
    status = next((status for status in SHOWN if status == request.args.get("status")), None)
    number = page_number(request.args.get("hal"))
    rows = queries.applications(status, limit=SIZE, offset=offset_of(number, SIZE))
    page = Page(rows, queries.count_applications(status), number, SIZE)
    return render_template("sellers/admin/index.html", page=page, status=status, statuses=SHOWN)


@bp.get("/verifikasi/<int:application_id>")
def show(application_id: int) -> str:
    """One application with the two ways to decide."""
    return _page(application_id, ApprovalForm(formdata=None), RejectionForm(formdata=None))


@bp.post("/verifikasi/<int:application_id>/periksa")
def start(application_id: int) -> Response:
    """Take the application up."""
    on_error_show(lambda: _page(application_id, ApprovalForm(formdata=None), RejectionForm(formdata=None)))
    with transaction():
        commands.start_review(application_id, reviewer_id=current_user.id)
    return redirect(url_for(".show", application_id=application_id), 303)


@bp.post("/verifikasi/<int:application_id>/setujui")
def approve(application_id: int) -> Response | tuple[str, int]:
    """Open the shop."""
    form = ApprovalForm()
    if not form.validate_on_submit():
        return _page(application_id, form, RejectionForm(formdata=None)), 422
    on_error_show(lambda: _page(application_id, form, RejectionForm(formdata=None)))
    with transaction():
        commands.approve_application(application_id, reviewer_id=current_user.id, note=form.note.data or "")
    flash(_("Pengajuan disetujui. Pemohon mendapat surat."), "success")
    return redirect(url_for(".show", application_id=application_id), 303)


@bp.post("/verifikasi/<int:application_id>/tolak")
def reject(application_id: int) -> Response | tuple[str, int]:
    """Refuse with a reason."""
    form = RejectionForm()
    if not form.validate_on_submit():
        return _page(application_id, ApprovalForm(formdata=None), form), 422
    on_error_show(lambda: _page(application_id, ApprovalForm(formdata=None), form))
    with transaction():
        commands.reject_application(application_id, reviewer_id=current_user.id, note=form.note.data)
    flash(_("Pengajuan ditolak. Pemohon membaca alasannya di surat."), "success")
    return redirect(url_for(".show", application_id=application_id), 303)


def _page(application_id: int, approval: ApprovalForm, rejection: RejectionForm) -> str:
    application = queries.get_application(application_id)
    return render_template("sellers/admin/show.html", application=application, approval=approval, rejection=rejection)
