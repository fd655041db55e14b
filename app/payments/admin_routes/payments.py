"""Attempts to pay and disputes about them, for the back office."""

from flask import render_template, request

from app.models.payment import PaymentStatus
from app.payments import overview
from app.payments.rules import name_of
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
    return render_template("payments/admin/show.html", story=overview.story_of(payment_id), name_of=name_of)


@bp.get("/pembayaran/sengketa")
def disputes() -> str:
    """What banks ask back, the open ones first."""
    number = page_number(request.args.get("hal"))
    rows = overview.disputes(limit=SIZE, offset=offset_of(number, SIZE))
    page = Page(rows, overview.count_disputes(), number, SIZE)
    return render_template("payments/admin/disputes.html", page=page, name_of=name_of)
