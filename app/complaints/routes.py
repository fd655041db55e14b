"""Complaining, and reading the answers."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from app.accounts.rules import fold_email
from app.complaints import commands, queries, rules
from app.complaints.forms import KINDS, ComplaintForm
from app.db import transaction
from app.models.complaint import ComplaintKind
from app.web.csrf import has_session
from app.web.limits import account_named, limit_forms, limiter, mails_per_recipient
from app.web.pagination import Page, offset_of, page_number

bp = Blueprint("complaints", __name__)

SIZE = 20


def recipient_of_request() -> str:
    """What mails to an address that somebody typed are counted by."""
    return account_named(fold_email(request.form.get("email", "")[:300]))


@bp.route("/pengaduan", methods=["GET", "POST"])
@limiter.limit(
    mails_per_recipient,
    key_func=recipient_of_request,
    methods=["POST"],
    deduct_when=lambda response: response.status_code == 303,
)
@limit_forms
def write() -> Response | str | tuple[str, int]:
    """The form, for everybody."""
    form = ComplaintForm(data=_known())
    if not form.validate_on_submit():
        return render_template("complaints/write.html", form=form), 422 if form.is_submitted() else 200
    statement = commands.Statement(
        kind=ComplaintKind(form.kind.data),
        name=form.name.data,
        email=form.email.data,
        phone=form.phone.data or "",
        order_number=form.order_number.data.upper(),
        text=form.text.data,
    )
    user_id = current_user.id if has_session() and current_user.is_authenticated else None
    with transaction():
        complaint = commands.receive_complaint(statement, user_id=user_id)
    return redirect(url_for(".received", number=complaint.number), 303)


@bp.get("/pengaduan/<number>")
def received(number: str) -> str:
    """What happens next and when; the page tells the number and nothing of what was written."""
    complaint = queries.get_by_number(number)
    answer_by = rules.answer_by(complaint.created_at)
    return render_template("complaints/received.html", number=complaint.number, answer_by=answer_by)


@bp.get("/akun/pengaduan")
@login_required
def index() -> str:
    """The person's complaints with their answers."""
    number = page_number(request.args.get("hal"))
    rows = queries.complaints_of(current_user.id, limit=SIZE, offset=offset_of(number, SIZE))
    page = Page(rows, queries.count_complaints_of(current_user.id), number, SIZE)
    answer_by = {row.id: rules.answer_by(row.created_at) for row in rows}
    return render_template("complaints/index.html", page=page, kinds=dict(KINDS), answer_by=answer_by)


def _known() -> dict[str, str]:
    """What the form need not ask a person who is signed in."""
    order_number = request.args.get("pesanan", "")[:20]
    if not has_session() or not current_user.is_authenticated:
        return {"order_number": order_number}
    return {"name": current_user.name, "email": current_user.email, "order_number": order_number}
