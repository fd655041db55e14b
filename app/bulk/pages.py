"""Pages of imports that several routes show, and files for taking away."""

from collections.abc import Sequence
from typing import Any

from flask import Response, render_template, request

from app.bulk import rules
from app.bulk.columns import COLUMNS, Column
from app.bulk.queries import jobs as queries
from app.bulk.queries import shop
from app.bulk.sheets import Cells, as_csv, as_workbook
from app.i18n import _
from app.models.bulk import ImportJob, ImportStatus, Outcome
from app.web.guards import SELLING, current_membership
from app.web.pagination import Page, offset_of, page_number

LATEST = 8
SIZE = 20
KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def render(template: str, **context: Any) -> str:
    """A page that knows whether its reader may change what it shows."""
    return render_template(template, may_change=current_membership().role in SELLING, **context)


def seller_id() -> int:
    """The shop of this request."""
    return current_membership().seller_id


def start_page() -> str:
    """How to bring many products in, and what was brought in lately."""
    jobs = queries.jobs_of(seller_id(), limit=LATEST)
    return render(
        "bulk/seller/index.html",
        jobs=jobs,
        open_job=next((job for job in jobs if job.status in queries.OPEN), None),
        most_lines=rules.MOST_LINES,
        most_pictures=rules.MOST_PICTURES,
    )


def job_page(job_id: int) -> str:
    """One import: what would come of it, how far it is, or what came of it."""
    job = queries.get_own_job(job_id, seller_id())
    counts = queries.count_outcomes(job.id)
    number = page_number(request.args.get("hal"))
    refused = queries.refused_rows(job.id, limit=SIZE, offset=offset_of(number, SIZE))
    drafts, changes = queries.count_unseen(job.id)
    return render(
        "bulk/seller/show.html",
        job=job,
        counts={outcome.value: counts[outcome] for outcome in Outcome},
        page=Page(refused, counts[Outcome.REFUSED], number, SIZE),
        drafts=drafts,
        changes=changes,
        waiting=queries.count_waiting_pictures(job.id),
        is_under_way=job.status in (ImportStatus.RECEIVED, ImportStatus.RUNNING),
        progress_text=progress_text(job),
    )


def progress_text(job: ImportJob) -> str:
    """How far it is, in words."""
    if job.status == ImportStatus.RECEIVED:
        return _("Berkas sedang kami periksa.")
    return _("%(done)s dari %(total)s selesai.", done=job.done, total=job.total)


def table(kind: str, name: str, lines: Sequence[Cells], columns: Sequence[Column] | None = None) -> Response:
    """Lines as a file in one of KINDS."""
    chosen = columns or COLUMNS
    content = as_csv(lines, chosen) if kind == "csv" else as_workbook(lines, shop.names().lists, chosen)
    response = Response(content, content_type=KINDS[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
