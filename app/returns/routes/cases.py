"""The buyer's return cases: opening one, and where it stands."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from app.clock import now
from app.db import session, transaction
from app.i18n import _
from app.media import commands as media
from app.models.returns import ReturnReason
from app.orders import queries as orders
from app.orders.pieces import pieces_sent
from app.payments.queries import refunds as refund_queries
from app.returns import queries, rules
from app.returns.commands import cases, photos
from app.returns.forms.cases import REASONS, ClaimForm
from app.web.error_pages import on_error_show
from app.web.limits import forms_per_address, limiter
from app.web.uploads import received, takes_files

bp = Blueprint("returns", __name__)

MEGABYTES = 48


@bp.get("/pesanan/<number>/<int:part>/pengembalian/baru")
@login_required
def begin(number: str, part: int) -> str:
    """The form of a case."""
    return _form_page(number, part, ClaimForm(formdata=None))


@bp.post("/pesanan/<number>/<int:part>/pengembalian/baru")
@takes_files(megabytes=MEGABYTES)
@limiter.limit(forms_per_address)
@login_required
def open_case(number: str, part: int) -> Response | tuple[str, int]:
    """Open it. Photos are drawn before; when one cannot be read nothing is opened."""
    form = ClaimForm()
    if not form.validate_on_submit():
        return _form_page(number, part, form), 422
    on_error_show(lambda: _form_page(number, part, form))
    claim = cases.Claim(
        ReturnReason(form.reason.data),
        form.text.data,
        pieces_sent(orders.get_order_of_buyer(number, part, current_user.id)),
    )
    files = received("photo", most=rules.MOST_PHOTOS)
    if not form.cannot_show.data:
        rules.check_shown(claim.reason, len(files))
    cases.check_may_open(number, part, buyer_id=current_user.id)
    session.rollback()
    papers = photos.draw_photos(files)
    with media.forgotten_when_refused(media.ids_of(papers)), transaction():
        case = cases.open_case(number, part, buyer_id=current_user.id, claim=claim, papers=papers)
    flash(_("Pengajuan terkirim. Penjual menjawab paling lambat pada batas waktu di bawah ini."), "success")
    return redirect(url_for(".show", case_number=case.number), 303)


@bp.get("/pengembalian/<case_number>")
@login_required
def show(case_number: str) -> str:
    """Where a case stands."""
    return _page(case_number)


@bp.post("/pengembalian/<case_number>/foto")
@takes_files(megabytes=MEGABYTES)
@limiter.limit(forms_per_address)
@login_required
def add_photos(case_number: str) -> Response:
    """Show more of what is wrong. When one photo cannot be read none is added."""
    on_error_show(lambda: _page(case_number))
    photos.check_may_show_more(queries.get_case_of_buyer(case_number, current_user.id))
    files = received("photo", most=rules.MOST_PHOTOS)
    session.rollback()
    papers = photos.draw_more_photos(files)
    with media.forgotten_when_refused(media.ids_of(papers)), transaction():
        photos.show_more_of_buyer(case_number, papers, buyer_id=current_user.id)
    flash(_("Foto ditambahkan. Penjual mendapat surat."), "success")
    return redirect(url_for(".show", case_number=case_number), 303)


def _page(case_number: str) -> str:
    case = queries.get_case_of_buyer(case_number, current_user.id)
    shown = queries.photos_of(case.id)
    return render_template(
        "returns/show.html",
        case=case,
        photos=shown,
        room=rules.room_for_photos(sum(photo.is_from_buyer for photo in shown)),
        most=rules.MOST_PHOTOS,
        refund=refund_queries.find_refund(case.refund_id),
        history=queries.history_of(case.id),
        reasons=REASONS,
    )


def _form_page(number: str, part: int, form: ClaimForm) -> str:
    order = orders.get_order_of_buyer(number, part, current_user.id)
    known, left = queries.cases_of_order(order.id), queries.sent_pieces(order)
    return render_template(
        "returns/begin.html",
        order=order,
        number=number,
        form=form,
        may_return=rules.may_return(order, left, now()),
        left=rules.without(left, cases.rejected_pieces(known)),
        gone_back=not rules.what_is_left(order),
        most=rules.MOST_PHOTOS,
    )
