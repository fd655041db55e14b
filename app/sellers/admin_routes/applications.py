"""Reviewing applications."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.clock import now
from app.db import transaction
from app.i18n import _
from app.models.seller import ApplicationStatus, SellerApplication
from app.regions import queries as regions
from app.sellers import rules
from app.sellers.banks import BANKS
from app.sellers.commands import review
from app.sellers.forms.applications import ApprovalForm, QuestionForm, RejectionForm
from app.sellers.queries import applications as queries
from app.settings import setting
from app.web.edge import on_record
from app.web.error_pages import on_error_show
from app.web.guards import admin_blueprint
from app.web.pagination import Page, offset_of, page_number

bp = admin_blueprint("sellers_admin", __name__, needs="reviewer")

SIZE = 25
SHOWN = [status for status in ApplicationStatus if status != ApplicationStatus.DRAFT]
NUMBERS = {"nik": queries.nik_of, "rekening": queries.bank_account_of}


@bp.get("/verifikasi")
def index() -> str:
    """The queue, or the applications of one status; perhaps of one regency."""
    status = next((status for status in SHOWN if status == request.args.get("status")), None)
    regencies = regions.regencies(setting("PROVINCE_CODE"))
    regency = next((each for each in regencies if each.code == request.args.get("wilayah")), None)
    filters = queries.ApplicationFilter(
        frozenset({status}) if status else queries.WAITING, regency.code if regency else ""
    )
    number = page_number(request.args.get("hal"))
    rows = queries.applications(filters, limit=SIZE, offset=offset_of(number, SIZE))
    return render_template(
        "sellers/admin/index.html",
        page=Page([(row, _clock(row)) for row in rows], queries.count_applications(filters), number, SIZE),
        status=status,
        statuses=SHOWN,
        regencies=regencies,
        regency=regency,
    )


@bp.get("/verifikasi/<int:application_id>")
def show(application_id: int) -> str:
    """One application: data and documents side by side, and the ways to answer; looking is written down."""
    with on_record(), transaction():
        review.note_application_seen(application_id)
    return _page(application_id)


@bp.post("/verifikasi/<int:application_id>/periksa")
def start(application_id: int) -> Response:
    """Take the application up."""
    on_error_show(lambda: _page(application_id))
    with transaction():
        review.start_review(application_id, reviewer_id=current_user.id)
    return redirect(url_for(".show", application_id=application_id), 303)


@bp.post("/verifikasi/<int:application_id>/tampilkan")
def reveal(application_id: int) -> str:
    """Show a masked number on this one answer; that it was looked at stays on record."""
    what = request.form.get("nomor", "")
    if what not in NUMBERS:
        abort(400)
    with transaction():
        application = queries.lock_application(application_id)
        review.note_number_revealed(application, what)
        number = NUMBERS[what](application)
    return _page(application_id, revealed={what: number or _("tidak dapat dibuka")})


@bp.post("/verifikasi/<int:application_id>/lengkapi")
def ask(application_id: int) -> Response | tuple[str, int]:
    """Ask the applicant for something more."""
    form = QuestionForm(prefix="tanya")
    if not form.validate_on_submit():
        return _page(application_id, question=form), 422
    on_error_show(lambda: _page(application_id, question=form))
    with transaction():
        review.ask_for_more(application_id, reviewer_id=current_user.id, note=form.note.data)
    flash(_("Pertanyaan dikirim. Pemohon mendapat surat."), "success")
    return redirect(url_for(".show", application_id=application_id), 303)


@bp.post("/verifikasi/<int:application_id>/setujui")
def approve(application_id: int) -> Response | tuple[str, int]:
    """Open the shop."""
    form = ApprovalForm(prefix="setuju")
    if not form.validate_on_submit():
        return _page(application_id, approval=form), 422
    on_error_show(lambda: _page(application_id, approval=form))
    with transaction():
        review.approve_application(application_id, reviewer_id=current_user.id, note=form.note.data or "")
    flash(_("Pengajuan disetujui. Pemohon mendapat surat."), "success")
    return redirect(url_for(".show", application_id=application_id), 303)


@bp.post("/verifikasi/<int:application_id>/tolak")
def reject(application_id: int) -> Response | tuple[str, int]:
    """Refuse with a reason."""
    form = RejectionForm(prefix="tolak")
    if not form.validate_on_submit():
        return _page(application_id, rejection=form), 422
    on_error_show(lambda: _page(application_id, rejection=form))
    with transaction():
        review.reject_application(application_id, reviewer_id=current_user.id, note=form.note.data)
    flash(_("Pengajuan ditolak. Pemohon membaca alasannya di surat."), "success")
    return redirect(url_for(".show", application_id=application_id), 303)


def _page(
    application_id: int,
    *,
    question: QuestionForm | None = None,
    approval: ApprovalForm | None = None,
    rejection: RejectionForm | None = None,
    revealed: dict[str, str] | None = None,
) -> str:
    application = queries.get_application(application_id)
    return render_template(
        "sellers/admin/show.html",
        application=application,
        clock=_clock(application),
        documents=queries.documents_of(application_id),
        alike=queries.alike(application),
        history=queries.history_of(application),
        bank_name=BANKS.get(application.bank_code, ""),
        is_own=application.applicant_id == current_user.id,
        question=question or QuestionForm(formdata=None, prefix="tanya"),
        approval=approval or ApprovalForm(formdata=None, prefix="setuju"),
        rejection=rejection or RejectionForm(formdata=None, prefix="tolak"),
        revealed=revealed or {},
    )


def _clock(application: SellerApplication) -> rules.Clock | None:
    """How long an application has been waiting for us; none when it is not our turn."""
    if application.status not in queries.WAITING or application.submitted_at is None:
        return None
    return rules.clock_since(application.submitted_at, now())
