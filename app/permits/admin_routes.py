"""Permits in the back office: the longest waiting first, the paper beside what was typed, many at once by kecamatan."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.clock import now
from app.db import transaction
from app.errors import NotFound
from app.i18n import _
from app.media.streaming import private_page
from app.models.requirement import AnswerKind, SubmissionStatus
from app.permits import commands, queries
from app.permits.forms import AcceptanceForm, RejectionForm, RevocationForm, WaiverForm
from app.regions import queries as regions
from app.requirements import queries as requirements
from app.requirements.queries import Subject
from app.sellers.queries import standing
from app.sellers.rules import Clock, clock_since
from app.settings import setting
from app.web.batches import run_chosen
from app.web.edge import on_record
from app.web.error_pages import on_error_show
from app.web.guards import admin_blueprint
from app.web.pagination import Page, offset_of, page_number
from app.web.ready import takes_ready_words

bp = admin_blueprint("permits_admin", __name__, needs="reviewer")

SIZE = 25


@bp.get("/izin")
def index() -> str:
    """What waits, or the permits of another status, perhaps of one place or one kind."""
    return _index({})


@bp.post("/izin/terima")
def accept_many() -> AnyResponse | tuple[str, int]:
    """Accept the chosen ones that are whole, each by itself; the others say why not."""
    refusals = run_chosen(
        "izin",
        lambda submission_id: commands.accept_whole_permit(submission_id, reviewer_id=current_user.id),
        most=SIZE,
        done=_("%(count)s izin diterima."),
    )
    if refusals:
        return _index(refusals), 422
    return redirect(url_for(".index", wilayah=request.args.get("wilayah")), 303)


@bp.get("/izin/<int:submission_id>")
def show(submission_id: int) -> str:
    """One permit: what was typed beside the paper, and the answers."""
    return _page(submission_id)


@bp.get("/izin/<int:submission_id>/berkas/<paper_id>")
def document(submission_id: int, paper_id: str) -> Response:
    """One page of the paper; looking is written down."""
    number = page_number(request.args.get("hal"))
    with on_record(), transaction():
        submission, paper = queries.get_document_to_review(submission_id, paper_id)
        if number > paper.pages:
            raise NotFound
        commands.note_document_seen(submission, paper, page=number)
    return private_page(paper, number)


@bp.post("/izin/<int:submission_id>/terima")
def accept(submission_id: int) -> AnyResponse | tuple[str, int]:
    """The permit is valid, and buyers see it."""
    form = AcceptanceForm(prefix="terima")
    if not form.validate_on_submit():
        return _page(submission_id, acceptance=form), 422
    on_error_show(lambda: _page(submission_id, acceptance=form))
    with transaction():
        commands.accept_permit(
            submission_id, reviewer_id=current_user.id, note=form.note.data or "", valid_until=form.valid_until.data
        )
    flash(_("Izin diterima dan tampil di halaman toko. Penjual mendapat surat."), "success")
    return redirect(url_for(".show", submission_id=submission_id), 303)


@bp.post("/izin/<int:submission_id>/tolak")
def reject(submission_id: int) -> AnyResponse | str | tuple[str, int]:
    """Say no with a reason; or put words that are kept ready into the form."""
    form = RejectionForm(prefix="tolak")
    if takes_ready_words(form.note, requirements.answers_for(AnswerKind.PERMIT_REJECTION)):
        return _page(submission_id, rejection=form)
    if not form.validate_on_submit():
        return _page(submission_id, rejection=form), 422
    on_error_show(lambda: _page(submission_id, rejection=form))
    with transaction():
        commands.reject_permit(submission_id, reviewer_id=current_user.id, note=form.note.data)
    flash(_("Izin ditolak. Penjual membaca alasannya di surat."), "success")
    return redirect(url_for(".show", submission_id=submission_id), 303)


@bp.get("/izin/toko/<int:seller_id>")
def shop(seller_id: int) -> str:
    """All permits of a shop, and what it need not show."""
    return _shop(seller_id)


@bp.post("/izin/toko/<int:seller_id>/<permit>/bebaskan")
def waive(seller_id: int, permit: str) -> AnyResponse | tuple[str, int]:
    """The shop need not show this, with a reason."""
    form = WaiverForm()
    if not form.validate_on_submit():
        return _shop(seller_id, permit, waiver=form), 422
    on_error_show(lambda: _shop(seller_id, permit, waiver=form))
    with transaction():
        commands.waive_permit(
            seller_id,
            permit,
            reviewer_id=current_user.id,
            reason=form.reason.data,
            valid_until=form.valid_until.data,
        )
    flash(_("Keringanan dicatat."), "success")
    return redirect(url_for(".shop", seller_id=seller_id), 303)


@bp.post("/izin/toko/<int:seller_id>/<permit>/cabut")
def revoke(seller_id: int, permit: str) -> AnyResponse | tuple[str, int]:
    """The shop needs this after all, with a reason."""
    form = RevocationForm(prefix="cabut")
    if not form.validate_on_submit():
        return _shop(seller_id, permit, revocation=form), 422
    on_error_show(lambda: _shop(seller_id, permit, revocation=form))
    with transaction():
        commands.revoke_waiver(seller_id, permit, reviewer_id=current_user.id, reason=form.reason.data)
    flash(_("Keringanan dicabut. Penjual membaca alasannya di surat."), "success")
    return redirect(url_for(".shop", seller_id=seller_id), 303)


def _index(refusals: dict[int, str]) -> str:
    asked = request.args.get("status", SubmissionStatus.SUBMITTED.value)
    status = next((status for status in SubmissionStatus if status == asked), None)
    province = setting("PROVINCE_CODE")
    place = regions.known_code(province, request.args.get("wilayah"))
    filters = queries.QueueFilter(status, place)
    number = page_number(request.args.get("hal"))
    rows = queries.permits(filters, limit=SIZE, offset=offset_of(number, SIZE))
    return render_template(
        "permits/admin/index.html",
        page=Page([(row, _clock(row)) for row in rows], queries.count_permits(filters), number, SIZE),
        status=status,
        statuses=list(SubmissionStatus),
        places=regions.places_to_choose(province, queries.counts_by_district(status)),
        place=place,
        refusals=refusals,
        elsewhere=queries.titles_of(refusals.keys() - {each.row.id for each in rows}) if refusals else {},
    )


def _page(
    submission_id: int, *, acceptance: AcceptanceForm | None = None, rejection: RejectionForm | None = None
) -> str:
    permit = queries.get_permit(submission_id)
    assert permit.row.seller_id is not None, "permits are a seller's"
    typed = {"valid_until": permit.row.valid_until}
    return render_template(
        "permits/admin/show.html",
        permit=permit,
        clock=_clock(permit),
        number=requirements.number_of(permit.row),
        earlier=[
            each
            for each in requirements.submissions_of(Subject(seller_id=permit.row.seller_id), permit.row.requirement_id)
            if each.id != submission_id
        ],
        is_own=permit.row.submitted_by_id == current_user.id
        or standing.is_involved(current_user.id, permit.row.seller_id),
        acceptance=acceptance or AcceptanceForm(formdata=None, prefix="terima", data=typed),
        rejection=rejection or RejectionForm(formdata=None, prefix="tolak"),
        ready=requirements.answers_for(AnswerKind.PERMIT_REJECTION),
    )


def _shop(
    seller_id: int, permit: str = "", *, waiver: WaiverForm | None = None, revocation: RevocationForm | None = None
) -> str:
    states = queries.wallet_of(seller_id)
    if permit and all(state.requirement.code != permit for state in states):
        abort(404)
    return render_template(
        "permits/admin/shop.html",
        seller=standing.get_seller(seller_id),
        states=states,
        form=waiver or WaiverForm(formdata=None),
        revocation=revocation or RevocationForm(formdata=None, prefix="cabut"),
        chosen=permit,
        is_own=standing.is_involved(current_user.id, seller_id),
    )


def _clock(permit: queries.Waiting) -> Clock | None:
    is_waiting = permit.row.status == SubmissionStatus.SUBMITTED
    return clock_since(permit.row.submitted_at, now()) if is_waiting else None
