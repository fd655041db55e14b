"""Statements of turnover in the back office: the one that waits longest first."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.clock import now
from app.db import transaction
from app.errors import NotFound
from app.i18n import _
from app.media.streaming import private_page
from app.models.payout import StatementStatus
from app.pricing.settings import PPH22_EXEMPT_TURNOVER, value_at
from app.taxes import commands, queries
from app.taxes.forms import RejectionForm
from app.web.edge import on_record
from app.web.error_pages import on_error_show
from app.web.guards import admin_blueprint
from app.web.pagination import Page, offset_of, page_number

bp = admin_blueprint("turnover_admin", __name__, needs="finance")

SIZE = 25


@bp.get("/pernyataan-omzet")
def index() -> str:
    """What waits, or the statements of another status."""
    asked = request.args.get("status", StatementStatus.SUBMITTED.value)
    status = next((status for status in StatementStatus if status == asked), None)
    number = page_number(request.args.get("hal"))
    rows = queries.statements(status, limit=SIZE, offset=offset_of(number, SIZE))
    return render_template(
        "taxes/admin/index.html",
        page=Page(rows, queries.count_statements(status), number, SIZE),
        status=status,
        statuses=list(StatementStatus),
    )


@bp.get("/pernyataan-omzet/<int:statement_id>")
def show(statement_id: int) -> str:
    """One statement with its paper, and the two answers."""
    return _page(statement_id, RejectionForm(formdata=None))


@bp.get("/pernyataan-omzet/<int:statement_id>/berkas")
def document(statement_id: int) -> Response:
    """One page of the paper; looking is written down."""
    number = page_number(request.args.get("hal"))
    with on_record(), transaction():
        statement = commands.note_statement_seen(statement_id, page=number)
        if number > statement.document.pages:
            raise NotFound
    return private_page(statement.document, number)


@bp.post("/pernyataan-omzet/<int:statement_id>/terima")
def accept(statement_id: int) -> AnyResponse:
    """The seller is exempt for that year."""
    on_error_show(lambda: _page(statement_id, RejectionForm(formdata=None)))
    with transaction():
        commands.accept_statement(statement_id, admin_id=current_user.id)
    flash(_("Surat pernyataan diterima. Penjual mendapat surat."), "success")
    return redirect(url_for(".show", statement_id=statement_id), 303)


@bp.post("/pernyataan-omzet/<int:statement_id>/tolak")
def reject(statement_id: int) -> AnyResponse | tuple[str, int]:
    """Say no with a reason."""
    form = RejectionForm()
    if not form.validate_on_submit():
        return _page(statement_id, form), 422
    on_error_show(lambda: _page(statement_id, form))
    with transaction():
        commands.reject_statement(statement_id, admin_id=current_user.id, note=form.note.data)
    flash(_("Surat pernyataan ditolak. Penjual membaca alasannya di surat."), "success")
    return redirect(url_for(".show", statement_id=statement_id), 303)


def _page(statement_id: int, form: RejectionForm) -> str:
    statement = queries.get_statement(statement_id)
    return render_template(
        "taxes/admin/show.html",
        statement=statement,
        limit_amount=value_at(PPH22_EXEMPT_TURNOVER, now()),
        sales_amount=queries.sales_of_year(statement.row.seller_id, statement.row.year),
        is_own=queries.works_for(current_user.id, statement.row.seller_id),
        form=form,
    )
