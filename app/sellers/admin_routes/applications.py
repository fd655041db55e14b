"""Reviewing applications."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.clock import now
from app.db import transaction
from app.i18n import _
from app.models.requirement import AnswerKind
from app.models.seller import ApplicationStatus, SellerApplication
from app.regions import queries as regions
from app.requirements import queries as requirements
from app.sellers import rules
from app.sellers.banks import BANKS
from app.sellers.business import FORMS, class_of_application
from app.sellers.commands import review
from app.sellers.forms.applications import ApprovalForm, QuestionForm, RejectionForm, RevocationForm, WaiverForm
from app.sellers.queries import applications as queries
from app.sellers.queries.onboarding import checklist_of
from app.settings import setting
from app.web.batches import run_chosen
from app.web.edge import on_record
from app.web.error_pages import on_error_show
from app.web.guards import admin_blueprint
from app.web.pagination import Page, offset_of, page_number
from app.web.ready import takes_ready_words

bp = admin_blueprint("sellers_admin", __name__, needs="reviewer")

SIZE = 25
SHOWN = [status for status in ApplicationStatus if status != ApplicationStatus.DRAFT]
ASKING, REFUSING = AnswerKind.APPLICATION_QUESTION, AnswerKind.APPLICATION_REJECTION
NUMBERS = {"nik": queries.nik_of, "rekening": queries.bank_account_of}


@bp.get("/verifikasi")
def index() -> str:
    """The queue, or the applications of one status; perhaps of one regency or kecamatan."""
    return _index({})


@bp.post("/verifikasi/periksa")
def start_many() -> Response | tuple[str, int]:
    """Take the chosen ones up, each by itself."""
    return _each(review.start_review, _("%(count)s pengajuan mulai diperiksa."))


@bp.post("/verifikasi/setujui")
def approve_many() -> Response | tuple[str, int]:
    """Open the shops of the chosen ones that lack nothing, each by itself; the others say why not."""
    return _each(review.approve_whole_application, _("%(count)s pengajuan disetujui. Pemohonnya mendapat surat."))


@bp.get("/verifikasi/<int:application_id>")
def show(application_id: int) -> str:
    """One application: data and documents side by side, and the ways to answer; looking is written down."""
    with on_record(), transaction():
        application = queries.get_application(application_id)
        review.note_application_seen(application)
    return _page_of(application)


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
def ask(application_id: int) -> Response | str | tuple[str, int]:
    """Ask the applicant for something more; or put words that are kept ready into the form."""
    form = _question_form(application_id)
    if takes_ready_words(form.note, requirements.answers_for(ASKING)):
        return _page(application_id, question=form)
    if not form.validate_on_submit():
        return _page(application_id, question=form), 422
    on_error_show(lambda: _page(application_id, question=form))
    with transaction():
        review.ask_for_more(
            application_id, reviewer_id=current_user.id, note=form.note.data, wanted=form.wanted.data or ()
        )
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
def reject(application_id: int) -> Response | str | tuple[str, int]:
    """Refuse with a reason; or put words that are kept ready into the form."""
    form = RejectionForm(prefix="tolak")
    if takes_ready_words(form.note, requirements.answers_for(REFUSING)):
        return _page(application_id, rejection=form)
    if not form.validate_on_submit():
        return _page(application_id, rejection=form), 422
    on_error_show(lambda: _page(application_id, rejection=form))
    with transaction():
        review.reject_application(application_id, reviewer_id=current_user.id, note=form.note.data)
    flash(_("Pengajuan ditolak. Pemohon membaca alasannya di surat."), "success")
    return redirect(url_for(".show", application_id=application_id), 303)


@bp.post("/verifikasi/<int:application_id>/bebaskan")
def waive(application_id: int) -> Response | tuple[str, int]:
    """The applicant need not show something, with a reason."""
    form = WaiverForm(prefix="bebas")
    if not form.validate_on_submit():
        return _page(application_id, waiver=form), 422
    on_error_show(lambda: _page(application_id, waiver=form))
    with transaction():
        review.waive_requirement(application_id, form.code.data, reviewer_id=current_user.id, reason=form.reason.data)
    flash(_("Keringanan dicatat."), "success")
    return redirect(url_for(".show", application_id=application_id), 303)


@bp.post("/verifikasi/<int:application_id>/cabut")
def revoke(application_id: int) -> Response | tuple[str, int]:
    """The applicant must show it after all, with a reason."""
    form = RevocationForm(prefix="cabut")
    if not form.validate_on_submit():
        return _page(application_id, revocation=form), 422
    on_error_show(lambda: _page(application_id, revocation=form))
    with transaction():
        review.revoke_waiver(application_id, form.code.data, reviewer_id=current_user.id, reason=form.reason.data)
    flash(_("Keringanan dicabut. Pemohon membaca alasannya di surat."), "success")
    return redirect(url_for(".show", application_id=application_id), 303)


def _each(do: Callable[..., object], done: str) -> Response | tuple[str, int]:
    """Do it with every chosen application; who could not be served stays in the list with the reason."""
    refusals = run_chosen("pengajuan", lambda key: do(key, reviewer_id=current_user.id), most=SIZE, done=done)
    if refusals:
        return _index(refusals), 422
    return redirect(url_for(".index", wilayah=request.args.get("wilayah")), 303)


def _index(refusals: dict[int, str]) -> str:
    status = next((status for status in SHOWN if status == request.args.get("status")), None)
    province, statuses = setting("PROVINCE_CODE"), frozenset({status}) if status else queries.WAITING
    place = regions.known_code(province, request.args.get("wilayah"))
    filters = queries.ApplicationFilter(statuses, place)
    number = page_number(request.args.get("hal"))
    rows = queries.applications(filters, limit=SIZE, offset=offset_of(number, SIZE))
    return render_template(
        "sellers/admin/index.html",
        page=Page([(row, _clock(row)) for row in rows], queries.count_applications(filters), number, SIZE),
        status=status,
        statuses=SHOWN,
        places=regions.places_to_choose(province, queries.counts_by_district(statuses)),
        place=place,
        refusals=refusals,
        elsewhere=queries.shop_names(refusals.keys() - {row.id for row in rows}) if refusals else {},
        waiting_statuses=queries.WAITING,
    )


def _question_form(application_id: int) -> QuestionForm:
    application = queries.get_application(application_id)
    return QuestionForm(checklist_of(application, []), prefix="tanya")


def _page(application_id: int, **shown: Any) -> str:
    return _page_of(queries.get_application(application_id), **shown)


def _page_of(
    application: SellerApplication,
    *,
    question: QuestionForm | None = None,
    approval: ApprovalForm | None = None,
    rejection: RejectionForm | None = None,
    waiver: WaiverForm | None = None,
    revocation: RevocationForm | None = None,
    revealed: dict[str, str] | None = None,
) -> str:
    documents = queries.documents_of(application.id)
    checklist = checklist_of(application, documents)
    return render_template(
        "sellers/admin/show.html",
        application=application,
        clock=_clock(application),
        documents=documents,
        checklist=checklist,
        ready=requirements.answers_for(ASKING, REFUSING),
        forms=FORMS,
        business_class=class_of_application(application, today=requirements.today()),
        alike=queries.alike(application),
        history=queries.history_of(application),
        bank_name=BANKS.get(application.bank_code, ""),
        is_own=application.applicant_id == current_user.id,
        question=question or QuestionForm(checklist, formdata=None, prefix="tanya"),
        approval=approval or ApprovalForm(formdata=None, prefix="setuju"),
        rejection=rejection or RejectionForm(formdata=None, prefix="tolak"),
        waiver=waiver or WaiverForm(formdata=None, prefix="bebas"),
        revocation=revocation or RevocationForm(formdata=None, prefix="cabut"),
        revealed=revealed or {},
    )


def _clock(application: SellerApplication) -> rules.Clock | None:
    """How long an application has been waiting for us; none when it is not our turn."""
    if application.status not in queries.WAITING or application.submitted_at is None:
        return None
    return rules.clock_since(application.submitted_at, now())
