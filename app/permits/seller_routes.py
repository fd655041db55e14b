"""The permit wallet of a shop: what it has, what its goods need, and the way to show it."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.db import session as database
from app.db import transaction
from app.errors import DomainError
from app.i18n import _
from app.media import commands as media
from app.media.streaming import private_page
from app.permits import commands, goods, queries
from app.permits.forms import PermitForm
from app.requirements import queries as requirements
from app.requirements.commands.submissions import Shown
from app.requirements.queries import Subject
from app.requirements.rules import State
from app.web.error_pages import on_error_show
from app.web.guards import SELLING, TEAM, Helpers, current_membership, seller_blueprint
from app.web.limits import limit_forms
from app.web.pagination import page_number
from app.web.uploads import received, takes_files

bp = seller_blueprint("permits_seller", __name__, readers=TEAM, writers=SELLING, helpers=Helpers.MAY)

MEGABYTES = 48
MOST_PAPERS = 3
MOST_NAMED = 10  # goods


@bp.get("/izin")
def index() -> str:
    """Every permit with where it stands, what the goods need and is not there on top."""
    seller_id = current_membership().seller_id
    states = queries.wallet_of(seller_id)
    is_anything_open = any(each.is_open for each in states)
    called_no_food = goods.called_no_food(seller_id, limit=MOST_NAMED) if is_anything_open else []
    return render_template("permits/seller/index.html", states=states, called_no_food=called_no_food)


@bp.get("/izin/<permit>")
def show(permit: str) -> str:
    """One permit: what it is, where to get it, what was sent, and the form."""
    state = queries.get_state(current_membership().seller_id, permit)
    return _page(state, PermitForm(state.requirement, formdata=None))


@bp.post("/izin/<permit>")
@takes_files(megabytes=MEGABYTES)
@limit_forms
def send(permit: str) -> AnyResponse | tuple[str, int]:
    """Show a permit, the first time or renewed."""
    seller_id = current_membership().seller_id
    state = queries.get_state(seller_id, permit)
    form = PermitForm(state.requirement)
    if not form.validate_on_submit():
        return _page(state, form), 422
    on_error_show(lambda: _page(queries.get_state(seller_id, permit), form))
    files = received("camera", most=1) + received("paper", most=MOST_PAPERS)
    if not files:
        raise DomainError(_("Potret dahulu dokumennya, atau pilih foto atau PDF-nya, lalu kirim."))
    database.rollback()
    papers = media.store_papers(files)
    shown = Shown(
        proof=form.kind,
        number=form.number.data,
        issued_on=form.issued_on.data,
        valid_until=form.valid_until.data,
    )
    with media.forgotten_when_refused(media.ids_of(papers)), transaction():
        commands.submit_permit(seller_id, permit, shown, papers, submitted_by_id=current_user.id)
    flash(_("Izin terkirim. Kami kabari lewat surat setelah diperiksa, biasanya dalam dua hari kerja."), "success")
    return redirect(url_for(".show", permit=permit), 303)


@bp.post("/izin/kiriman/<int:submission_id>/tarik")
def withdraw(submission_id: int) -> AnyResponse:
    """Take a permit back; its badge goes."""
    on_error_show(index)
    with transaction():
        commands.withdraw_permit(current_membership().seller_id, submission_id)
    flash(_("Izin ditarik."), "success")
    return redirect(url_for(".index"), 303)


@bp.get("/izin/kiriman/<int:submission_id>/berkas/<paper_id>")
def document(submission_id: int, paper_id: str) -> Response:
    """One page of the shop's own paper."""
    paper = queries.get_document_of(current_membership().seller_id, submission_id, paper_id)
    return private_page(paper, page_number(request.args.get("hal")))


def _page(state: State, form: PermitForm) -> str:
    subject = Subject(seller_id=current_membership().seller_id)
    return render_template(
        "permits/seller/show.html",
        state=state,
        submissions=requirements.submissions_of(subject, state.requirement.id),
        form=form,
        may_change=current_membership().role in SELLING,
    )
