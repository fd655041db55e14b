"""Attempts to pay and disputes about them, for the back office."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.db import transaction
from app.i18n import _
from app.ledger import words
from app.models.payment import DisputeStatus, PaymentStatus
from app.payments import overview
from app.payments.commands import disputes as commands
from app.payments.forms import DisputeForm
from app.payments.queries import disputes as dispute_queries
from app.payments.rules import name_of
from app.web.error_pages import on_error_show
from app.web.guards import admin_blueprint
from app.web.pagination import Page, offset_of, page_number

bp = admin_blueprint("payments_admin", __name__, needs="finance")

SIZE = 25
STATUSES = {status.value: status for status in PaymentStatus}


@bp.get("/pembayaran")
def index() -> str:
    """Attempts by the beginning of the order's number and their status."""
    text = request.args.get("nomor", "")[:16].strip().upper()
    status = STATUSES.get(request.args.get("status", ""))
    number = page_number(request.args.get("hal"))
    rows = overview.payments(text, status, limit=SIZE, offset=offset_of(number, SIZE))
    page = Page(rows, overview.count_payments(text, status), number, SIZE)
    return render_template(
        "payments/admin/index.html", page=page, text=text, status=status, statuses=STATUSES, name_of=name_of
    )


@bp.get("/pembayaran/<int:payment_id>")
def show(payment_id: int) -> str:
    """One attempt with everything that came of it."""
    return _page(payment_id, DisputeForm(formdata=None))


@bp.get("/pembayaran/sengketa")
def disputes() -> str:
    """What banks ask back, the open ones first."""
    number = page_number(request.args.get("hal"))
    rows = overview.disputes(limit=SIZE, offset=offset_of(number, SIZE))
    page = Page(rows, overview.count_disputes(), number, SIZE)
    return render_template("payments/admin/disputes.html", page=page, name_of=name_of)


@bp.post("/pembayaran/sengketa/<int:dispute_id>/menang")
def win(dispute_id: int) -> Response | tuple[str, int]:
    """The money stays with us."""
    return _decide(dispute_id, DisputeStatus.WON)


@bp.post("/pembayaran/sengketa/<int:dispute_id>/kalah")
def lose(dispute_id: int) -> Response | tuple[str, int]:
    """The money went back to the buyer."""
    return _decide(dispute_id, DisputeStatus.LOST)


def _decide(dispute_id: int, status: DisputeStatus) -> Response | tuple[str, int]:
    payment_id = dispute_queries.get_dispute(dispute_id).payment_id
    form = DisputeForm()
    if not form.validate_on_submit():
        return _page(payment_id, form), 422
    on_error_show(lambda: _page(payment_id, form))
    with transaction():
        commands.decide(dispute_id, status, admin_id=current_user.id, because=form.reason.data)
    flash(_("Akhir sengketa dicatat di pembukuan."), "success")
    return redirect(url_for(".show", payment_id=payment_id), 303)


def _page(payment_id: int, form: DisputeForm) -> str:
    story = overview.story_of(payment_id)
    return render_template("payments/admin/show.html", story=story, name_of=name_of, words=words, form=form)
