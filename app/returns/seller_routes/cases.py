"""Return cases of the shop: what waits for an answer on top."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.clock import now
from app.db import session, transaction
from app.i18n import _
from app.media import commands as media
from app.payments.queries import refunds as refund_queries
from app.returns import queries, rules
from app.returns.commands import answers, photos
from app.returns.forms.cases import REASONS, AcceptForm, ContestForm
from app.web.error_pages import on_error_show
from app.web.guards import SERVING, Helpers, current_membership, seller_blueprint
from app.web.limits import forms_per_address, limiter
from app.web.pagination import Page, offset_of, page_number
from app.web.uploads import received, takes_files

bp = seller_blueprint("returns_seller", __name__, readers=SERVING, writers=SERVING, helpers=Helpers.MAY)

SIZE = 20
MEGABYTES = 48


@bp.get("/pengembalian")
def index() -> str:
    """All cases of the shop."""
    number = page_number(request.args.get("hal"))
    seller_id = current_membership().seller_id
    rows = queries.cases_of_seller(seller_id, limit=SIZE, offset=offset_of(number, SIZE))
    page = Page(rows, queries.count_cases_of_seller(seller_id), number, SIZE)
    return render_template("returns/seller/index.html", page=page, reasons=REASONS, moment=now())


@bp.get("/pengembalian/<case_number>")
def show(case_number: str) -> str:
    """One case, and the two ways to answer."""
    return _page(case_number, ContestForm(formdata=None))


@bp.post("/pengembalian/<case_number>/terima")
def accept(case_number: str) -> Response:
    """Grant what the buyer asks for."""
    on_error_show(lambda: _page(case_number, ContestForm(formdata=None)))
    seller_id = current_membership().seller_id
    case = queries.get_case_of_seller(case_number, seller_id)
    on_shelf = answers.asked_pieces(case) if AcceptForm().on_shelf.data else {}
    with transaction():
        answers.accept_case(case_number, seller_id=seller_id, on_shelf=on_shelf)
    flash(_("Disetujui. Uang pembeli dikembalikan."), "success")
    return redirect(url_for(".show", case_number=case_number), 303)


@bp.post("/pengembalian/<case_number>/sanggah")
@takes_files(megabytes=MEGABYTES)
@limiter.limit(forms_per_address)
def contest(case_number: str) -> Response | tuple[str, int]:
    """Say why not, with photos; an admin decides."""
    form = ContestForm()
    if not form.validate_on_submit():
        return _page(case_number, form), 422
    on_error_show(lambda: _page(case_number, form))
    seller_id = current_membership().seller_id
    files = received("photo", most=rules.MOST_PHOTOS)
    answers.check_may_answer(case_number, seller_id=seller_id)
    session.rollback()
    papers = photos.draw_photos(files)
    reply = answers.Reply(form.answer.data, papers, member_id=current_user.id)
    with media.forgotten_when_refused(media.ids_of(papers)), transaction():
        answers.contest_case(case_number, reply, seller_id=seller_id)
    flash(_("Jawaban terkirim. Petugas kami memutuskan sesudah membaca kedua pihak."), "success")
    return redirect(url_for(".show", case_number=case_number), 303)


@bp.post("/pengembalian/<case_number>/foto")
@takes_files(megabytes=MEGABYTES)
@limiter.limit(forms_per_address)
def add_photos(case_number: str) -> Response:
    """Show more, before or after the answer. When one photo cannot be read none is added."""
    on_error_show(lambda: _page(case_number, ContestForm(formdata=None)))
    seller_id = current_membership().seller_id
    photos.check_may_show_more(queries.get_case_of_seller(case_number, seller_id))
    files = received("photo", most=rules.MOST_PHOTOS)
    session.rollback()
    papers = photos.draw_more_photos(files)
    with media.forgotten_when_refused(media.ids_of(papers)), transaction():
        photos.show_more_of_seller(case_number, papers, seller_id=seller_id, member_id=current_user.id)
    flash(_("Foto ditambahkan. Pembeli mendapat surat."), "success")
    return redirect(url_for(".show", case_number=case_number), 303)


def _page(case_number: str, form: ContestForm) -> str:
    case = queries.get_case_of_seller(case_number, current_membership().seller_id)
    shown = queries.photos_of(case.id)
    return render_template(
        "returns/seller/show.html",
        case=case,
        photos=shown,
        room=rules.room_for_photos(sum(not photo.is_from_buyer for photo in shown)),
        refund=refund_queries.find_refund(case.refund_id),
        reasons=REASONS,
        acceptance=AcceptForm(formdata=None),
        form=form,
        most=rules.MOST_PHOTOS,
        history=queries.history_of(case.id),
        share=rules.usual_share(case.order, answers.asked_pieces(case), case.reason),
    )
