"""The back office's home, its health page and the audit log."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.admin import commands, queries
from app.db import transaction
from app.i18n import _
from app.ledger import chart
from app.ledger import queries as ledger
from app.web.charts import bars
from app.web.filters import hari
from app.web.guards import admin_blueprint
from app.web.identity import ANY_ADMIN
from app.web.pagination import Page, offset_of, page_number

bp = admin_blueprint("admin", __name__, needs=ANY_ADMIN)

SIZE = 50
WEEK = 7


@bp.get("")
def home() -> str:
    """What to do next, and how the week went."""
    accounts = [chart.gateway_clearing("sandbox"), chart.UNALLOCATED_RECEIPTS, chart.REFUNDS_DUE]
    days = [(hari(day), count) for day, count in queries.orders_per_day(days=WEEK)]
    return render_template(
        "admin/home.html", to_do=queries.to_do(), balances=ledger.balances_of(accounts), days=bars(days)
    )


@bp.get("/kesehatan")
def health() -> str:
    """Deliveries in trouble and the last runs of the jobs."""
    number = page_number(request.args.get("hal"))
    rows = queries.troubled_deliveries(limit=SIZE, offset=offset_of(number, SIZE))
    page = Page(rows, queries.count_troubled_deliveries(), number, SIZE)
    return render_template("admin/health.html", page=page, jobs=queries.jobs())


@bp.post("/kesehatan/<int:delivery_id>/ulangi")
def retry(delivery_id: int) -> Response:
    """Try a delivery anew."""
    with transaction():
        commands.retry_delivery(delivery_id)
    flash(_("Kiriman akan dicoba lagi."), "success")
    return redirect(url_for(".health"), 303)


@bp.get("/audit")
def audit_log() -> str:
    """Who did what, when and why."""
    action = request.args.get("tindakan", "")[:40].strip()
    number = page_number(request.args.get("hal"))
    rows = queries.audit_events(action, limit=SIZE, offset=offset_of(number, SIZE))
    page = Page(rows, queries.count_audit_events(action), number, SIZE)
    return render_template("admin/audit_log.html", page=page, action=action)
