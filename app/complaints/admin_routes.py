"""Complaints in the back office: the one that waits longest first."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.clock import now
from app.complaints import commands, queries, rules
from app.complaints.forms import KINDS, AnswerForm
from app.db import transaction
from app.i18n import _
from app.models.complaint import ComplaintStatus
from app.web.edge import on_record
from app.web.error_pages import on_error_show
from app.web.guards import admin_blueprint, may_open
from app.web.pagination import Page, offset_of, page_number

bp = admin_blueprint("complaints_admin", __name__, needs="reviewer")

SIZE = 25


@bp.get("/pengaduan")
def index() -> str:
    """All complaints, or those of one status, each with its clock."""
    status = next((status for status in ComplaintStatus if status == request.args.get("status")), None)
    number = page_number(request.args.get("hal"))
    rows = queries.complaints(status, limit=SIZE, offset=offset_of(number, SIZE))
    page = Page(rows, queries.count_complaints(status), number, SIZE)
    moment = now()
    return render_template(
        "complaints/admin/index.html",
        page=page,
        status=status,
        statuses=list(ComplaintStatus),
        kinds=dict(KINDS),
        answer_by={row.id: rules.answer_by(row.created_at) for row in rows},
        late={row.id for row in rows if rules.is_late(row.created_at, moment)},
    )


@bp.get("/pengaduan/<int:complaint_id>")
def show(complaint_id: int) -> str:
    """One complaint, with its answer or the form for it; looking is written down."""
    with on_record(), transaction():
        commands.note_complaint_seen(complaint_id)
    return _page(complaint_id, AnswerForm(formdata=None))


@bp.post("/pengaduan/<int:complaint_id>/jawab")
def answer(complaint_id: int) -> Response | tuple[str, int]:
    """Answer it, once."""
    form = AnswerForm()
    if not form.validate_on_submit():
        return _page(complaint_id, form), 422
    on_error_show(lambda: _page(complaint_id, form))
    with transaction():
        commands.answer_complaint(complaint_id, admin_id=current_user.id, answer=form.answer.data)
    flash(_("Jawaban dikirim ke penulis."), "success")
    return redirect(url_for(".show", complaint_id=complaint_id), 303)


def _page(complaint_id: int, form: AnswerForm) -> str:
    complaint, answered_by = queries.get_complaint(complaint_id)
    may_follow = may_open("orders_admin.show")
    return render_template(
        "complaints/admin/show.html",
        complaint=complaint,
        group_number=queries.find_group_number(complaint.order_number) if may_follow else None,
        is_own=complaint.user_id == current_user.id,
        answered_by=answered_by,
        kinds=dict(KINDS),
        answer_by=rules.answer_by(complaint.created_at),
        is_late=rules.is_late(complaint.created_at, now()),
        form=form,
    )
