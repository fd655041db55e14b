"""Return cases in the back office: the contested ones first, each with both sides."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.clock import now
from app.db import transaction
from app.i18n import _
from app.models.returns import ReturnStatus
from app.models.shipment import ShipmentStatus
from app.orders import queries as orders
from app.orders.parcels import parcels_of
from app.orders.pieces import pieces_sent
from app.payments.queries import refunds as refund_queries
from app.pricing import shares
from app.returns import queries, rules
from app.returns.commands import answers, cases
from app.returns.forms.cases import REASONS, WITH, WITHOUT, RejectionForm, RulingForm
from app.returns.forms.orders import ReportForm
from app.returns.forms.pieces import are_in_address, pieces_to_show
from app.web.error_pages import on_error_show
from app.web.guards import admin_blueprint
from app.web.pagination import Page, offset_of, page_number

bp = admin_blueprint("returns_admin", __name__, needs="finance")

SIZE = 25


@bp.get("/pengembalian")
def index() -> str:
    """All cases, or those of one status."""
    status = next((status for status in ReturnStatus if status == request.args.get("status")), None)
    number = page_number(request.args.get("hal"))
    rows = queries.cases(status, limit=SIZE, offset=offset_of(number, SIZE))
    page = Page(rows, queries.count_cases(status), number, SIZE)
    return render_template(
        "returns/admin/index.html",
        page=page,
        status=status,
        statuses=list(ReturnStatus),
        reasons=REASONS,
        moment=now(),
    )


@bp.get("/pengembalian/<case_number>")
def show(case_number: str) -> str:
    """One case with both sides, and the decision with what the pieces in the address are worth."""
    on_error_show(lambda: _page(case_number))
    if are_in_address():
        case = queries.get_case(case_number)
        rules.check_pieces(pieces_sent(case.order), answers.asked_pieces(case))
    return _page(case_number)


@bp.post("/pengembalian/<case_number>/tengahi")
def mediate(case_number: str) -> Response:
    """Take a contested case up."""
    on_error_show(lambda: _page(case_number))
    with transaction():
        answers.begin_mediation(case_number, admin_id=current_user.id)
    return redirect(url_for(".show", case_number=case_number), 303)


@bp.post("/pengembalian/<case_number>/setujui")
def approve(case_number: str) -> Response | tuple[str, int]:
    """Grant some or all of it."""
    form = RulingForm(prefix="setuju")
    if not form.validate_on_submit():
        return _page(case_number, ruling=form), 422
    on_error_show(lambda: _page(case_number, ruling=form))
    pieces = pieces_sent(queries.get_case(case_number).order)
    ruling = answers.Ruling(pieces, form.shipping.data == WITH, form.note.data)
    with transaction():
        answers.approve_case(case_number, ruling, admin_id=current_user.id)
    flash(_("Diputuskan. Kedua pihak mendapat surat, dan uangnya dikembalikan."), "success")
    return redirect(url_for(".show", case_number=case_number), 303)


@bp.post("/pengembalian/<case_number>/tolak")
def reject(case_number: str) -> Response | tuple[str, int]:
    """Grant nothing."""
    form = RejectionForm(prefix="tolak")
    if not form.validate_on_submit():
        return _page(case_number, rejection=form), 422
    on_error_show(lambda: _page(case_number, rejection=form))
    with transaction():
        answers.reject_case(case_number, admin_id=current_user.id, note=form.note.data)
    flash(_("Ditolak. Kedua pihak mendapat surat."), "success")
    return redirect(url_for(".show", case_number=case_number), 303)


@bp.route("/pesanan/<number>/<int:part>/paket", methods=["GET", "POST"])
def parcel(number: str, part: int) -> Response | str | tuple[str, int]:
    """A parcel is lost or on its way back: the seller is asked."""
    order = orders.get_order(number, part)
    form = ReportForm(parcels_of(order))
    if not form.validate_on_submit():
        return _parcel_page(number, part, form), 422 if form.is_submitted() else 200
    on_error_show(lambda: _parcel_page(number, part, form))
    with transaction():
        case = cases.report_parcel(
            order.id,
            ShipmentStatus(form.status.data),
            admin_id=current_user.id,
            text=form.reason.data,
            parcel_id=form.parcel.data,
        )
    flash(_("Tercatat. Penjual diminta menjawab."), "success")
    return redirect(url_for(".show", case_number=case.number), 303)


def _page(case_number: str, *, ruling: RulingForm | None = None, rejection: RejectionForm | None = None) -> str:
    case = queries.get_case(case_number)
    usual = WITH if rules.pays_shipping_back(case.reason) else WITHOUT
    asked = answers.asked_pieces(case)
    chosen = pieces_to_show(case.order, asked, asked)
    ruling = ruling or RulingForm(formdata=None, prefix="setuju", data={"shipping": usual})
    ruling.name_amounts(shares.share_of(case.order, chosen))
    return render_template(
        "returns/admin/show.html",
        case=case,
        photos=queries.photos_of(case.id),
        asked=asked,
        chosen=chosen,
        refund=refund_queries.find_refund(case.refund_id),
        history=queries.history_of(case.id),
        reasons=REASONS,
        ruling=ruling,
        rejection=rejection or RejectionForm(formdata=None, prefix="tolak"),
        moment=now(),
    )


def _parcel_page(number: str, part: int, form: ReportForm) -> str:
    return render_template("returns/admin/parcel.html", order=orders.get_order(number, part), number=number, form=form)
