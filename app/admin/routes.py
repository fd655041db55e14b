"""The back office's home, its health page and the audit log."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.admin import commands, words
from app.admin.queries import audit as audit_queries
from app.admin.queries import health as health_queries
from app.admin.queries import home as home_queries
from app.clock import now
from app.db import transaction
from app.i18n import _
from app.ledger import chart
from app.ledger import queries as ledger
from app.ledger.check import differences
from app.settings import setting
from app.web.charts import bars
from app.web.filters import hari
from app.web.guards import admin_blueprint
from app.web.identity import ANY_ADMIN
from app.web.pagination import Page, offset_of, page_number

bp = admin_blueprint("admin", __name__, needs=ANY_ADMIN)

bp.add_app_template_filter(words.action, "tindakan")

SIZE = 50
WEEK = 7


@bp.get("")
def home() -> str:
    """What to do next, and how the week went."""
    gateways = {chart.gateway_clearing(gateway) for gateway in setting("PAYMENT_GATEWAYS")}
    clearing = gateways - {chart.PROMISED_CASH}
    balances = ledger.balances_of([*clearing, chart.PROMISED_CASH, chart.UNALLOCATED_RECEIPTS, chart.REFUNDS_DUE])
    days = [(hari(day), count) for day, count in home_queries.orders_per_day(days=WEEK)]
    return render_template(
        "admin/home.html",
        to_do=home_queries.to_do(),
        clearing_amount=sum(balances[account] for account in clearing),
        promised_amount=balances[chart.PROMISED_CASH],
        unallocated_amount=-balances[chart.UNALLOCATED_RECEIPTS],
        refunds_due_amount=-balances[chart.REFUNDS_DUE],
        days=bars(days),
    )


@bp.get("/kesehatan")
def health() -> str:
    """The timers, what waits, and deliveries in trouble."""
    return _health(checked=None)


@bp.post("/kesehatan/hitung-ulang")
def check() -> str:
    """Recompute the books, splits, orders and stock, and show every difference; nothing changes."""
    return _health(checked=list(differences()))


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
    rows = audit_queries.audit_events(action, limit=SIZE, offset=offset_of(number, SIZE))
    page = Page(rows, audit_queries.count_audit_events(action), number, SIZE)
    return render_template("admin/audit_log.html", page=page, action=action, words=words)


def _health(*, checked: Sequence[str] | None) -> str:
    number = page_number(request.args.get("hal"))
    rows = health_queries.troubled_deliveries(limit=SIZE, offset=offset_of(number, SIZE))
    return render_template(
        "admin/health.html",
        page=Page(rows, health_queries.count_troubled_deliveries(), number, SIZE),
        timers=health_queries.timers(setting("TIMERS")),
        backlogs=health_queries.backlogs(),
        waiting=health_queries.waiting(),
        refused=health_queries.refused_gateways(),
        moment=now(),
        checked=checked,
    )
