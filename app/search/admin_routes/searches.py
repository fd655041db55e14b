"""What people look for, what they do not find, and what they find without opening it."""

from datetime import date, timedelta

from flask import render_template, request

from app.clock import begin_of, day_of, now
from app.search import counts, groups
from app.web import charts
from app.web.filters import MONTHS, hari
from app.web.guards import admin_blueprint

bp = admin_blueprint("search_admin", __name__, needs="reviewer")

SIZE = 20
SPANS = {7: (7, 1), 30: (6, 5), 90: (6, 15)}  # days shown: how many bars, of how many days each
PERIODS = {str(days): days for days in SPANS}


@bp.get("/pencarian")
def index() -> str:
    """The figures of the last days."""
    days = PERIODS.get(request.args.get("hari", ""), 7)
    spans, days_each = SPANS[days]
    today = day_of(now()).date()
    since = today - timedelta(days=days - 1)
    flows = counts.per_span(today, spans=spans, days=days_each)
    labels = [_label(flow.since or today, days_each) for flow in flows]
    return render_template(
        "search/admin/index.html",
        days=days,
        periods=PERIODS.values(),
        flows=list(zip(labels, flows, strict=True)),
        pairs=charts.pairs(
            [
                (label, flow.searches - flow.found_nothing, flow.found_nothing)
                for label, flow in zip(labels, flows, strict=True)
            ]
        ),
        most=counts.most_searched(since, limit=SIZE),
        in_vain=counts.searched_in_vain(since, limit=SIZE),
        known=groups.known_spellings(groups.groups_in_use()),
        unopened=counts.rarely_opened(since, limit=SIZE),
    )


def _label(day: date, days: int) -> str:
    return hari(begin_of(day)) if days == 1 else f"{day.day} {MONTHS[day.month - 1]}"
